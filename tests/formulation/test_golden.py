"""Every row that the model states for a hand-sized instance, and every objective, as text files to read."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyomo.environ as pyo
import pytest

from models import build_model, constraints, objectives
from models.instance import Instance
from models.types import Model
from tests.formulation.hand_sized import INSTANCE, KEPT
from tests.formulation.rows import component_rows, objective_rows

GOLDEN = Path(__file__).parent / "golden"
MODEL = build_model(INSTANCE, "cost", KEPT)
COMPONENTS = [component.local_name for component in MODEL.component_objects(pyo.Constraint)]
CEILING = replace(INSTANCE, reached_prices=False)
FAIR = ["need", "money"]
AT_CEILING = ["partner_budget", "payment_guarantee", "tier_split"]


def rules() -> dict[str, Callable[..., Any]]:
    """Functions that return a relation: name → function."""
    modules = [module for name, module in vars(constraints).items() if inspect.ismodule(module)]
    return {
        name: function
        for module in (*modules, objectives)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__annotations__.get("return") == "Relation"
    }


RULES = rules()


def compare(name: str, text: str, update: bool) -> None:
    """`text` with its golden file."""
    file = GOLDEN / f"{name}.txt"
    if update:
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("component", COMPONENTS)
def test_rows(component: str, update_golden: bool) -> None:
    """A constraint's rows are the golden ones, and there is at least one."""
    text = component_rows(MODEL, component)
    assert text
    compare(component, text, update_golden)


@pytest.mark.parametrize("objective", objectives.OBJECTIVES)
def test_objectives(objective: str, update_golden: bool) -> None:
    """An objective's terms are the golden ones."""
    compare(f"objective-{objective}", objective_rows(build_model(INSTANCE, objective)), update_golden)


@pytest.mark.parametrize("component", AT_CEILING)
def test_rows_at_ceiling_prices(component: str, update_golden: bool) -> None:
    """Where ceiling prices count, budgets hold call-offs, and only ceilings on what is paid split volumes."""
    model = build_model(CEILING, "cost")
    compare(f"{component}-ceiling", component_rows(model, component), update_golden)


@pytest.mark.parametrize("by", FAIR)
def test_fair_shares_in_each_period(by: str, update_golden: bool) -> None:
    """By need and by money claims are compared in every period; by months, as in all other files, once."""
    model = build_model(replace(INSTANCE, fair_by=by), "fair_shares")
    compare(f"objective-fair_shares-{by}", objective_rows(model), update_golden)
    compare(f"behind-{by}", component_rows(model, "behind"), update_golden)


def test_no_golden_file_is_missing_or_left_over() -> None:
    """A golden file for every constraint and every objective, and none besides."""
    expected = {*COMPONENTS, *(f"objective-{name}" for name in objectives.OBJECTIVES)}
    expected |= {f"{name}-ceiling" for name in AT_CEILING}
    expected |= {f"{name}-{by}" for name in ("objective-fair_shares", "behind") for by in FAIR}
    assert {file.stem for file in GOLDEN.iterdir()} == expected


def test_every_rule_states_a_component_and_every_component_has_a_rule() -> None:
    """Nothing is written but not added; only what earlier objectives keep has no formula of its own."""
    assert set(COMPONENTS) - set(RULES) == {"kept"}
    assert set(RULES) - set(COMPONENTS) == set()


@pytest.mark.parametrize("name", RULES)
def test_the_docstring_of_a_rule_is_its_formula(name: str) -> None:
    """The first line has a relation with something on either side of it."""
    first = (RULES[name].__doc__ or "").splitlines()[0]
    left, _, right = first.replace("≤", "=").replace("≥", "=").partition(" = ")
    assert left.strip()
    assert right.strip()


@pytest.mark.parametrize("name", RULES)
def test_a_component_is_named_after_its_rule(name: str) -> None:
    """Every row is what the rule of the same name gives for the row's index."""
    component = getattr(MODEL, name)
    alone = pyo.ConcreteModel()
    alone.rows = pyo.Constraint(list(component), rule=lambda _, *index: RULES[name](MODEL, *index))
    assert component_rows(alone, "rows").replace("rows[", f"{name}[") == component_rows(MODEL, name)


def components(model: Model) -> set[str]:
    """Names of the constraints that have rows."""
    return {c.local_name for c in model.component_objects(pyo.Constraint) if len(c)}


def test_prices_are_stated_only_where_they_matter() -> None:
    """Tiers matter in cost and where reached prices or fixed costs count for a purse; claims matter in cost only."""
    tiers, claims = {"one_tier", "tier_reached"}, {"one_claim", "fund"}
    plain: Instance = replace(CEILING, budget={}, carry_over=frozenset(), payment_ceiling={})
    assert not components(build_model(plain, "mean_delay")) & (tiers | claims)
    assert components(build_model(INSTANCE, "mean_delay")) & (tiers | claims) == tiers
    assert components(build_model(CEILING, "mean_delay")) & (tiers | claims) == tiers
    bounded = replace(plain, payment_ceiling={"B": 4500})
    assert components(build_model(bounded, "mean_delay")) & (tiers | claims) == tiers
    assert components(build_model(plain, "cost")) & (tiers | claims) == tiers | claims
    assert components(build_model(plain, "mean_delay", {"cost": 1.0})) & (tiers | claims) == tiers | claims
