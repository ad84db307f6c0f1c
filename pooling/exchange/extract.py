"""Extract: the part of a result that one partner may see.

A total is withheld where a partner could subtract its own part and be left with another's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pooling.case.schema import COMMON
from pooling.output.contract_tables import SEPARATOR
from pooling.output.results import key_figures
from pooling.output.table import Cell, Table, columns

DOMINANT = 0.9
"""A total is withheld, too, where one of the others takes more than this part of what the others take."""
WITHHELD = "withheld: too few others for a total"

OWN: dict[str, tuple[str, str]] = {
    "call_offs": (
        "What you call off, and when",
        "framework:code lot:code item:code product:code line:code period:period quantity:quantity unit_price:money "
        "value_eur:money",
    ),
    "orders": (
        "Deliveries of your orders",
        "order:code product:code line:code period:period quantity:quantity planned:date months_moved:int "
        "shift_cost_eur:money",
    ),
    "attainment": (
        "Your need and deliveries over time, cumulated",
        "item:code period:period need:quantity delivered:quantity backlog:quantity attainment_pct:percent "
        "stock:quantity norm:quantity",
    ),
    "delays": (
        "The mean delay of each of your items",
        "item:code need:quantity delivered:quantity undelivered:quantity delay_months:months need_met_by:period "
        "as_ordered_delay_months:months",
    ),
    "budgets": (
        "What you pay in each year",
        "year:int limit:money carried_in:money paid:money left:money",
    ),
    "certifications": (
        "Certifications that begin with you",
        "product:code start:period effective:period cost_eur:money",
    ),
}
"""Sheets of a result that hold a row per partner: its own rows, and of those these columns."""

FRAMEWORKS = columns(
    "framework:code name status:code signed:date first_delivery:period end:period extended:flag partners:int "
    "value_eur:money join_cost_eur:money share_pct:percent total_value_eur:money totals"
)
VOLUMES = columns("framework:code item:code quantity:quantity total_quantity:quantity totals")
SUMMARY = columns("key:code value")

Records = list[dict[str, Any]]


@dataclass(frozen=True)
class Extract:
    """What leaves for a partner: case, scenario, marking, and its tables."""

    case: str
    scenario: str
    marking: str
    partner: str
    tables: tuple[Table, ...]


def partners_in(result: Mapping[str, Table]) -> list[str]:
    """The partners that a result speaks of."""
    named = {str(code) for name in (*OWN, "members") for code in result[name].column("partner")}
    return sorted(named - {COMMON})


def extract(result: Mapping[str, Table], partner: str) -> Extract:
    """The partner's extract of a result's tables."""
    figures = key_figures(result)
    own = [_own(result[name], partner, title, specification) for name, (title, specification) in OWN.items()]
    frameworks, volumes = _frameworks(result, partner)
    summary = _summary(figures, partner, {table.name: table for table in own}, frameworks)
    return Extract(
        case=str(figures["case"]),
        scenario=str(figures["scenario"]),
        marking=str(figures["marking"] or ""),
        partner=partner,
        tables=(summary, frameworks, volumes, *own),
    )


def _own(table: Table, partner: str, title: str, specification: str) -> Table:
    head = columns(specification)
    rows = (record for record in table.records() if record["partner"] == partner)
    return Table(table.name, title, head, tuple(tuple(row[column.name] for column in head) for row in rows))


def _frameworks(result: Mapping[str, Table], partner: str) -> tuple[Table, Table]:
    """The frameworks that the partner is in, and what is called off from each by item."""
    members = {row["framework"]: row for row in result["members"].records() if row["partner"] == partner}
    taken = _taken(result["call_offs"].records())
    frameworks: list[tuple[Cell, ...]] = []
    volumes: list[tuple[Cell, ...]] = []
    for row in result["frameworks"].records():
        code = row["framework"]
        if code not in members:
            continue
        inside = str(row["partners"]).split(SEPARATOR)
        safe = all(is_safe(partner, inside, by_partner) for by_partner in taken[code].values())
        frameworks.append(_framework(row, members[code], len(inside), safe))
        for item, by_partner in taken[code].items():
            total = sum(by_partner.values()) if safe else None
            volumes.append((code, item, by_partner.get(partner, 0.0), total, "" if safe else WITHHELD))
    return (
        Table("frameworks", "The frameworks that you are in", FRAMEWORKS, tuple(frameworks)),
        Table("volumes", "What is called off from them over the horizon", VOLUMES, tuple(volumes)),
    )


def _framework(row: Mapping[str, Any], member: Mapping[str, Any], partners: int, safe: bool) -> tuple[Cell, ...]:
    head = (row["framework"], row["name"], row["status"], row["signed"], row["first_delivery"], row["end"])
    own = (member["value_eur"], member["join_cost_eur"], member["share_pct"] if safe else None)
    return *head, row["extended"], partners, *own, row["value_eur"] if safe else None, "" if safe else WITHHELD


def _taken(call_offs: Records) -> dict[str, dict[str, dict[str, float]]]:
    """Framework and item to what each partner calls off."""
    taken: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(float)))
    for row in call_offs:
        taken[row["framework"]][row["item"]][row["partner"]] += row["quantity"]
    return taken


def is_safe(partner: str, inside: Sequence[str], by_partner: Mapping[str, float]) -> bool:
    """Does a total tell `partner` nothing of any other partner `inside`?

    Yes where it is alone, or where two others at least make up the rest and none of them nearly all of it.
    """
    if list(inside) == [partner]:
        return True
    others = [quantity for code, quantity in by_partner.items() if code != partner and quantity > 0]
    return len(others) > 1 and max(others) <= DOMINANT * sum(others)


def _summary(figures: Mapping[str, Cell], partner: str, own: Mapping[str, Table], frameworks: Table) -> Table:
    delays = own["delays"].records()
    met = [row["need_met_by"] for row in delays]
    rows: list[tuple[Cell, ...]] = [
        ("case", figures["case"]),
        ("scenario", figures["scenario"]),
        ("marking", figures["marking"]),
        ("partner", partner),
        ("frameworks", len(frameworks.rows)),
        ("called_off_eur", _total(own["call_offs"].column("value_eur"))),
        ("paid_eur", _total(own["budgets"].column("paid"))),
        ("need_met_pct", _mean(100 * row["delivered"] / row["need"] if row["need"] else 100 for row in delays)),
        ("all_needs_met_by", _last(met)),
    ]
    return Table("summary", "What the plan holds for you", SUMMARY, tuple(rows))


def _total(cells: Iterable[Any]) -> float:
    return float(sum(cell for cell in cells if cell is not None))


def _mean(values: Iterable[float]) -> float | None:
    numbers = [min(value, 100.0) for value in values]
    return sum(numbers) / len(numbers) if numbers else None


def _last(days: Sequence[date | None]) -> date | None:
    """The last day; None if one is missing."""
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None
