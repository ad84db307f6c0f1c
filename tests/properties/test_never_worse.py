"""Changes of a case that only give: the first objective never becomes worse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pooling.case.calendar import later
from pooling.case.case import Case
from tests.oracle.small_cases import small_cases
from tests.properties.solving import first, scaled_rows


def more_budget(case: Case) -> Case:
    """Half more for every purse and year."""
    return replace(case, budgets=scaled_rows(case.budgets, 1.5, "amount"))


def more_capacity(case: Case) -> Case:
    """A third more on every line."""
    return replace(case, capacity=scaled_rows(case.capacity, 4 / 3, "per_year"))


def more_supply(case: Case) -> Case:
    """Half more of every material, and something at hand."""
    materials = tuple(replace(m, opening=m.opening + 1) for m in case.materials)
    return replace(case, supply=scaled_rows(case.supply, 1.5, "per_year"), materials=materials)


def wider_windows(case: Case) -> Case:
    """Candidates may be signed, and expansions begun, a year earlier and a year later."""
    frameworks = tuple(
        replace(f, sign_from=later(f.sign_from, -12), sign_to=later(f.sign_to, 12)) if f.sign_from and f.sign_to else f
        for f in case.frameworks
    )
    expansions = tuple(
        replace(x, start_from=later(x.start_from, -12), start_to=later(x.start_to, 12)) for x in case.expansions
    )
    return replace(case, frameworks=frameworks, expansions=expansions)


def more_signings(case: Case) -> Case:
    """Offices sign one more a year."""
    return replace(case, offices=tuple(replace(o, max_signings=o.max_signings + 1) for o in case.offices))


def one_more_candidate(case: Case) -> Case:
    """The first candidate is offered twice."""
    code = next((f.framework for f in case.frameworks if f.status == "candidate"), None)

    def twin(name: str) -> str:
        return f"twin-{name}"

    lots = [lot for lot in case.lots if lot.framework == code]
    codes = {lot.lot for lot in lots}
    return replace(
        case,
        frameworks=case.frameworks
        + tuple(replace(f, framework=twin(code)) for f in case.frameworks if f.framework == code),
        participants=case.participants
        + tuple(replace(r, framework=twin(code)) for r in case.participants if r.framework == code),
        lots=case.lots + tuple(replace(lot, framework=twin(code), lot=twin(lot.lot)) for lot in lots),
        prices=case.prices + tuple(replace(p, lot=twin(p.lot)) for p in case.prices if p.lot in codes),
    )


def no_item_policy(case: Case) -> Case:
    """No item asks for origin or spread."""
    return replace(case, items=tuple(replace(i, max_non_eu_pct=100, max_producer_pct=100) for i in case.items))


GIFTS = [more_budget, more_capacity, more_supply, wider_windows, more_signings, one_more_candidate, no_item_policy]


@pytest.mark.parametrize("gift", GIFTS)
@given(case=small_cases())
def test_more_is_never_worse(gift: Callable[[Case], Case], case: Case) -> None:
    """What was possible stays possible."""
    before = first(case)
    assert first(gift(case)) <= before + 1e-6 * max(1, abs(before))


@given(small_cases(), st.data())
def test_a_later_need_date_without_more_need_is_no_longer_wait(case: Case, data: st.DataObject) -> None:
    """Demand due later is delivered no later: every delay, and so their mean, can only shrink."""
    case = replace(case, settings=replace(case.settings, objectives=("mean_delay",)))
    row = data.draw(st.sampled_from(case.demand)) if case.demand else None
    last = case.settings.end
    moved = tuple(
        replace(d, need_by=min(last, later(d.need_by, 6))) if d is row and d.need_by < last else d for d in case.demand
    )
    assert first(replace(case, demand=moved)) <= first(case) + 1e-6
