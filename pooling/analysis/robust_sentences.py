"""What choosing over many futures found, in sentences that say no more than was tried."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor

from pooling.analysis.robust import ALL, NOMINAL, Choice, Robust, known
from pooling.analysis.robust_tables import differs, gain_of, paired
from pooling.analysis.spread import Estimate, worst_mean
from pooling.output.words import counted, listing, money


def robust_sentences(found: Robust) -> list[str]:
    """Which plan is chosen, what that buys in fresh futures, what it costs, and how far to trust that."""
    if not any(choice.runs and known(choice.delays) for choice in found.choices):
        why = next((run.message for choice in found.choices for run in choice.runs if run.message), "none was planned")
        return [f"There is no future to tell of: {why}."]
    return [
        *_certain(found),
        *_choice(found),
        *_together(found),
        *_fresh(found),
        *_nominally(found),
        *_trust(found),
    ]


def _certain(found: Robust) -> Iterator[str]:
    if not found.draws.sources:
        yield (
            "The case leaves nothing to chance (low_pct, likely_pct and high_pct of lines, slip_months of frameworks, "
            "sheet uncertain): every future is the same."
        )


def _choice(found: Robust) -> Iterator[str]:
    count, futures = len(found.choices), counted(len(found.draws.futures), "future")
    over = f"over {futures}" if found.part == ALL else f"in the worst {found.part:g} % of {futures}"
    if found.chosen is found.nominal:
        if count == 1:
            judged = " that can be judged" if found.nowhere else ""
            late = _late(found, found.nominal)
            yield f"No future proposes another plan{judged}: the nominal plan is kept, {late} {over}."
        elif not found.nominal_holds:
            yield (
                f"None of {count} plans holds in every future in which another does: the nominal plan is kept, "
                f"{_late(found, found.nominal)} {over}."
            )
        else:
            yield (
                f"The nominal plan is as good as any of {count} plans: {_late(found, found.nominal)} {over}. No other "
                "is less late by more than the tolerance of the case, or costs less and is as good."
            )
        return
    yield (
        f"Of {counted(count, 'plan')} that of {found.chosen.name} is chosen: {_late(found, found.chosen)} {over}, "
        f"the nominal plan {_late(found, found.nominal)}."
    )
    more, less = differs(found)
    if more or less:
        parts = [f"signs {listing(more)}" if more else "", f"does not sign {listing(less)}" if less else ""]
        yield f"Against the nominal plan it {' and '.join(filter(None, parts))}."
    else:
        yield "It signs the frameworks of the nominal plan: what it does otherwise is on the sheet plans."


def _late(found: Robust, choice: Choice) -> str:
    """How late a plan is; over which futures, where it does not hold in all."""
    values = known(choice.delays)
    if not values:
        return "without a plan in any of them"
    some = "" if len(values) == len(choice.delays) else f" in the {len(values)} of {len(choice.delays)} where it holds"
    return f"{worst_mean(values, found.part):.2f} months late{some}"


def _together(found: Robust) -> Iterator[str]:
    """What is proven of any first stage, in the programme's own terms; rounded so that it is not more."""
    if found.programme is None:
        return
    stage, futures = found.programme.stage, counted(len(found.draws.futures), "future")
    if stage is None:
        yield f"The {futures} were not planned as one programme: {found.programme.message}."
        return
    worst = "" if found.part == ALL else f" in the worst {found.part:g} %"
    least, gap = floor(100 * stage.bound) / 100, ceil(1000 * stage.gap) / 10
    name = "the nominal plan" if found.programme.choice == NOMINAL else f"that of {found.programme.choice}"
    late = ceil(100 * stage.value - ROUNDING) / 100
    other = "no other choice of what to sign, join, extend, build and certify"
    if stage.status == "optimal":
        proven = f"{other} is less late"
    elif least > 0:
        proven = f"{other} is less than {least:.2f} months late ({gap:g} % less)"
    else:
        proven = "in the time given it was not proven how late any other choice is at the least"
    yield (
        f"As one programme over the {futures} (call-offs in fractions of lots, orders where they are planned, "
        f"obligations aside) {name} is {late:.2f} months late{worst}, and {proven}."
    )


ROUNDING = 1e-6


def _fresh(found: Robust) -> Iterator[str]:
    gain = gain_of(found)
    if gain is None:
        return
    pairs = paired(found)
    before, after = (worst_mean(values, ALL) for values in zip(*pairs, strict=True))
    fresh = counted(len(pairs), "fresh future")
    yield f"In {fresh} it is {_gained(gain)}: {after:.2f} months late against {before:.2f}."
    if found.part != ALL:
        before, after = (worst_mean(values, found.part) for values in zip(*pairs, strict=True))
        yield (
            f"In the worst {found.part:g} % of those drawn it is {after:.2f} months late, the nominal plan "
            f"{before:.2f}; no interval is told of that."
        )


def _gained(gain: Estimate) -> str:
    """What two plans differ by, as far as the interval carries it."""
    if gain.low is None or gain.high is None:
        return f"{gain.value:.2f} months less late, which one future alone cannot prove"
    sure = "with 95 % confidence"
    if gain.low > 0:
        return f"{gain.low:.2f} to {gain.high:.2f} months less late on average than the nominal plan {sure}"
    if gain.high < 0:
        return f"{-gain.high:.2f} to {-gain.low:.2f} months later on average than the nominal plan {sure}"
    return (
        f"as good as the nominal plan, no difference shown (between {-gain.low:.2f} months later and {gain.high:.2f} "
        f"less late on average {sure})"
    )


def _nominally(found: Robust) -> Iterator[str]:
    if found.chosen is found.nominal:
        return
    late = found.chosen.figures.mean_delay - found.nominal.figures.mean_delay
    cost = found.chosen.figures.cost.total - found.nominal.figures.cost.total
    delay = f"{abs(late):.2f} months {'later' if late > 0 else 'less late'}" if abs(late) >= 0.005 else "as late"
    dear = f"{money(abs(cost))} {'more' if cost > 0 else 'less'}" if abs(cost) >= 1 else "the same"
    yield f"Where all comes as the case says it is {delay} and costs {dear}, call-offs planned for that."


def _trust(found: Robust) -> Iterator[str]:
    if found.nowhere:
        names = listing([name for name, _ in found.nowhere])
        yield f"No plan comes of {counted(len(found.nowhere), 'future')} ({names}): the sheet plans says why."
    missing = sum(run.figures is None for run in found.runs)
    if missing:
        yield f"{counted(missing, 'run')} of {len(found.runs)} gave no plan and are in no figure."
    together = " and over all of them as one programme" if found.programme and found.programme.stage else ""
    yield (
        f"Tried are plans that are best, as far as was found in the time given, in one of the futures{together}; "
        "another may be better over all of them."
    )
