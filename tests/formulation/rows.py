"""Rows of a Pyomo model as text: a term a line, variables left, numbers right."""

from __future__ import annotations

from collections.abc import Iterator

from pyomo.repn import generate_standard_repn

from models.types import Expr, Model


def component_rows(model: Model, name: str) -> str:
    """The rows of constraint component `name`, in the order of their declaration."""
    return "\n".join(_row(row) for row in getattr(model, name).values())


def objective_rows(model: Model) -> str:
    """The objective that `model` minimises."""
    repn = generate_standard_repn(model.objective.expr)
    return "\n".join(["minimise", *_terms(repn), f"    {number(repn.constant)}", ""])


def _row(row: Expr) -> str:
    repn = generate_standard_repn(row.body)
    assert repn.is_linear()
    sides = ((row.equality, "=", row.upper), (row.has_ub(), "<=", row.upper), (row.has_lb(), ">=", row.lower))
    sign, side = next((sign, side) for holds, sign, side in sides if holds)
    return "\n".join([row.name, *_terms(repn), f"    {sign} {number(side() - repn.constant, plus=False)}", ""])


def _terms(repn: Expr) -> Iterator[str]:
    for variable, coefficient in zip(repn.linear_vars, repn.linear_coefs, strict=True):
        yield f"    {number(coefficient)} {variable.name}"


def number(value: float, plus: bool = True) -> str:
    """A number with at most nine digits; -0 is 0."""
    return f"{round(value, 12) + 0.0:{'+' if plus else ''}.9g}"
