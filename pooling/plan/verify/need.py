"""Need, delivery, backlog and delay of every partner's every item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import accumulate

from pooling.plan.figures import PairFigures
from pooling.plan.verify.facts import Facts
from pooling.plan.verify.verdict import NOISE, Violation, exceeds

Pair = tuple[str, str]
Series = list[float]


def pairs(facts: Facts) -> dict[Pair, PairFigures]:
    """Figures of every (partner, item) that has a need or receives something, in the order of the case."""
    norms, usage, opening, came = _norms(facts), _usage(facts), _opening(facts), facts.case.came
    needed = _needs(facts, norms, usage, opening, came)
    delivered = _deliveries(facts)
    stocks = _stocks(facts, norms, usage, opening, came)
    weights = _weights(facts, needed)
    zero = [0.0] * facts.grid.count
    order = [(partner, item) for partner in facts.partners for item in facts.items]
    return {
        pair: _pair(
            facts,
            pair,
            weights.get(pair, 0.0),
            needed.get(pair, zero),
            delivered.get(pair, zero),
            stocks.get(pair),
            norms.get(pair),
        )
        for pair in order
        if pair in needed or pair in delivered
    }


def waiting(facts: Facts, rows: Mapping[Pair, PairFigures]) -> Iterator[Violation]:
    """No partner's mean delay, over the items that it needs by their priority, is above its limit."""
    for code, partner in facts.partners.items():
        own = [row for row in rows.values() if row.partner == code and row.need[-1] > 0]
        most = partner.max_delay_months
        if most is None or not own:
            continue
        counted = [facts.items[row.item].priority for row in own]
        if not any(counted):
            counted = [1.0] * len(own)
        late = sum(n * row.delay for n, row in zip(counted, own, strict=True)) / sum(counted)
        if exceeds(late, most):
            message = f"{code}: a needed unit comes {late:,.4g} months late on average, at most {most:,.10g}"
            yield Violation("longest_wait", message, (code,), amount=late - most, limit="partners.max_delay_months")


def _needs(
    facts: Facts,
    norms: dict[Pair, Series],
    usage: dict[Pair, Series],
    stock: dict[Pair, float],
    came: Mapping[Pair, float],
) -> dict[Pair, Series]:
    """(partner, item) to N[t], where it is above 0 at the end: demand lines due plus the largest shortfall so far, less
    what came before the start.
    """
    demand = _demand(facts)
    zero = [0.0] * facts.grid.count
    needed = {}
    for pair in demand | norms | usage:
        norm, used, opening = norms.get(pair, zero), usage.get(pair, zero), stock.get(pair, 0.0)
        shortfall = [_shortfall(n + u, opening) for n, u in zip(norm, accumulate(used), strict=True)]
        due = accumulate(demand.get(pair, zero))
        gross = (a + b for a, b in zip(due, accumulate(shortfall, max), strict=True))
        need = [_shortfall(wanted, came[pair]) if pair in came else wanted for wanted in gross]
        if need[-1] > 0:
            needed[pair] = need
    return needed


def _deliveries(facts: Facts) -> dict[Pair, Series]:
    """(partner, item) to D[t]: call-offs and order deliveries, cumulated."""
    delivered: dict[Pair, Series] = defaultdict(lambda: [0.0] * facts.grid.count)
    for row in facts.received:
        delivered[row.partner, row.item][row.period] += row.quantity
    return {pair: list(accumulate(series)) for pair, series in delivered.items()}


def _pair(
    facts: Facts,
    pair: Pair,
    weight: float,
    need: Series,
    delivered: Series,
    stock: Series | None,
    norm: Series | None,
) -> PairFigures:
    backlog = [max(0.0, n - d) for n, d in zip(need, delivered, strict=True)]
    held = None if stock is None else [s + d for s, d in zip(stock, delivered, strict=True)]
    met = _for_good(facts, [b <= NOISE * need[-1] for b in backlog])
    return PairFigures(
        partner=pair[0],
        item=pair[1],
        weight=weight,
        need=tuple(need),
        delivered=tuple(delivered),
        backlog=tuple(backlog),
        stock=None if held is None else tuple(held),
        norm=None if norm is None else tuple(norm),
        delay=_delay(facts, need[-1], backlog),
        need_met_by=met,
        is_late=met != facts.grid.first_day(0),
        all_delivered_by=_for_good(facts, [_is_enough(d, need[-1]) for d in delivered]),
        norm_reached_by=None if held is None or norm is None else _at_norm(facts, held, norm),
    )


