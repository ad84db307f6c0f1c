"""The one table that describes a case workbook: every sheet, every column, once.

Reading, checking, the notes that `pooling new` writes, the partners' templates and the
reference page all come from `SHEETS` and `SETTINGS`; nothing else knows a column's name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Kind(Enum):
    """What a cell may hold."""

    CODE = "code"  # text of at most 40 characters, matched exactly after trimming
    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole number"
    PERCENT = "percentage (0-100)"
    DATE = "date"
    YESNO = "Y or N"
    CHOICE = "one of a list"
    CHOICES = "several of a list"


@dataclass(frozen=True)
class Column:
    """One column of a sheet, or one key of `settings`.

    `refers` names the sheet in whose key column a code must stand; `also` are codes allowed besides.
    `minimum` and `maximum` bound numbers (inclusive; `positive` excludes 0).
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    refers: str = ""
    also: tuple[str, ...] = ()
    minimum: float | None = 0
    maximum: float | None = None
    positive: bool = False

    @property
    def attribute(self) -> str:
        """The field of the sheet's record that holds this column (`from` is a Python keyword)."""
        return "from_" if self.name == "from" else self.name


@dataclass(frozen=True)
class Sheet:
    """One table of the workbook. `key` are the columns that together are unique."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = False
    by_column: dict[str, Column] = field(init=False, compare=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_column.update({column.name: column for column in self.columns})

    def __getitem__(self, name: str) -> Column:
        return self.by_column[name]


SOURCE = Column("source", Kind.TEXT, "where the row's figures come from; carried along untouched")
"""Allowed in every sheet."""

MOST_MONTHS = 1200
"""A hundred years: no lead time, term or delay is longer."""

OBJECTIVES = ("mean_delay", "worst_delay", "cost", "non_eu_share", "frameworks", "change")
COMMON = "COMMON"
"""The purse in `budgets` that pays setup, extension, investment and fixed costs."""


def _code(name: str, meaning: str, refers: str = "", **more: Any) -> Column:
    return Column(name, Kind.CODE, meaning, refers=refers, required=more.pop("required", True), **more)


def _text(name: str, meaning: str, required: bool = False) -> Column:
    return Column(name, Kind.TEXT, meaning, required=required)


def _number(name: str, meaning: str, unit: str = "", default: Any = None, **more: Any) -> Column:
    required = more.pop("required", default is None)
    return Column(name, Kind.NUMBER, meaning, unit=unit, default=default, required=required, **more)


def _months(name: str, meaning: str, default: Any = None) -> Column:
    return Column(name, Kind.WHOLE, meaning, "months", default is None, default, maximum=MOST_MONTHS)


def _percent(name: str, meaning: str, default: Any = None) -> Column:
    return Column(name, Kind.PERCENT, meaning, unit="%", default=default, required=default is None, maximum=100)


def _date(name: str, meaning: str, required: bool = True) -> Column:
    return Column(name, Kind.DATE, meaning, unit="date", required=required)


def _year(meaning: str = "calendar year") -> Column:
    return Column("year", Kind.WHOLE, meaning, unit="year", required=True, minimum=1990, maximum=2200)


def _yesno(name: str, meaning: str, default: Any = None) -> Column:
    return Column(name, Kind.YESNO, meaning, unit="Y/N", default=default, required=default is None)


LANGUAGES = ("en", "nl", "de", "fr")
"""Of what goes to partners."""


def _choice(name: str, meaning: str, *choices: str, required: bool = True, default: Any = None) -> Column:
    return Column(name, Kind.CHOICE, meaning, choices=choices, required=required, default=default)


SETTINGS: tuple[Column, ...] = (
    _text("case", "name of the case", required=True),
    _date("start", "first day of the first period; the first of a month"),
    _date("end", "last day of the horizon; a whole number of periods after start"),
    Column("period_months", Kind.CHOICE, "length of a period", unit="months", default=3, choices=("1", "3", "6", "12")),
    _number(
        "after_horizon_months",
        "delay counted beyond the horizon's end for a unit never delivered",
        "months",
        12,
        maximum=MOST_MONTHS,
    ),
    Column(
        "objectives",
        Kind.CHOICES,
        "order in which objectives are optimised",
        default=("mean_delay", "cost"),
        choices=OBJECTIVES,
    ),
    _number("tolerance_pct", "part of each objective's best value that later ones may give up", "%", 1, maximum=100),
    _choice(
        "budget_price",
        "price that counts against partners' budgets: the lot's first tier, or the tier that the pooled volume reaches",
        "ceiling",
        "reached",
        required=False,
        default="ceiling",
    ),
    _number("price_index_pct", "price escalation per whole year since start", "% a year", 0, minimum=-50, maximum=100),
    _number("mip_gap_pct", "the solver stops at this gap, per objective", "%", 0.5, maximum=100),
    _number("time_limit_s", "the solver stops after this time, per objective", "s", 600, positive=True),
    Column("threads", Kind.WHOLE, "processor cores the solver may use; blank = all", default=0),
    Column("marking", Kind.TEXT, "classification marking, printed on every sheet and page that leaves", default=""),
)

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "partners",
        "who pools",
        (
            _code("partner", "the partner's code"),
            _text("name", "the partner's name", required=True),
            _text("country", "country"),
            _yesno("eu", "counts as EU in open_to and in instruments"),
            _yesno("nato", "counts as NATO in open_to and in instruments"),
            _number("priority", "weight of this partner's delay", default=1),
            _yesno("carry_over", "Y: unspent budget moves to the next year; N: it lapses at year's end", default="N"),
            _choice("language", "of its demand sheets", *LANGUAGES, required=False, default=LANGUAGES[0]),
        ),
        key=("partner",),
        required=True,
    ),
    Sheet(
        "items",
        "what partners need",
        (
            _code("item", "the item's code"),
            _text("name", "the item's name", required=True),
            _text("family", "group of items that are shown together", required=True),
            _text("unit", "what one unit is", required=True),
            _number("lot_size", "call-offs are whole multiples of this", "units", 1, minimum=0.001),
            _number("priority", "weight of this item's delay", default=1),
            _yesno("certification", "Y: a partner takes a product only if it is certified there", default="N"),
            _percent("max_non_eu_pct", "largest non-EU share of the quantity called off", 100),
            _percent("max_producer_pct", "largest share of the quantity called off from one producer", 100),
        ),
        key=("item",),
        required=True,
    ),
    Sheet(
        "producers",
        "who makes products",
        (
            _code("producer", "the producer's code"),
            _text("name", "the producer's name", required=True),
            _text("country", "country", required=True),
        ),
        key=("producer",),
    ),
    Sheet(
        "products",
        "one producer's article that meets an item",
        (
            _code("product", "the product's code"),
            _code("item", "the item it meets", "items"),
            _text("name", "the product's name"),
            _code("producer", "who makes it", "producers"),
            _percent("eu_content_pct", "share of its value made in the EU/EEA"),
        ),
        key=("product",),
    ),
    Sheet(
        "certifications",
        "which partner takes which product; only read for items with certification = Y",
        (
            _code("partner", "partner", "partners"),
            _code("product", "product", "products"),
            _choice("status", "certified, or possible by a decision of the plan", "certified", "possible"),
            _months("months", "how long certifying takes", 0),
            _number("cost", "paid by the partner in the year it begins", "EUR", 0),
        ),
        key=("partner", "product"),
    ),
    Sheet(
        "demand",
        "net need, line by line",
        (
            _code("line", "the demand line's code"),
            _code("partner", "partner", "partners"),
            _code("item", "item", "items"),
            _date("need_by", "needed by; before start counts in the first period, after the horizon not at all"),
            _number("quantity", "quantity needed", "units"),
            _choice("purpose", "what for", "norm", "usage", "donation", "other", required=False, default="other"),
        ),
        key=("line",),
    ),
    Sheet(
        "stock",
        "stock on hand at start",
        (
            _code("partner", "partner", "partners"),
            _code("item", "item", "items"),
            _number("quantity", "on hand at start", "units"),
        ),
        key=("partner", "item"),
    ),
    Sheet(
        "norms",
        "stock norm in force from a date on; raise it in steps for interim norms",
        (
            _code("partner", "partner", "partners"),
            _code("item", "item", "items"),
            _date("from", "first day in force"),
            _number("quantity", "norm", "units"),
        ),
        key=("partner", "item", "from"),
    ),
    Sheet(
        "usage",
        "training use and donations, an even rate over the year",
        (
            _code("partner", "partner", "partners"),
            _code("item", "item", "items"),
            _year(),
            _number("quantity", "used in that year", "units a year"),
        ),
        key=("partner", "item", "year"),
    ),
    Sheet(
        "lines",
        "production lines",
        (
            _code("line", "the line's code"),
            _code("producer", "whose line", "producers"),
            _text("name", "the line's name"),
            _text("country", "country", required=True),
            _number("low_pct", "not used yet: lowest share of capacity that is really delivered", "%", 100),
            _number("likely_pct", "not used yet: likeliest share of capacity that is really delivered", "%", 100),
            _number("high_pct", "not used yet: highest share of capacity that is really delivered", "%", 100),
        ),
        key=("line",),
    ),
    Sheet(
        "capacity",
        "free capacity of a line from a date on; 0 before the first row",
        (
            _code("line", "line", "lines"),
            _date("from", "first day in force"),
            _number("per_year", "free capacity", "units a year"),
        ),
        key=("line", "from"),
    ),
    Sheet(
        "materials",
        "materials shared between products",
        (
            _code("material", "the material's code"),
            _text("name", "the material's name"),
            _text("unit", "what one unit is"),
            _number("opening", "on hand at start", "units", 0),
        ),
        key=("material",),
    ),
    Sheet(
        "supply",
        "supply of a material from a date on; what is not used is kept",
        (
            _code("material", "material", "materials"),
            _date("from", "first day in force"),
            _number("per_year", "supply", "units a year"),
        ),
        key=("material", "from"),
    ),
    Sheet(
        "recipes",
        "what a unit of product uses of a material",
        (
            _code("product", "product", "products"),
            _code("material", "material", "materials"),
            _number("per_unit", "use per unit of product", "units"),
        ),
        key=("product", "material"),
    ),
    Sheet(
        "expansions",
        "what may be built to raise a line's capacity or a material's supply",
        (
            _code("expansion", "the expansion's code"),
            _code("resource", "the line or material it raises", "lines|materials"),
            _text("name", "the expansion's name"),
            _number("adds_per_year", "capacity or supply it adds", "units a year"),
            _months("build_months", "from start of building to use"),
            _date("start_from", "earliest start of building"),
            _date("start_to", "latest start of building"),
            _number("investment", "paid by COMMON in the year it starts", "EUR", 0),
            _number("min_commitment", "called off over the horizon at least this much, or it is not built", "units", 0),
        ),
        key=("expansion",),
    ),
    Sheet(
        "frameworks",
        "framework contracts, existing and candidate",
        (
            _code("framework", "the framework's code"),
            _text("name", "the framework's name", required=True),
            _text("lead", "lead nation or agency", required=True),
            _choice("status", "signed already, or to be decided", "candidate", "existing"),
            _date("signed", "date of signing; existing only, and required there", required=False),
            _date("sign_from", "earliest signing; candidate only, and required there", required=False),
            _date("sign_to", "latest signing; candidate only, and required there", required=False),
            _months("lead_months", "from signing to first delivery"),
            _months("term_months", "from signing to the end of deliveries"),
            _choice("open_to", "who may join besides those listed in participants", "ALL", "EU", "NATO", "LIST"),
            Column("min_partners", Kind.WHOLE, "fewest partners in it, if signed", default=1),
            Column("max_partners", Kind.WHOLE, "most partners in it; blank = no limit"),
            _number("min_partner_value", "each partner calls off at least this, at ceiling prices", "EUR", 0),
            _number("setup_cost", "paid by COMMON in the year of signing", "EUR", 0),
            _number("join_cost", "paid by a partner that joins by choice, in the year of signing", "EUR", 0),
            _number("fee_pct", "agency's fee on call-offs", "%", 0, maximum=100),
            _percent("advance_pct", "share of a call-off's price that is paid in advance", 0),
            Column("advance_years", Kind.WHOLE, "how many years before delivery", unit="years", default=0, maximum=30),
            Column("office", Kind.CODE, "procurement office that signs it (see offices)"),
            Column("exclusive_group", Kind.CODE, "at most one framework of a group is signed: rival offers"),
            _months("extend_months", "the term may be lengthened once by this", 0),
            _number("extend_cost", "paid by COMMON in the year of the regular end", "EUR", 0),
            _months("slip_months", "not used yet: largest slip of the lead time", 0),
        ),
        key=("framework",),
    ),
    Sheet(
        "participants",
        "which partners are in a framework, may join, or are kept out",
        (
            _code("framework", "framework", "frameworks"),
            _code("partner", "partner", "partners"),
            _choice("role", "in as soon as it is signed, free to join, or never in", "member", "may_join", "excluded"),
            _months("join_months", "later first delivery for this partner", 0),
        ),
        key=("framework", "partner"),
    ),
    Sheet(
        "lots",
        "what a framework buys of which product from which line",
        (
            _code("lot", "the lot's code"),
            _code("framework", "framework", "frameworks"),
            _code("product", "product", "products"),
            _code("line", "production line", "lines"),
            _number("min_quantity", "called off over the horizon at least, if signed", "units", 0),
            _number("max_quantity", "called off over the horizon at most", "units"),
            _number("load", "line capacity that one unit takes", "capacity per unit", 1, positive=True),
        ),
        key=("lot",),
    ),
    Sheet(
        "prices",
        "volume tiers on a lot's whole volume; the row from 0 is the ceiling price",
        (
            _code("lot", "lot", "lots"),
            _number("from_quantity", "the tier holds from this volume on", "units"),
            _number("unit_price", "price of every unit of the lot in this tier", "EUR per unit"),
            _number("fixed_cost", "due once in the tier reached, paid by COMMON", "EUR", 0),
        ),
        key=("lot", "from_quantity"),
    ),
    Sheet(
        "offices",
        "how many frameworks a procurement office can sign in a year",
        (
            _code("office", "office"),
            _year(),
            Column("max_signings", Kind.WHOLE, "most signings in that year", required=True),
        ),
        key=("office", "year"),
    ),
    Sheet(
        "budgets",
        "what a partner may pay in a year; a partner without any row is unlimited",
        (
            _code("partner", "partner, or COMMON", "partners", also=(COMMON,)),
            _year(),
            _number("amount", "budget", "EUR"),
        ),
        key=("partner", "year"),
    ),
    Sheet(
        "instruments",
        "co-financing of frameworks",
        (
            _code("instrument", "the instrument's code"),
            _text("name", "the instrument's name", required=True),
            Column("min_partners", Kind.WHOLE, "fewest counted partners in the framework", required=True),
            _choice("counts", "which partners count", "EU", "NATO", "ALL", required=False, default="ALL"),
            _percent("reimburse_pct", "share of the framework's call-off value that is reimbursed"),
            _number("max_per_framework", "most that one framework gets; blank = no limit", "EUR", required=False),
            _number("fund", "most that all frameworks get; blank = no limit", "EUR", required=False),
            _percent("min_eu_content_pct", "every lot's product has at least this EU content", 0),
            _date("valid_from", "first signing date that counts"),
            _date("valid_to", "last signing date that counts"),
        ),
        key=("instrument",),
    ),
    Sheet(
        "orders",
        "orders already placed",
        (
            _code("order", "the order's code"),
            _code("partner", "partner", "partners"),
            _code("product", "product", "products"),
            _code("line", "production line", "lines"),
            _number("quantity", "quantity ordered", "units"),
            _date("planned", "planned delivery"),
            _date("earliest", "earliest delivery; blank = planned", required=False),
            _date("latest", "latest delivery; blank = planned", required=False),
            _number("shift_cost", "per unit and month moved, either way", "EUR per unit and month", 0),
            _number("unit_price", "paid on delivery", "EUR per unit", 0),
        ),
        key=("order",),
    ),
    Sheet(
        "scenarios",
        "named sets of changes",
        (_code("scenario", "the scenario's name"), _text("description", "what it asks")),
        key=("scenario",),
    ),
    Sheet(
        "changes",
        "what a scenario changes",
        (
            _code("scenario", "scenario", "scenarios"),
            _text("sheet", "sheet that is changed", required=True),
            _text(
                "where",
                "rows: column=value; column>=value; all must hold. = != < <= > >=, a|b = either, a..b = from a to b, "
                "* = every row; large and small letters alike",
            ),
            _text("column", "column that is changed"),
            _choice("op", "what is done", "set", "add", "scale", "shift_months", "remove", "insert"),
            _text("value", "value; for insert column=value; ..."),
        ),
    ),
)

BY_NAME: dict[str, Sheet] = {sheet.name: sheet for sheet in SHEETS}

SUBJECTS: dict[str, tuple[str, ...]] = {
    "settings": ("settings",),
    "who and what": ("partners", "items", "producers", "products", "certifications"),
    "need": ("demand", "stock", "norms", "usage"),
    "supply": ("lines", "capacity", "materials", "supply", "recipes", "expansions"),
    "contracts": ("frameworks", "participants", "lots", "prices", "offices"),
    "money": ("budgets", "instruments"),
    "orders": ("orders",),
    "scenarios": ("scenarios", "changes"),
}
"""What the sheets are about."""

FILL_FIRST: tuple[str, ...] = (
    "settings",
    "partners",
    "items",
    "demand",
    "producers",
    "products",
    "lines",
    "capacity",
    "frameworks",
    "lots",
    "prices",
)
"""The sheets that a case can hardly do without, in the order in which they are best filled in."""

IGNORED_SHEETS: tuple[str, ...] = ("read me",)
"""Sheets of explanation in a case workbook: no table, and not worth a warning."""
