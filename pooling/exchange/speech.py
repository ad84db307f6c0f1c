"""Speech: figures, dates, periods and codes as people write them in the language of an extract."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from pooling.exchange.audit import SENT_BEFORE, VALUE_WITHHELD, WITHHELD
from pooling.output.names import ON_TIME
from pooling.output.table import Cell

NOT_BY = "not by "
FIXED = {
    ON_TIME: "on_time",
    WITHHELD: "withheld",
    VALUE_WITHHELD: "value_withheld",
    SENT_BEFORE: "sent_before",
}
"""What tables say in whole phrases, by the key of its translation."""


@cache
def spoken(language: str) -> Speech:
    """The language's way to say things. FileNotFoundError for an unknown language."""
    text = files("pooling.exchange").joinpath("extracts", f"{language}.toml").read_text("utf-8")
    return Speech(tomllib.loads(text))


@dataclass(frozen=True)
class Speech:
    """`words` are phrases by section and key."""

    words: Mapping[str, Any]

    def say(self, key: str, **values: Any) -> str:
        """The sentence of this key."""
        return str(self.words["sentences"][key]).format(**values)

    def number(self, value: float, decimals: int | None = None) -> str:
        """With this many decimals; without any number of them, as many as there are, two at most."""
        shown = f"{value:,.2f}".rstrip("0").rstrip(".") if decimals is None else f"{value:,.{decimals}f}"
        form = self.words["format"]
        return "".join({",": form["thousands"], ".": form["decimal"]}.get(sign, sign) for sign in shown)

    def money(self, amount: float) -> str:
        """Such as `EUR 12.3 million`."""
        form, size = self.words["format"], abs(amount)
        if size >= 999.5e6:
            return str(form["billion"]).format(n=self.number(amount / 1e9, 2))
        if size >= 999_500:
            return str(form["million"]).format(n=self.number(amount / 1e6, 1))
        return str(form["eur"]).format(n=self.number(amount + 0.0, 0))

    def percent(self, value: float) -> str:
        """Two digits, such as `1.2 %`."""
        decimals = 0 if value >= 10 else 1 if value >= 1 else 2 if value >= 0.1 else 4
        return str(self.words["format"]["percent"]).format(n=self.number(value, decimals))

    def day(self, day: date) -> str:
        """Such as `1 April 2027`."""
        form = self.words["format"]
        number = form["first"].format(day=1) if day.day == 1 else day.day
        return str(form["date"]).format(day=number, month=form["months"][day.month - 1], year=day.year)

    def period(self, name: str) -> str:
        """A period by the name that the result gives it."""
        form = self.words["format"]
        changed = name.replace(" Q", f" {form['quarter']}").replace(" H", f" {form['half']}")
        return changed.replace(" to ", f" {form['to']} ")

    def until(self, name: str) -> str:
        """What a result says of when a need is met: a period, or a phrase."""
        if name.startswith(NOT_BY):
            return self.value("not_by").format(day=self.day(date.fromisoformat(name.removeprefix(NOT_BY))))
        return self.value(FIXED[name]) if name in FIXED else self.period(name)

    def value(self, key: str) -> str:
        """What a cell of a fixed choice says."""
        return str(self.words["values"][key])

    def header(self, table: str, column: str) -> str:
        """What a column is called."""
        columns = self.words["columns"]
        return str(columns.get(f"{table}.{column}") or columns[column])

    def cell(self, column: str, value: Cell) -> Cell:
        """What a cell holds: choices, phrases and yes or no are words of the language."""
        if isinstance(value, bool):
            return str(self.words["yes" if value else "no"])
        if not isinstance(value, str):
            return value
        if column in ("status", "decision"):
            return self.value(value)
        return self.value(FIXED[value]) if column == "totals" and value else value
