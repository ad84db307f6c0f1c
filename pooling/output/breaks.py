"""Where a plan changed by hand breaks rules: rows of the result, and the cell of the case that sets the limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.case.rows import Row, Rows
from pooling.case.schema import BY_NAME
from pooling.output.edited import DECISIONS, Edited, Twice
from pooling.output.words import listing
from pooling.plan.verify.verdict import Violation


@dataclass(frozen=True)
class Break:
    """A broken rule: the cell of the result that says so first, further rows that take part, and the cell of the limit.

    Without `cell` a row is missing on the sheet; without `limit` no cell sets it alone.
    """

    rule: str
    message: str
    sheet: str
    cell: str
    others: tuple[str, ...]
    limit: str
    limit_value: str

    def line(self, case_file: str) -> str:
        """The break as one line for a terminal."""
        others = f"; with {listing(self.others, MOST_OTHERS)}" if self.others else ""
        limit = f"; the limit is {self.limit_value or 'blank'} in {case_file} {self.limit}" if self.limit else ""
        return f"error: {self.cell or self.sheet}: {self.message}{limit}{others} [{self.rule}]"


MOST_OTHERS = 5
"""Further cells that are told."""


@dataclass(frozen=True)
class Place:
    """Where a rule is seen in a result: rows of `sheet`, at `column`, whose attributes `by` are the codes of the
    violation, one each; the last takes all that are left. An empty name stands for a code that no row has.

    `when`: the rows' period, or year, must be that of the violation.
    """

    sheet: str
    column: str
    by: tuple[str, ...]
    when: str = ""


PLACES: dict[str, tuple[Place, ...]] = {
    "signing_window": (Place("frameworks", "signed", ("framework",)),),
    "exclusive_group": (Place("frameworks", "framework", ("", "framework")),),
    "office": (Place("frameworks", "signed", ("", "framework")),),
    "membership": (
        Place("members", "partner", ("framework", "partner")),
        Place("frameworks", "framework", ("framework",)),
    ),
    "partner_count": (Place("members", "partner", ("framework",)), Place("frameworks", "framework", ("framework",))),
    "min_partner_value": (Place("members", "partner", ("framework", "partner")),),
    "joins_for_show": (Place("members", "partner", ("framework", "partner")),),
    "not_in_framework": (Place("call_offs", "lot", ("lot", "partner"), "period"),),
    "delivery_window": (Place("call_offs", "period", ("lot", "partner"), "period"),),
    "whole_lots": (Place("call_offs", "quantity", ("lot", "partner"), "period"),),
    "acceptance": (Place("call_offs", "period", ("lot", "partner"), "period"),),
    "lot_quantity": (
        Place("call_offs", "quantity", ("lot",)),
        Place("lots", "lot", ("lot",)),
        Place("frameworks", "framework", ("in_force",)),
    ),
    "extension": (Place("frameworks", "extended", ("framework",)),),
    "line_capacity": (
        Place("call_offs", "quantity", ("line",), "period"),
        Place("orders", "quantity", ("line",), "period"),
    ),
    "material_supply": (
        Place("call_offs", "quantity", ("materials",), "until"),
        Place("orders", "quantity", ("materials",), "until"),
    ),
    "expansion_window": (Place("expansions", "start", ("expansion",)),),
    "min_commitment": (Place("expansions", "start", ("expansion",)),),
    "order_window": (Place("orders", "period", ("order",), "period"),),
    "order_complete": (Place("orders", "quantity", ("order",)),),
    "order_pieces": (Place("orders", "quantity", ("order",)),),
    "stockpile": (
        Place("call_offs", "quantity", ("partner", "item")),
        Place("orders", "quantity", ("partner", "item")),
    ),
    "longest_wait": (Place("call_offs", "partner", ("partner",)),),
    "non_eu": (Place("call_offs", "quantity", ("non_eu_item",)),),
    "producer_share": (Place("call_offs", "quantity", ("item", "producer")),),
    "budget": (
        Place("call_offs", "quantity", ("partner",), "year"),
        Place("orders", "quantity", ("partner",), "year"),
        Place("certifications", "start", ("partner",), "year"),
        Place("frameworks", "signed", ("common",), "year"),
        Place("expansions", "start", ("common",), "year"),
        Place("budgets", "partner", ("partner",), "year"),
    ),
    "instrument": (Place("instruments", "reimbursed_eur", ("instrument", "framework")),),
    "instrument_fund": (Place("instruments", "reimbursed_eur", ("instrument",)),),
    "known": (
        Place("certifications", "product", ("partner", "product")),
        Place("instruments", "instrument", ("framework",)),
    ),
}
"""Rule to where it is seen: the first row found is told as its place, all others beside it."""


class Breaks:
    """Tells where the violations of an edited result lie."""

    def __init__(self, edited: Edited, case: Case, rows: Rows) -> None:
        self.edited, self.case, self.rows = edited, case, rows
        self.grid = Calendar(case.settings)
        self.lots = {row.lot: row for row in case.lots}
        self.orders = {row.order: row for row in case.orders}
        self.products = {row.product: row for row in case.products}
        self.recipes = {(row.product, row.material) for row in case.recipes}

    def of(self, violations: Sequence[Violation]) -> list[Break]:
        """All breaks: rows that contradict one another, then the rules that the plan breaks."""
        return [*map(self._twice, self.edited.twice), *map(self._break, violations)]

    def _twice(self, twice: Twice) -> Break:
        key = DECISIONS[twice.sheet].key
        what = ", ".join(str(twice.second[column]) for column in key)
        message = f"row {twice.first.number} decides {what}, too, and differently: one of the two counts, that above"
        at = self.edited.at(twice.sheet, twice.second, key[0])
        return Break("twice", message, twice.sheet, at, (self.edited.at(twice.sheet, twice.first, key[0]),), "", "")

    def _break(self, violation: Violation) -> Break:
        found = list(self._seen(violation))
        limit, value = self._limit(violation)
        if not found:
            sheet = next((place.sheet for place in PLACES.get(violation.rule, ())), "summary")
            return Break(violation.rule, violation.message, self.edited.at(sheet), "", (), limit, value)
        first, *others = (self.edited.at(place.sheet, row, place.column) for place, row in found)
        sheet = self.edited.at(found[0][0].sheet)
        return Break(violation.rule, violation.message, sheet, first, tuple(others), limit, value)

    def _seen(self, violation: Violation) -> Iterator[tuple[Place, Row]]:
        for place in PLACES.get(violation.rule, ()):
            for row in self.edited.sheets[place.sheet].rows:
                if self._is_of(place, self._attributes(place.sheet, row), violation):
                    yield place, row

    def _is_of(self, place: Place, attributes: Mapping[str, Any], violation: Violation) -> bool:
        codes = violation.codes
        for position, name in enumerate(place.by):
            wanted = codes[position:] if position == len(place.by) - 1 else codes[position : position + 1]
            has = attributes.get(name)
            if name and not (has & set(wanted) if isinstance(has, frozenset) else has in wanted):
                return False
        if place.when == "until":
            return violation.period is not None and attributes["period"] <= violation.period
        return not place.when or attributes.get(place.when) == getattr(violation, place.when)

    def _attributes(self, sheet: str, row: Row) -> dict[str, Any]:
        """What a row of a result is about: its own codes and those of the case that these lead to."""
        about: dict[str, Any] = {column: row[column] for column in row.sheet.by_column}
        product = about.get("product")
        if sheet == "call_offs":
            lot = self.lots[row["lot"]]
            about |= {"framework": lot.framework, "line": lot.line}
            product = lot.product
        elif sheet == "orders":
            order = self.orders[row["order"]]
            about |= {"partner": order.partner, "line": order.line}
            product = order.product
        if product in self.products:
            data = self.products[product]
            about |= {"product": product, "item": data.item, "producer": data.producer}
            about["non_eu_item"] = data.item if data.eu_content_pct < 100 else None
            about["materials"] = frozenset(m for q, m in self.recipes if q == product)
        day = row["period"] if "period" in about else row["start"] if "start" in about else row["signed"]
        if day is not None and "year" not in about:
            about |= {"period": self.grid.index(day), "year": self.grid.year(self.grid.index(day))}
        if sheet == "frameworks":
            about["in_force"] = frozenset(lot.lot for lot in self.lots.values() if lot.framework == row["framework"])
        return about | {"common": "COMMON"}

    def _limit(self, violation: Violation) -> tuple[str, str]:
        """The cell of the case that sets the limit, and what stands in it; empty where there is none."""
        name, _, column = violation.limit.partition(".")
        if not name:
            return "", ""
        sheet = BY_NAME[name]
        fitting = [row for row in self.rows[name] if self._sets(row, sheet.key, violation)]
        if not fitting:
            return "", ""
        row = max(fitting, key=lambda row: row["from"]) if "from" in sheet.key else fitting[0]
        value = row[column]
        return self.rows.at(row, column), f"{value:,.10g}" if isinstance(value, int | float) else str(value or "")

    def _sets(self, row: Row, key: Sequence[str], violation: Violation) -> bool:
        """Is `row` of the case the one whose limit is broken? Of a step function any row in force by then may be."""
        for column in key:
            if column == "from":
                if violation.period is None or row["from"] > self.grid.first_day(violation.period):
                    return False
            elif column == "year":
                if row["year"] != violation.year:
                    return False
            elif row[column] not in violation.codes:
                return False
        return True
