"""The sheet `read me` of a result workbook: how the plan is proven, its dates, and what every column counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from math import isfinite

from pooling.case.case import Case
from pooling.output.comparison_summary import READ_ME, note_of
from pooling.output.entry import PROVEN, Kpi
from pooling.output.headline import VISIBLE, shown
from pooling.output.look import unit_of
from pooling.output.names import Names
from pooling.output.proof import percent
from pooling.output.sheet_notes import SHEET_NOTES
from pooling.output.table import Cell, Column, Table, columns
from pooling.output.tables import proof
from pooling.output.words import ENDINGS
from pooling.plan.figures import Figures
from pooling.plan.plan import Outcome, Stage

PLAN = "this plan"
OF_SHEET = {
    **SHEET_NOTES,
    "summary": {
        "key": "What the figure is called; headline: a sentence about what was found",
        "value": "The figure, or the sentence",
        "proof": "Bound and gap of what was optimised, and what later objectives gave up of it",
    },
    "stages": {
        "stage": "Objectives are optimised one after another, each keeping what the earlier ones reached",
        "value": "Best value found in this stage, in its unit; later stages may give up the tolerance of it",
        "bound": "No plan is better than this, as is proven",
        "status": "How the stage ended",
        "proof": "How well its value is proven, in words",
        "gap_pct": "How much better, at most, a plan could be",
        "seconds": "How long the stage took, in seconds",
    },
    "frameworks": {
        "status": "existing, or a candidate that the plan signs",
        "end": "Deliveries are possible until the day before",
        "value_eur": "Call-offs at the prices reached, without fee",
    },
    "members": {
        "value_eur": "The partner's call-offs at the prices reached, without fee",
        "join_cost_eur": "What joining costs the partner",
        "share_pct": "Part of the framework's value that the partner calls off",
    },
    "lots": {
        "quantity": "Called off over the horizon",
        "unit_price": "Price of the tier reached at the start: not escalated, at the rate of the first year",
        "value_eur": "Call-offs at the price reached, escalated, without fee",
    },
    "call_offs": {
        "quantity": "Called off for this period",
        "unit_price": "Price of the tier reached, escalated, at the rates of the years of payment",
        "value_eur": "Quantity at that price, without fee",
    },
    "orders": {"quantity": "Delivered in this period", "months_moved": "Months between plan and delivery, either way"},
    "attainment": {"delivered": "Delivered up to and including the period, call-offs and orders"},
    "delays": {"delay_months": "How many months a needed unit comes late, on average"},
    "fair_shares": {
        "period": "Period at the end of which shares are taken: the last of each year",
        "need": "Units needed so far",
        "met": "Units of that delivered",
        "share_pct": "The partner's part of what is met of all partners' needs; blank: nothing is",
        "fair_pct": "The part that the rule gives it, up to its need (fair_by in settings); blank by months",
        "delay_months": "How many months a needed unit comes late over the horizon, on average",
    },
    "capacity": {"orders": "Delivered on orders already placed", "call_offs": "Capacity that call-offs take"},
    "budgets": {
        "limit": "Budget of the year; blank: unlimited",
        "paid": "What counts in the budget: at ceiling prices or at prices reached, as the case says",
        "left": "Budget and what was carried in, less what counts and what is set aside for others and not called for",
    },
    "donations": {
        "donor": "Code of the partner that pays",
        "recipient": "Code of the partner that calls off, and gets the deliveries",
        "item": "Item that is paid for; blank: any",
        "framework": "Framework that is paid for; blank: any",
        "year": "Year of payment",
        "amount_eur": "What the donor has set aside",
        "counted_eur": "What of it counts in budgets: off the recipient's, among the donor's",
        "paid_reached_eur": "What of it is paid, at the prices of the tiers reached",
    },
    "expansions": {"start": "Period in which building starts; blank: not built"},
    "certifications": {"start": "Period in which certifying begins"},
    "partners": {"language": "Of its demand sheets and extracts: en, nl, de or fr"},
    "scenario": {"scenario": "Scenario that the change belongs to", "value": "What is set, added or multiplied by"},
    "alternatives": {
        "plan": "1 is the best plan found",
        "file": "Its workbook",
        "signed_too": "Frameworks that it signs and the best plan does not",
        "not_signed": "Frameworks that the best plan signs and it does not",
        "what": "What it does otherwise than the best plan, and what that costs or gains",
        "frameworks_differ": "Candidates decided otherwise than in the nearest plan above it",
        "frameworks_differ_most": "No plan nearly as good differs in more, as far as is proven",
    },
    "deliveries": {
        "order_or_lot": "Code of the order, or of the lot that it was called off from",
        "due": "Period in which it was due: that of the order, or of the call-off in the earlier result (--keep); "
        "blank: no such plan is known",
        "quantity": "Units that were due then",
        "came": "Units of it that came before the start; what was due first is met first",
        "outstanding": "Units of it that have not come",
        "last_came": "Day on which the last of what came did so",
        "comes": "Period in which this plan brings the last of what is outstanding; blank: none is, or not all comes",
        "months_late": "Months by which the last of it comes later than it was due; negative: earlier; blank: not "
        "within the horizon",
    },
    "given_way": {
        "cell": "Where the limit stands in the case",
        "of": "Key of its row",
        "priority": "As the sheet rules has it: 4 gives way first",
        "given": "What the case holds",
        "suggested": "What would do, together with the others; this plan is held to it",
    },
    "slid": {"quantity": "Units that come later", "period": "Period in which they come; blank: no more"},
}
"""Sheet to column to what it counts there."""

COUNTS = {
    "objective": "What is optimised",
    "lead": "Partner that leads the framework",
    "lead_name": "Its name",
    "signed": "Day of signing",
    "first_delivery": "First period with a delivery; blank: none",
    "last_delivery": "Last period with a delivery; blank: none",
    "extended": "Y where its term is lengthened",
    "partner_names": "Their names",
    "year": "Year that the row is of",
    "partners": "Codes of the partners in it",
    "lots": "Codes of its lots",
    "rebate_eur": "How much less than at ceiling prices",
    "last_day": "Last day on which it can deliver",
    "lot": "Code of the lot",
    "product": "Code of the product",
    "min_quantity": "Least that must be called off over the horizon",
    "max_quantity": "Most that can be called off over the horizon",
    "tier_from": "Volume from which the tier reached holds",
    "ceiling_price": "Price of the lot's first tier",
    "fixed_cost_eur": "Due once in the tier reached",
    "period": "First day of the period",
    "months_signed": "Months after the planned date; negative: before it",
    "need": "Needed up to and including the period; on delays: by the end of the horizon",
    "delivered": "Delivered by the end of the horizon",
    "backlog": "Needed and not delivered at the end of the period",
    "undelivered": "Needed and not delivered by the end of the horizon",
    "attainment_pct": "Part of the need that is delivered",
    "stock": "Stock at the end of the period; blank: the case gives none",
    "norm": "Norm in force; blank: the case gives none",
    "all_delivered_by": "Period by whose end everything needed within the horizon is there; blank: not within it",
    "norm_reached_by": "Period from whose end on stock stays at the norm; blank: not within the horizon",
    "unit": "What the row's quantities are counted in",
    "scope": "Pool, family of items or partner whose delay is meant",
    "for": "Code of the partner",
    "of": "Code of what is limited",
    "a_little_more": "What was tried",
    "capacity": "Capacity of the period, finished expansions included",
    "carried_in": "Left over from the period, or year, before",
    "used_pct": "Part of capacity and what was carried in that is used",
    "months_per_unit": "Change of mean delay per extra unit, decisions fixed",
    "months_saved_by_1_pct": "Months of mean delay that 1 % more in this period saves, decisions fixed",
    "months_per_million": "Change of mean delay per extra million EUR, decisions fixed",
    "material": "Code of the material",
    "supplied": "Supplied in the period, finished expansions included",
    "used": "Used in the period",
    "left": "Left at the end of the period",
    "reserved_eur": "Payments with call-offs at ceiling prices: what has to be set aside",
    "paid_reached_eur": "Payments with call-offs at the prices of the tiers reached: what is paid",
    "expansion": "Code of the expansion",
    "resource": "Line or material that it expands",
    "built": "Y where the plan builds it",
    "available": "Period from which its capacity is there",
    "investment_eur": "What building it costs",
    "committed": "Units called off on it over the horizon",
    "effective": "Period from which the product may be delivered",
    "instrument": "Code of the co-financing instrument",
    "counted_partners": "Partners in the framework that count for it",
    "base_eur": "Call-off value that the claim is reckoned from",
    "sheet": "Sheet of the case that is changed",
    "where": "Which rows",
    "column": "Which column",
    "op": "set, add, scale, shift_months, remove or insert",
    "rows": "Rows that it changed",
    "kept": "Period for which the earlier plan called it off",
    "months_later": "Months by which it comes later",
    "rule": "Rule of the model that the price is of",
    "and": "Further key of the rule",
    "then": "Further key of the rule",
    "price": "What the limit was worth to the bound",
}
"""Column to what it counts, where a comparison has no note on it, or another one."""


def with_read_me(tables: Sequence[Table], case: Case, outcome: Outcome, figures: Figures) -> list[Table]:
    """`tables` with the sheet `read me` second, and proofs beside the objectives on the first, the summary."""
    told = [_with_proofs(tables[0], case, outcome, figures), *tables[1:]]
    rows = (*_of_plan(case, outcome, figures), *_of_sheets(told))
    head = columns("sheet:code column:code unit:code counts")
    notes = Table(READ_ME, "How the plan is proven, and what every column counts", head, rows)
    return [told[0], notes, *told[1:]]


def _with_proofs(summary: Table, case: Case, outcome: Outcome, figures: Figures) -> Table:
    """`summary` with what is proven beside each objective's value, and why that is not what its stage found."""
    beside: dict[Cell, str] = {}
    for stage in outcome.stages:
        for kpi in PROVEN:
            if kpi.objective == stage.objective:
                beside[kpi.name] = _beside(kpi, stage, case.settings.tolerance_pct, figures.objective(stage.objective))
    rows = tuple((key, value, beside.get(key)) for key, value in summary.rows)
    return replace(summary, columns=(*summary.columns, Column("proof")), rows=rows)


