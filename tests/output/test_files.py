"""Files: where they go, tried before the work, written whole, kept from others' eyes, never lost."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pooling.output import files
from pooling.output.files import (
    TargetError,
    TargetExistsError,
    WrittenElsewhereError,
    check_target,
    safe_name,
    target,
    target_folder,
    targets,
    write_whole,
)


@pytest.mark.parametrize(
    ("out", "path"),
    [
        (None, "outputs/c-base.xlsx"),
        ("results/", "results/c-base.xlsx"),
        ("here", "here/c-base.xlsx"),
        ("r.xlsx", "r.xlsx"),
        ("R.XLSX", "R.XLSX"),
        ("deep/er/r.xlsx", "deep/er/r.xlsx"),
        ("v1.2/", "v1.2/c-base.xlsx"),
    ],
)
def test_a_target_is_a_folder_or_a_file_of_its_ending(tmp_path, monkeypatch, out, path):
    """A folder that is there or ends in a slash takes the usual name."""
    monkeypatch.chdir(tmp_path)
    Path("here").mkdir()
    assert target(out, "outputs", "c-base.xlsx") == Path(path)


@pytest.mark.parametrize("out", ["out.csv", "results", "r.html", "r.xls", "r.xlsx.bak"])
def test_any_other_target_is_refused(tmp_path, monkeypatch, out):
    """Another ending or none is one error that says what to name."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TargetError, match=r"ends in \.xlsx, or a folder"):
        target(out, "outputs", "c-base.xlsx")


def test_several_files_go_to_a_folder(tmp_path, monkeypatch):
    """Never to a name that looks like a workbook, and never two to one name."""
    monkeypatch.chdir(tmp_path)
    names = [f"c-{safe_name(code)}.xlsx" for code in ("a b", "a_b", "a%b", "a/b", "a:b")]
    assert len(set(targets("out/", "outputs", names))) == len(names)
    assert all(path.parent == Path("out") for path in targets("out/", "outputs", names))
    with pytest.raises(TargetError, match="2 workbooks go to a folder"):
        targets("x.xlsx", "outputs", names[:2])
    with pytest.raises(TargetError, match="share a file"):
        targets(None, "outputs", ["c-A.xlsx", "c-a.xlsx"])


def test_commands_of_many_files_take_a_folder(tmp_path, monkeypatch):
    """There or not; a file, or a name like one, is none."""
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("")
    assert target_folder(None, "shared") == Path("shared")
    assert target_folder("new", "shared") == Path("new")
    assert target_folder("v1.xlsx/", "shared") == Path("v1.xlsx")
    for out in ("x.xlsx", "x.csv", "file"):
        with pytest.raises(TargetError, match="name a folder"):
            target_folder(out, "shared")


def test_a_target_is_tried_and_nothing_stays(tmp_path):
    """A folder, a parent that is a file, a name too long; where all is well nothing is left behind."""
    (tmp_path / "file").write_text("old")
    (tmp_path / "folder.xlsx").mkdir()
    before = sorted(tmp_path.iterdir())
    check_target(tmp_path / "new" / "deep" / "r.xlsx", force=False)
    check_target(tmp_path / "file", force=True)
    assert sorted(tmp_path.iterdir()) == before
    with pytest.raises(TargetExistsError, match="--force overwrites"):
        check_target(tmp_path / "file", force=False)
    for path, word in (("folder.xlsx", "is a folder"), ("file/r.xlsx", "is a file, not a folder")):
        with pytest.raises(TargetError, match=word):
            check_target(tmp_path / path, force=True)
    with pytest.raises(OSError, match="too long"):
        check_target(tmp_path / ("x" * 300 + ".xlsx"), force=True)


