"""The result workbook as tables: from case, outcome, verdict and figures to the rows of every sheet, in order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from pooling.case.case import Case
from pooling.output.contract_tables import contract_tables
from pooling.output.entry import FAIR_SHARES, PRESENT_VALUE, Entry, asks_fair_shares
from pooling.output.fair_shares import fair_shares_table
from pooling.output.headline import headline
from pooling.output.limits_table import limits_table
from pooling.output.names import Names
from pooling.output.proof import percent
from pooling.output.result_sheets import result_table
from pooling.output.supply_tables import donations_table, need_tables, supply_tables
from pooling.output.table import Cell, Table
from pooling.output.why_table import why_table
from pooling.output.words import ENDINGS
from pooling.plan.explain.causes import Share
from pooling.plan.explain.marginals import NO_MARGINALS, Marginals
from pooling.plan.explain.relaxed import Pair
from pooling.plan.figures import Figures
from pooling.plan.plan import Outcome, Stage
from pooling.plan.verify import Verdict
from pooling.version import __version__

PRICE_KEYS = 3
"""Columns that tell which row of a family a price is of."""

STATUSES = ("optimal", "gap", "rounding", "other", "ended", "time_limit", "interrupted")
"""How a stage may end, from best to worst."""


def result_tables(
    case: Case,
    outcome: Outcome,
    verdict: Verdict,
    as_ordered: Entry | None = None,
    marginals: Marginals = NO_MARGINALS,
    reasons: Mapping[Pair, Sequence[Share]] | None = None,
) -> list[Table]:
    """Every sheet of a result workbook but the charts, in the order of the workbook.

    `as_ordered` is the plan with orders pinned to their planned dates, or why there is none; where its figures or a
    marginal value are missing, cells are blank. `reasons` are the causes of every late need.
    """
    figures = verdict.figures
    frameworks, members, lots, call_offs, orders, certifications, instruments = contract_tables(case, figures)
    attainment, delays = need_tables(case, figures, as_ordered.figures if as_ordered else None)
    capacity, materials, budgets, expansions = supply_tables(case, figures, marginals)
    limits = marginals.limits
    return [
        summary_table(case, outcome, verdict, as_ordered, marginals),
        stages_table(outcome),
        frameworks,
        members,
        lots,
        call_offs,
        orders,
        attainment,
        delays,
        *([fair_shares_table(case, figures)] if asks_fair_shares(case.settings) else []),
        *([limits_table(case, figures, limits.found)] if limits.found else []),
        *([why_table(Names(case), figures, reasons)] if reasons else []),
        capacity,
        materials,
        budgets,
        *([donations_table(case, figures)] if figures.donations else []),
        expansions,
        certifications,
        instruments,
        partners_table(case),
        scenario_table(case),
        *prices_tables(outcome),
    ]


def recomputed_tables(case: Case, figures: Figures) -> list[Table]:
    """What of a result's sheets follows from its plan alone."""
    summary = result_table("summary", tuple(key_figures(case, figures).items()))
    tables = *contract_tables(case, figures), *need_tables(case, figures, None)
    return [summary, *tables, *supply_tables(case, figures, NO_MARGINALS)]


def key_figures(case: Case, figures: Figures) -> dict[str, Cell]:
    """The figures of a summary, by key."""
    discounted = {PRESENT_VALUE.name: figures.present_value} if case.settings.discount_pct else {}
    shared = {FAIR_SHARES.name: figures.fair_shares} if asks_fair_shares(case.settings) else {}
    return {
        "mean_delay_months": figures.mean_delay,
        "worst_delay_months": figures.worst_delay,
        **shared,
        "cost_eur": figures.cost.total,
        **discounted,
        "reimbursed_eur": figures.cost.reimbursed,
        "non_eu_share_pct": 100 * figures.non_eu_share,
        "frameworks_signed": figures.frameworks_signed,
        "need_met_pct": figures.need_met_pct,
    }


def status(outcome: Outcome) -> str:
    """How the whole solve ended: as its worst stage did."""
    return max((stage.status for stage in outcome.stages), key=STATUSES.index, default=STATUSES[0])


def summary_table(
    case: Case,
    outcome: Outcome,
    verdict: Verdict,
    as_ordered: Entry | None = None,
    marginals: Marginals = NO_MARGINALS,
) -> Table:
    """Key figures, and a sentence each for what was found."""
    figures, before = verdict.figures, as_ordered.figures if as_ordered else None
    keys: dict[str, Cell] = {
        "case": case.settings.case,
        "scenario": case.scenario,
        "marking": case.settings.marking,
        "status": status(outcome),
        **key_figures(case, figures),
        "as_ordered_mean_delay_months": before.mean_delay if before else None,
        "solve_seconds": outcome.seconds,
        "case_sha256": case.sha256,
        "version": __version__,
    }
    found = headline(case, verdict, outcome, as_ordered, marginals)
    return result_table("summary", (*keys.items(), *(("headline", sentence) for sentence in found)))


def stages_table(outcome: Outcome) -> Table:
    """One row per lexicographic stage."""
    return result_table(
        "stages",
        tuple(_stage(number, stage) for number, stage in enumerate(outcome.stages, start=1)),
    )


def _stage(number: int, stage: Stage) -> tuple[Cell, ...]:
    shown = number, stage.objective, stage.value, stage.bound, 100 * stage.gap, stage.seconds, stage.status
    return *shown, proof(stage)


def proof(stage: Stage) -> str:
    """How well a stage is proven, in a sentence; and what the solver claimed that is false."""
    return f"{_proof(stage)}; {stage.note}" if stage.note else _proof(stage)


def _proof(stage: Stage) -> str:
    ending = ENDINGS[stage.status]
    if not math.isfinite(stage.bound):
        return f"{ending}; how much better a plan could be is not known yet"
    if stage.status == "optimal":
        return f"{ending}: no plan is better"
    return f"{ending}: a plan may be better by {percent(100 * stage.gap)} at most"


def prices_tables(outcome: Outcome) -> list[Table]:
    """A row per stage and row of the model that has a price, up to three columns tell which of its family it is; no
    table where no bound needed prices, as in small cases.
    """
    rows = []
    for stage in outcome.stages:
        for (family, index), price in stage.prices.items():
            key = index if isinstance(index, tuple) else (index,)
            rows.append((stage.objective, family, *key, *(None,) * (PRICE_KEYS - len(key)), price))
    return [result_table("prices", rows)] if rows else []


def partners_table(case: Case) -> Table:
    """Everybody in the case, those whom the plan holds nothing for too."""
    return result_table("partners", tuple((row.partner, row.name, row.language) for row in case.partners))


def scenario_table(case: Case) -> Table:
    """The changes that made this scenario of the case."""
    rows = tuple(
        (a.change.scenario, a.change.sheet, a.change.where, a.change.column, a.change.op, a.change.value, a.rows)
        for a in case.applied
    )
    return result_table(
        "scenario",
        rows,
    )
