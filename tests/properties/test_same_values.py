"""Changes of a case that change nothing: units, codes, order of rows, bystanders, priorities alike."""

from __future__ import annotations

from dataclasses import fields, replace
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pooling.case.case import RECORDS, Case, Framework, Lot, Participant, Partner, Price
from pooling.plan.plan import Plan
from pooling.plan.prepare import prepare
from pooling.plan.verify import verify
from tests.oracle.small_cases import small_cases
from tests.properties.solving import first, near, scaled_rows, solved, values


def counted_in(case: Case, size: float) -> Case:
    """The case with every item counted in `size` units: quantities ÷ size, prices · size; materials as they are."""
    materials = {m.material for m in case.materials}
    expansions = tuple(
        x
        if x.resource in materials
        else replace(x, adds_per_year=x.adds_per_year / size, min_commitment=x.min_commitment / size)
        for x in case.expansions
    )
    prices = scaled_rows(scaled_rows(case.prices, 1 / size, "from_quantity"), size, "unit_price")
    orders = scaled_rows(scaled_rows(case.orders, 1 / size, "quantity"), size, "unit_price", "shift_cost")
    return replace(
        case,
        items=scaled_rows(case.items, 1 / size, "lot_size"),
        **{
            sheet: scaled_rows(getattr(case, sheet), 1 / size, "quantity")
            for sheet in ("demand", "stock", "norms", "usage", "received")
        },
        capacity=scaled_rows(case.capacity, 1 / size, "per_year"),
        recipes=scaled_rows(case.recipes, size, "per_unit"),
        expansions=expansions,
        lots=scaled_rows(case.lots, 1 / size, "max_quantity", "min_quantity"),
        prices=prices,
        orders=orders,
    )


@given(small_cases(), st.sampled_from([1000.0, 1e-6]))
def test_units(case: Case, size: float) -> None:
    """Counted in thousands, or in millionths, nothing changes; the plan itself is as good in the other unit."""
    outcome, other = solved(case), counted_in(case, size)
    assert values(other) == near([stage.value for stage in outcome.stages])
    plan: Plan = replace(
        outcome.plan,
        call_offs={key: units / size for key, units in outcome.plan.call_offs.items()},
        orders={key: units / size for key, units in outcome.plan.orders.items()},
    )
    before, after = verify(case, outcome.plan), verify(other, plan)
    assert after.violations == ()
    assert after.figures.mean_delay == near(before.figures.mean_delay)
    assert after.figures.cost.total == near(before.figures.cost.total)
    assert after.figures.non_eu_share == near(before.figures.non_eu_share)


def relabelled(case: Case) -> Case:
    """The case with new codes that sort the other way round."""
    keys = [fields(record)[0].name for record in RECORDS.values()]
    sheets = [getattr(case, sheet) for sheet in RECORDS]
    old = {getattr(row, key) for key, rows in zip(keys, sheets, strict=True) for row in rows}
    old |= {f.office for f in case.frameworks} | {f.exclusive_group for f in case.frameworks}
    new = {code: f"c{999 - n}" for n, code in enumerate(sorted(old - {"", "COMMON"}))}

    def renamed(row: Any) -> Any:
        text = {f.name: getattr(row, f.name) for f in fields(row) if isinstance(getattr(row, f.name), str)}
        return replace(row, **{name: new.get(value, value) for name, value in text.items()})

    return replace(case, **{sheet: tuple(map(renamed, getattr(case, sheet))) for sheet in (*RECORDS, "received")})


@given(small_cases())
def test_codes(case: Case) -> None:
    """Codes are names, nothing more."""
    assert values(relabelled(case)) == near(values(case))


@given(small_cases(), st.integers(0, 2**16))
def test_order_of_rows(case: Case, seed: int) -> None:
    """Rows may stand in any order."""
    rng = Random(seed)
    shuffled = {s: tuple(rng.sample(getattr(case, s), len(getattr(case, s)))) for s in RECORDS}
    assert values(replace(case, **shuffled)) == near(values(case))


@given(small_cases())
def test_a_partner_without_need_that_nobody_admits(case: Case) -> None:
    """It changes nothing."""
    rows = tuple(Participant(f.framework, "IDLE", "excluded") for f in case.frameworks)
    more = replace(case, partners=(*case.partners, Partner("IDLE")), participants=(*case.participants, *rows))
    assert values(more) == near(values(case))


@given(small_cases())
def test_a_partner_without_need_that_may_join(case: Case) -> None:
    """It may make up the number of partners with a lot of its own, so it can only help the first objective."""
    more = replace(case, partners=(*case.partners, Partner("IDLE")))
    assert first(more) <= first(case) + 1e-6


@given(small_cases())
def test_a_framework_that_nobody_may_join(case: Case) -> None:
    """It is never signed."""
    settings = case.settings
    nobody = Framework("NOBODY", "", "P0", "candidate", 0, 24, "LIST", sign_from=settings.start, sign_to=settings.end)
    own = case.lots[0]
    more = replace(
        case,
        frameworks=(*case.frameworks, nobody),
        lots=(*case.lots, Lot("NOBODY-1", "NOBODY", own.product, own.line, own.max_quantity)),
        prices=(*case.prices, Price("NOBODY-1", 0, 0.001)),
    )
    assert values(more) == near(values(case))


@given(small_cases())
def test_all_priorities_doubled(case: Case) -> None:
    """Only their proportions count: the instance to solve is the same."""
    partners, items = (scaled_rows(rows, 2, "priority") for rows in (case.partners, case.items))
    assert prepare(replace(case, partners=partners)) == prepare(case)
    assert prepare(replace(case, items=items)) == prepare(case)
