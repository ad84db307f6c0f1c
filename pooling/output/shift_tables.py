"""Order-shift options as tables: ranking, ledger of gains, moves and what they displace, money between years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pooling.case.calendar import Calendar, month_number
from pooling.output.comparison import wide_table
from pooling.output.entry import KPIS, Entry, owing, solved
from pooling.output.overview import change, is_proven, lessened, remark
from pooling.output.proof import between
from pooling.output.table import Cell, Table, columns
from pooling.output.words import counted, listing
from pooling.plan.conditions.ceilings import payments
from pooling.plan.figures import Figures, OrderFigures

DELAY, COST = (next(kpi for kpi in KPIS if kpi.objective == name) for name in ("mean_delay", "cost"))

NOTICED = 0.005
"""Months of delay, of a partner's item, that count as gained or given up."""

Use = Mapping[tuple[str, int], Mapping[str, float]]
"""(line, period) to who takes how much of it."""


def shift_tables(baseline: Entry, options: Sequence[Entry]) -> list[Table]:
    """options, ledger, moves, cash, commitments."""
    plans = solved([baseline, *options])
    return [
        options_table(baseline, options),
        ledger_table(baseline, options),
        moves_table(baseline, options),
        wide_table(
            ("cash", "Paid by all purses by year, at the prices reached"),
            columns("year:int"),
            "money",
            {n: cash(f) for n, f in plans},
        ),
        wide_table(
            ("commitments", "Value called off, by the year in which its framework is signed"),
            columns("year:int"),
            "money",
            {name: commitments(figures) for name, figures in plans},
        ),
    ]


def options_table(baseline: Entry, options: Sequence[Entry]) -> Table:
    """A row an option, in the order given: what it gains against the baseline, costs and moves, and how that is proven.

    `rank` counts the options that are proven to gain more; without a plan there is none.
    """
    head = columns(
        "rank:int option:code status:code months_gained:months worst_delay_gained_months:months "
        "cost_change_eur:money shift_cost_eur:money orders_moved:int cash_moved_eur:money "
        "gaining:int waiting_longer:int largest_gain_months:months largest_loss_months:months paying_more:int message "
        "months_gained_least:months months_gained_most:months mean_delay_gap_pct:percent "
        "cost_change_least_eur:money cost_change_most_eur:money cost_gap_pct:percent significant:flag"
    )
    before = baseline.figures
    rows: list[tuple[Cell, ...]] = []
    for option in options:
        after = option.figures
        if before is None or after is None:
            rows.append((None, option.name, option.status, *[None] * 11, remark(baseline, option), *[None] * 7))
            continue
        gains = list(gained(before, after).values())
        moved = {year: cash(after).get(year, 0.0) - cash(before).get(year, 0.0) for year in cash(after)}
        paid, was = payments(after), payments(before)
        rows.append(
            (
                1 + sum(lessened(option, other, DELAY).sign > 0 for other in options if other.figures),
                option.name,
                option.status,
                before.mean_delay - after.mean_delay,
                before.worst_delay - after.worst_delay,
                after.cost.total - before.cost.total,
                after.cost.shift,
                len({row.order for row in after.orders if row.months_moved}),
                moved_between_years(moved),
                sum(gain > NOTICED for gain in gains),
                sum(gain < -NOTICED for gain in gains),
                max((gain for gain in gains if gain > NOTICED), default=0.0),
                max((-gain for gain in gains if gain < -NOTICED), default=0.0),
                sum(paid[purse] > was.get(purse, 0.0) + 1 for purse in paid),
                remark(baseline, option),
                *_proof(baseline, option),
            )
        )
    return Table("options", "Order-shift options against as ordered, ranked by months gained", head, tuple(rows))


def _proof(baseline: Entry, option: Entry) -> tuple[Cell, ...]:
    """Between what months gained and change of cost lie, with the gaps of the option's own figures."""
    gain, more = lessened(baseline, option, DELAY), change(baseline, option, COST)
    months_ = (gain.low, gain.high) if gain.known else (None, None)
    euros = (more.low + 0.0, more.high + 0.0) if more.known else (None, None)
    gaps = option.gap_pct("mean_delay"), option.gap_pct("cost")
    return *months_, gaps[0], *euros, gaps[1], is_proven(baseline, option, DELAY)


def shift_sentences(baseline: Entry, options: Sequence[Entry]) -> list[str]:
    """What shifting brings, in sentences that say no more than is proven."""
    lines = []
    if baseline.figures is None:
        why = baseline.message or baseline.status
        lines.append(f"There is no plan with orders as placed to hold options against: {why}.")
    else:
        over = f"; {baseline.message}" if baseline.message else ""
        lines.append(f"With orders as placed: mean delay {between(DELAY.interval(baseline))}{over}.")
    for option in options:
        if baseline.figures and option.figures:
            moved = len({row.order for row in option.figures.orders if row.months_moved})
            lines.append(f"{option.name} moves {counted(moved, 'order')}: {remark(baseline, option)}.")
        else:
            lines.append(f"{option.name}: {remark(baseline, option)}.")
    return lines


def gained(before: Figures, after: Figures) -> dict[tuple[str, str], float]:
    """(partner, item) to months of delay gained; negative where it waits longer."""
    pairs = owing(after)
    return {pair: row.delay - pairs[pair].delay for pair, row in owing(before).items() if pair in pairs}


