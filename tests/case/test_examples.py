"""The worked examples are cases that read cleanly, in every scenario, and mean what they say."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.case.cells import parse_cell
from pooling.case.examples import EXAMPLES
from pooling.case.examples.table import table
from pooling.case.reader import load
from pooling.case.rows import ALL_SHEETS, SETTING
from pooling.case.schema import SHEETS, SOURCE
from pooling.cli.main import group
from tests.helpers.workbooks import write_workbook

ROWS = EXAMPLES["european-pool"]()
SCENARIOS = ["base", *(row["scenario"] for row in ROWS["scenarios"])]
NATIONAL = ("stock", "norms", "usage", "demand", "budgets", "orders")
"""Sheets whose real figures would be classified: the example's are invented."""


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as a workbook."""
    return write_workbook(tmp_path_factory.mktemp("example") / "european-pool.xlsx", ROWS)


@pytest.fixture(scope="module")
def base(workbook: Path) -> Case:
    return case_of(workbook, "base")


def case_of(workbook: Path, scenario: str) -> Case:
    case = load(workbook, scenario).case
    assert case is not None
    return case


def cells() -> list[tuple[Any, Any]]:
    """(column, value) of every cell of the example."""
    settings = [(SETTING[row["key"]], row["value"]) for row in ROWS["settings"]]
    return settings + [
        ((SOURCE if name == SOURCE.name else ALL_SHEETS[sheet][name]), value)
        for sheet, rows in ROWS.items()
        if sheet != "settings"
        for row in rows
        for name, value in row.items()
    ]


def test_every_value_is_one_of_its_column() -> None:
    """No unknown sheet or column, and every value reads back as itself, without even a warning."""
    changed = [
        (column.name, value, parse_cell(column, value))
        for column, value in cells()
        if column.name not in ("period_months", "objectives") and parse_cell(column, value) != (value, None)
    ]
    assert changed == []


def test_every_required_column_is_filled() -> None:
    """No row lacks a required value; no sheet is left out."""
    missing = [
        (sheet.name, row, column.name)
        for sheet in SHEETS
        for row in ROWS[sheet.name]
        for column in sheet.columns
        if column.required and column.name not in row
    ]
    assert missing == []
    assert all(ROWS[sheet.name] for sheet in SHEETS)


def test_keys_are_unique() -> None:
    """No two rows of a sheet share a key."""
    keys = Counter(
        (sheet.name, *(row[name] for name in sheet.key)) for sheet in SHEETS if sheet.key for row in ROWS[sheet.name]
    )
    assert [key for key, times in keys.items() if times > 1] == []


def test_codes_stand_in_their_tables() -> None:
    """Every code refers to a row."""
    codes = {sheet.name: {row[sheet.key[0]] for row in ROWS[sheet.name]} for sheet in SHEETS if sheet.key}
    lost = [
        (sheet.name, column.name, row[column.name])
        for sheet in SHEETS
        for column in sheet.columns
        if column.refers
        for row in ROWS[sheet.name]
        if row.get(column.name, column.default) not in (None, *column.also)
        and not any(row[column.name] in codes[table] for table in column.refers.split("|"))
    ]
    assert lost == []


@pytest.mark.parametrize("sheet", NATIONAL)
def test_national_figures_say_that_they_are_synthetic(sheet: str) -> None:
    """No reader can take an invented stock, norm, need, order or budget for a real one."""
    assert {row["source"] for row in ROWS[sheet]} == {"synthetic"}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_reads_without_finding(workbook: Path, scenario: str) -> None:
    """Neither error nor warning, and every change touches rows."""
    loaded = load(workbook, scenario)
    assert loaded.findings == ()
    assert loaded.case is not None
    assert len(loaded.case.applied) == sum(change["scenario"] == scenario for change in ROWS["changes"])


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_orders_as_planned_fit_their_lines(workbook: Path, scenario: str) -> None:
    """Every order can be delivered on its planned date, in whole lots, so that 'as ordered' is a plan."""
    case = case_of(workbook, scenario)
    calendar = Calendar(case.settings)
    lot_size = {item.item: item.lot_size for item in case.items}
    item_of = {product.product: product.item for product in case.products}
    planned: dict[tuple[str, int], float] = defaultdict(float)
    for order in case.orders:
        assert order.earliest <= order.planned <= order.latest
        assert order.quantity % lot_size[item_of[order.product]] == 0
        planned[order.line, calendar.index(order.planned)] += order.quantity
    for (line, t), quantity in planned.items():
        rates = [row for row in case.capacity if row.line == line and row.from_ <= calendar.first_day(t)]
        assert quantity <= max(rates, key=lambda row: row.from_).per_year * calendar.months / 12


@pytest.mark.parametrize("scenario", ["shift-500m", "shift-all"])
def test_budgets_are_brought_forward_not_raised(workbook: Path, base: Case, scenario: str) -> None:
    """EUR 500 million leave 2029-2031 and arrive in 2026-2027; nobody has more in all."""
    moved: dict[int, float] = defaultdict(float)
    of_partner: dict[str, float] = defaultdict(float)
    for before, after in zip(base.budgets, case_of(workbook, scenario).budgets, strict=True):
        moved[before.year] += after.amount - before.amount
        of_partner[before.partner] += after.amount - before.amount
    assert sum(moved[year] for year in (2026, 2027)) == 500e6
    assert sum(moved[year] for year in (2029, 2030, 2031)) == -500e6
    assert set(of_partner.values()) == {0}


def test_without_rebates_every_lot_has_its_ceiling_price_alone(workbook: Path) -> None:
    """One price a lot, without fixed cost."""
    case = case_of(workbook, "no-pooling-rebates")
    assert [(price.lot, price.from_quantity, price.fixed_cost) for price in case.prices] == [
        (lot.lot, 0, 0) for lot in case.lots
    ]


@pytest.mark.parametrize("scenario", [name for name in SCENARIOS if name.startswith("shift")])
def test_shift_scenarios_only_open_windows(workbook: Path, base: Case, scenario: str) -> None:
    """A shift option never narrows an order's window, and opens some."""
    pairs = list(zip(base.orders, case_of(workbook, scenario).orders, strict=True))
    assert all(after.earliest <= before.earliest and after.latest >= before.latest for before, after in pairs)
    assert any(after != before for before, after in pairs)


