"""What a page says of a choice: sentences and key figures of one partner, one item, or one partner's item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import isclose
from typing import Any

from pooling.output.table import Table
from pooling.output.why_table import why_sentences
from pooling.output.words import counted, listing, money, months

SPENT = 0.01
"""What may be spent counts as spent where no more than this part is left."""
MOST = 6
"""Codes that are named; of more only the number is told."""

PAID, RESERVED = "paid", "reserved at ceiling prices"
"""What budgets may count."""

Row = Mapping[str, Any]
View = dict[str, Any]
Name = Callable[[Any], str]
"""What people call a period that begins on a day."""


def views(tables: Mapping[str, Table], partner: str, period: Name) -> dict[str, dict[str, View]]:
    """Partner (or "") to item (or "") to what is said of them; `partner` is whose extract `tables` are, "" for all."""
    rows = {name: _owned(tables[name], partner) for name in ("delays", "call_offs", "budgets")}
    rows["why"] = _owned(tables["why"], partner) if "why" in tables else []
    chosen: dict[str, dict[str, View]] = {}
    for code in ("", *dict.fromkeys(row["partner"] for row in rows["delays"])):
        of_partner = {name: [row for row in part if code in ("", row["partner"])] for name, part in rows.items()}
        items = dict.fromkeys(row["item"] for row in of_partner["delays"])
        chosen[code] = {item: _view(of_partner, code, item, period) for item in ("", *items) if code or item}
    return chosen


def spendable(row: Row) -> float | None:
    """What a purse may spend in a year [EUR], with what it carries over; None without a limit."""
    return None if row["limit"] is None else row["limit"] + (row["carried_in"] or 0)


def counted_as(budgets: Iterable[Row]) -> str:
    """What budgets count: what is paid, or what is reserved at ceiling prices where that is not the same."""
    rows = [row for row in budgets if row.get("reserved_eur") is not None and row.get("paid_reached_eur") is not None]
    reserved = all(isclose(row["paid"], row["reserved_eur"], abs_tol=1) for row in rows)
    other = any(not isclose(row["paid"], row["paid_reached_eur"], abs_tol=1) for row in rows)
    return RESERVED if reserved and other else PAID


def _owned(table: Table, partner: str) -> list[Row]:
    return [{"partner": partner, **row} for row in table.records()]


def _view(rows: Mapping[str, list[Row]], partner: str, item: str, period: Name) -> View:
    late = [row for row in rows["delays"] if item in ("", row["item"])]
    called = [row for row in rows["call_offs"] if item in ("", row["item"])]
    paid = [] if item else rows["budgets"]
    frameworks = sorted({row["framework"] for row in called})
    met = [row["need_met_by"] for row in late if row["need_met_by"] is not None]
    figures = {
        "needs": len(late),
        "mean_of_delays_months": sum(row["delay_months"] for row in late) / len(late),
        "worst_delay_months": max(row["delay_months"] for row in late),
        "need_met_pct": sum(min(100.0, 100 * row["delivered"] / row["need"]) for row in late) / len(late),
        "needs_met": len(met),
        "frameworks_used": len(frameworks),
        "called_off": sum(row["quantity"] for row in called) if item else None,
        "called_off_eur": sum(row["value_eur"] for row in called),
        **_paid(paid),
    }
    sentences = [
        *_needs(late, period),
        *_lateness(late, item),
        *why_sentences(row for row in rows["why"] if item in ("", row["item"])),
        *_called(called, frameworks, item),
        *(_payments(paid) if partner else ()),
    ]
    return {"sentences": sentences, "figures": {key: value for key, value in figures.items() if value is not None}}


def _paid(rows: list[Row]) -> dict[str, float]:
    """What is paid and, where budgets count that, what is reserved [EUR]."""
    if not rows:
        return {}
    counted = sum(row["paid"] for row in rows)
    if counted_as(rows) == PAID:
        return {"paid_eur": counted}
    return {"reserved_eur": counted, "paid_eur": sum(row["paid_reached_eur"] or 0 for row in rows)}


def _needs(late: list[Row], period: Name) -> Iterator[str]:
    met = [row["need_met_by"] for row in late if row["need_met_by"] is not None]
    unmet = sorted((row for row in late if row["need_met_by"] is None), key=lambda r: -r["undelivered"] / r["need"])
    if unmet and len(late) == 1:
        yield f"The need is not met within the horizon: {_missing(unmet[0])}."
    elif unmet:
        yield f"{len(met)} of {len(late)} needs are met within the horizon."
        missing = [f"{_who(row, late)} ({_missing(row)})" for row in unmet]
        yield f"Not met by its end: {listing(missing, MOST, '; ')}."
    elif any(row["delay_months"] > 0 for row in late):
        subject = "The need is" if len(late) == 1 else f"All {len(late)} needs are"
        yield f"{subject} met by the end of {period(max(met))}."


def _missing(row: Row) -> str:
    return f"{row['undelivered']:,.10g} of {row['need']:,.10g} missing"


def _lateness(late: list[Row], item: str) -> Iterator[str]:
    worst = max(late, key=lambda row: row["delay_months"])
    if worst["delay_months"] <= 0:
        yield "Nothing comes late."
    elif len(late) == 1:
        yield f"A needed unit comes {months(worst['delay_months'])} late on average."
    else:
        mean = sum(row["delay_months"] for row in late) / len(late)
        over = "partners" if item else "items"
        yield (
            f"A needed unit comes {months(mean)} late, mean over {over} of equal weight, "
            f"at worst {months(worst['delay_months'])} ({_who(worst, late)})."
        )


def _who(row: Row, rows: list[Row]) -> str:
    """The item, the partner, or both, as far as `rows` differ in them."""
    partners, items = len({r["partner"] for r in rows}) > 1, len({r["item"] for r in rows}) > 1
    partner, item = (str(row.get(f"{code}_name") or row[code]) for code in ("partner", "item"))
    return f"{item} for {partner}" if partners and items else partner if partners else item


def _called(called: list[Row], frameworks: list[str], item: str) -> Iterator[str]:
    if not called:
        yield "Nothing is called off."
        return
    units = f"{sum(row['quantity'] for row in called):,.10g} units for " if item else ""
    value = money(sum(row["value_eur"] for row in called))
    yield f"Called off: {units}{value} from {counted(len(frameworks), 'framework')}: {listing(frameworks, MOST)}."


def _payments(paid: list[Row]) -> Iterator[str]:
    figures = _paid(paid)
    if figures.get("paid_eur"):
        ahead = f"Reserves {money(figures['reserved_eur'])} at ceiling prices, pays" if len(figures) > 1 else "Pays"
        yield f"{ahead} {money(figures['paid_eur'])} from {paid[0]['year']} to {paid[-1]['year']}."
    limits = [(row, spendable(row)) for row in paid]
    spent = [str(row["year"]) for row, most in limits if most and row["paid"] >= (1 - SPENT) * most]
    if spent:
        yield f"Spends to within 1 % what may be spent in {listing(spent, MOST)}."
