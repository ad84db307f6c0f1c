"""The least change of a rule that would do, in the units of its cell."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from math import ceil, floor
from typing import Any

from pooling.plan.explain.rules import Rule, Rules
from pooling.plan.explain.smallest import Broken

ROUNDING = 1e-6
"""Relative: what is so close above a whole number is that number."""


def change_of(rules: Rules, rule: Rule, broken: Broken, at_least: bool) -> str:
    """What of `rule` would do, in one clause; `at_least`: fractions of lots were looked at, so it may take more."""
    amount = broken.amounts.get(rule)
    if amount is None:
        return ""
    text = _change(rules, rule, amount, broken)
    return f"{text} at least" if text and at_least else text


def _change(rules: Rules, rule: Rule, amount: float, broken: Broken) -> str:
    i, case, key = rules.instance, rules.case, rule.key
    months = f"{amount * i.period_months:,.10g}"
    match rule.family:
        case "order_complete":
            size, order = i.items[i.orders[key[0]].item].lot_size, _row(case.orders, "order", key[0])
            return f"{_less(order.quantity, amount * size)} instead of {order.quantity:,.10g} of order {key[0]}"
        case "order_earliest":
            return f"earliest {rules.grid.first_day(i.orders[key[0]].window.start - int(amount))} for order {key[0]}"
        case "order_latest":
            return f"latest {rules.grid.last_day(i.orders[key[0]].window.stop - 1 + int(amount))} for order {key[0]}"
        case "least_volume":
            lot = _row(case.lots, "lot", key[0])
            size = i.items[i.lots[key[0]].item].lot_size
            least = max(0.0, (i.lots[key[0]].min_lots - amount) * size)
            return f"min_quantity {_down(least)} instead of {lot.min_quantity:,.10g} for {key[0]}"
        case "most_volume":
            lot = _row(case.lots, "lot", key[0])
            size = i.items[i.lots[key[0]].item].lot_size
            most = (i.lots[key[0]].max_lots + amount) * size
            return f"max_quantity {_up(most)} instead of {lot.max_quantity:,.10g} for {key[0]}"
        case "least_value":
            owed = i.frameworks[key[0]].min_value
            return f"min_partner_value {_less(owed, amount)} instead of {owed:,.10g} for {key[0]}"
        case "fewest_partners":
            return f"min_partners {i.frameworks[key[0]].min_partners - ceil(amount - ROUNDING)} for {key[0]}"
        case "most_partners":
            return f"max_partners {(i.frameworks[key[0]].max_partners or 0) + ceil(amount - ROUNDING)} for {key[0]}"
        case "framework_lead" | "framework_join":
            column = "lead_months" if rule.family == "framework_lead" else "join_months"
            return f"{months} months less of {column} for {' and '.join(key)}"
        case "framework_term":
            return f"{months} months more of term_months for {key[0]}"
        case "one_of_rival_offers":
            return f"{key[0]} no longer as exclusive_group"
        case "office_signings":
            return f"{_up(amount)} more max_signings of {key[0]} in {key[1]}"
        case "line_capacity":
            return f"{_up(amount)} more on line {key[0]} in {_when(rules, broken.spans[rule])}"
        case "material_balance":
            return f"{_up(amount)} more of material {key[0]} in {_when(rules, broken.spans[rule])}"
        case "taken_if_certified" | "uncertified":
            return f"a certification of {key[1]} for {key[0]} from the start"
        case "partner_budget" | "common_budget":
            now, rate, currency = rules.limit(rule), rules.rate(rule), rules.currency(rule)
            wanted = f"{_up((now + amount) / rate)}{currency} instead of {now / rate:,.10g}"
            return f"a budget of {wanted} for {key[0]} in {key[1]}"
        case "largest_non_eu_share" | "largest_producer_share":
            column = "max_non_eu_pct" if rule.family == "largest_non_eu_share" else "max_producer_pct"
            return f"{column} {_up(share(rules, rule, broken), 2)} for {key[0]}"
        case "no_stockpiling":
            size = i.items[key[1]].lot_size
            return f"a need of {key[0]} for {key[1]} that is {_up(amount * size)} larger"
        case "longest_wait":
            now = rules.limit(rule)
            return f"max_delay_months {_up(now + amount, 2)} instead of {now:,.10g} for {key[0]}"
        case "delay_guarantee" | "mean_guarantee":
            return f"{_up(amount, 2)} months more for {key[0]}"
        case "kept":
            return f"{key[0]} of {_up(rules.limit(rule) + amount, 3)} at most"
        case "payment_guarantee":
            return f"{_up(amount)} more paid by {key[0]}"
    return ""


def new_value(rules: Rules, rule: Rule, broken: Broken) -> float | date:
    """What the cell of `rule`, one of `LIMITS`, has to hold so that it is kept; rounded so that it suffices."""
    i, key, amount = rules.instance, rule.key, broken.amounts[rule]
    match rule.family:
        case "order_earliest":
            return rules.grid.first_day(i.orders[key[0]].window.start - int(amount))
        case "order_latest":
            return rules.grid.last_day(i.orders[key[0]].window.stop - 1 + int(amount))
        case "least_volume":
            lots = floor(i.lots[key[0]].min_lots - amount + ROUNDING)
            return max(0.0, lots * i.items[i.lots[key[0]].item].lot_size)
        case "most_volume":
            return ceil(i.lots[key[0]].max_lots + amount - ROUNDING) * i.items[i.lots[key[0]].item].lot_size
        case "least_value":
            return max(0.0, floor(i.frameworks[key[0]].min_value - amount))
        case "fewest_partners":
            return i.frameworks[key[0]].min_partners - ceil(amount - ROUNDING)
        case "most_partners":
            return (i.frameworks[key[0]].max_partners or 0) + ceil(amount - ROUNDING)
        case "office_signings":
            return int(rules.records["offices"][key].max_signings) + ceil(amount - ROUNDING)
        case "partner_budget" | "common_budget":
            return ceil((rules.limit(rule) + amount) / rules.rate(rule) - ROUNDING)
        case "longest_wait":
            return ceil(1000 * (rules.limit(rule) + amount) - ROUNDING) / 1000
    return min(100.0, ceil(1000 * share(rules, rule, broken) - ROUNDING) / 1000)


def share(rules: Rules, rule: Rule, broken: Broken) -> float:
    """The share that the plan with the least excess has  (%)."""
    item, i = rule.key[0], rules.instance
    non_eu, total = 0.0, 0.0
    made: dict[str, float] = defaultdict(float)
    for (code, _, _), value in broken.called.items():
        lot = i.lots[code]
        if lot.item == item:
            total += value
            non_eu += value * lot.non_eu
            made[lot.producer] += value
    return 100 * (non_eu if rule.family == "largest_non_eu_share" else max(made.values())) / total


def _row(records: tuple[Any, ...], name: str, code: str) -> Any:
    return next(row for row in records if getattr(row, name) == code)


def _when(rules: Rules, span: range) -> str:
    first, last = rules.grid.name(span[0]), rules.grid.name(span[-1])
    return first if len(span) == 1 else f"{first} to {last}, in all"


def _less(limit: float, amount: float) -> str:
    return _down(max(0.0, limit - amount))


def _up(value: float, digits: int = 0) -> str:
    """Rounded away from too little, at `digits` behind the point (more where it is below one)."""
    return _rounded(value, digits, 1)


def _down(value: float) -> str:
    return _rounded(value, 0, -1)


def _rounded(value: float, digits: int, sign: int) -> str:
    if abs(value - round(value)) <= ROUNDING * max(1.0, abs(value)):
        return f"{round(value):,}"
    scale = 10.0 ** (digits if abs(value) >= 1000 else max(digits, 3))
    return f"{sign * ceil(sign * value * scale - ROUNDING) / scale:,.10g}"
