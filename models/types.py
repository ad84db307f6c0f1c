"""Names for what Pyomo leaves untyped."""

from __future__ import annotations

from typing import Any

Model = Any
"""A `pyomo.environ.ConcreteModel`; components are looked up by name."""

Expr = Any
"""A Pyomo expression, a variable or a number."""

Relation = Any
"""What a constraint rule returns."""
