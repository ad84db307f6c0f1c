"""pooling new: blank cases and worked examples."""

from __future__ import annotations

from openpyxl import load_workbook

from pooling.case.examples import EXAMPLES
from pooling.case.reader import load
from pooling.cli.exits import Exit


def test_a_blank_case_is_written_and_named(pooling, tmp_path):
    """The file's name is all of stdout; what to do next goes to stderr."""
    ended = pooling("new", "mine.xlsx")
    assert (ended.code, ended.out) == (Exit.DONE, "mine.xlsx\n")
    assert ended.err == "next: fill it in, then pooling check mine.xlsx\n"
    assert load_workbook(tmp_path / "mine.xlsx").sheetnames[:2] == ["read me", "settings"]


def test_quiet_says_only_the_name(pooling):
    """-q leaves stderr empty."""
    ended = pooling("new", "mine.xlsx", "-q")
    assert (ended.out, ended.err) == ("mine.xlsx\n", "")


def test_every_example_is_a_clean_marked_case(pooling, tmp_path):
    """An example can be solved as it is: no error, its marking on every sheet."""
    for name in EXAMPLES:
        path = tmp_path / f"{name}.xlsx"
        ended = pooling("new", path, "--example", name)
        assert (ended.code, ended.err) == (Exit.DONE, f"next: pooling check {path}\n")
        case = load(path).case
        assert case is not None
        for sheet in load_workbook(path):
            assert sheet.oddHeader.center.text == case.settings.marking


def test_nothing_is_overwritten_without_force(pooling, tmp_path):
    """The second `new` of the same name needs --force."""
    path = tmp_path / "mine.xlsx"
    path.write_text("precious")
    ended = pooling("new", path)
    assert ended.code == Exit.INPUT
    assert "--force" in ended.err
    assert path.read_text() == "precious"
    assert pooling("new", path, "--force").code == Exit.DONE


def test_an_unknown_example_is_refused(pooling):
    """The message names those there are."""
    ended = pooling("new", "mine.xlsx", "--example", "atlantis")
    assert ended.code == Exit.INPUT
    assert "european-pool" in ended.err


def test_names_of_files_send_nothing_to_the_terminal(pooling):
    """Escape sequences in them are shown, not obeyed, wherever a command names a file."""
    name = "a\x1b[31mb"
    for arguments in (("new", name), ("new", f"{name}.xlsx"), ("new", f"{name}.xlsx"), ("solve", f"{name}.txt")):
        ended = pooling(*arguments)
        assert "\x1b" not in ended.out + ended.err
        assert "a\\x1b[31mb" in ended.out + ended.err