def _beside(kpi: Kpi, stage: Stage, tolerance: float, now: float) -> str:
    """Bound and gap of a stage; where a later one gave up some of its value, what was found and what was allowed."""
    known = isfinite(stage.bound)
    words = f"bound {shown(kpi, stage.bound)}, gap {percent(100 * stage.gap)}" if known else "no bound yet"
    given_up = now > stage.value + VISIBLE * abs(stage.value)
    found = f"; {shown(kpi, stage.value)} was found, later objectives may give up {tolerance:g} % of it"
    return f"{words}, {ENDINGS[stage.status]}{found if given_up else ''}"


def _of_plan(case: Case, outcome: Outcome, figures: Figures) -> Iterator[tuple[Cell, ...]]:
    """How well every stage is proven, and the dates that matter."""
    for stage in outcome.stages:
        yield PLAN, stage.objective, "", f"{proof(stage)}."
    names = Names(case)
    new = [figures.frameworks[row.framework].signed for row in case.frameworks if _is_new(row.framework, case, figures)]
    arriving = {*(row.period for row in figures.call_offs), *(row.period for row in figures.orders)}
    coming = [figures.periods[t] for t in arriving]
    met = [row.need_met_by for row in figures.pairs.values() if row.is_late and row.need_met_by]
    dates: list[tuple[str, date | None]] = [
        ("first signing", min(new, default=None)),
        ("last signing", max(new, default=None)),
        ("first delivery", min(coming, default=None)),
        ("last delivery", max(coming, default=None)),
        ("last need met late", max(met, default=None)),
    ]
    yield from ((PLAN, what, "", names.period(day) or "none") for what, day in dates)


def _is_new(code: str, case: Case, figures: Figures) -> bool:
    return code in figures.frameworks and any(
        row.framework == code and row.status == "candidate" for row in case.frameworks
    )


def _of_sheets(tables: Iterable[Table]) -> Iterator[tuple[Cell, ...]]:
    """A row a sheet, with its title, and below it a row a column."""
    for table in tables:
        yield table.name, None, None, table.title
        for column in table.columns:
            counted = column.kind == "quantity" and table.name != "stages"  # a stage's figures are in its own unit
            yield table.name, column.name, unit_of(column) or "units" * counted, count_of(table.name, column.name)


def count_of(sheet: str, column: str) -> str:
    """What a column of a result counts; empty if there is no note on it."""
    own = OF_SHEET.get(sheet, {}).get(column) or COUNTS.get(column)
    if own:
        return own
    if column.endswith("_name"):
        of = column.removesuffix("_name")
        ends = "period" if of == "period" or count_of(sheet, of).startswith(("Period", "First period", "Last")) else ""
        return "The period by name" if ends or of == "need_met" else "Its name"
    return note_of(column, "the best plan" if sheet == "alternatives" else "the first row")
