"""Public instances with published optima as cases: warehouses to open, lots to size.

They are read from a folder that whoever has them names; none of them is part of the project.

orlib_cwl          capacitated warehouse location, OR-Library (Beasley 1990, JORS 41(11) 1069-1072), `optima.csv` beside
csplib_prob034     warehouse location with unit demands, CSPLib problem 034
clsp_eppen_martin  capacitated lot sizing without setup times (Eppen & Martin 1987, OR 35(6) 832-848)

A warehouse is a line and a candidate framework whose setup cost is what opening costs; a customer is an item in lots of
one. A product of lot sizing is made in a period by a framework that is signed there and delivers at once.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.benchmarks.families import Row, Sheets

YEAR = 2027

GAP_PCT = 1e-4
"""Relative gap (%) at which a stage may end: far below the smallest difference between two plans."""

PUBLISHED = {"csplib_prob034": 383.0, "martin1": 8430.0, "martin2": 7910.0}
"""Published optima that no file holds; those of lot sizing: Barany, Van Roy, Wolsey 1984, Management Science 30(10)."""


@dataclass(frozen=True)
class Instance:
    """A case, and its published optimum (None where none is) beyond `constant`, which no plan can change."""

    name: str
    sheets: Sheets
    optimum: float | None
    constant: float = 0.0


def instances(folder: Path) -> Iterator[Instance]:
    """Every instance in the sub-folders named above that are there."""
    optima = _optima(folder / "orlib_cwl" / "optima.csv")
    for path in sorted((folder / "orlib_cwl").glob("cap*.txt")):
        yield _warehouses(path, optima.get(path.stem))
    for path in sorted((folder / "csplib_prob034").glob("*.txt")):
        yield _stores(path)
    for path in sorted((folder / "clsp_eppen_martin").glob("*.txt")):
        yield _lot_sizing(path)


def _optima(path: Path) -> dict[str, float]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as file:
        return {row["instance"]: float(row["optimum"]) for row in csv.DictReader(file)}


def _warehouses(path: Path, optimum: float | None) -> Instance:
    """`m n`, m lines of capacity and fixed cost, then every customer's demand and what serving all of it costs."""
    numbers = iter(path.read_text(encoding="utf-8").split())
    count, customers = int(next(numbers)), int(next(numbers))
    houses = [(float(next(numbers)), float(next(numbers))) for _ in range(count)]
    demands: list[float] = []
    costs: list[list[float]] = []
    for _ in range(customers):
        demands.append(float(next(numbers)))
        costs.append([float(next(numbers)) for _ in houses])
    return location(path.stem, houses, demands, costs, optimum)


def _stores(path: Path) -> Instance:
    """Named lines `capacity` and `fixed`, then after `supply` a line of costs for every store."""
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    named = {line[0]: line[1:] for line in lines if line[0].isalpha()}
    costs = [[float(cell) for cell in line] for line in lines if not line[0].isalpha()]
    houses = list(zip(map(float, named["capacity"]), map(float, named["fixed"]), strict=True))
    return location(path.parent.name, houses, [1.0] * len(costs), costs, PUBLISHED.get(path.parent.name))


def location(
    name: str,
    houses: Sequence[tuple[float, float]],
    demands: Sequence[float],
    costs: Sequence[Sequence[float]],
    optimum: float | None,
) -> Instance:
    """Warehouses of (capacity, fixed cost) that serve customers' `demands`; `costs` [customer][warehouse] of all of it.

    With a set of warehouses open it is a transportation problem in whole units, so that whole lots lose nothing.
    """
    sheets = _plain(name, periods=1)
    for h, (capacity, fixed) in enumerate(houses):
        _line(sheets, f"W{h}", [capacity])
        _framework(sheets, f"W{h}", fixed, period=0)
    for c, demand in enumerate(demands):
        if not demand:
            continue
        _item(sheets, f"C{c}", {0: demand})
        for h, cost in enumerate(costs[c]):
            _lot(sheets, f"W{h}-C{c}", f"W{h}", f"C{c}", f"W{h}", demand, cost / demand)
    free = sum(min(row) for row, demand in zip(costs, demands, strict=True) if not demand)
    return Instance(name, sheets, optimum, free)


