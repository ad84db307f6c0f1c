"""What codes and periods of a case are called, and in what its quantities are counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pooling.case.calendar import period_name
from pooling.case.case import Case
from pooling.case.schema import COMMON

ON_TIME = "on time"
UNITS = "units"
"""What is counted where the case does not say, or where units of several items stand together."""
COMMON_NAME = "the common budget"


class Names:
    """Names by code; what has no name is called by its code."""

    def __init__(self, case: Case) -> None:
        self.months = case.settings.period_months
        self.end = case.settings.end
        self.partner = {row.partner: row.name or row.partner for row in case.partners} | {COMMON: COMMON_NAME}
        self.item = {row.item: row.name or row.item for row in case.items}
        self.product = {row.product: row.name or row.product for row in case.products}
        self.line = {row.line: row.name or row.line for row in case.lines}
        self.material = {row.material: row.name or row.material for row in case.materials}
        self.framework = {row.framework: row.name or row.framework for row in case.frameworks}
        self.expansion = {row.expansion: row.name or row.expansion for row in case.expansions}
        self.instrument = {row.instrument: row.name or row.instrument for row in case.instruments}
        self.item_of = {row.product: row.item for row in case.products}
        self._unit = {row.item: row.unit or UNITS for row in case.items}
        self._made = {
            line: {self.item_of[lot.product] for lot in case.lots if lot.line == line}
            | {self.item_of[order.product] for order in case.orders if order.line == line}
            for line in self.line
        }
        self._material_unit = {row.material: row.unit or UNITS for row in case.materials}

    @property
    def resource(self) -> Mapping[str, str]:
        """Lines and materials."""
        return {**self.line, **self.material}

    def unit(self, item: str) -> str:
        """What an item is counted in."""
        return self._unit[item]

    def unit_of_product(self, product: str) -> str:
        """What a product is counted in."""
        return self._unit[self.item_of[product]]

    def unit_of_resource(self, code: str) -> str:
        """What a line's or a material's capacity is counted in."""
        if code in self._material_unit:
            return self._material_unit[code]
        units = {self._unit[item] for item in self._made[code]}
        return units.pop() if len(units) == 1 else UNITS

    def period(self, first: date | None) -> str | None:
        """The period that begins on this day, such as `2032 Q1`."""
        return None if first is None else period_name(first, self.months)

    def met(self, is_late: bool, by: date | None) -> str:
        """When a need is met: `on time`, the period from whose end on nothing is owed, or that it is not."""
        if not is_late:
            return ON_TIME
        return f"not by {self.end:%Y-%m-%d}" if by is None else period_name(by, self.months)

    def partners(self, codes: Iterable[str]) -> str:
        """Partners by name."""
        return ", ".join(self.partner[code] for code in codes)
