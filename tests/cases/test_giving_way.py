"""Limits that may give way (sheet `rules`) where no plan keeps all: as little as will do, the least important first."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pooling.case import case as c
from pooling.case.places import Key, key_of
from pooling.case.reader import load
from pooling.case.schema import BY_NAME, LIMITS
from pooling.case.softness import Limit, softness
from pooling.cli.exits import Exit
from pooling.cli.main import run
from pooling.plan.explain.giving_way import softened
from pooling.plan.solve import Infeasible, Options, solve
from tests.cases import planted_supply, planted_terms
from tests.cases.planted import JUNE, lot, order
from tests.cases.pool import START, existing, framework, need, partners, pool
from tests.helpers.cases import write_case_of

PLANTED = {**planted_supply.PLANTED, **planted_terms.PLANTED}
QUICK = Options(gap=0, time_limit=20)


def limits(case: c.Case) -> list[Limit]:
    """Every limit of a case that may give way."""
    return [
        (sheet, key_of(sheet, row), column)
        for sheet, columns in LIMITS.items()
        for row in getattr(case, sheet)
        for column in columns
    ]


def gave_way(case: c.Case, soft: dict[Limit, int]) -> dict[Limit, Any]:
    """What gives way where `soft` may, to what; there is a plan with it."""
    rules = tuple(c.SoftRule(sheet, _where(sheet, key), column, level) for (sheet, key, column), level in soft.items())
    with pytest.raises(Infeasible) as caught:
        solve(replace(case, rules=rules), QUICK)
    found = caught.value.clash.given_way
    if found:
        assert solve(softened(case, found), QUICK).plan
    return {(change.sheet, change.key, change.column): change.suggested for change in found}


def _where(sheet: str, key: Key) -> str:
    """How a row of `rules` names the row with this key."""
    return "; ".join(f"{column}={value}" for column, value in zip(BY_NAME[sheet].key, key, strict=True))


IN_A_LIMIT = [name for name, planted in PLANTED.items() if planted.mend[2] in LIMITS.get(planted.mend[0], ())]


@pytest.mark.parametrize("name", IN_A_LIMIT)
def test_a_limit_gives_way_no_further_than_it_must(name: str) -> None:
    """To the value that just will do."""
    sheet, row, column, does, _ = PLANTED[name].mend
    case = PLANTED[name].case
    limit = sheet, key_of(sheet, getattr(case, sheet)[row]), column
    assert gave_way(case, {limit: 2}) == {limit: does}


@pytest.mark.parametrize("name", PLANTED)
def test_with_every_limit_soft_there_is_a_plan_or_none_of_them_is_at_fault(name: str) -> None:
    """Whatever gives way suffices, and something does wherever one limit would do."""
    case = PLANTED[name].case
    found = gave_way(case, dict.fromkeys(limits(case), 4))
    assert found or name not in IN_A_LIMIT


TOO_MUCH = pool(frameworks=existing(), lots=lot(9, 12), budgets=(c.Budget("A", 2027, 50), c.Budget("A", 2028, 0)))
LEAST, MOST = ("lots", ("T",), "min_quantity"), ("lots", ("T",), "max_quantity")
FIRST, SECOND = ("budgets", ("A", 2027), "amount"), ("budgets", ("A", 2028), "amount")


@pytest.mark.parametrize(
    ("soft", "expected"),
    [
        ({LEAST: 4, FIRST: 1, SECOND: 1, MOST: 1}, {LEAST: 5}),
        ({LEAST: 1, FIRST: 4, SECOND: 3, MOST: 4}, {LEAST: 11, MOST: 11, FIRST: 110}),
        ({LEAST: 1, FIRST: 3, SECOND: 4, MOST: 4}, {LEAST: 11, MOST: 11, SECOND: 60}),
        ({LEAST: 1}, {LEAST: 5}),
        ({FIRST: 1, SECOND: 1}, {}),
    ],
)
def test_the_least_important_gives_way_first(soft: dict[Limit, int], expected: dict[Limit, Any]) -> None:
    """A least volume of 12 of which 9 may be called off, 11 taken and 5 paid."""
    assert gave_way(TOO_MUCH, soft) == expected


def test_dates_give_way_by_whole_periods() -> None:
    """An order that its line cannot make in time."""
    late = pool(orders=order(25, JUNE))
    latest = ("orders", ("O",), "latest")
    assert gave_way(late, {latest: 4}) == {latest: date(2027, 9, 30)}


def test_a_result_is_of_the_case_as_it_gave_way(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The plan is written, its first sentence and the sheet `given_way` say what gave way; checked against the case
    it breaks that limit and no other.
    """
    soft = c.SoftRule("lots", "*", "min_quantity", 4)
    case = pool(frameworks=existing(), lots=lot(100, 12), rules=soft)
    book, result = write_case_of(tmp_path / "case.xlsx", case), tmp_path / "result.xlsx"
    assert run(["solve", str(book), "-o", str(result), "--json", "--time-limit", "5"]) == Exit.DONE
    found = json.loads(capfd.readouterr().out)["results"][0]
    assert found["given_way"] == [
        {
            "cell": "lots!E2",
            "sheet": "lots",
            "of": "T",
            "column": "min_quantity",
            "priority": 4,
            "given": 12,
            "suggested": 11,
        }
    ]
    assert found["headlines"][0] == (
        "No plan keeps every limit of the case, so one gives way: lots!E2: min_quantity of T 11 instead of 12."
    )
    assert run(["check", str(book), str(result)]) != Exit.DONE
    assert "at least 12; the limit is 12 in case.xlsx lots!E2" in capfd.readouterr().err


