"""How long a case takes from workbook to plan: python tests/benchmarks/example.py CASE.xlsx prints a Markdown table."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from pooling.case.reader import load
from pooling.plan.solve import Options, solve


def main(path: Path) -> None:
    """Read and solve the case at `path`; one row a step."""
    begun = time.perf_counter()
    case = load(path).case
    assert case is not None
    read = time.perf_counter() - begun
    outcome = solve(case, Options())
    print(f"{path.name} on {os.cpu_count()} cores\n")
    print("| step | seconds | value | bound | gap |\n|---|---|---|---|---|")
    print(f"| read | {read:.1f} | | | |")
    for stage in outcome.stages:
        print(f"| {stage.objective} | {stage.seconds:.1f} | {stage.value:.6g} | {stage.bound:.6g} | {stage.gap:.2%} |")
    print(f"| all | {read + outcome.seconds:.1f} | | | |")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
