"""Sheets of a case: what can be made: lines, their capacity, materials and expansions."""

from __future__ import annotations

from pooling.case.columns import Sheet, code, day, months, number, text

SUPPLY: tuple[Sheet, ...] = (
    Sheet(
        "lines",
        "production lines",
        (
            code("line", "the line's code"),
            code("producer", "whose line", "producers"),
            text("name", "the line's name"),
            text("country", "country", required=True),
            number("low_pct", "lowest share of capacity that is delivered; stress and robust draw from it", "%", 100),
            number("likely_pct", "likeliest share of it; the three make a triangular distribution", "%", 100),
            number("high_pct", "highest share of it; pooling solve takes 100 whatever stands here", "%", 100),
        ),
        key=("line",),
    ),
    Sheet(
        "capacity",
        "free capacity of a line from a date on; 0 before the first row",
        (
            code("line", "line", "lines"),
            day("from", "first day in force"),
            number("per_year", "free capacity", "units a year"),
        ),
        key=("line", "from"),
    ),
    Sheet(
        "materials",
        "materials shared between products",
        (
            code("material", "the material's code"),
            text("name", "the material's name"),
            text("unit", "what one unit is"),
            number("opening", "on hand at start", "units", 0),
        ),
        key=("material",),
    ),
    Sheet(
        "supply",
        "supply of a material from a date on; what is not used is kept",
        (
            code("material", "material", "materials"),
            day("from", "first day in force"),
            number("per_year", "supply", "units a year"),
        ),
        key=("material", "from"),
    ),
    Sheet(
        "recipes",
        "what a unit of product uses of a material",
        (
            code("product", "product", "products"),
            code("material", "material", "materials"),
            number("per_unit", "use per unit of product", "units"),
        ),
        key=("product", "material"),
    ),
    Sheet(
        "expansions",
        "what may be built to raise a line's capacity or a material's supply",
        (
            code("expansion", "the expansion's code"),
            code("resource", "the line or material it raises", "lines|materials"),
            text("name", "the expansion's name"),
            number("adds_per_year", "capacity or supply it adds", "units a year"),
            months("build_months", "from start of building to use"),
            day("start_from", "earliest start of building"),
            day("start_to", "latest start of building"),
            number("investment", "paid by COMMON in the year it starts", "EUR", 0),
            number("min_commitment", "called off over the horizon at least this much, or it is not built", "units", 0),
        ),
        key=("expansion",),
    ),
)
