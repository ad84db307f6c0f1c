"""The first sheets of an analysis workbook: what was asked and found, and what every column counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pooling.case.case import Case
from pooling.output.look import unit_of
from pooling.output.overview import BOUND, CHANGE, GAP, LEAST, MOST
from pooling.output.robust_notes import ROBUST_NOTES
from pooling.output.sheet_notes import SHEET_NOTES
from pooling.output.stress_notes import STRESS_NOTES
from pooling.output.table import Cell, Table, columns
from pooling.version import __version__

READ_ME = "read me"


@dataclass(frozen=True)
class Asked:
    """What was asked of an analysis, and what it found.

    analysis   the command
    options    what shaped the answer, by name
    sentences  what was found, as far as proofs carry it
    """

    analysis: str
    options: Mapping[str, Cell] = field(default_factory=dict)
    sentences: Sequence[str] = ()


NOTES = {
    **STRESS_NOTES,
    **ROBUST_NOTES,
    "scenario": "The scenario, or the plan, that the row is of",
    "status": "How the solve ended: optimal (proven best), gap (within the gap asked for), time_limit, interrupted; "
    "or why there is no plan",
    "gap_pct": "How much better, at most, a plan could be in the objective that is proven least",
    "seconds": "How long the solve took",
    "message": "Why there is no plan, or what it changes as far as that is proven",
    "note": "Why there is no plan",
    "best_in": "Key figures in which no other row can be better, as is proven",
    "not_significant": "Key figures whose change is smaller than the gaps",
    "significant": "Y where months gained are more than the gaps, or surely none",
    "mean_delay_months": "How many months a needed unit comes late, on average over partners and items by priority",
    "worst_delay_months": "The largest mean delay of a partner's item",
    "fair_shares_months": "How unevenly what is short is shared: of any two equal parts of what is claimed of an item, "
    "by how many months the one that is met worse is late; the rule is fair_by in settings",
    "churn_pct": "Part of the first plan's call-offs that is changed: units from another lot, to another partner or in "
    "another period, at the lots' ceiling prices; 0: the same plan, 100: nothing in common",
    "need_met_pct": "Units delivered by the end of the horizon of those needed, mean over partners' items",
    "cost_eur": "The whole cost of the plan, after co-financing",
    "present_value_eur": "The cost with every amount discounted from its calendar year to the first "
    "(settings, discount_pct)",
    "reimbursed_eur": "Co-financing received",
    "non_eu_share_pct": "Part of what is called off that is made outside the EU, mean over items",
    "frameworks_signed": "Candidate frameworks that the plan signs",
    "partner": "Code of the partner, or COMMON for what the pool pays together",
    "item": "Code of the item",
    "line": "Production line that makes it",
    "year": "Year of payment, or, on the sheet commitments, of signing",
    "framework": "Code of the framework",
    "name": "Its name",
    "rank": "1 and the options that are proven to gain more months of mean delay",
    "months_gained_least": "The least that months gained can be, as far as is proven",
    "months_gained_most": "The most that months gained can be, as far as is proven",
    "cost_change_least_eur": "The least that the change of cost can be, as far as is proven",
    "cost_change_most_eur": "The most that the change of cost can be, as far as is proven",
    "mean_delay_gap_pct": "How much better, at most, the mean delay could be",
    "cost_gap_pct": "How much lower, at most, the cost could be",
    "alone_gap_pct": "How much better, at most, the partner could do alone",
    "option": "A way to shift orders, or a scenario that does",
    "months_gained": "Months of mean delay by which it is earlier; negative: later",
    "worst_delay_gained_months": "Months by which the worst delay is less; negative: more",
    "cost_change_eur": "Cost against orders as placed; negative: cheaper",
    "shift_cost_eur": "What moving costs",
    "orders_moved": "Orders that come in another period than planned",
    "cash_moved_eur": "Payments, at the prices reached, that fall in another year",
    "gaining": "Partners' items whose mean delay is less than with orders as placed",
    "waiting_longer": "Partners' items whose mean delay is more than with orders as placed",
    "largest_gain_months": "The largest gain of a partner's item",
    "largest_loss_months": "The largest loss of a partner's item",
    "paying_more": "Purses that pay more over the horizon, at the prices reached, than with orders as placed",
    "as_ordered_delay_months": "Mean delay with orders as placed",
    "delay_months": "Mean delay in the option",
    "as_ordered_need_met_by": "When the need is met for good with orders as placed; blank: not within the horizon",
    "need_met_by": "When the need is met for good; blank: not within the horizon",
    "need_met_earlier_months": "Months by which the need is met earlier; negative: later",
    "order": "Code of the order",
    "quantity": "Units moved",
    "planned": "When it was planned",
    "to": "Period in which it comes now",
    "months_moved": "Months later; negative: earlier",
    "displaces": "Who has less of the line in the period to which it moves",
    "goes_to": "Who has more of the line in the period that it leaves",
    "explanation": "The move in a sentence",
    "delay_alone_months": "Mean delay of the partner alone, over its items by priority",
    "delay_pooled_months": "Mean delay in the pool, over its items by priority",
    "worse_off": "Y where the partner is later in the pool than alone",
    "need_met_alone_pct": "Units delivered by the end of the horizon of those needed, alone, mean over items",
    "need_met_pooled_pct": "Units delivered by the end of the horizon of those needed, in the pool, mean over items",
    "price_saved_eur": "What the pool's prices save on its call-offs there of items that it buys alone, too",
    "guaranteed_delay_months": "Mean delay in the pool in which nobody is later than alone",
    "called_off_alone": "Units called off alone",
    "called_off_pooled": "Units called off in the pool",
    "price_alone_eur": "Mean price of a unit, alone",
    "price_pooled_eur": "Mean price of a unit, in the pool",
    "price_gained_eur": "How much less a unit costs in the pool",
    "share_eur": "What the partner gets of what buying together saves: the Shapley value",
    "standard_error_eur": "Standard error of that share; 0 where it is exact",
    "share_pct": "Part of what buying together saves",
    "method": "exact, or sampled where partners are many",
    "coalition": "Partners who would save more by themselves than the split gives them",
    "partners": "How many they are",
    "worth_eur": "What they would save by themselves",
    "given_eur": "What the split gives them together",
    "objection_eur": "The difference",
    "point": "A point of the trade-off; no plan: bounds that no plan keeps",
    "bound_": "The bound that it was solved under",
    "sum": "Scenarios that are added up",
    "of": "On contributions alone: the part against base; together: the sum against base; interplay: what the sum "
    "changes beyond the changes of its parts added up",
    "part": "Scenario that is a part of the sum",
    "scope": "pool: the mean delay; need: one partner's item; partner: its own mean delay",
    "cause_name": "The cause in words",
    "signed": "Period in which the plan signs it",
    "sign_by": "Last period in which signing it makes the need no later than planned",
    "months_later_after": "Months by which the need is later if it is signed a period after that; blank: not "
    "within its window",
    "sentence": "The row in a sentence",
    "end": "First period in which it delivers no more",
    "still_needed": "Units that its partners have not got by then and need by the horizon's end",
    "extend_by": "Last day on which extending it closes the gap; blank: it cannot be, or is already",
    "extend_months": "Months by which its term may be lengthened",
    "extend_cost_eur": "What that costs",
    "months_added": "Months of mean delay that the plan found with it signed has more",
    "months_added_least": "The least that the best plan with it has more, as far as is proven",
    "months_added_most": "The most that it has more, as far as is proven",
    "cost_added_eur": "What the plan found with it signed costs more",
    "cost_added_least_eur": "The least that the best plan with it costs more, as far as is proven",
    "cost_added_most_eur": "The most that it costs more, as far as is proven",
    "replacement": "What is not signed and could deliver the item from then on",
    "replacement_sign_by": "Last period in which that may be signed to do so",
    "for_name": "Its name",
    "of_name": "Name of the line, material, purse, framework or product",
    "rule": "A rule that is off; all others stand",
    "off": "What that means",
    "months_saved": "Months of mean delay that the plan without the rule saves",
    "months_saved_least": "The least that the best plan without it can save, as far as is proven",
    "months_saved_most": "The most that it can save, as far as is proven",
}
"""Column to what it counts; what ends in `_` is how a column begins."""

PROOFS = {
    LEAST: "The least that the change can be, as far as is proven",
    MOST: "The most that the change can be, as far as is proven",
    BOUND: "No plan is better than this, as is proven",
    GAP: "How much better, at most, the figure could be",
}
"""How columns end that tell how well another is proven."""

SERIES = {
    "delays": ("months", "Mean delay of a partner's item"),
    "payments": ("EUR", "Paid by the purse in the year, at the prices of the tiers reached"),
    "cash": ("EUR", "Paid by all purses in the year, at the prices of the tiers reached"),
    "commitments": ("EUR", "Called off, over the horizon, from frameworks signed in the year"),
    "frameworks": ("", "When it is signed; blank: it is not"),
    "regret": ("months", "Months by which that plan is later than the best of them in the future"),
}
"""Sheets with a column a plan: their unit, and what they hold."""
AGAINST = {"contributions": "what the column of says"}
"""Sheets whose changes are against something else than the first row."""
KEYS = ("partner", "item", "year", "framework", "name", "future")
"""Columns of those sheets that are of no plan."""


def first_tables(asked: Asked, tables: Sequence[Table], case: Case) -> list[Table]:
    """The sheets `summary` and `read me`."""
    return [summary_table(asked, case), read_me_table(tables)]


def summary_table(asked: Asked, case: Case) -> Table:
    """A sentence each for what was found, then what was asked, of which case."""
    rows: list[tuple[Cell, ...]] = [
        *(("headline", sentence) for sentence in asked.sentences),
        ("analysis", asked.analysis),
        ("case", case.settings.case),
        ("marking", case.settings.marking),
        *asked.options.items(),
        ("case_sha256", case.sha256),
        ("version", __version__),
    ]
    return Table("summary", "What was asked, and what was found", columns("key:code value"), tuple(rows))


def read_me_table(tables: Iterable[Table]) -> Table:
    """A row a sheet, with its title, and below it a row a column: its unit, and what it counts."""
    rows = tuple((table.name, *row) for table in tables for row in ((None, None, table.title), *_columns(table)))
    head = columns("sheet:code column:code unit:code counts")
    return Table(READ_ME, "What every column counts", head, rows)


def _columns(table: Table) -> Iterator[tuple[Cell, ...]]:
    """Every column of a sheet, its unit and note."""
    unit, series = SERIES.get(table.name, ("", ""))
    for column in table.columns:
        name = column.name
        if not is_of_plan(table.name, name):
            own = SHEET_NOTES.get(table.name, {}).get(name)
            yield name, unit_of(column), own or note_of(name, AGAINST.get(table.name, "the first row"))
        elif table.name == "frameworks" and name.startswith("partners "):
            yield name, "", "Partners in it"
        elif name.endswith(CHANGE):
            yield name, unit, "Change against the first plan"
        else:
            yield name, unit, series


def is_of_plan(sheet: str, column: str) -> bool:
    """True for the column of a plan, beside those of keys and figures, and of the delays of a plan under stress."""
    return sheet in SERIES and column not in KEYS and not (sheet == "delays" and column in STRESS_NOTES)


def note_of(name: str, against: str = "the first row") -> str:
    """What a column counts, of whatever sheet; empty if there is no note on it. Changes are `against` something."""
    if name in NOTES:
        return NOTES[name]
    if name.endswith(CHANGE) and (of := note_of(name.removesuffix(CHANGE))):
        return f"Change against {against}: {of[0].lower()}{of[1:]}"
    for ending, words in PROOFS.items():
        if name.endswith(ending) and note_of(name.removesuffix(ending)):
            return words
    return next((text for start, text in NOTES.items() if start.endswith("_") and name.startswith(start)), "")
