"""The best value known of every case's objectives, kept in a file and improved whenever a run finds better."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.trace import Trace

ALIKE = 5e-3
"""How far (relative) earlier objectives may be from the best known for a later one's value to count: a plan that is
later may well be cheaper."""

SMALLEST = 1e-9


@dataclass
class BestKnown:
    """case → objective → value (months, EUR, share or count)."""

    values: dict[str, dict[str, float]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> BestKnown:
        """What a file holds; nothing where there is none."""
        return cls(json.loads(path.read_text(encoding="utf-8")) if path.exists() else {})

    def write(self, path: Path) -> None:
        """Write the file, sorted, so that a change shows line by line."""
        path.write_text(json.dumps(self.values, indent=1, sort_keys=True) + "\n", encoding="utf-8")

    def learn(self, case: str, traces: Sequence[Trace], *, verified: bool) -> None:
        """Take what a run found, stage by stage, as far as earlier stages are as good as the best known.

        Where one is better than that by far, what was known of later ones is of plans that are later, and forgotten.
        Only `verified` plans count: what a peer's solver calls a plan may not be one in whole lots.
        """
        known = self.values.setdefault(case, {}) if verified and traces else {}
        for place, trace in enumerate(traces if verified else (), start=1):
            if trace.value is None:
                return
            before = known.get(trace.objective, trace.value)
            known[trace.objective] = min(trace.value, before)
            if above(trace.value, before) > ALIKE:
                return
            if above(before, trace.value) > ALIKE:
                for later in traces[place:]:
                    known.pop(later.objective, None)

    def distance(self, case: str, trace: Trace) -> float | None:
        """How far (share) the value of a stage is above the best known; None where either is not known."""
        best = self.values.get(case, {}).get(trace.objective)
        return None if best is None or trace.value is None else above(trace.value, best)


def above(value: float, best: float) -> float:
    """How far `value` is above `best`, relative to it; 0 where it is below."""
    return max(0.0, value - best) / max(abs(best), SMALLEST) if value - best > SMALLEST else 0.0
