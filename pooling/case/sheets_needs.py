"""Sheets of a case: who pools, what for, and who needs how much by when."""

from __future__ import annotations

from pooling.case.columns import LANGUAGES, Sheet, choice, code, day, index, months, number, percent, text, year, yesno

NEEDS: tuple[Sheet, ...] = (
    Sheet(
        "partners",
        "who pools",
        (
            code("partner", "the partner's code"),
            text("name", "the partner's name", required=True),
            text("country", "country"),
            yesno("eu", "counts as EU in open_to and in instruments"),
            yesno("nato", "counts as NATO in open_to and in instruments"),
            number("priority", "weight of this partner's delay", default=1),
            yesno("carry_over", "Y: unspent budget moves to the next year; N: it lapses at year's end", default="N"),
            choice("language", "of its demand sheets", *LANGUAGES, required=False, default=LANGUAGES[0]),
            number(
                "max_delay_months",
                "its needed units come no later than this on average, over its items by priority; blank = no limit",
                "months",
                required=False,
            ),
        ),
        key=("partner",),
        required=True,
    ),
    Sheet(
        "items",
        "what partners need",
        (
            code("item", "the item's code"),
            text("name", "the item's name", required=True),
            text("family", "group of items that are shown together", required=True),
            text("unit", "what one unit is", required=True),
            number("lot_size", "call-offs are whole multiples of this", "units", 1, minimum=0.001),
            number("priority", "weight of this item's delay", default=1),
            yesno("certification", "Y: a partner takes a product only if it is certified there", default="N"),
            percent("max_non_eu_pct", "largest non-EU share of the quantity called off", 100),
            percent("max_producer_pct", "largest share of the quantity called off from one producer", 100),
            index("escalation of its prices per whole year since start; blank: that of settings"),
        ),
        key=("item",),
        required=True,
    ),
    Sheet(
        "producers",
        "who makes products",
        (
            code("producer", "the producer's code"),
            text("name", "the producer's name", required=True),
            text("country", "country", required=True),
        ),
        key=("producer",),
    ),
    Sheet(
        "products",
        "one producer's article that meets an item",
        (
            code("product", "the product's code"),
            code("item", "the item it meets", "items"),
            text("name", "the product's name"),
            code("producer", "who makes it", "producers"),
            percent("eu_content_pct", "share of its value made in the EU/EEA"),
        ),
        key=("product",),
    ),
    Sheet(
        "certifications",
        "which partner takes which product; only read for items with certification = Y",
        (
            code("partner", "partner", "partners"),
            code("product", "product", "products"),
            choice("status", "certified, or possible by a decision of the plan", "certified", "possible"),
            months("months", "how long certifying takes", 0),
            number("cost", "paid by the partner in the year it begins", "EUR", 0),
        ),
        key=("partner", "product"),
    ),
    Sheet(
        "demand",
        "net need, line by line",
        (
            code("line", "the demand line's code"),
            code("partner", "partner", "partners"),
            code("item", "item", "items"),
            day("need_by", "needed by; before start counts in the first period, after the horizon not at all"),
            number("quantity", "quantity needed", "units"),
            choice("purpose", "what for", "norm", "usage", "donation", "other", required=False, default="other"),
        ),
        key=("line",),
    ),
    Sheet(
        "stock",
        "stock on hand at start",
        (
            code("partner", "partner", "partners"),
            code("item", "item", "items"),
            number("quantity", "on hand at start", "units"),
            day("counted", "deliveries up to this day are in quantity; blank = none of those listed", required=False),
        ),
        key=("partner", "item"),
    ),
    Sheet(
        "norms",
        "stock norm in force from a date on; raise it in steps for interim norms",
        (
            code("partner", "partner", "partners"),
            code("item", "item", "items"),
            day("from", "first day in force"),
            number("quantity", "norm", "units"),
        ),
        key=("partner", "item", "from"),
    ),
    Sheet(
        "usage",
        "training use and donations, an even rate over the year",
        (
            code("partner", "partner", "partners"),
            code("item", "item", "items"),
            year(),
            number("quantity", "used in that year", "units a year"),
        ),
        key=("partner", "item", "year"),
    ),
)
