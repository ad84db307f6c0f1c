"""Donations: what donors pay of what others call off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from pooling.case.case import Donation
from pooling.plan.figures import DonationFigures
from pooling.plan.verify.facts import Facts

ByLot = Mapping[tuple[str, int, str], float]
"""(partner, year, lot) to what is paid for its call-offs [EUR]."""


def donations(facts: Facts) -> list[DonationFigures]:
    """Every donation of a year of the horizon, in the order of the case."""
    ceiling, reached = (paid_of_donations(facts, at_ceiling=at_ceiling) for at_ceiling in (True, False))
    counted = ceiling if facts.case.settings.budget_price == "ceiling" else reached
    return [
        DonationFigures(
            row.donor,
            row.recipient,
            row.item,
            row.framework,
            row.year,
            amount(facts, row),
            counted[number],
            reached[number],
        )
        for number, row in enumerate(facts.case.donations)
        if row.amount and row.year in facts.grid.years
    ]


def amount(facts: Facts, row: Donation) -> float:
    """What is set aside [EUR]."""
    return row.amount * facts.rate(row.currency, row.year)


def paid_of_donations(facts: Facts, *, at_ceiling: bool) -> dict[int, float]:
    """Number of a row of `donations` to what its donor pays: as much as can be, the rows of the case in their order.

    A donation pays for call-offs of its item and framework, with fee, in its year, and each of these is paid once.
    """
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for number, row in enumerate(facts.case.donations):
        if row.amount and row.year in facts.grid.years:
            groups[row.recipient, row.year].append(number)
    if not groups:
        return {}
    called = _called(facts, at_ceiling=at_ceiling)
    paid = {}
    for (recipient, year), numbers in groups.items():
        before = 0.0
        for count in range(1, len(numbers) + 1):
            so_far = _most(facts, [facts.case.donations[n] for n in numbers[:count]], recipient, year, called)
            paid[numbers[count - 1]] = so_far - before
            before = so_far
    return paid


def _most(facts: Facts, rows: Sequence[Donation], recipient: str, year: int, called: ByLot) -> float:
    """The most that these donations pay together: the least, over sets of them, of what these can pay for and the rest.

    That is the largest flow from donations to lots, by its least cut.
    """
    lots = [_lots(facts, row) for row in rows]
    amounts = [amount(facts, row) for row in rows]
    mine = {lot: value for (partner, when, lot), value in called.items() if (partner, when) == (recipient, year)}
    cuts = []
    for size in range(len(rows) + 1):
        for chosen in combinations(range(len(rows)), size):
            inside = set().union(*(lots[n] for n in chosen))
            spent = sum(value for lot, value in mine.items() if lot in inside)
            cuts.append(spent + sum(money for n, money in enumerate(amounts) if n not in chosen))
    return min(cuts)


def _lots(facts: Facts, row: Donation) -> set[str]:
    return {
        lot.lot
        for lot in facts.case.lots
        if row.framework in ("", lot.framework) and row.item in ("", facts.item_of[lot.product].item)
    }


def _called(facts: Facts, *, at_ceiling: bool) -> ByLot:
    called: dict[tuple[str, int, str], float] = defaultdict(float)
    for row in facts.call_offs:
        for year, value in facts.due(row, at_ceiling=at_ceiling):
            called[row.partner, year, row.lot] += value
    return called
