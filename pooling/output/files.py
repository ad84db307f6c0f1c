"""Files: where they go, tried before the work, and written whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import socket
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

SEPARATORS = tuple(sign for sign in (os.sep, os.altsep) if sign)
UNFIT = re.compile(r"[^\w .()+,=@~-]|%")
"""Signs that some file system does not take in a name, and the one that stands for them."""

TEMPORARY = "pooling"


class TargetExistsError(FileExistsError):
    """The file is already there and may not be overwritten."""

    def __str__(self) -> str:
        return f"{self.args[0]} exists already; --force overwrites it"


class TargetError(OSError):
    """The place that was asked for is none to write to; `args[0]` says why and what to do."""

    def __str__(self) -> str:
        return str(self.args[0])


class WrittenElsewhereError(OSError):
    """What was asked for is written, but not where: `path` could not be written, `elsewhere` was."""

    def __init__(self, path: Path, elsewhere: Path, why: str) -> None:
        super().__init__(why)
        self.path, self.elsewhere = path, elsewhere

    def __str__(self) -> str:
        return f"{self.args[0]}; nothing is lost: it is written to {self.elsewhere} instead"


def safe_name(text: str) -> str:
    """`text` as a part of a file's name: what does not fit in one becomes %XX, so that no two texts share a name."""
    return UNFIT.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), text)


def target(out: str | None, folder: str, name: str) -> Path:
    """Where the file `name` goes: `out` is a folder (that is there, or ends in a slash) or a file of the same ending.

    Without `out` it goes to `folder`. Raises `TargetError` for any other `out`.
    """
    ending = Path(name).suffix
    if out is None:
        return Path(folder) / name
    if out.endswith(SEPARATORS) or Path(out).is_dir():
        return Path(out) / name
    if Path(out).suffix.lower() != ending:
        raise TargetError(f"{out}: name a file that ends in {ending}, or a folder, with / at its end")
    return Path(out)


def targets(out: str | None, folder: str, names: Sequence[str]) -> list[Path]:
    """Where each of the files `names` goes: several go to a folder. Raises `TargetError`."""
    if len({name.casefold() for name in names}) < len(names):
        raise TargetError(f"{', '.join(names)}: these would share a file; solve one at a time, with -o FILE")
    if len(names) == 1:
        return [target(out, folder, names[0])]
    if out is not None and not out.endswith(SEPARATORS) and not Path(out).is_dir():
        raise TargetError(f"{out}: {len(names)} workbooks go to a folder: name one, with / at its end")
    return [Path(out or folder) / name for name in names]


def target_folder(out: str | None, default: str) -> Path:
    """The folder `out`, there or not; raises `TargetError` where it is a file or is named like one."""
    path = Path(out or default)
    named = out is not None and not out.endswith(SEPARATORS) and path.suffix.lower() in (".xlsx", ".html", ".csv")
    if not path.is_dir() and (named or path.exists()):
        raise TargetError(f"{out}: this command writes several files: name a folder")
    return path


def check_target(path: Path, force: bool) -> None:
    """Try whether `path` can be written, before any work: raises `TargetExistsError`, or OSError that says why not."""
    if path.is_dir():
        raise TargetError(f"{path} is a folder: name a file in it")
    check_free(path, force)
    above = next(folder for folder in path.parents if folder.exists())
    if not above.is_dir():
        raise TargetError(f"{path} cannot be written: {above} is a file, not a folder")
    try:
        if path.exists():
            with path.open("r+b"):
                pass
        handle, temporary = tempfile.mkstemp(".tmp", f".{TEMPORARY}-", above)
        os.close(handle)
        Path(temporary).unlink()
    except OSError as fault:
        raise TargetError(f"{path} cannot be written: {_why(fault)}") from fault


def check_free(path: Path, force: bool) -> None:
    """Raise `TargetExistsError` if `path` is there and `force` is not given."""
    if not force and os.path.lexists(path):
        raise TargetExistsError(str(path))


def write_whole(path: Path, content: bytes, force: bool, costly: bool = False) -> None:
    """Write `content` to `path` by way of a temporary file beside it: `path` is old or new, never half.

    Without `force` only one of several writers gets the name. What is `costly` is written elsewhere where `path` fails
    (`WrittenElsewhereError`); else raises `TargetExistsError`, or `TargetError`.
    """
    try:
        _write(path, content, force)
    except OSError as fault:
        why = str(fault) if isinstance(fault, TargetExistsError) else f"{path} cannot be written: {_why(fault)}"
        elsewhere = _written_elsewhere(path, content) if costly else None
        if elsewhere:
            raise WrittenElsewhereError(path, elsewhere, why) from fault
        if isinstance(fault, TargetExistsError):
            raise
        raise TargetError(why) from fault


def _written_elsewhere(path: Path, content: bytes) -> Path | None:
    """Where `content` could be written instead; None: nowhere."""
    for other in _other_places(path):
        with suppress(OSError):
            _write(other, content, force=False)
            return other
    return None


def _write(path: Path, content: bytes, force: bool) -> None:
    check_free(path, force)
    path.parent.mkdir(parents=True, exist_ok=True)
    _clear(path.parent)
    handle, name = tempfile.mkstemp(".tmp", _prefix(os.getpid()), path.parent)
    temporary = Path(name)
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(path))
        if force:
            temporary.replace(path)
        else:
            _take_name(temporary, path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _take_name(temporary: Path, path: Path) -> None:
    """Give `temporary` the name `path` if nobody has it."""
    try:
        os.link(temporary, path)
    except FileExistsError as fault:
        raise TargetExistsError(str(path)) from fault
    except OSError:  # a file system without hard links: the name is taken first, then filled
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError as fault:
            raise TargetExistsError(str(path)) from fault
        temporary.replace(path)


def _mode(path: Path) -> int:
    """The permissions of the file that is there; of a new one those that the user's mask leaves."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _prefix(process: int) -> str:
    """The beginning of a temporary name: whose it is, so that what a killed process left can be told."""
    return f".{TEMPORARY}-{safe_name(socket.gethostname())}-{process}-"


def _clear(folder: Path) -> None:
    """Delete temporary files that processes of this machine left when they were killed."""
    pattern = re.compile(re.escape(_prefix(0)[:-2]) + r"(\d+)-.*\.tmp")
    for file in folder.glob(f".{TEMPORARY}-*.tmp"):
        owner = pattern.fullmatch(file.name)
        if owner and not _is_alive(int(owner[1])):
            with suppress(OSError):
                file.unlink()


def _is_alive(process: int) -> bool:
    if os.name == "nt":  # there, asking by a signal would end the process; Windows itself keeps open files
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _other_places(path: Path) -> Iterator[Path]:
    """Free names beside `path`, then where one may usually write."""
    for folder in (path.parent, Path(), Path.home(), Path(tempfile.gettempdir())):
        for number in range(2, 100):
            other = folder / f"{path.stem}-{number}{path.suffix}"
            if not os.path.lexists(other):
                yield other
                break


def _why(fault: OSError) -> str:
    """What a system's error means to a planner."""
    match fault.errno:
        case errno.EROFS:
            return "the disk is read-only"
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full"
        case errno.ENAMETOOLONG:
            return "its name is too long"
        case errno.EACCES | errno.EPERM:
            return "it is open in Excel, or you may not write there"
        case _:
            return fault.strerror or str(fault)