def test_contracts_that_may_be_extended_end_within_a_year(base: Case) -> None:
    """The regular end is no turn of the year: the year that pays for the extension is beyond doubt."""
    calendar = Calendar(base.settings)
    ends = {
        framework.framework: calendar.first_day(
            calendar.index(framework.signed) + calendar.n_periods(framework.term_months)
        )
        for framework in base.frameworks
        if framework.extend_months and framework.signed
    }
    assert sum(day.year == 2029 for day in ends.values()) >= 5
    assert all(day.month != 1 for day in ends.values())


def test_a_table_refuses_unknown_columns_and_short_rows() -> None:
    """A slip in a table of the example stops at once."""
    with pytest.raises(KeyError):
        table("capacity", "line from per_yaer", (("L", "2026-01-01", 1),))
    with pytest.raises(ValueError, match="shorter"):
        table("capacity", "line from per_year", (("L", "2026-01-01"),))


def test_the_shipped_workbook_is_what_new_writes(tmp_path: Path) -> None:
    """`inputs/` holds the example as `pooling new` writes it today, part by part, byte for byte."""
    fresh = tmp_path / "european-pool.xlsx"
    assert CliRunner().invoke(group, ["new", str(fresh), "--example", "european-pool"]).exit_code == 0
    with ZipFile(fresh) as written, ZipFile("inputs/european-pool.xlsx") as shipped:
        assert written.namelist() == shipped.namelist()
        assert [name for name in written.namelist() if written.read(name) != shipped.read(name)] == []


def test_what_runs_binds_nobody_to_new_call_offs(base: Case) -> None:
    """A plan that does nothing new is valid, so that every partner can also be looked at alone."""
    running = {framework.framework for framework in base.frameworks if framework.status == "existing"}
    assert all(lot.min_quantity == 0 for lot in base.lots if lot.framework in running)
    assert all(framework.min_partners == 0 for framework in base.frameworks if framework.framework in running)
