"""Years as people write them."""

from __future__ import annotations

from collections.abc import Iterable


def years_shown(years: Iterable[int]) -> str:
    """Years in ascending order as `2028` or `2028-2031, 2033`."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
