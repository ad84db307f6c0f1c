"""The table of contents: an instance, an objective and what earlier objectives must keep, as one Pyomo model."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

import pyomo.environ as pyo

from models.constraints import CLAIMS, DELIVERY, PRICES
from models.constraints.budgets import COMMON, is_number
from models.index import index_model
from models.instance import Instance
from models.objectives import OBJECTIVES
from models.sets import Sets, make_sets
from models.types import Model
from models.variables import add_claim_variables, add_tier_variables, add_variables, counts_reached, purses


def build_model(
    instance: Instance, objective: str, keep: Mapping[str, float] | None = None, sets: Sets | None = None
) -> Model:
    """Minimise `objective` over `instance` while each objective in `keep` stays at or below its value.

    Tiers and claims are stated only where the objective, a kept objective, a budget or a ceiling depends on them.
    `sets` replace those of the instance, where decisions that it rules out are to be looked at.
    """
    keep = keep or {}
    m = pyo.ConcreteModel()
    m.i, m.s = instance, sets or make_sets(instance)
    index_model(m)
    costed = "cost" in (objective, *keep)
    priced = costed or needs_prices(instance)
    add_variables(m)
    families: tuple[ModuleType, ...] = DELIVERY
    if priced:
        add_tier_variables(m)
        families += PRICES
    if costed:
        add_claim_variables(m)
        families += CLAIMS
    for family in families:
        family.add(m)
    values = {name: OBJECTIVES[name](m) for name in dict.fromkeys((objective, *keep))}
    decided = [name for name in keep if not is_number(values[name])]
    m.Excess = pyo.Var(decided, bounds=(0, 0), doc="how far an earlier objective is missed: 0 in every plan")
    m.kept = pyo.Constraint(decided, rule=lambda m, name: values[name] - m.Excess[name] <= keep[name])
    m.objective = pyo.Objective(expr=values[objective])
    return m


def needs_prices(i: Instance) -> bool:
    """True where a budget, or a ceiling on payments, depends on the tier reached."""
    fixed = any(tier.fixed_cost for lot in i.lots.values() for tier in lot.tiers)
    return any(fixed if p == COMMON else counts_reached(i, p) for p in purses(i))
