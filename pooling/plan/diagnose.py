"""Why a case has no plan: the hard rules that clash, by the rows of the sheets they stand in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, hstack

from models import build_model
from models.instance import Instance
from pooling.case.case import Case
from pooling.plan.highs import solve_matrix
from pooling.plan.matrix import Matrix, TrivialClash, hand_over

SENTENCES = {
    "order_complete": "orders: order {0} must be delivered within its window",
    "rest_complete": "orders: order {0} must be delivered within its window",
    "least_volume": "lots: lot {0} asks for its min_quantity",
    "least_value": "frameworks: {0} asks partner {1} for its min_partner_value",
    "fewest_partners": "frameworks: {0} asks for min_partners",
    "most_partners": "frameworks: {0} allows max_partners",
    "line_capacity": "capacity: line {0} in period {1}",
    "material_balance": "supply: material {0} in period {1}",
    "partner_budget": "budgets: partner {0} in {1}",
    "common_budget": "budgets: COMMON in {0}",
    "most_volume": "lots: lot {0} allows its max_quantity",
    "no_stockpiling": "orders and call-offs: partner {0} may not stockpile item {1}",
    "largest_non_eu_share": "items: item {0} limits max_non_eu_pct",
    "largest_producer_share": "items: item {0} limits max_producer_pct (producer {1})",
    "one_of_rival_offers": "frameworks: exclusive_group {0}",
    "office_signings": "offices: office {0} in {1}",
}
"""Rows of the model that can clash, as sentences about rows of the workbook."""


def clashing(case: Case, instance: Instance) -> tuple[str, ...]:
    """Sentences about the hard rules whose joint violation is least: what to look at first.

    Every row of a hard family may be broken at a price; the cheapest way to break them names the clash.
    """
    try:
        matrix = hand_over(build_model(instance, "frameworks"))
    except TrivialClash as clash:
        return (str(clash),)
    elastic, names = _elastic(matrix)
    answer = solve_matrix(elastic, gap=0.01, time_limit=60)
    if answer.x is None:
        return ("the rules clash in a way that no single family explains",)
    broken = [n for n, v in enumerate(answer.x[len(matrix.cost) :]) if v > 1e-6]
    rows = list(dict.fromkeys(names[n] for n in broken))
    return tuple(_sentence(case, matrix.rows[n]) for n in rows)


def _elastic(matrix: Matrix) -> tuple[Matrix, list[int]]:
    """The matrix with a slack on every row of a hard family, minimising the sum of slacks; slack → its row."""
    names, columns, signs = [], [], []
    for n, (family, _) in enumerate(matrix.rows):
        if family not in SENTENCES:
            continue
        for sign, limit in ((1.0, matrix.row_lower[n]), (-1.0, matrix.row_upper[n])):
            if np.isfinite(limit):
                names.append(n)
                columns.append(len(columns))
                signs.append(sign)
    slack = csr_array((signs, (names, columns)), shape=(len(matrix.rows), len(columns)))
    extra = len(columns)
    return (
        replace(
            matrix,
            cost=np.concatenate([np.zeros(len(matrix.cost)), np.ones(extra)]),
            offset=0.0,
            cost_scale=1.0,
            a=csr_array(hstack([matrix.a, slack])),
            lower=np.concatenate([matrix.lower, np.zeros(extra)]),
            upper=np.concatenate([matrix.upper, np.full(extra, np.inf)]),
            integer=np.concatenate([matrix.integer, np.zeros(extra, dtype=bool)]),
        ),
        names,
    )


def _sentence(case: Case, row: tuple[str, object]) -> str:
    family, index = row
    parts = index if isinstance(index, tuple) else (index,)
    return SENTENCES[family].format(*parts)
