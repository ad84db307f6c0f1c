"""Cases without any plan: exit code 3, and the rows of the workbook that clash, no more of them and no fewer.

Each is the tiny case with one clash planted. What is told to do is done: then there is a plan, and with less there is
none.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from pooling.case import case as c
from pooling.cli.exits import Exit
from pooling.cli.main import run
from pooling.output.case_book import write_case
from pooling.plan.prepare import prepare
from pooling.plan.program.highs import solve_matrix
from pooling.plan.solve import Infeasible, Options, solve
from pooling.plan.stage.workshop import open_workshop
from tests.cases import planted_supply, planted_terms
from tests.cases.planted import lot
from tests.cases.pool import END, existing, framework, need, partners, pool

PLANTED = {**planted_supply.PLANTED, **planted_terms.PLANTED}

Told = Callable[..., dict[str, Any]]


@pytest.fixture
def told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Told:
    """Write a case as a workbook, let the command line solve it, and return the clash that it tells."""

    def say(case: c.Case, scenario: str = "base", **sheets: list[dict[str, Any]]) -> dict[str, Any]:
        book, result = tmp_path / "case.xlsx", tmp_path / "result.xlsx"
        write_case(book, rows(case) | sheets)
        assert run(["solve", str(book), "-s", scenario, "-o", str(result), "-q", "--json"]) == Exit.INFEASIBLE
        assert not result.exists()
        out, err = capfd.readouterr()
        clash: dict[str, Any] = json.loads(out)["results"][0]["clash"]
        for rule in clash["rules"]:
            assert f"{', '.join(rule['cells'])}: {rule['sentence']}" in err
            assert rule["change"] in err
        return clash

    return say


def rows(case: c.Case) -> dict[str, list[dict[str, Any]]]:
    """The sheets of a case; names are codes where the case has none."""
    book = {sheet: [_row(record) for record in getattr(case, sheet)] for sheet in c.RECORDS}
    settings = _row(case.settings) | {"objectives": ", ".join(case.settings.objectives), "threads": None}
    book["settings"] = [{"key": key, "value": value} for key, value in settings.items() if value is not None]
    return book


def _row(record: Any) -> dict[str, Any]:
    row = {field.name.rstrip("_"): getattr(record, field.name) for field in fields(record)}
    code = next(iter(row.values()))
    named = {name: row[name] or code for name in ("name", "family", "unit", "country") if name in row}
    return {name: None if value == "" else value for name, value in (row | named).items()}


@pytest.mark.parametrize("name", PLANTED)
def test_what_clashes_is_named_by_its_cells(told: Told, name: str) -> None:
    """The rules that clash, proven to be the fewest, each with the least change of it that would do."""
    clash = told(PLANTED[name].case)
    lines = []
    for rule in clash["rules"]:
        lines += [f"{', '.join(rule['cells'])}: {rule['sentence']}", f"-> {rule['change']}"]
    assert lines == [line.strip() for line in PLANTED[name].told.strip().splitlines()]
    assert clash["proof"] == "smallest"


@pytest.mark.parametrize("name", PLANTED)
def test_what_would_do_does(name: str) -> None:
    """With the value that is told there is a plan, with a little less there is none."""
    planted = PLANTED[name]
    sheet, row, column, does, does_not = planted.mend
    assert solve(changed(planted.case, sheet, row, column, does), Options(gap=0, time_limit=20)).plan
    with pytest.raises(Infeasible):
        solve(changed(planted.case, sheet, row, column, does_not), Options(gap=0, time_limit=20))


def changed(case: c.Case, sheet: str, row: int, column: str, value: Any) -> c.Case:
    """The case with another value in one cell."""
    records = list(getattr(case, sheet))
    records[row] = replace(records[row], **{column: value})
    return replace(case, **{sheet: tuple(records)})


@pytest.mark.parametrize("name", PLANTED)
def test_some_clash_in_whole_lots_only(name: str) -> None:
    """In fractions of lots those, and only those, have a plan."""
    case = PLANTED[name].case
    shop = open_workshop(case, prepare(case), "mean_delay", {}, exact=True)
    assert (solve_matrix(shop.matrix, relax=True).status == "optimal") == PLANTED[name].whole


def test_a_value_that_a_scenario_gave_is_named_by_its_change(told: Told) -> None:
    """Where a change asks for more than is needed, its cell is to blame."""
    case = pool(
        frameworks=existing(),
        lots=lot(100),
        scenarios=c.Scenario("more"),
        changes=c.Change("more", "lots", "set", "lot=T", "min_quantity", "12"),
    )
    assert [rule["cells"] for rule in told(case, "more")["rules"]] == [["changes!F2"], ["demand!E2"]]


def test_two_clashes_at_once_are_mended_together(told: Told) -> None:
    """Two contracts ask for more than is needed of two items: no change of one rule does."""
    case = pool(
        items=(c.Item("I"), c.Item("J")),
        products=(c.Product("Q", "I", "M", 100), c.Product("R", "J", "M", 100)),
        demand=(need("A", 10), need("A", 10, item="J")),
        frameworks=existing(),
        lots=(lot(100, 12), c.Lot("U", "F", "R", "L", 100, 13)),
        prices=(c.Price("T", 0, 10), c.Price("U", 0, 10)),
    )
    clash = told(case)
    assert len(clash["rules"]) == 2
    assert [rule["change"] for rule in clash["rules"]] == ["", ""]
    assert clash["together"] == ["min_quantity 11 instead of 12 for T", "min_quantity 11 instead of 13 for U"]


def test_what_reading_a_workbook_refuses_already() -> None:
    """An existing framework with too many members, in a case that was not read from a workbook."""
    members = tuple(c.Participant("F", p, "member") for p in ("A", "B"))
    case = pool(partners=partners("A", "B"), frameworks=existing(max_partners=1), participants=members)
    with pytest.raises(Infeasible) as caught:
        solve(case, Options(gap=0))
    assert [str(rule) for rule in caught.value.clash.rules] == ["frameworks: F allows max_partners 1"]


def test_candidates_are_never_to_blame() -> None:
    """What need not be signed asks for nothing: an impossible candidate is left unsigned."""
    case = pool(
        demand=need("A", 10, END), frameworks=framework(min_partners=9), lots=c.Lot("T", "F", "Q", "L", 100, 99)
    )
    assert solve(case, Options(gap=0)).plan.signed == {}
