"""One plan among several: what was asked for, what was found, how well that is proven; its key figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pooling.case.case import Case, Settings
from pooling.output.proof import Say
from pooling.output.table import ColumnKind
from pooling.output.words import money, months
from pooling.plan.figures import Figures, PairFigures
from pooling.plan.plan import Outcome
from pooling.plan.proof import NOTHING_KNOWN, Interval, reached


@dataclass(frozen=True)
class Entry:
    """One plan of a comparison, or why there is none: `figures` are the verifier's, None without a plan.

    `looser`: every plan of the first entry is one of this too, so that its best is surely no worse.
    """

    name: str
    case: Case | None = None
    figures: Figures | None = None
    outcome: Outcome | None = None
    status: str = ""
    message: str = ""
    looser: bool = False

    def interval(self, objective: str) -> Interval:
        """Between which values the best of `objective` is proven to lie."""
        return reached(self.figures, self.outcome, objective) if self.figures else NOTHING_KNOWN

    def gap_pct(self, objective: str) -> float | None:
        """How much better this plan's own figure could be at most [%]; None without a plan or a bound."""
        interval = self.interval(objective)
        if not interval.known:
            return None
        return 100 * (interval.high - interval.low) / abs(interval.high) if interval.high > interval.low else 0.0


@dataclass(frozen=True)
class Kpi:
    """A key figure; `better` is -1 where less is better, +1 where more is, 0 where neither.

    `objective` is what it is a multiple (`scale`) of, empty where no stage optimises it; `words` name it, `say` tells
    differences.
    """

    name: str
    kind: ColumnKind
    better: int
    of: Callable[[Figures], float]
    objective: str = ""
    scale: float = 1.0
    words: str = ""
    say: Say = months

    @property
    def title(self) -> str:
        """Its words at the beginning of a sentence."""
        return self.words[:1].upper() + self.words[1:]

    def tell(self, value: float) -> str:
        """A value with its unit: a share in percent, where differences of it are in points."""
        return f"{value:,.1f} %" if self.kind == "percent" else self.say(value)

    def interval(self, entry: Entry) -> Interval:
        """Between which values the best is proven to lie, in the unit of the key figure."""
        interval = entry.interval(self.objective)
        return Interval(interval.low * self.scale, interval.high * self.scale)


def _points(number: float) -> str:
    return f"{number:,.1f} points"


def _number(number: float) -> str:
    return f"{number:,.0f}"


KPIS = (
    Kpi("mean_delay_months", "months", -1, lambda f: f.mean_delay, "mean_delay", words="mean delay"),
    Kpi("worst_delay_months", "months", -1, lambda f: f.worst_delay, "worst_delay", words="worst delay"),
    Kpi("need_met_pct", "percent", 1, lambda f: f.need_met_pct),
    Kpi("cost_eur", "money", -1, lambda f: f.cost.total, "cost", words="cost", say=money),
    Kpi("reimbursed_eur", "money", 1, lambda f: f.cost.reimbursed),
    Kpi(
        "non_eu_share_pct", "percent", -1, lambda f: 100 * f.non_eu_share, "non_eu_share", 100, "non-EU share", _points
    ),
    Kpi("frameworks_signed", "int", 0, lambda f: f.frameworks_signed, "frameworks", 1, "frameworks", _number),
)
PRESENT_VALUE = Kpi("present_value_eur", "money", -1, lambda f: f.present_value, words="present value", say=money)
FAIR_SHARES = Kpi("fair_shares_months", "months", -1, lambda f: f.fair_shares, "fair_shares", words="fair shares")
PROVEN = (*(kpi for kpi in KPIS if kpi.objective), FAIR_SHARES)
"""Those that a stage may have optimised, so that there is a bound."""


def kpis(cases: Iterable[Case | None]) -> tuple[Kpi, ...]:
    """The key figures of plans for `cases`: beside the cost its present value, where a case has a discount rate, and
    fair shares where one asks for them.
    """
    asked = [case.settings for case in cases if case]
    beside = {"cost": PRESENT_VALUE} if any(settings.discount_pct for settings in asked) else {}
    found = tuple(kpi for each in KPIS for kpi in (each, beside.get(each.objective)) if kpi)
    return (*found, FAIR_SHARES) if any(asks_fair_shares(settings) for settings in asked) else found


def proven(shown: Iterable[Kpi]) -> tuple[Kpi, ...]:
    """Those of key figures that a stage may have optimised."""
    return tuple(kpi for kpi in shown if kpi.objective)


def asks_fair_shares(settings: Settings) -> bool:
    """True where fair shares are among the objectives."""
    return FAIR_SHARES.objective in settings.objectives


def solved(entries: Iterable[Entry]) -> list[tuple[str, Figures]]:
    """Name and figures of the entries that have a plan."""
    return [(entry.name, entry.figures) for entry in entries if entry.figures]


def owing(figures: Figures) -> dict[tuple[str, str], PairFigures]:
    """(partner, item) that need anything within the horizon."""
    return {pair: row for pair, row in figures.pairs.items() if row.need[-1] > 0}
