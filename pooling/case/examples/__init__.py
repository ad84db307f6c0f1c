"""Worked examples: whole cases as rows, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pooling.case.examples.european_pool import european_pool

EXAMPLES: dict[str, Callable[[], dict[str, list[dict[str, Any]]]]] = {"european-pool": european_pool}
"""Name of an example to the function that gives its rows: sheet name to rows, row: column name to value."""
