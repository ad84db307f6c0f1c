"""Apart: what came from outside is read in a process of its own, with limits on its time and its memory.

Whatever a file does to its reader, the command goes on. Where the system knows no such limits (Windows) the clock ends
the process.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from pooling.case.findings import Collector
from pooling.exchange.intake import Submission
from pooling.processes import quick_processes


@dataclass(frozen=True)
class Allowance:
    """What reading one file may take: `processor_seconds`, `seconds` by the clock (it may have to share the processor)
    and `megabytes` beyond what the process has when it begins. An honest sheet takes less than a second.
    """

    processor_seconds: int = 8
    seconds: float = 30
    megabytes: int = 512


ALLOWANCE = Allowance()
LIBRARIES = ["openpyxl", "lxml.etree", "defusedxml.ElementTree", "xlsxwriter"]
"""What every such process needs and takes long to load."""

ADVICE = "delete what the tables do not need, or ask the partner for the sheet again"

Result = TypeVar("Result")


class OverLimitError(Exception):
    """The process was ended, or ended, before it answered."""


def read_apart(
    path: Path, read: Callable[..., Submission], *arguments: Any, allowance: Allowance = ALLOWANCE
) -> Submission:
    """What `read` makes of the file at `path` and `arguments`; over a limit, a submission that says so.

    An exception that `read` raises is raised here.
    """
    try:
        return apart(allowance, read, path, *arguments)
    except OverLimitError as fault:
        findings = Collector(path.name)
        findings.error("too-large", "", None, str(fault), ADVICE)
        return Submission(path, findings=tuple(findings.findings))


def apart(allowance: Allowance, work: Callable[..., Result], *arguments: Any) -> Result:
    """What `work` returns or raises, called in a process of its own. Raises `OverLimitError`."""
    context = quick_processes(LIBRARIES)
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(theirs, allowance, work, arguments), daemon=True)
    with ours:
        process.start()
        theirs.close()
        try:
            if not ours.poll(allowance.seconds):
                raise OverLimitError(f"reading the file takes more than {allowance.seconds:g} seconds")
            answer = ours.recv()
        except EOFError:
            process.join()
            raise OverLimitError(_why(process.exitcode, allowance)) from None
        finally:
            process.kill()
            process.join()
    if isinstance(answer, MemoryError):
        raise OverLimitError(f"reading the file takes more than {allowance.megabytes} MB of memory")
    if isinstance(answer, Exception):
        raise answer
    result: Result = answer
    return result


def _why(exit_code: int | None, allowance: Allowance) -> str:
    if exit_code == -getattr(signal, "SIGXCPU", 0):
        return f"reading the file takes more than {allowance.processor_seconds} seconds of processor time"
    return "reading the file ended the process that read it"


def _answer(connection: Connection, allowance: Allowance, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """In the process: do the work and send what it returns or raises."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked for the work ends it
    _limit(allowance)
    try:
        answer = work(*arguments)
    except Exception as fault:  # it is raised where the work was asked for
        answer = fault
    with suppress(BrokenPipeError):
        try:
            connection.send(answer)
        except MemoryError as fault:
            del answer
            connection.send(fault)


def _limit(allowance: Allowance) -> None:
    """Set the limits that the system knows."""
    try:
        import resource
    except ImportError:
        return
    seconds = allowance.processor_seconds
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        most = pages * resource.getpagesize() + allowance.megabytes * (1 << 20)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
