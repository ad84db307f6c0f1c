"""Checks of donations: who gives to whom, and whether it has what it gives."""

from __future__ import annotations

from collections import defaultdict

from pooling.case.checks_horizon import calendar_of
from pooling.case.currencies import rates_in
from pooling.case.findings import Collector
from pooling.case.rows import Row, Rows

MOST = 8
"""Different purposes of what one partner is given in a year: every set of them is a limit of the model."""


def donations(rows: Rows, findings: Collector) -> None:
    """Nobody gives to itself, more than it has, or to one partner for more purposes in a year than can be planned."""
    purposes: dict[tuple[str, int], set[tuple[str | None, str | None]]] = defaultdict(set)
    for row in rows["donations"]:
        if row["donor"] is not None and row["donor"] == row["recipient"]:
            message, advice = "a partner gives to itself", "name another recipient, or delete the row"
            findings.error("donations", rows.at(row, "recipient"), row["recipient"], message, advice)
        key = row["recipient"], row["year"]
        purposes[key].add((row["item"], row["framework"]))
        if len(purposes[key]) == MOST + 1:
            message = f"{key[0]} is given for more than {MOST} different purposes in {key[1]}"
            advice = "give for fewer, larger ones: an item, a framework, or (both blank) anything"
            findings.error("donations", rows.at(row, "recipient"), key[0], message, advice)
            purposes[key].add((None, ""))
    _budgets(rows, findings)


def _budgets(rows: Rows, findings: Collector) -> None:
    """What a partner with budgets sets aside is no more than it has then, with what it may carry over."""
    calendar = calendar_of(rows)
    if calendar is None or not rows["donations"]:
        return
    rates = rates_in(rows, calendar.years[0])
    given: dict[tuple[str, int], float] = defaultdict(float)
    first: dict[tuple[str, int], Row] = {}
    for row in rows["donations"]:
        key = row["donor"], row["year"]
        if None not in (*key, row["amount"]):
            first.setdefault(key, row)
            given[key] += row["amount"] * rates.eur(row["currency"], row["year"])
    budget: dict[str, dict[int, float]] = defaultdict(dict)
    for row in rows["budgets"]:
        if None not in (row["partner"], row["year"], row["amount"]):
            budget[row["partner"]][row["year"]] = row["amount"] * rates.eur(row["currency"], row["year"])
    carries = {row["partner"] for row in rows["partners"] if row["carry_over"] == "Y"}
    for donor, amounts in budget.items():
        carried = 0.0
        for year in calendar.years:
            has, gives = carried + amounts.get(year, 0.0), given.get((donor, year), 0.0)
            if gives > has:
                at = rows.at(first[donor, year], "amount")
                message = f"{donor} gives EUR {gives:,.0f} in all in {year} and has EUR {has:,.0f}"
                findings.error("donations", at, f"{gives:,.10g}", message, "give less, or raise its budget")
            carried = max(0.0, has - gives) if donor in carries else 0.0
