"""What a plan costs, term by term."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Cost:
    """The named terms of the objective `cost` [EUR]; `reimbursed` is subtracted."""

    call_offs: float
    fees: float
    fixed: float
    setup: float
    join: float
    extension: float
    investment: float
    certification: float
    orders: float
    shift: float
    reimbursed: float

    @property
    def total(self) -> float:
        """Everything paid less what is reimbursed [EUR]."""
        terms = {term.name: float(getattr(self, term.name)) for term in fields(self)}
        return sum(terms.values()) - 2 * self.reimbursed
