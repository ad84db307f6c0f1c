"""Numbers from 10^0 to 10^12 in every column of a case: what is worked by hand, or refused in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest

from pooling.case.case import Case
from pooling.case.reader import Loaded, loaded, read_rows
from pooling.case.rows import Rows as Read
from pooling.case.schema import BY_NAME, SETTINGS, SHEETS, Column, Kind
from pooling.plan import stages
from pooling.plan.solve import Infeasible, Options, solve
from pooling.plan.verify import verify
from tests.helpers.workbooks import Rows, write_workbook
from tests.magnitudes import bases, by_hand

POWERS = [10.0**n for n in range(13)]
NUMBERS = (Kind.NUMBER, Kind.WHOLE, Kind.PERCENT)
LONG = 60.0
"""Seconds: on a busy machine a moment may be too short."""

ROUNDING = 1e-5
KEPT, NEAR = 1e-6, 1e-7
"""Months of delay that the cheapest plan may give up, whatever the tolerance; and what is rounded there."""

EVERY = 3
"""Each number is set to every third power of ten; the next one to those between."""

NOT_IN_A_PLAN = ("scenarios", "changes", "rules", "uncertain")
"""Sheets with no number that a plan of the case as it stands depends on."""
ROUGH = ("mip_gap_pct", "tolerance_pct")
"""Settings that let a plan be worse than the best."""


@dataclass(frozen=True)
class Base:
    """A case, and its plans worked by hand; `every`: all that may be best, else some of them."""

    rows: Callable[[], Rows]
    worked: Callable[[Case], Iterator[by_hand.Best]]
    every: bool = True


BASES = {
    "contract": Base(bases.contract, by_hand.contract),
    "purses": Base(bases.purses, by_hand.purses, every=False),
    "ordered": Base(bases.ordered, by_hand.ordered),
}


def numeric() -> Iterator[tuple[str, Column]]:
    """Every column, and every setting, that holds a number."""
    yield from (("settings", column) for column in SETTINGS if column.kind in NUMBERS)
    for sheet in SHEETS:
        if sheet.name not in NOT_IN_A_PLAN:
            yield from ((sheet.name, column) for column in sheet.columns if column.kind in NUMBERS)


def places(rows: Rows, sheet: str, column: str) -> list[str]:
    """Where a scenario finds each row of a base that has the column."""
    if sheet == "settings":
        return [f"key={column}"] if any(row["key"] == column for row in rows["settings"]) else []
    keys = BY_NAME[sheet].key
    return ["; ".join(f"{key}={row[key]}" for key in keys) for row in rows.get(sheet, ()) if column in row]


def tried() -> list[tuple[str, str, str, str]]:
    """(base, sheet, column, where) of every number of every base."""
    return [
        (name, sheet, column.name, where)
        for name, base in BASES.items()
        for sheet, column in numeric()
        for where in places(base.rows(), sheet, column.name)
    ]


@cache
def read(name: str) -> Read:
    """A base as read from its workbook, with a scenario for every number: `column where = value`, by their order."""
    rows = BASES[name].rows()
    own = [place[1:] for place in tried() if place[0] == name]
    codes = [(f"{n}-{e}", place, value) for n, place in enumerate(own) for e, value in enumerate(POWERS)]
    rows["scenarios"] = [{"scenario": code, "description": ""} for code, _, _ in codes]
    rows["changes"] = [
        {
            "scenario": code,
            "sheet": sheet,
            "where": where,
            "column": "value" if sheet == "settings" else column,
            "op": "set",
            "value": f"{value:.0f}",
        }
        for code, (sheet, column, where), value in codes
    ]
    with TemporaryDirectory() as folder:
        return read_rows(write_workbook(Path(folder, "numbers.xlsx"), rows), trusted=True)


def changed(name: str, number: int, power: int) -> Loaded:
    """A base with one of its numbers set to a power of ten."""
    return loaded(read(name), f"{number}-{power}")


@pytest.mark.parametrize("name", BASES)
def test_as_they_stand(name: str) -> None:
    """The three cases themselves come to what is worked by hand."""
    holds(name, loaded(read(name)).case, every=True)


def holds(name: str, case: Case | None, *, every: bool, best: bool = True) -> None:
    """The plan is valid, proven and as good as what is worked by hand, where that is `every` plan no better either;
    `best`: no setting lets it be worse.
    """
    assert case is not None
    worked = list(BASES[name].worked(case))
    try:
        with patch.object(stages, "PATIENCE", LONG):
            outcome = solve(case, Options(time_limit=LONG))
    except Infeasible:
        assert worked == []
        return
    assert verify(case, outcome.plan).violations == ()
    delay, cost = outcome.stages
    assert delay.note == cost.note == ""
    least = min(months for months, _ in worked)
    assert delay.bound <= least + ROUNDING * least
    if best:
        most = cheapest(worked, delay.value + KEPT - NEAR)
        assert delay.value <= least + ROUNDING * least
        assert cost.bound - ROUNDING * abs(cost.bound) <= cost.value <= most + ROUNDING * abs(most)
        assert {delay.status, cost.status} <= {"optimal", "gap"}
        assert not every or cost.value >= (1 - ROUNDING) * cheapest(worked, delay.value + KEPT + NEAR)


def cheapest(worked: list[by_hand.Best], latest: float) -> float:
    """The least cost of those no later than that."""
    return min(euros for months, euros in worked if months <= latest)


NUMBER_OF = {place: n for name in BASES for n, place in enumerate(place for place in tried() if place[0] == name)}


@pytest.mark.parametrize("place", tried(), ids=lambda place: "-".join(place[:3]))
def test_powers_of_ten(place: tuple[str, str, str, str]) -> None:
    """As good as worked by hand, whatever the size; or an error that names what is wrong with it."""
    name, _, column, _ = place
    for power in range(NUMBER_OF[place] % EVERY, len(POWERS), EVERY):
        found = changed(name, NUMBER_OF[place], power)
        errors = [finding for finding in found.findings if finding.severity == "error"]
        if "changes nothing" in " ".join(finding.message for finding in errors):
            continue
        assert all(finding.message and finding.advice for finding in errors)
        if found.case is not None:
            holds(name, found.case, every=BASES[name].every, best=column not in ROUGH)


def test_every_column_is_tried() -> None:
    """A column that is new has to be in one of the cases, and in what is worked by hand where it changes that."""
    there = {(sheet, column) for _, sheet, column, _ in tried()}
    assert {(sheet, column.name) for sheet, column in numeric()} - there == set()
