"""Extract: the part of a result that one partner may see.

Totals are withheld where a partner, alone or with one other, could work out another's part: see
`pooling.exchange.audit`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pooling.case.schema import COMMON
from pooling.exchange.audit import (
    QUANTITIES,
    SENT_BEFORE,
    TOTALS,
    VALUE,
    VALUE_WITHHELD,
    WITHHELD,
    Audit,
    Taken,
    taken,
)
from pooling.exchange.decisions import decisions
from pooling.output.contract_tables import SEPARATOR
from pooling.output.result_sheets import OPTIONAL
from pooling.output.results import key_figures
from pooling.output.table import Cell, Table, columns

OWN: dict[str, tuple[str, str]] = {
    "call_offs": (
        "What you call off, and when",
        "framework:code framework_name lot:code item:code item_name product:code product_name line:code line_name "
        "period:period period_name:code quantity:quantity unit:code unit_price:price value_eur:money",
    ),
    "orders": (
        "Deliveries of your orders",
        "order:code item:code item_name product:code product_name line:code line_name period:period period_name:code "
        "quantity:quantity unit:code planned:date months_moved:int months_signed:int shift_cost_eur:money",
    ),
    "deliveries": (
        "What was due to you, what came of it, and when the rest comes",
        "order_or_lot:code item:code item_name unit:code due:period due_name:code quantity:quantity "
        "came:quantity outstanding:quantity last_came:date comes:period comes_name:code months_late:int",
    ),
    "attainment": (
        "Your need and deliveries over time, cumulated",
        "item:code item_name period:period period_name:code unit:code need:quantity delivered:quantity "
        "backlog:quantity attainment_pct:percent stock:quantity norm:quantity",
    ),
    "delays": (
        "The mean delay of each of your items",
        "item:code item_name unit:code need:quantity delivered:quantity undelivered:quantity delay_months:months "
        "as_ordered_delay_months:months need_met_by:period need_met_name:code all_delivered_by:period "
        "all_delivered_name:code norm_reached_by:period norm_reached_name:code",
    ),
    "budgets": (
        "What you pay in each year",
        "year:int limit:money carried_in:money paid:money left:money reserved_eur:money paid_reached_eur:money",
    ),
    "certifications": (
        "Certifications that begin with you",
        "product:code product_name start:period start_name:code effective:period effective_name:code cost_eur:money",
    ),
}
"""Sheets of a result that hold a row per partner: its own rows, and of those these columns."""

DONATIONS = columns(
    "recipient:code recipient_name item:code item_name framework:code framework_name year:int amount_eur:money "
    "paid_reached_eur:money"
)
"""What a donor sees of what it gives: what of it is paid, and not for which deliveries."""
FRAMEWORKS = columns(
    "framework:code name status:code signed:date first_delivery:period first_delivery_name:code end:period "
    "last_day:date extended:flag partners:int "
    "value_eur:money join_cost_eur:money share_pct:percent total_value_eur:money totals"
)
VOLUMES = columns("framework:code item:code item_name unit:code quantity:quantity total_quantity:quantity totals")
NOTHING = 1e-6
"""Percent that count as no gap: what figures in a workbook are exact to."""
LEAST = 1e-4
"""The least percent that a sentence shows."""
SUMMARY = columns("key:code value")

Records = list[dict[str, Any]]


@dataclass(frozen=True)
class Extract:
    """What leaves for a partner: case, scenario, marking, and its tables; `name` is the partner's, `language` its own
    as far as the result knows it.
    """

    case: str
    scenario: str
    marking: str
    partner: str
    tables: tuple[Table, ...]
    name: str = ""
    language: str = ""

    @property
    def shared(self) -> set[str]:
        """The frameworks that the partner is in with others."""
        frameworks = next(table for table in self.tables if table.name == "frameworks").records()
        return {row["framework"] for row in frameworks if row["partners"] > 1}


def partners_in(result: Mapping[str, Table]) -> list[str]:
    """The partners that a result speaks of."""
    named = {str(code) for name in (*OWN, "members", "partners") for code in result[name].column("partner")}
    return sorted(named - {COMMON})


def extract(
    result: Mapping[str, Table],
    partner: str,
    *,
    audits: Mapping[str, Audit] | None = None,
    sent_before: Collection[str] = (),
) -> Extract:
    """The partner's extract of a result's tables.

    `audits` are those of `audits_of`, where several extracts are made; no totals are told of the frameworks in
    `sent_before`, whose totals of another plan the partner has.
    """
    figures = key_figures(result)
    known = next((row for row in result["partners"].records() if row["partner"] == partner), {})
    own = [
        _own(result[name], partner, title, specification)
        for name, (title, specification) in OWN.items()
        if name not in OPTIONAL or (name in result and result[name].rows)
    ]
    frameworks, volumes = _frameworks(result, partner, audits or audits_of(result), sent_before)
    by_name = {table.name: table for table in own}
    summary = _summary(figures, partner, by_name, frameworks, result["stages"])
    decided = decisions(
        frameworks.records(), _first_deliveries(by_name["call_offs"]), {t.name: t.records() for t in own}
    )
    return Extract(
        case=str(figures["case"]),
        scenario=str(figures["scenario"]),
        marking=str(figures["marking"] or ""),
        partner=partner,
        tables=(summary, decided, frameworks, volumes, *own, _given(result, partner)),
        name=known.get("name") or partner,
        language=known.get("language") or "",
    )


def _given(result: Mapping[str, Table], partner: str) -> Table:
    rows = result["donations"].records() if "donations" in result else []
    given = (tuple(row[column.name] for column in DONATIONS) for row in rows if row["donor"] == partner)
    return Table("donations", "What you pay of others' call-offs", DONATIONS, tuple(given))


def _own(table: Table, partner: str, title: str, specification: str) -> Table:
    head = columns(specification)
    rows = (record for record in table.records() if record["partner"] == partner)
    return Table(table.name, title, head, tuple(tuple(row[column.name] for column in head) for row in rows))


def _first_deliveries(call_offs: Table) -> dict[str, date]:
    """Framework to the period in which the first of its deliveries comes."""
    first: dict[str, date] = {}
    for row in call_offs.records():
        first[row["framework"]] = min(row["period"], first.get(row["framework"], row["period"]))
    return first


def audits_of(result: Mapping[str, Table]) -> dict[str, Audit]:
    """The audit of every framework of a result."""
    call_offs, lots = result["call_offs"].records(), result["lots"].records()
    return {row["framework"]: Audit(taken(call_offs, lots, row["framework"])) for row in result["frameworks"].records()}


def _frameworks(
    result: Mapping[str, Table], partner: str, audits: Mapping[str, Audit], sent_before: Collection[str]
) -> tuple[Table, Table]:
    """The frameworks that the partner is in, and what is called off from each by item."""
    members = {row["framework"]: row for row in result["members"].records() if row["partner"] == partner}
    frameworks: list[tuple[Cell, ...]] = []
    volumes: list[tuple[Cell, ...]] = []
    known = {row["item"]: (row["item_name"] or row["item"], row["unit"]) for row in result["call_offs"].records()}
    for row in result["frameworks"].records():
        code = row["framework"]
        if code not in members:
            continue
        inside = str(row["partners"]).split(SEPARATOR)
        told, why = _told(partner, inside, audits[code], code in sent_before)
        frameworks.append(_framework(row, members[code], len(inside), VALUE in told, why))
        for item, by_partner in _by_item(audits[code].of).items():
            total = sum(by_partner.values()) if QUANTITIES in told else None
            volumes.append(
                (code, item, *known[item], by_partner.get(partner, 0.0), total, "" if QUANTITIES in told else why)
            )
    return (
        Table("frameworks", "The frameworks that you are in", FRAMEWORKS, tuple(frameworks)),
        Table("volumes", "What is called off from them over the horizon", VOLUMES, tuple(volumes)),
    )


def _told(partner: str, inside: Sequence[str], audit: Audit, sent_before: bool) -> tuple[frozenset[str], str]:
    """The totals that are told, and why the others are not."""
    if list(inside) == [partner]:
        return TOTALS[0], ""
    if sent_before:
        return frozenset(), SENT_BEFORE
    told = audit.safe_totals(partner) if set(audit.of.quantity) - {partner} else frozenset[str]()
    return told, "" if VALUE in told else VALUE_WITHHELD if told else WITHHELD


def _framework(
    row: Mapping[str, Any], member: Mapping[str, Any], partners: int, told: bool, why: str
) -> tuple[Cell, ...]:
    head = (row["framework"], row["name"], row["status"], row["signed"], row["first_delivery"])
    ends = (row["first_delivery_name"], row["end"], row["last_day"])
    own = (member["value_eur"], member["join_cost_eur"], member["share_pct"] if told else None)
    return *head, *ends, row["extended"], partners, *own, row["value_eur"] if told else None, why


def _by_item(of: Taken) -> dict[str, dict[str, float]]:
    """Item to what each partner takes of it."""
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for partner, slots in of.quantity.items():
        for slot, quantity in slots.items():
            sums[of.item[slot]][partner] += quantity
    return sums


def _summary(
    figures: Mapping[str, Cell], partner: str, own: Mapping[str, Table], frameworks: Table, stages: Table
) -> Table:
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
        *((f"gap_{row['objective']}_pct", _gap(row, figures)) for row in stages.records()),
    ]
    return Table("summary", "What the plan holds for you", SUMMARY, tuple(rows))


def _total(cells: Iterable[Any]) -> float:
    return float(sum(cell for cell in cells if cell is not None))


def _mean(values: Iterable[float]) -> float | None:
    numbers = [min(value, 100.0) for value in values]
    return sum(numbers) / len(numbers) if numbers else None


REACHED = {
    "mean_delay": ("mean_delay_months", 1.0),
    "worst_delay": ("worst_delay_months", 1.0),
    "fair_shares": ("fair_shares_months", 1.0),
    "cost": ("cost_eur", 1.0),
    "non_eu_share": ("non_eu_share_pct", 0.01),
    "frameworks": ("frameworks_signed", 1.0),
}
"""Objective to the key figure of the plan that it is, and its scale: later stages may have given up some of it."""


def _gap(stage: Mapping[str, Any], figures: Mapping[str, Any]) -> float | None:
    """By how many percent another plan may be better, to two digits that sentences show, upwards; None: not known."""
    key, scale = REACHED.get(stage["objective"], ("", 1.0))
    value = figures[key] * scale if figures.get(key) is not None else stage["value"]
    if stage["bound"] is None or value is None:
        return None
    gap = 100 * max(0.0, value - stage["bound"]) / abs(value) if value else 0.0
    if gap < NOTHING:
        return 0.0
    step = max(LEAST, 10.0 ** (math.floor(math.log10(gap)) - 1))
    return math.ceil(gap / step - 1e-9) * step


def _last(days: Sequence[date | None]) -> date | None:
    """The last day; None if one is missing."""
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None
