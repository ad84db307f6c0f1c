"""Prices: what a call-off or an order costs in EUR, by when it is delivered and paid."""

from __future__ import annotations

from itertools import combinations

from models.instance import Framework, Instance


def rate(i: Instance, currency: str, y: int) -> float:
    """What a unit of the currency costs in year y against the first: 1 for the euro."""
    return i.rate[currency][y] if currency else 1.0


def advance_year(i: Instance, f: Framework, t: int) -> int:
    """The year in which the advance on a call-off delivered in t is paid: not before the horizon's first."""
    return max(i.year[0], i.year[t] - f.advance_years)


def price_level(i: Instance, l: str, t: int) -> float:
    """escalation[l,t] · (rate[y(t)] + advance · (rate[y advance] − rate[y(t)])).

    What lot l delivered in t costs in EUR, against the start: each part of its price at the rate of when it is paid.
    """
    lot = i.lots[l]
    f = i.frameworks[lot.framework]
    now, ahead = rate(i, lot.currency, i.year[t]), rate(i, lot.currency, advance_year(i, f, t))
    return i.escalation[l][t] * (now + f.advance * (ahead - now))


def paid_in(i: Instance, l: str, t: int) -> tuple[tuple[int, float], ...]:
    """(y, (1 + fee) · part paid in y · rate[y]): when and at which rate a call-off from l delivered in t is paid."""
    currency, f = i.lots[l].currency, i.frameworks[i.lots[l].framework]
    fee = 1 + f.fee
    shares = ((advance_year(i, f, t), fee * f.advance), (i.year[t], fee * (1 - f.advance)))
    return tuple((y, share * rate(i, currency, y)) for y, share in shares if share)


def order_price(i: Instance, o: str, t: int) -> float:
    """EUR per unit of order o delivered in t: price and the cost of moving it, at the rate of the year."""
    data = i.orders[o]
    price = data.unit_price + data.shift_cost * i.period_months * abs(t - data.planned)
    return price * rate(i, data.currency, i.year[t])


def sets_of_gifts(i: Instance, p: str, y: int) -> list[tuple[frozenset[str], float]]:
    """(lots that the gifts of S pay for, EUR of all others) for every set S of the gifts of (p, y), the empty first.

    What p pays of its own is the largest, over all S, of what it pays for other lots than those of S less what all
    other gifts give: a gift pays for its lots only, and no more than is paid for them (largest flow = least cut).
    """
    gifts = i.gifts.get((p, y), ())
    sets = (set(chosen) for size in range(len(gifts) + 1) for chosen in combinations(range(len(gifts)), size))
    return [
        (
            frozenset[str]().union(*(gifts[n].lots for n in chosen)),
            sum(gift.amount for n, gift in enumerate(gifts) if n not in chosen),
        )
        for chosen in sets
    ]
