"""Taking back what a plan does for nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import numpy as np

from pooling.plan.parameters import TIDYING
from pooling.plan.program.highs import Watch
from pooling.plan.program.part import Mask
from pooling.plan.search.columns import NOBODY, Columns
from pooling.plan.search.construction import filled
from pooling.plan.stage.progress import Limits
from pooling.plan.stage.workshop import Candidate, Workshop, value_of
from pooling.plan.tidy.programme import tidying, untidiness

HELD = ("mean_delay", "worst_delay", "cost", "non_eu_share", "frameworks")
"""What no tidying makes worse, whatever the objectives of the case are."""

LEAST = 1e-6
"""Least gain that counts."""

NOT_ALL = "what the plan does for nothing was taken back only in part: there was no time left for it"


def tidied(shop: Workshop, best: Candidate, objectives: Sequence[str], limits: Limits) -> tuple[Candidate, str]:
    """`best` with as few decisions as can be found and no objective worse for it; a note where time was too short."""
    i, begun, seconds = shop.instance, time.perf_counter(), max(TIDYING.least, TIDYING.share * limits.seconds)
    programme, pieces = tidying(shop, best)
    columns, start = Columns(programme, i), shop.encoded(best.plan)
    x = filled(programme, columns, np.concatenate([start, (start[pieces] > 0).astype(float)]))
    for chosen in _parts(columns, best, at_once=shop.small and not shop.effort):
        left = seconds - (time.perf_counter() - begun)
        if left <= 0 or limits.stop.is_set():
            return best, NOT_ALL
        chosen[len(start) :] = chosen[pieces]
        answer = programme.solve(
            x,
            columns.following(chosen),
            gap=0.0,
            time_limit=left,
            watch=Watch(stop=limits.stop),
            options=shop.effort,
        )
        if answer.x is None or programme.value(answer.x) > programme.value(x) - LEAST:
            continue
        found = shop.as_is(answer.x[: len(start)])
        if found is None or untidiness(i, found.plan) > untidiness(i, best.plan) - LEAST:
            continue
        if all(_no_worse(shop, found, best, name) for name in {*objectives, *HELD}):
            best, x = found, answer.x
    return best, ""


def _parts(columns: Columns, best: Candidate, *, at_once: bool) -> Iterator[Mask]:
    """Whole columns that are freed together: all but call-offs; a partner's item and its shape, those with most beyond
    their need first; then all `at_once`, which is only for where a clock ends it.
    """

    def beyond(pair: tuple[str, str]) -> float:
        row = best.figures.pairs.get(pair)
        return row.delivered[-1] - row.need[-1] if row else 0.0

    yield columns.whole & (columns.component != "CallOff")
    pairs = {(p, i) for p, i in zip(columns.partner, columns.item, strict=True) if NOBODY not in (p, i)}
    for p, i in sorted(pairs, key=lambda pair: (-beyond(pair), pair)):
        yield columns.whole & np.isin(columns.partner, (p, NOBODY)) & (columns.item == i)
    if at_once:
        yield columns.whole.copy()


def _no_worse(shop: Workshop, tried: Candidate, best: Candidate, objective: str) -> bool:
    """But for rounding."""
    now, before = (value_of(one.figures, objective, shop.instance) for one in (tried, best))
    return now <= before + 1e-9 * abs(before)
