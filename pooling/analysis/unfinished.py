"""Finished solves of a run that has not ended, kept beside its target, so that none is done again after a kill.

A file of lines of JSON: what was asked, then a line a solve, written as the solve ends. What is taken up is verified
anew; a line that was cut off is of no use.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pooling.analysis.cluster import identity
from pooling.analysis.plain import digest, plain, value_of
from pooling.analysis.runs import Run, Task, run_of
from pooling.analysis.worker import Answer, judged
from pooling.case.case import Case
from pooling.output.words import counted

FINISHED = ("done", "infeasible", "no_plan")
"""Endings that are kept; what else a solve ends with is worth another try."""

ENDING = ".unfinished"
"""Of the file's name, in place of the target's."""

TAKE_UP = "--resume takes them up"
ANEW = "--force without --resume begins anew"


class Unusable(Exception):
    """Finished solves that are not of this run, or would be lost: a message in one line."""


@dataclass(frozen=True)
class Request:
    """What is asked: the `version` of pooling, digests of `contents` such as cases and plans, `options` as written."""

    version: str
    contents: Mapping[str, str]
    options: Mapping[str, str]

    def otherwise(self, then: Request) -> Iterator[str]:
        """In what `then` was asked otherwise, in words."""
        if self.version != then.version:
            yield f"pooling {then.version}, here is {self.version}"
        yield from (f"another {name}" for name in self.contents if self.contents[name] != then.contents.get(name))
        for name in self.options:
            before, now = then.options.get(name, ""), self.options[name]
            if before != now:
                yield f"{name} {before or 'left out'}, now {now or 'left out'}"


def request(options: Mapping[str, str], contents: Mapping[str, object]) -> Request:
    """What is asked with `options` of `contents`: of a case what it holds, not the file that it was read from."""
    return Request(identity(), {name: digest(_bare(content)) for name, content in contents.items()}, options)


def _bare(content: Any) -> Any:
    if isinstance(content, Mapping):
        return {name: _bare(part) for name, part in content.items()}
    return replace(content, sha256="") if isinstance(content, Case) else content


class Unfinished:
    """The file at `path`: solves that end are noted in it, those of a run before are taken up with `resume`.

    Raises `Unusable` where there are some and neither `resume` nor `force` says what becomes of them, or where they
    are of another request. `taken` solves are taken up, `kept` are in the file, `broken` lines could not be read;
    `fault`: why noting failed.
    """

    def __init__(self, path: Path, asked: Request, *, resume: bool = False, force: bool = False) -> None:
        self.path = path
        self.known: dict[str, Any] = {}
        self.broken = 0
        self.fault: OSError | None = None
        if path.exists() and not resume and not force:
            kept = max(0, path.read_bytes().count(b"\n") - 1)
            raise Unusable(f"{path} keeps {counted(kept, 'finished solve')} of a run before: {TAKE_UP}, {ANEW}")
        if path.exists() and resume:
            self._take_up(asked)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            self._append(asdict(asked))
        self.taken = self.kept = len(self.known)

    def _take_up(self, asked: Request) -> None:
        content = self.path.read_bytes()
        whole = content.rfind(b"\n") + 1
        head, *lines = content[:whole].splitlines() or [b""]
        try:
            differing = list(asked.otherwise(Request(**json.loads(head))))
        except (ValueError, TypeError, AttributeError) as fault:
            raise Unusable(f"{self.path} is damaged or half-written from its first line on: {ANEW}") from fault
        if differing:
            raise Unusable(f"{self.path} is not taken up: it was begun with {'; '.join(differing)}; {ANEW}")
        for line in lines:
            try:
                entry = json.loads(line)
                self.known[entry["solve"]] = entry["answer"]
            except (ValueError, TypeError, KeyError):
                self.broken += 1
        if whole < len(content):
            self.broken += 1
            os.truncate(self.path, whole)

    def run_of(self, task: Task) -> Run | None:
        """How `task` ended before, its plan verified anew; None where that is not known."""
        told = self.known.get(_key(task))
        if told is None:
            return None
        try:
            outcome = value_of(told["outcome"])
            found = judged(task.case, task.method, outcome) if outcome else Answer(told["status"], told["message"])
        except (ValueError, TypeError, KeyError, AttributeError):  # not as `note` wrote it: solved again
            return None
        return run_of(task, found) if found.status in FINISHED else None

    def note(self, run: Run) -> None:
        """Keep how a solve ended; that it cannot be kept stops nothing."""
        if run.status not in FINISHED or self.fault is not None:
            return
        told = {"status": run.status, "message": run.message, "outcome": plain(run.outcome)}
        try:
            self._append({"solve": _key(run.task), "label": run.task.label, "answer": told})
        except OSError as fault:
            self.fault = fault
        else:
            self.kept += 1

    def _append(self, entry: object) -> None:
        """A whole line, on the disk before anything else is done."""
        with self.path.open("ab") as file:
            file.write(json.dumps(entry).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def remove(self) -> None:
        """All is done: the file goes."""
        self.path.unlink(missing_ok=True)


def _key(task: Task) -> str:
    """What decides how a task ends; threads are shared out anew in every run."""
    return digest((_bare(task.case), replace(task.options, threads=None), task.method))
