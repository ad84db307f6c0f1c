"""The sets and parameters of a pooling instance.

Time is in periods 0 … T−1, quantities are in users' units, money is in EUR, shares are 0–1.
Call-offs and orders are counted in lots; the hand-over to the solver scales rows and columns,
so the equations can be written, and read, in the units of the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Pair = tuple[str, str]
"""(partner p, item i)."""


@dataclass(frozen=True)
class Framework:
    """Framework contract k.

    signed          s_k, period of signing of an existing framework (may be negative), else None
    sign            periods in which a candidate may be signed (empty: never)
    lead, term, extension   periods from signing to first delivery, to the end, added by extending
    members         partners that are in as soon as it is signed
    may_join        partners that are free to join
    join_delay      p → periods by which its first delivery is later
    min_value       EUR that each partner in it calls off at ceiling prices
    fee, advance    shares; advance_years: how many years before delivery the advance is paid
    """

    signed: int | None
    sign: range
    lead: int
    term: int
    extension: int = 0
    members: frozenset[str] = frozenset()
    may_join: frozenset[str] = frozenset()
    join_delay: Mapping[str, int] = field(default_factory=dict)
    min_partners: int = 1
    max_partners: int | None = None
    min_value: float = 0
    setup_cost: float = 0
    join_cost: float = 0
    extension_cost: float = 0
    fee: float = 0
    advance: float = 0
    advance_years: int = 0
    office: str = ""
    group: str = ""

    @property
    def partners(self) -> frozenset[str]:
        """Every partner that is or may be in it."""
        return self.members | self.may_join


@dataclass(frozen=True)
class Tier:
    """Volume tier m of a lot: holds from `first` to `last` lots (whole numbers, `last` < next tier's `first`).

    `price` is EUR per unit at the start; escalation and, of a currency, its rate move it from there.
    """

    first: int
    last: int
    price: float
    fixed_cost: float = 0


@dataclass(frozen=True)
class Lot:
    """Lot l of framework k: product q of item i from line r; `load` is line capacity per unit.

    `min_lots` and `max_lots` bound the horizon's volume in lots. `currency` is that of its prices, "" the euro.
    """

    framework: str
    product: str
    item: str
    producer: str
    line: str
    max_lots: int
    min_lots: int = 0
    load: float = 1
    non_eu: float = 0
    tiers: tuple[Tier, ...] = ()
    currency: str = ""


@dataclass(frozen=True)
class Item:
    """Item i: lot size in units, and the largest non-EU and producer shares of its call-offs."""

    lot_size: float
    max_non_eu: float = 1
    max_producer: float = 1


@dataclass(frozen=True)
class Order:
    """Order o already placed: delivered in periods `window`, Σ = quantity (≤ where `may_remain`).

    `lots` whole lots and `rest` units (less than a lot; comes in one piece). Prices are EUR at the start, of `currency`
    ("" the euro).
    """

    partner: str
    item: str
    product: str
    line: str
    lots: int
    rest: float
    window: range
    planned: int
    may_remain: bool = False
    unit_price: float = 0
    shift_cost: float = 0
    currency: str = ""


@dataclass(frozen=True)
class Expansion:
    """Expansion e of a line or material: `adds` units a period from `build` periods after its start on."""

    resource: str
    adds: float
    build: int
    start: range
    investment: float = 0
    min_commitment: float = 0


@dataclass(frozen=True)
class Certification:
    """A possible certification (p, q): effective `takes` periods after one of the `starts`."""

    starts: tuple[int, ...]
    takes: int
    cost: float = 0


@dataclass(frozen=True)
class Instrument:
    """Instrument n: reimburses `share` of call-off value of frameworks `eligible[k]` = signing periods that count."""

    share: float
    min_partners: int
    counted: frozenset[str]
    eligible: Mapping[str, range]
    max_claim: float | None = None
    fund: float | None = None


@dataclass(frozen=True)
class Gift:
    """What others pay at most, in EUR, of what a partner calls off from `lots` and pays in a year."""

    lots: frozenset[str]
    amount: float


@dataclass(frozen=True)
class Kept:
    """What an earlier plan has decided: candidate → period of signing, (k, p) in, (l, p, t) → lots called off.

    `forced`: candidates that are signed, whenever their window allows.

    What is called off may come later than in t, where it must (objective `slide`). Before period `until` nothing
    else is signed or called off; from it on, what is kept is the least.
    """

    signed: Mapping[str, int] = field(default_factory=dict)
    joined: frozenset[tuple[str, str]] = frozenset()
    call_offs: Mapping[tuple[str, str, int], float] = field(default_factory=dict)
    until: int = 0
    forced: frozenset[str] = frozenset()

    @property
    def series(self) -> dict[tuple[str, str], dict[int, float]]:
        """(l, p) → period → lots called off."""
        series: dict[tuple[str, str], dict[int, float]] = {}
        for (l, p, t), lots in sorted(self.call_offs.items()):
            series.setdefault((l, p), {})[t] = lots
        return series


@dataclass(frozen=True)
class Instance:
    """One pooling instance; symbols as in the docstrings of `models`.

    periods             T
    year                t → calendar year of the period's first day
    escalation          l → t → price level of lot l against the start, in its currency
    rate                currency → y → what it costs in year y against the first (but for the euro)
    period_months       Δ;  after_months: delay counted beyond the horizon for what is never delivered
    need                (p, i) → N[t], cumulative, never falling, N[T−1] > 0
    weight              (p, i) → w, Σ w = 1
    capacity            r → units a period, per period;  carry: r → largest work in progress
    opening, supply     material → units at start, units a period per period
    recipe              q → material → units per unit
    columns             (p, i) whose call-offs are decided, where anything can be called off
    accepted            (p, q) taken without a decision;  certifications: (p, q) → what certifying takes
    signings            (office, year) → most signings of candidates
    budget              purse → year → EUR (purse absent: unlimited);  carry_over: purses that keep the rest
    gifts               (p, y) → what others pay of p's call-offs that are paid in year y
    whole               pairs whose call-offs are whole lots in the model (the others are rounded after it)
    delay_ceiling       (p, i) → months that delay(p,i) must not exceed
    mean_ceiling        p → (i → weight, months) that the weighted mean of delay(p,i) must not exceed
    kept                what an earlier plan has decided and this one keeps
    earlier             what an earlier plan has decided, for the objective `change`
    others              for each plan that this one is to differ from the candidates that it signs (`likeness`)
    payment_ceiling     purse → EUR that it pays at most over the horizon, at the prices of the tiers reached
    longest_wait        p → (i → weight, months): what the case limits in the same way
    fair_by             what fair shares are measured by: `need`, `money` or `months`
    money               p → EUR that it brings over the horizon, where shares are by money
    """

    periods: int
    year: tuple[int, ...]
    escalation: Mapping[str, tuple[float, ...]]
    period_months: float
    after_months: float
    items: Mapping[str, Item]
    need: Mapping[Pair, tuple[float, ...]]
    weight: Mapping[Pair, float]
    frameworks: Mapping[str, Framework]
    lots: Mapping[str, Lot]
    capacity: Mapping[str, tuple[float, ...]]
    carry: Mapping[str, float]
    accepted: frozenset[tuple[str, str]]
    columns: frozenset[Pair]
    whole: frozenset[Pair]
    rate: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    orders: Mapping[str, Order] = field(default_factory=dict)
    opening: Mapping[str, float] = field(default_factory=dict)
    supply: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    recipe: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    expansions: Mapping[str, Expansion] = field(default_factory=dict)
    certifications: Mapping[tuple[str, str], Certification] = field(default_factory=dict)
    signings: Mapping[tuple[str, int], int] = field(default_factory=dict)
    budget: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    carry_over: frozenset[str] = frozenset()
    gifts: Mapping[tuple[str, int], tuple[Gift, ...]] = field(default_factory=dict)
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    reached_prices: bool = False
    delay_ceiling: Mapping[Pair, float] = field(default_factory=dict)
    mean_ceiling: Mapping[str, tuple[Mapping[str, float], float]] = field(default_factory=dict)
    payment_ceiling: Mapping[str, float] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)
    earlier: Kept = field(default_factory=Kept)
    others: tuple[frozenset[str], ...] = ()
    longest_wait: Mapping[str, tuple[Mapping[str, float], float]] = field(default_factory=dict)
    fair_by: str = "need"
    money: Mapping[str, float] = field(default_factory=dict)
