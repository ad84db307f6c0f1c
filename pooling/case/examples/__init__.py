"""Worked examples: whole cases as rows, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pooling.case.examples.anti_tank_nspa import anti_tank_nspa
from pooling.case.examples.calibres_2029 import calibres_2029
from pooling.case.examples.cv90_ukraine import cv90_ukraine
from pooling.case.examples.czech_155 import czech_155
from pooling.case.examples.european_pool import european_pool
from pooling.case.examples.order_shift_500m import order_shift_500m
from pooling.case.examples.patriot_line import patriot_line
from pooling.case.examples.radar_open_contract import radar_open_contract
from pooling.case.examples.raw_materials import raw_materials
from pooling.case.examples.yearly_monitor import yearly_monitor

EXAMPLES: dict[str, Callable[[], dict[str, list[dict[str, Any]]]]] = {
    "european-pool": european_pool,
    "patriot-line": patriot_line,
    "order-shift-500m": order_shift_500m,
    "calibres-2029": calibres_2029,
    "anti-tank-nspa": anti_tank_nspa,
    "raw-materials": raw_materials,
    "czech-155": czech_155,
    "radar-open-contract": radar_open_contract,
    "cv90-ukraine": cv90_ukraine,
    "yearly-monitor": yearly_monitor,
}
"""Name of an example to the function that gives its rows: sheet name to rows, row: column name to value."""
