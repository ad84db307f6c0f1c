"""How far a plan that was changed by hand is from the plan as it was solved, and from the best possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from pooling.case.case import Case
from pooling.output.edited import Edited, written
from pooling.output.entry import PROVEN, Kpi
from pooling.output.proof import at_most
from pooling.output.words import listing
from pooling.plan.figures import Figures

ROUNDING = 1e-6
"""Part of a figure by which two that are meant to be equal may differ."""


@dataclass(frozen=True)
class Distance:
    """One objective of a plan changed by hand, in its key figure's unit.

    value     what the plan has now
    solved    what it had as it was solved; None where the result does not say
    bound     no plan that keeps the earlier objectives as the stage did is better; None where that says nothing here
    sentence  the same in words
    """

    objective: str
    value: float
    solved: float | None
    bound: float | None
    sentence: str


def distances(edited: Edited, case: Case, figures: Figures, *, valid: bool, same_case: bool) -> list[Distance]:
    """The distance in every objective that the result was optimised for, in order.

    `valid`: the plan breaks no rule; `same_case`: it is of the case and scenario that the result was solved for.
    """
    summary = edited.summary
    proven = valid and same_case and "kept_call_offs" not in summary
    found: list[Distance] = []
    given_up: list[str] = []
    for objective, stage in _stages(edited):
        kpi = next((kpi for kpi in PROVEN if kpi.objective == objective), None)
        if kpi is None:
            continue
        value, bound = kpi.of(figures), _number(stage.get("bound"))
        solved = _number(summary.get(kpi.name)) if same_case else None
        least = None if bound is None or not proven else bound * kpi.scale
        told = _told(kpi, value, solved, least, given_up, case.settings.tolerance_pct if found else None)
        found.append(Distance(objective, value, solved, None if given_up else least, told))
        reached = _number(stage.get("value"))
        most = inf if reached is None else reached + abs(reached) * case.settings.tolerance_pct / 100
        if figures.objective(objective) > most + ROUNDING * (1 + abs(most)):
            given_up.append(kpi.words)
    return found


def _stages(edited: Edited) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for row in edited.sheets["stages"].rows:
        if row["objective"]:
            yield row["objective"], written(row)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _told(
    kpi: Kpi, value: float, solved: float | None, bound: float | None, given_up: Sequence[str], tolerance: float | None
) -> str:
    """The sentence; `given_up`: earlier objectives beyond their `tolerance` (None: there is none earlier)."""
    parts = []
    if solved is not None:
        parts.append(_against(kpi, value - solved, solved))
    if bound is not None and given_up:
        parts.append(f"no bound holds, as more than {tolerance:g} % of {listing(given_up)} is given up")
    elif bound is not None:
        among = "" if tolerance is None else f" while earlier objectives give up {tolerance:g} % at most"
        if value < bound - ROUNDING * (1 + abs(bound)):
            parts.append(f"better than the bound in the result ({kpi.tell(bound)}), which therefore is wrong")
        else:
            far = 0.0 if value <= bound + ROUNDING * (1 + abs(bound)) else value - bound
            parts.append(f"{at_most(far, kpi.say)} from the best possible{among}")
    return f"{kpi.title} {kpi.tell(value)}{': ' if parts else ''}{'; '.join(parts)}."


def _against(kpi: Kpi, more: float, solved: float) -> str:
    if abs(more) <= ROUNDING * (1 + abs(solved)):
        return "as in the plan as it was solved"
    later = ("later", "earlier") if kpi.objective in ("mean_delay", "worst_delay") else ("more", "less")
    much = "a little" if kpi.say(abs(more)) == kpi.say(0.0) else kpi.say(abs(more))
    return f"{much} {later[more < 0]} than the plan as it was solved ({kpi.tell(solved)})"