def cash(figures: Figures) -> dict[tuple[int], float]:
    """Year to what all purses pay in it, at the prices reached [EUR]."""
    paid: dict[tuple[int], float] = defaultdict(float)
    for row in sorted(figures.budgets, key=lambda row: row.year):
        paid[(row.year,)] += row.reached
    return dict(paid)


def commitments(figures: Figures) -> dict[tuple[int], float]:
    """Year to the value called off from frameworks that are signed in it [EUR], without fee."""
    value: dict[tuple[int], float] = defaultdict(float)
    for row in sorted(figures.frameworks.values(), key=lambda row: row.signed):
        value[(row.signed.year,)] += row.value
    return dict(value)


def moved_between_years(change: Mapping[tuple[int], float]) -> float:
    """What is paid in another year [EUR]: not counting what is paid more or less in all."""
    more = sum(value for value in change.values() if value > 0)
    less = -sum(value for value in change.values() if value < 0)
    return min(more, less)


def ledger_table(baseline: Entry, options: Sequence[Entry]) -> Table:
    """Who gains and who gives up how many months, and when its need (its norm, where it has one) is met for good."""
    head = columns(
        "option:code partner:code item:code as_ordered_delay_months:months delay_months:months "
        "months_gained:months as_ordered_need_met_by:period need_met_by:period need_met_earlier_months:int"
    )
    before = baseline.figures
    rows: list[tuple[Cell, ...]] = []
    if before:
        for name, after in solved(options):
            for pair, gain in gained(before, after).items():
                was, now = before.pairs[pair], after.pairs[pair]
                earlier = _earlier(was.need_met_by, now.need_met_by)
                rows.append((name, *pair, was.delay, now.delay, gain, was.need_met_by, now.need_met_by, earlier))
    return Table("ledger", "Who gains and who gives up how many months", head, tuple(rows))


def _earlier(was: date | None, now: date | None) -> int | None:
    return month_number(was) - month_number(now) if was and now else None


def moves_table(baseline: Entry, options: Sequence[Entry]) -> Table:
    """Every order that moves: from, to, what it displaces there and who takes the place it leaves."""
    head = columns(
        "option:code order:code partner:code item:code line:code quantity:quantity planned:date to:period "
        "months_moved:int shift_cost_eur:money displaces goes_to explanation"
    )
    rows: list[tuple[Cell, ...]] = []
    if baseline.figures:
        before = line_use(baseline.figures)
        for option in options:
            if option.figures and option.case:
                moves = _moves(option.figures, Calendar(option.case.settings), before, line_use(option.figures))
                rows += [(option.name, *cells) for cells in moves]
    return Table("moves", "Orders that move, and what that displaces", head, tuple(rows))


def line_use(figures: Figures) -> Use:
    """What every line delivers in every period, by order or by lot and partner, in units of the product."""
    use: dict[tuple[str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in figures.orders:
        use[row.line, row.period][_who(row)] += row.quantity
    for call_off in figures.call_offs:
        use[call_off.line, call_off.period][f"{call_off.partner} (lot {call_off.lot})"] += call_off.quantity
    return use


def _who(row: OrderFigures) -> str:
    return f"{row.partner} (order {row.order})"


def _moves(after: Figures, grid: Calendar, before: Use, use: Use) -> Iterator[tuple[Cell, ...]]:
    for row in after.orders:
        if not row.months_moved:
            continue
        left = max((t for t, day in enumerate(after.periods) if day <= row.planned), default=0)
        own = _who(row)
        displaced = _less(before, use, (row.line, row.period), own)
        taken = _less(use, before, (row.line, left), own)
        direction = month_number(after.periods[row.period]) - month_number(after.periods[left])
        yield (
            row.order,
            row.partner,
            row.item,
            row.line,
            row.quantity,
            row.planned,
            after.periods[row.period],
            direction,
            row.shift_cost,
            displaced,
            taken,
            _explained(row, (grid.name(grid.index(row.planned)), grid.name(row.period)), direction, displaced, taken),
        )


def _less(one: Use, other: Use, place: tuple[str, int], own: str) -> str:
    """Who had a place on the line in `one` and has it no longer in `other`, and how much of it."""
    was, now = one.get(place, {}), other.get(place, {})
    lost = {who: was[who] - now.get(who, 0.0) for who in was if who != own and was[who] > now.get(who, 0.0) + 1e-6}
    largest = sorted(lost, key=lambda who: (-lost[who], who))
    return listing([f"{lost[who]:,.10g} for {who}" for who in largest])


def _explained(row: OrderFigures, periods: tuple[str, str], direction: int, displaced: str, taken: str) -> str:
    """The move in a sentence; `periods` are what the one that it leaves and the one it comes in are called."""
    way = f"{abs(direction)} months {'later' if direction > 0 else 'earlier'}"
    text = f"{row.quantity:,.10g} of order {row.order} come {way}, in {periods[1]} instead of {periods[0]}"
    text += f"; there it displaces {displaced}" if displaced else "; it displaces nothing there"
    return text + (f"; the place it leaves is taken by {taken}." if taken else "; the place it leaves stays free.")
