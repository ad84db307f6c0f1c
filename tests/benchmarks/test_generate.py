"""The generated cases: deterministic, feasible by construction, every feature in use."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.case.reader import load
from pooling.case.schema import COMMON, SHEETS
from pooling.case.softness import softness
from pooling.output.case_book import write_case
from pooling.plan.plan import Plan
from pooling.plan.verify import verify
from tests.benchmarks.generate import SIZES, Size, generate, rows

CAME = defaultdict(tuple, {"deliveries": ("order_or_lot", "partner", "date", "quantity"), "stock": ("counted",)})
"""Columns of what came before start: it is taken off as a case is read, so no case made in memory has them."""


@pytest.fixture(scope="module", params=[1, 2, 3])
def case(request: pytest.FixtureRequest) -> Case:
    return generate("S", request.param)


def test_same_seed_gives_the_same_case_in_another_process() -> None:
    """Nothing hangs on hash seeds or on what ran before."""
    code = "import hashlib; from tests.benchmarks.generate import generate; "
    code += "print(hashlib.sha256(repr(generate('S', 1)).encode()).hexdigest())"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert generate("S", 1) != generate("S", 2)


def test_sizes_are_as_asked(case: Case) -> None:
    """S holds exactly the partners, items, lines and frameworks of its size."""
    size = SIZES["S"]
    counted = Size(len(case.partners), len(case.items), len(case.lines), len(case.frameworks), 4 * 6)
    assert counted == size
    assert (case.settings.end - case.settings.start).days + 1 == 6 * 365 + 1


def test_every_sheet_and_every_column_is_used() -> None:
    """Over three seeds of M every column differs from its default somewhere (names of lots etc. aside)."""
    used: dict[str, set[str]] = defaultdict(set)
    for seed in (1, 2, 3):
        for sheet, records in rows(generate("M", seed)).items():
            for record in records:
                used[sheet] |= {name for name, value in record.items() if value not in (None, "", 0)}
    for sheet in SHEETS:
        expected = {c.name for c in sheet.columns if c.name not in ("name", "description", *CAME[sheet.name])}
        assert expected <= used[sheet.name], sheet.name


def test_codes_stand_in_their_tables(case: Case) -> None:
    """Every reference of the schema resolves, and every key is unique."""
    for sheet in SHEETS:
        records = getattr(case, sheet.name)
        if sheet.key:
            keys = [tuple(getattr(r, sheet[k].attribute) for k in sheet.key) for r in records]
            assert len(set(keys)) == len(keys)
        for column in sheet.columns:
            known = set(column.also)
            for table in filter(None, column.refers.split("|")):
                known |= {getattr(r, next(s for s in SHEETS if s.name == table).key[0]) for r in getattr(case, table)}
            if column.refers:
                assert {getattr(r, column.attribute) for r in records} <= known, f"{sheet.name}!{column.name}"


def test_unshifted_orders_fit_their_lines_and_budgets(case: Case) -> None:
    """At planned dates no line is overbooked in a quarter and no budget overdrawn."""
    per_slot: dict[tuple[str, int, int], float] = defaultdict(float)
    due: dict[tuple[str, int], float] = defaultdict(float)
    for order in case.orders:
        quarter = (order.planned.month - 1) // 3
        per_slot[order.line, order.planned.year, quarter] += order.quantity
        due[order.partner, order.planned.year] += order.quantity * order.unit_price
    for (line, year, quarter), quantity in per_slot.items():
        first = case.settings.start.replace(year=year, month=3 * quarter + 1)
        assert quantity <= max(c.per_year for c in case.capacity if c.line == line and c.from_ <= first) / 4
    budgets = {(b.partner, b.year): b.amount for b in case.budgets}
    assert all(budgets.get(key, amount) >= amount for key, amount in due.items())
    assert any(b.partner == COMMON for b in case.budgets)


def test_prices_rise_in_quantity_and_fall_in_price(case: Case) -> None:
    """The first tier starts at 0; dates of candidates are in order and lots' limits make sense."""
    for lot in case.lots:
        tiers = [p for p in case.prices if p.lot == lot.lot]
        assert tiers[0].from_quantity == 0
        for low, high in pairwise(tiers):
            assert low.from_quantity < high.from_quantity < lot.max_quantity
            assert low.unit_price > high.unit_price
        assert lot.min_quantity <= lot.max_quantity
    for framework in case.frameworks:
        if framework.status == "candidate":
            assert case.settings.start <= framework.sign_from <= framework.sign_to <= case.settings.end


def test_a_written_case_reads_back_the_same(case: Case, tmp_path: Path) -> None:
    """The workbook loads without an error, warns of nothing but odd orders, and gives the case that was written."""
    path = tmp_path / "case.xlsx"
    write_case(path, rows(case))
    loaded = load(path)
    assert {finding.rule for finding in loaded.findings} <= {"lot-size"}
    assert all(finding.severity == "warning" for finding in loaded.findings)
    assert loaded.case is not None
    budgets = {(row.partner, row.year) for row in case.budgets}
    assert {key for _, key, _ in softness(loaded.case)} == budgets  # which limits its rules mean is found in reading
    assert replace(loaded.case, sha256="") == case


@pytest.mark.parametrize(("size", "seed"), [("S", 1), ("S", 2), ("S", 3), ("M", 1), ("M", 2), ("L", 1)])
def test_doing_nothing_but_what_is_ordered_is_a_valid_plan(size: str, seed: int) -> None:
    """Orders at their planned dates, members in existing frameworks, nothing signed: no rule is broken."""
    case = generate(size, seed)
    calendar = Calendar(case.settings)
    existing = {f.framework for f in case.frameworks if f.status == "existing"}
    joined: dict[str, set[str]] = defaultdict(set)
    for row in case.participants:
        if row.role == "member" and row.framework in existing:
            joined[row.framework].add(row.partner)
    plan = Plan(
        joined={framework: frozenset(members) for framework, members in joined.items()},
        orders={(o.order, calendar.index(o.planned)): o.quantity for o in case.orders},
    )
    assert verify(case, plan).violations == ()