LATE = pool(orders=order(25, JUNE), rules=c.SoftRule("orders", "*", "latest", 4))
SHORT = pool(frameworks=existing(), lots=lot(100, 12), rules=c.SoftRule("lots", "*", "min_quantity", 4))


@pytest.mark.parametrize(("case", "sheet"), [(LATE, "orders"), (SHORT, "lots")])
def test_a_result_is_looked_at_with_what_gave_way(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], case: c.Case, sheet: str
) -> None:
    """Held against futures and explained as the plan that it is, which is said first; refused where the case says
    otherwise by now, or lets nothing give way.
    """
    book, result = write_case_of(tmp_path / "case.xlsx", case), tmp_path / "result.xlsx"
    assert run(["solve", str(book), "-o", str(result), "-q", "--time-limit", "5"]) == Exit.DONE
    looks = (["stress", str(book), str(result), "--samples", "2", "--jobs", "1"], ["explain", str(book), str(result)])
    out = ["-o", str(tmp_path / "found.xlsx"), "--force"]
    for command in looks:
        capfd.readouterr()
        assert run([*command, *out, "--json"]) == Exit.DONE
        first = json.loads(capfd.readouterr().out)["headlines"][0]
        assert first.startswith(f"No plan keeps every limit of the case, so one gives way: {sheet}!")
    column = next(iter(case.rules)).column
    (row,) = getattr(case, sheet)
    other = {"latest": date(2027, 6, 29), "min_quantity": 13}[column]
    changed: dict[str, Any] = {sheet: (replace(row, **{column: other}),)}
    for mended in (replace(case, **changed), replace(case, rules=())):
        write_case_of(book, mended)
        for command in looks:
            assert run([*command, *out]) == Exit.INPUT
            assert "the plan breaks a rule of the case" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("rule", "cell", "message"),
    [
        (c.SoftRule("lots", "*", "max_partners", 4), "rules!C2", "lots has no limit max_partners that may give way"),
        (c.SoftRule("lots", "lot=X", "min_quantity", 4), "rules!B2", "no row"),
        (c.SoftRule("lots", "lot=T", "min_quantity", 5), "rules!D2", "4"),
        (c.SoftRule("demand", "*", "min_quantity", 4), "rules!A2", "lots"),
    ],
)
def test_a_row_that_names_no_limit_is_told_by_its_cell(
    tmp_path: Path, rule: c.SoftRule, cell: str, message: str
) -> None:
    """One line each."""
    book = write_case_of(tmp_path / "case.xlsx", replace(pool(frameworks=framework()), rules=(rule,)))
    loaded = load(book)
    assert loaded.case is None
    (fault,) = [finding for finding in loaded.findings if finding.severity == "error"]
    assert fault.cell == cell
    assert message in f"{fault.message} {fault.advice}"


def test_exceptions_stand_below_what_is_general(tmp_path: Path) -> None:
    """The last row that names a limit counts; who has no limit of that kind is not meant."""
    rules = (c.SoftRule("lots", "*", "min_quantity", 4), c.SoftRule("lots", "lot=U", "min_quantity", 1))
    case = pool(partners=partners("A", "B"), demand=(need("A", 10), need("B", 10, START)), lots=(lot(), lot(code="U")))
    book = write_case_of(
        tmp_path / "case.xlsx",
        replace(case, prices=(c.Price("T", 0, 10), c.Price("U", 0, 10)), rules=rules),
    )
    loaded = load(book)
    assert loaded.case is not None
    assert softness(loaded.case) == {("lots", ("T",), "min_quantity"): 4, ("lots", ("U",), "min_quantity"): 1}