def _delay(facts: Facts, total: float, backlog: Series) -> float:
    """Months that a needed unit is late on average."""
    if total <= 0:
        return 0.0
    late = facts.grid.months * sum(backlog) + facts.case.settings.after_horizon_months * backlog[-1]
    return late / total


def _for_good(facts: Facts, holds: list[bool]) -> date | None:
    """The first period from whose end on something holds to the horizon's end."""
    first = max((t for t, is_so in enumerate(holds) if not is_so), default=-1) + 1
    return facts.grid.first_day(first) if first < facts.grid.count else None


def _at_norm(facts: Facts, stock: Series, norm: Series) -> date | None:
    """From when on stock is at the norm of the day and at that of the horizon's end."""
    return _for_good(facts, [_is_enough(s, max(n, norm[-1])) for s, n in zip(stock, norm, strict=True)])


def _is_enough(there: float, wanted: float) -> bool:
    return wanted - there <= NOISE * wanted


def _weights(facts: Facts, needed: dict[Pair, Series]) -> dict[Pair, float]:
    """w ∝ priority(p) · priority(i) with sum 1; all 0 if every priority is 0."""
    raw = {pair: facts.partners[pair[0]].priority * facts.items[pair[1]].priority for pair in needed}
    total = sum(raw.values())
    return {pair: weight / total if total > 0 else 0.0 for pair, weight in raw.items()}


def _shortfall(wanted: float, opening: float) -> float:
    """What is wanted beyond the opening stock; what rounding leaves is no need."""
    missing = wanted - opening
    return missing if missing > NOISE * wanted else 0.0


def _demand(facts: Facts) -> dict[Pair, Series]:
    """Demand lines by the period they are due in; before the start is period 0, after the horizon is not counted."""
    demand: dict[Pair, Series] = defaultdict(lambda: [0.0] * facts.grid.count)
    for row in facts.case.demand:
        period = max(0, facts.grid.period(row.need_by))
        if period < facts.grid.count:
            demand[row.partner, row.item][period] += row.quantity
    return dict(demand)


def _norms(facts: Facts) -> dict[Pair, Series]:
    steps: dict[Pair, list[tuple[date, float]]] = defaultdict(list)
    for row in facts.case.norms:
        steps[row.partner, row.item].append((row.from_, row.quantity))
    return {pair: facts.grid.steps(rows) for pair, rows in steps.items()}


def _usage(facts: Facts) -> dict[Pair, Series]:
    """What is used in each period."""
    grid = facts.grid
    usage: dict[Pair, Series] = defaultdict(lambda: [0.0] * grid.count)
    for row in facts.case.usage:
        for t in grid.in_year.get(row.year, ()):
            usage[row.partner, row.item][t] += row.quantity * grid.share
    return dict(usage)


def _opening(facts: Facts) -> dict[Pair, float]:
    return {(row.partner, row.item): row.quantity for row in facts.case.stock}


def _stocks(
    facts: Facts,
    norms: dict[Pair, Series],
    usage: dict[Pair, Series],
    opening: dict[Pair, float],
    came: Mapping[Pair, float],
) -> dict[Pair, Series]:
    """Opening stock and what came less usage so far, where the case says anything of stock, norm or usage."""
    zero = [0.0] * facts.grid.count
    return {
        pair: [opening.get(pair, 0.0) + came.get(pair, 0.0) - used for used in accumulate(usage.get(pair, zero))]
        for pair in opening.keys() | usage.keys() | norms.keys()
    }
