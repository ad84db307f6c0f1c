"""The constraint families, in any order: one subject a file."""

from __future__ import annotations

from models.constraints import (
    budgets,
    call_offs,
    capacity,
    certifications,
    expansions,
    guarantees,
    instruments,
    item_policy,
    joining,
    keeping,
    materials,
    need,
    orders,
    signing,
    tiers,
    waiting,
)

DELIVERY = (
    signing,
    joining,
    call_offs,
    capacity,
    materials,
    expansions,
    certifications,
    orders,
    budgets,
    item_policy,
    need,
    waiting,
    guarantees,
    keeping,
)
"""What every stage obeys."""

PRICES = (tiers,)
"""Where volume prices matter: in cost, in `reached` budgets, in the common purse."""

CLAIMS = (instruments,)
"""Where reimbursements matter: in cost only."""