def _lot_sizing(path: Path) -> Instance:
    """Named lines, then after `demand` a line of demands by period for every product.

    Facility location form: what is due in period u may be made in any period t up to u, and is then held u - t periods.
    Every period has a line of its own, so that no work in progress is carried over.
    """
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    named = {line[0]: [float(cell) for cell in line[1:]] for line in lines if line[0].isalpha()}
    demands = [[float(cell) for cell in line] for line in lines if not line[0].isalpha()]
    periods = int(named["periods"][0])
    sheets = _plain(path.stem, periods)
    for t, capacity in enumerate(named["capacity"]):
        _line(sheets, f"T{t}", [capacity if n == t else 0.0 for n in range(periods)])
    for i, (due, setup, holding) in enumerate(zip(demands, named["setup"], named["holding"], strict=True)):
        wanted = {u: units for u, units in enumerate(due) if units}
        for t in range(periods):
            if any(u >= t for u in wanted):
                _framework(sheets, f"{i}-{t}", setup, period=t)
        for u, units in wanted.items():
            _item(sheets, f"{i}-{u}", {u: units})
            for t in range(u + 1):
                _lot(sheets, f"{i}-{t}-{u}", f"{i}-{t}", f"{i}-{u}", f"T{t}", units, holding * (u - t))
    return Instance(path.stem, sheets, PUBLISHED.get(path.stem))


def _plain(name: str, periods: int) -> Sheets:
    """One partner, periods of a year, delay first; nothing may be given up of it."""
    settings = {
        "case": name,
        "start": date(YEAR, 1, 1),
        "end": date(YEAR + periods - 1, 12, 31),
        "period_months": 12,
        "objectives": "mean_delay, cost",
        "tolerance_pct": 0,
        "mip_gap_pct": GAP_PCT,
    }
    names = ("items", "producers", "products", "demand", "lines", "capacity", "frameworks", "lots", "prices")
    return {
        "settings": [{"key": key, "value": value} for key, value in settings.items()],
        "partners": [{"partner": "A", "name": "A", "eu": "Y", "nato": "Y"}],
        **{sheet: [] for sheet in names},
    }


def _line(sheets: Sheets, line: str, yearly: Sequence[float]) -> None:
    sheets["producers"].append({"producer": line, "name": line, "country": "NL"})
    sheets["lines"].append({"line": line, "producer": line, "country": "NL"})
    sheets["capacity"] += [
        {"line": line, "from": date(YEAR + n, 1, 1), "per_year": amount} for n, amount in enumerate(yearly)
    ]


def _framework(sheets: Sheets, framework: str, setup: float, period: int) -> None:
    first = date(YEAR + period, 1, 1)
    row: Row = {"framework": framework, "name": framework, "lead": "A", "status": "candidate", "open_to": "ALL"}
    row |= {"sign_from": first, "sign_to": first, "lead_months": 0, "term_months": 12, "setup_cost": setup}
    sheets["frameworks"].append(row)


def _item(sheets: Sheets, item: str, due: dict[int, float]) -> None:
    sheets["items"].append({"item": item, "name": item, "family": "all", "unit": "unit", "lot_size": 1})
    sheets["demand"] += [
        {
            "line": f"{item}-{u}",
            "partner": "A",
            "item": item,
            "need_by": date(YEAR + u, 12, 31),
            "quantity": units,
            "purpose": "usage",
        }
        for u, units in due.items()
    ]


def _lot(sheets: Sheets, lot: str, framework: str, item: str, line: str, most: float, price: float) -> None:
    product: Row = {"product": lot, "item": item, "name": lot, "producer": line, "eu_content_pct": 100}
    sheets["products"].append(product)
    sheets["lots"].append(
        {"lot": lot, "framework": framework, "product": lot, "line": line, "max_quantity": most, "load": 1}
    )
    sheets["prices"].append({"lot": lot, "from_quantity": 0, "unit_price": price})
