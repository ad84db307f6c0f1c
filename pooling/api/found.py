"""What the Python interface gives: sentences, and a data frame for each sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from pooling.output.files import check_target
from pooling.output.results import key_figures
from pooling.output.table import Cell, Table, columns

DAYS = ("date", "period")
"""Kinds of columns that become dates; a period is its first day."""


@dataclass(frozen=True)
class Found:
    """What was found: `headlines` in sentences, and one data frame a sheet: `found["call_offs"]`."""

    tables: Mapping[str, Table]
    headlines: tuple[str, ...]
    write: Callable[[Path, bool], None] | None = None

    def __getitem__(self, sheet: str) -> pd.DataFrame:
        if sheet not in self.tables:
            raise KeyError(f"there is no sheet {sheet}; there are {', '.join(self.tables)}")
        return frame(self.tables[sheet])

    def __iter__(self) -> Iterator[str]:
        """The names of the sheets."""
        return iter(self.tables)

    def save(self, path: str | Path, force: bool = False) -> Path:
        """Write the workbook that the command writes; raises FileExistsError where something is there."""
        if self.write is None:
            raise ValueError("there is no workbook of this to write; what was read from one can be copied")
        check_target(Path(path), force)
        self.write(Path(path), force)
        return Path(path)


@dataclass(frozen=True)
class Result(Found):
    """One plan: its key figures, how well each objective is proven, and every sheet of the result workbook.

    `others`: plans nearly as good, where they were asked for.
    """

    others: tuple[Result, ...] = ()

    @cached_property
    def figures(self) -> dict[str, Cell]:
        """Key figures by name, as on the sheet `summary`."""
        return key_figures(self.tables)

    @property
    def stages(self) -> pd.DataFrame:
        """Value, proven bound and gap of each objective, in order."""
        return self["stages"]

    @property
    def proven(self) -> bool:
        """Whether every objective ended within the gap that was asked for."""
        return self.figures["status"] in ("optimal", "gap")


@dataclass(frozen=True)
class Checked(Found):
    """A case, or a plan held against it: whether it may be used, and what is wrong."""

    valid: bool = True


@dataclass(frozen=True)
class Collected(Found):
    """Partners' sheets checked: whether all of them could be merged, and what becomes of each."""

    merged: bool = True


def frame(table: Table) -> pd.DataFrame:
    """The rows of `table`; days and periods are dates, a period its first day."""
    made = pd.DataFrame(list(table.rows), columns=[column.name for column in table.columns])
    for column in table.columns:
        if column.kind in DAYS:
            made[column.name] = pd.to_datetime(made[column.name])
    return made


def table_of(name: str, kind: type, rows: Iterable[Any], **beside: Sequence[Cell]) -> Table:
    """Dataclasses of one `kind` as a table, texts within them joined; `beside` columns come first."""
    names = [field.name for field in fields(kind)]
    cells = [tuple(map(_cell, map(asdict(row).__getitem__, names))) for row in rows]
    before = zip(*beside.values(), strict=True) if beside else [()] * len(cells)
    return Table(name, name, columns(*beside, *names), tuple((*b, *c) for b, c in zip(before, cells, strict=True)))


def _cell(value: Any) -> Cell:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value