def test_a_folder_that_takes_nothing_is_found_before(tmp_path, monkeypatch):
    """Read-only, as the system tells it."""

    def refused(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("tempfile.mkstemp", refused)
    with pytest.raises(TargetError, match="the disk is read-only"):
        check_target(tmp_path / "r.xlsx", force=False)


def full(monkeypatch, folder):
    """Make the disk of `folder` full."""
    taken = os.fsync

    def fsync(handle: int) -> None:
        if os.path.dirname(os.readlink(f"/proc/self/fd/{handle}")) == str(folder):
            raise OSError(errno.ENOSPC, "No space left on device")
        taken(handle)

    monkeypatch.setattr(files.os, "fsync", fsync)


def test_what_took_long_is_never_lost(tmp_path, monkeypatch):
    """The disk is full at the end: it is written where it can be, and the error says where; else nothing is."""
    asked, here = tmp_path / "asked", tmp_path / "here"
    asked.mkdir()
    here.mkdir()
    monkeypatch.chdir(here)
    full(monkeypatch, asked)
    with pytest.raises(
        WrittenElsewhereError, match=r"disk is full; nothing is lost: it is written to r-2\.xlsx"
    ) as told:
        write_whole(asked / "r.xlsx", b"plan", force=False, costly=True)
    assert told.value.elsewhere.read_bytes() == b"plan"
    assert list(asked.iterdir()) == []
    with pytest.raises(TargetError, match="disk is full"):
        write_whole(asked / "r.xlsx", b"plan", force=False)
    assert len(list(here.iterdir())) == 1


def test_a_name_taken_meanwhile_is_not_taken_away(tmp_path, monkeypatch):
    """Another run wrote it between the check and the end: that one stays, this one goes beside it."""
    path = tmp_path / "r.xlsx"
    fsync = os.fsync

    def meanwhile(handle: int) -> None:
        path.write_bytes(b"theirs")
        fsync(handle)

    monkeypatch.setattr(files.os, "fsync", meanwhile)
    with pytest.raises(TargetExistsError):
        write_whole(path, b"ours", force=False)
    path.unlink()
    with pytest.raises(WrittenElsewhereError, match="exists already"):
        write_whole(path, b"ours", force=False, costly=True)
    assert path.read_bytes() == b"theirs"
    assert (tmp_path / "r-2.xlsx").read_bytes() == b"ours"


@pytest.mark.parametrize("links", [True, False])
def test_of_many_writers_one_gets_the_name(tmp_path, monkeypatch, links):
    """Eight at once, on file systems with hard links and without: one writes, the others are told."""
    script = (
        "import sys, os\nfrom pathlib import Path\nfrom pooling.output.files import *\n"
        f"links = {links}\n"
        "if not links:\n    def refuse(*_): raise PermissionError(1, 'no links')\n    os.link = refuse\n"
        "sys.stdin.readline()\n"
        "try:\n    write_whole(Path(sys.argv[1]), sys.argv[2].encode() * 1000, False)\n"
        "except TargetExistsError as told:\n    print(told); sys.exit(2)\n"
    )
    path = tmp_path / "r.xlsx"
    runs = [
        subprocess.Popen([sys.executable, "-c", script, str(path), str(n)], stdin=-1, stdout=-1, text=True)
        for n in range(8)
    ]
    ends = []
    for run in runs:
        assert run.stdin
        run.stdin.write("go\n")
        run.stdin.flush()
    for run in runs:
        out, _ = run.communicate(timeout=60)
        ends.append(run.returncode)
        assert (run.returncode == 0) == (out == "")
    assert sorted(ends) == [0] + [2] * 7
    assert path.read_text() == str(ends.index(0)) * 1000
    assert list(tmp_path.iterdir()) == [path]


def test_permissions_stay(tmp_path):
    """What only its owner may read stays so; a new file has what the mask leaves."""
    path = tmp_path / "r.xlsx"
    path.write_text("old")
    path.chmod(0o600)
    write_whole(path, b"new", force=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "n.xlsx", b"new", force=False)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "n.xlsx").stat().st_mode) == 0o640


def test_what_a_killed_run_left_is_private_and_goes(tmp_path):
    """Killed while it writes: what is left is readable by nobody else, and gone after the next run."""
    script = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom pooling.output import files\n"
        "files.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "files.write_whole(Path(sys.argv[1]), b'figures', False)\n"
    )
    path = tmp_path / "r.xlsx"
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    (left,) = tmp_path.iterdir()
    assert stat.S_IMODE(left.stat().st_mode) == 0o600
    foreign = tmp_path / ".pooling-elsewhere-1-abc.tmp"
    foreign.write_text("of another machine, perhaps at work")
    write_whole(path, b"whole", force=False)
    assert sorted(tmp_path.iterdir()) == [foreign, path]
