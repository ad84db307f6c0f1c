"""Files: written whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


class TargetExistsError(FileExistsError):
    """The file is already there and may not be overwritten."""

    def __str__(self) -> str:
        return f"{self.args[0]} exists already; --force overwrites it"


def check_free(path: Path, force: bool) -> None:
    """Raise `TargetExistsError` if `path` is there and `force` is not given."""
    if not force and path.exists():
        raise TargetExistsError(str(path))


def write_whole(path: Path, content: bytes, force: bool) -> None:
    """Write `content` to `path` through a temporary name beside it: whatever happens, `path` is old or new, never half.

    Raises `TargetExistsError`, or OSError (naming `path`) where the place cannot be written.
    """
    check_free(path, force)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        check_free(path, force)
        temporary.replace(path)
    except TargetExistsError:
        raise
    except OSError as fault:
        raise OSError(fault.errno, fault.strerror, str(path)) from fault
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
