"""Every command that README and docs show runs as written, in order, in an empty folder beside a small case."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pooling.cli.exits import Exit
from tests.cli.small_pool import write_small_pool

HERE = Path(__file__).parents[2]
FIRST = [HERE / "README.md", *(HERE / f"docs/{name}.md" for name in ("planner", "partners", "analyst"))]
DOCUMENTS = [*FIRST, *sorted(set((HERE / "docs").glob("*.md")) - set(FIRST) - {HERE / "docs/install.md"})]
"""In the order in which they are read; the pages of cases are run by a test of their own, that on installing by
`.ci/wheel`."""
SHELLS = ("console", "powershell", "bash", "sh")

NOT_RUN = {
    "make run": "solves the worked example for minutes; `pooling solve` is run",
    "make test": "runs this test",
    "--cluster tcp://10.0.0.5:8786": "no scheduler is at this address; tests/analysis/test_cluster.py has its own",
    "py -": "sets up Python on Windows",
    ".venv\\Scripts\\": "belongs to Windows",
}
"""What stands in a command that is not run, and why."""


def commands(document: Path) -> list[str]:
    """The commands that a document shows, line by line."""
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", document.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [
        line.removeprefix("$ ") for shell, block in blocks if shell in SHELLS for line in block.splitlines() if line
    ]


def is_run(command: str) -> bool:
    """Whether nothing keeps it from being run."""
    return not any(part in command for part in NOT_RUN)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the commands run: the small case stands where they look for the worked example."""
    write_small_pool(tmp_path / "inputs/european-pool.xlsx")
    return tmp_path


def meanwhile(command: str, folder: Path) -> None:
    """What the reader does before a command: fill in the blank case."""
    if "check my-case.xlsx" in command:
        shutil.copy(folder / "inputs/european-pool.xlsx", folder / "my-case.xlsx")


def test_every_command_runs_as_written(pooling, folder):
    """Exit code 0, one after the other: each finds what those before it have written."""
    shown = [command for document in DOCUMENTS for command in commands(document)]
    assert len(shown) > 20
    for command in filter(is_run, shown):
        meanwhile(command, folder)
        program, *arguments = shlex.split(command, comments=True)
        assert program == "pooling", command
        ended = pooling(*arguments)
        assert ended.code == Exit.DONE, f"{command}\n{ended.out}\n{ended.err}"


def test_what_is_not_run_is_still_shown():
    """Each reason is one for a command that a document shows."""
    shown = [command for document in DOCUMENTS for command in commands(document)]
    for part in NOT_RUN:
        assert any(part in command for command in shown), part


def documented() -> dict[str, list[tuple[str, str]]]:
    """Heading of `docs/json.md` to the places and fields that its table lists."""
    parts = re.split(r"^## ", (HERE / "docs/json.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {part.splitlines()[0]: list(_listed(part)) for part in parts}


def _listed(part: str) -> Iterator[tuple[str, str]]:
    """Place and field of every row; what stands after a colon says what a field means."""
    for within, listed in re.findall(r"^\| (.*?) \| .*? \| (.*) \|$", part, re.MULTILINE):
        for place in re.findall(r"`([^`]+\[\])`", within) or [""]:
            yield from ((place, name) for name in re.findall(r"`([^`]+)`", listed))


def is_documented(command: str, field: str, known: dict[str, list[tuple[str, str]]]) -> bool:
    """Whether a heading that names the command, or every one, lists the field; `*` is any name."""
    place, _, name = field.rpartition(".")
    return any(
        (place, name) == listed or (place == listed[0] and "*" in listed[1] and fnmatchcase(name, listed[1]))
        for heading, entries in known.items()
        if re.search(rf"\b({command}|Every)\b", heading)
        for listed in entries
    )


def fields(value: Any, place: str = "") -> Iterator[str]:
    """Every field of a document by its place, as in `results[].stages[].gap`."""
    if isinstance(value, list):
        for part in value:
            yield from fields(part, f"{place}[]")
    elif isinstance(value, dict):
        for name, part in value.items():
            yield (inner := f"{place}.{name}" if place else name)
            yield from fields(part, inner)


ASKED = (
    ("doctor",),
    ("check", "inputs/european-pool.xlsx"),
    ("template", "inputs/european-pool.xlsx", "--all", "-o", "sheets/"),
    ("collect", "inputs/european-pool.xlsx", "sheets/", "-o", "merged.xlsx"),
    ("solve", "inputs/european-pool.xlsx"),
    ("solve", "inputs/european-pool.xlsx", "--alternatives", "1", "--within", "50", "-o", "choice.xlsx"),
    ("check", "inputs/european-pool.xlsx", "changed.xlsx"),
    ("solve", "inputs/european-pool.xlsx", "-s", "capacity-slips", "--keep", "outputs/european-pool-base.xlsx"),
    ("share", "outputs/european-pool-base.xlsx", "--all", "-o", "shared/"),
    ("compare", "inputs/european-pool.xlsx", "-s", "base", "-s", "shift-all+capacity-slips"),
    ("shift", "inputs/european-pool.xlsx"),
    ("gain", "inputs/european-pool.xlsx", "--guarantee"),
    ("frontier", "inputs/european-pool.xlsx", "--points", "2"),
    ("rules", "inputs/european-pool.xlsx"),
    ("stress", "inputs/european-pool.xlsx", "outputs/european-pool-base.xlsx", "--samples", "3", "--sensitivity", "16"),
    ("robust", "inputs/european-pool.xlsx", "-k", "2", "--samples", "2"),
    ("explain", "inputs/european-pool.xlsx", "outputs/european-pool-base.xlsx"),
    ("solve", "nowhere.xlsx"),
)


def change_by_hand(result: Path, changed: Path) -> None:
    """A call-off is no longer in whole lots."""
    book = load_workbook(result)
    book["call_offs"]["H2"].value += 1
    book.save(changed)


def test_every_field_of_json_is_documented(pooling, folder):
    """In `docs/json.md`, under a heading that names the command, or that of every command."""
    known = documented()
    missing = set()
    for command, *arguments in ASKED:
        if "changed.xlsx" in arguments:
            change_by_hand(folder / "outputs/european-pool-base.xlsx", folder / "changed.xlsx")
        document = json.loads(pooling(command, *arguments, "--json", "-q").out)
        for field in fields(document):
            if not is_documented(command, field, known):
                missing.add((command, field))
    assert sorted(missing) == []
