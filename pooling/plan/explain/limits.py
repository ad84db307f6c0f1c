"""Limits: what holds a plan back, each by the months that a little more of it would save.

With the plan's decisions fixed and call-offs free, a linear programme is solved again with a little more of one limit
at a time: one percent of a line, a material or a purse over the whole horizon, a million EUR of one budget year, a
framework signed one period earlier, one more signing of an office in a year, a lead time or a certification that takes
one period less. The months are those found, not told from prices, so they may be compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from models.constraints.budgets import COMMON
from models.instance import Instance
from pooling.case.case import Case
from pooling.plan.explain.relaxed import MILLION, Pair, Relaxed, delays, relax, without_gates
from pooling.plan.program.highs import solve_matrix
from pooling.plan.program.matrix import Floats, Matrix
from pooling.plan.stage.workshop import CHOICES, INTERIOR, fix

LITTLE = 0.01
"""One percent, of a line's or a material's capacity."""
TOLD = 1e-4
"""Months of mean delay below which nothing is told."""
EFFORT = 1_000_000
"""Non-zeros of all programmes solved again: the fewer limits are looked at, the larger each of them is."""
FEWEST, FEW, MOST = 3, 6, 24
"""Limits looked at, at least and at most; of lead times and certifications at most `FEWEST` each, and of offices, which
take an integer programme, `FEW`.
"""
BUILT = 4
"""How much more effort it takes to build a programme than to solve one."""
SECONDS = 10.0
"""Of one programme."""


@dataclass(frozen=True)
class Limit:
    """A limit and the months of mean delay that a little more of it saves, in all and for every partner's every item.

    `kind`: `line`, `material`, `budget`, `signing`, `office`, `lead_time` or `certification`; `code`: line, material,
    purse, framework, office or product; `year` of a budget (None: every year) or an office; `by`: the framework that
    an office signs.
    """

    kind: str
    code: str
    year: int | None
    months: float
    by_pair: Mapping[Pair, float]
    by: str = ""


@dataclass(frozen=True)
class Limits:
    """The limits that hold a plan back, those that save most first.

    `untried`: most months that one percent more of any other line, material or purse can save: what its price promises,
    as the least delay is convex in what there is.
    """

    found: tuple[Limit, ...] = ()
    untried: float = inf


NOT_TRIED = Limits()

Key = tuple[str, str, int | None]
"""Kind, code and year of a limit."""


def limits(relaxed: Relaxed) -> Limits:
    """What is tried, solved again."""
    number = int(np.clip(EFFORT // max(1, relaxed.matrix.a.nnz), FEWEST, MOST))
    shares, years = _amounts(relaxed)
    half = max(FEWEST, number // 2)
    tried = [_solved_with(relaxed, amount) for amount in shares[:half] + years[:half]]
    tried += [*_signings(relaxed, number), *_offices(relaxed, min(half, FEW)), *_times(relaxed)]
    found = [limit for limit in tried if limit and limit.months > TOLD]
    ranked = sorted(found, key=lambda limit: (-limit.months, limit.kind, limit.code, limit.year or 0))
    return Limits(tuple(ranked), max((amount.promised for amount in shares[half:]), default=0.0))


@dataclass(frozen=True)
class _Amount:
    """More of the right sides of `rows`, and the months that their prices promise for it."""

    key: Key
    rows: tuple[tuple[int, float], ...]
    promised: float


def _amounts(relaxed: Relaxed) -> tuple[list[_Amount], list[_Amount]]:
    """One percent of lines, materials and purses; a million of budget years: those whose prices promise most first."""
    groups: dict[Key, list[tuple[int, float]]] = defaultdict(list)
    promised: dict[Key, float] = defaultdict(float)
    for row, (name, index) in enumerate(relaxed.matrix.rows):
        for key, amount in _more(relaxed.instance, name, index):
            more = amount * relaxed.matrix.row_scale[row]
            groups[key].append((row, more))
            promised[key] -= more * relaxed.dual[row] / relaxed.matrix.cost_scale
    worthy = [_Amount(key, tuple(rows), promised[key]) for key, rows in groups.items() if promised[key] > TOLD / 10]
    worthy.sort(key=lambda amount: (-amount.promised, amount.key[0], amount.key[1], amount.key[2] or 0))
    return [a for a in worthy if a.key[2] is None], [a for a in worthy if a.key[2] is not None]


def _solved_with(relaxed: Relaxed, amount: _Amount) -> Limit | None:
    matrix = _with_more(relaxed.matrix, amount.rows)
    return _solved_again(relaxed, amount.key, matrix, relaxed.lower, relaxed.upper)


def _more(i: Instance, name: str, index: tuple[str, int] | int) -> Iterator[tuple[Key, float]]:
    """The limits that a row belongs to, and how much more of each is tried."""
    match name, index:
        case "line_capacity", (str(code), int(t)):
            yield ("line", code, None), LITTLE * i.capacity[code][t]
        case "material_balance", (str(code), int(t)):
            yield ("material", code, None), LITTLE * (i.supply[code][t] + (i.opening[code] if t == 0 else 0.0))
        case "partner_budget" | "budget_beside_gifts", (str(code), int(year), *_):
            yield ("budget", code, year), MILLION
            yield ("budget", code, None), LITTLE * i.budget[code].get(year, 0.0)
        case "common_budget", int(year):
            yield ("budget", COMMON, year), MILLION
            yield ("budget", COMMON, None), LITTLE * i.budget[COMMON].get(year, 0.0)


def _with_more(matrix: Matrix, rows: Iterable[tuple[int, float]]) -> Matrix:
    """`matrix` with more on the right sides of rows, and room for what is left over of it."""
    lower, upper, most = matrix.row_lower.copy(), matrix.row_upper.copy(), matrix.upper.copy()
    for row, amount in rows:
        upper[row] += amount
        lower[row] += amount
    most[matrix.of("Left")] *= 1 + LITTLE
    return replace(matrix, row_lower=lower, row_upper=upper, upper=most)


def _signings(relaxed: Relaxed, number: int) -> Iterator[Limit | None]:
    """Frameworks that the plan signs, each a period earlier where its window has one: those of most value first."""
    for code in _by_value(relaxed)[:number]:
        earlier = relaxed.plan.signed[code] - 1
        if ("Signed", (code, earlier)) not in relaxed.matrix.columns:
            continue
        lower, upper = _signed(relaxed, code, earlier)
        yield _solved_again(relaxed, ("signing", code, None), _gated(relaxed, lower, upper), lower, upper)


def _signed(relaxed: Relaxed, code: str, period: int) -> tuple[Floats, Floats]:
    """Column bounds by which a framework is signed in `period`, all else as in the plan."""
    plan = replace(relaxed.plan, signed={**relaxed.plan.signed, code: period})
    return fix(relaxed.shop.matrix, relaxed.shop.matrix.bounds, relaxed.shop.encoded(plan), CHOICES)


def _gated(relaxed: Relaxed, lower: Floats, upper: Floats) -> Matrix:
    """The programme of other decisions than the plan's: what is signed earlier ends earlier."""
    gates = without_gates(relaxed.shop.matrix, lower, upper).row_upper
    return replace(relaxed.matrix, row_upper=gates)


def _offices(relaxed: Relaxed, number: int) -> Iterator[Limit]:
    """Offices that sign all they may in a year: one more, and by it the framework that saves most.

    Tried are those of which most is late; who joins it and which of its tiers are reached is free.
    """
    tried = sorted(_could_be_signed(relaxed), key=lambda key: (-_late(relaxed, key[1]), *key))[:number]
    best: dict[tuple[str, int], Limit] = {}
    for office, code, period in tried:
        found = _signed_too(relaxed, office, code, period)
        if found and (office not in best or found.months > best[office].months):
            best[office] = found
    yield from best.values()


def _could_be_signed(relaxed: Relaxed) -> Iterator[tuple[tuple[str, int], str, int]]:
    """(office, year) that is full, framework that it could sign then but does not, and the first period for it."""
    i, signed = relaxed.instance, relaxed.plan.signed
    taken = Counter((i.frameworks[k].office, i.year[t]) for k, t in signed.items())
    for office, most in i.signings.items():
        for k, f in i.frameworks.items():
            first = next((t for t in f.sign if (f.office, i.year[t]) == office), None)
            later = k not in signed or (first is not None and i.year[signed[k]] > i.year[first])
            if taken[office] >= most and first is not None and f.signed is None and later:
                yield office, k, first


def _late(relaxed: Relaxed, framework: str) -> float:
    """Months that needs are late which a framework could serve."""
    i = relaxed.instance
    items = {lot.item for lot in i.lots.values() if lot.framework == framework}
    partners = i.frameworks[framework].partners
    return sum(months for (p, item), months in relaxed.delays.items() if item in items and p in partners)


def _signed_too(relaxed: Relaxed, office: tuple[str, int], code: str, period: int) -> Limit | None:
    """One more signing of an office in a year, by which `code` is signed in `period`."""
    free = _own_choices(relaxed, code)
    lower, upper = _signed(relaxed, code, period)
    lower[free], upper[free] = relaxed.shop.matrix.lower[free], relaxed.shop.matrix.upper[free]
    matrix = _gated(relaxed, lower, upper)
    rows = np.array([name == "office_signings" and index == office for name, index in matrix.rows], dtype=bool)
    matrix = replace(matrix, row_upper=np.where(rows, matrix.row_upper + matrix.row_scale, matrix.row_upper))
    found = _solved_again(relaxed, ("office", *office), matrix, lower, upper, whole=free)
    return None if found is None else replace(found, by=code)


def _own_choices(relaxed: Relaxed, code: str) -> list[int]:
    """Columns of who is in a framework, and of the tiers that its lots reach."""
    matrix, lots = relaxed.matrix, relaxed.instance.lots
    joined = [column for (k, _), column in matrix.by_component.get("Joined", ()) if k == code]
    return joined + [column for (l, _), column in matrix.by_component.get("Tier", ()) if lots[l].framework == code]


def _by_value(relaxed: Relaxed) -> list[str]:
    """Frameworks that the plan signs, those of most value first."""
    i, called = relaxed.instance, defaultdict[str, float](float)
    for (lot, _, _), quantity in relaxed.plan.call_offs.items():
        called[i.lots[lot].framework] += quantity * i.lots[lot].tiers[0].price
    return sorted(relaxed.plan.signed, key=lambda code: (-called[code], code))


def _times(relaxed: Relaxed) -> Iterator[Limit | None]:
    """Lead times and certifications that take one period less: of a changed case, built anew, so only where that
    is small.
    """
    if relaxed.shop.large:
        return
    few = int(np.clip(EFFORT // (BUILT * max(1, relaxed.matrix.a.nnz)), 1, FEWEST))
    case, period = relaxed.shop.case, relaxed.shop.case.settings.period_months
    lead = {row.framework: row.lead_months for row in case.frameworks}
    for code in [code for code in _by_value(relaxed) if lead[code] > 0][:few]:
        rows = tuple(
            replace(row, lead_months=max(0, row.lead_months - period)) if row.framework == code else row
            for row in case.frameworks
        )
        yield _changed(relaxed, ("lead_time", code, None), replace(case, frameworks=rows))
    for product in sorted({product for _, product in relaxed.plan.certified})[:few]:
        quicker = tuple(
            replace(row, months=max(0, row.months - period)) if row.product == product else row
            for row in case.certifications
        )
        yield _changed(relaxed, ("certification", product, None), replace(case, certifications=quicker))


def _changed(relaxed: Relaxed, key: Key, case: Case) -> Limit | None:
    """The limit that `case` loosens."""
    other = relax(case, relaxed.plan)
    return None if other is None else _compared(relaxed, key, other.value, other.delays)


def _solved_again(
    relaxed: Relaxed,
    key: Key,
    matrix: Matrix,
    lower: Floats,
    upper: Floats,
    whole: Sequence[int] = (),
) -> Limit | None:
    """The limit with what is saved, columns `whole` in whole numbers; None where nothing is found."""
    integer = np.zeros(len(matrix.cost), dtype=bool)
    integer[list(whole)] = True
    matrix = replace(matrix, integer=matrix.integer & integer)
    answer = solve_matrix(matrix, time_limit=SECONDS, lower=lower, upper=upper, options=INTERIOR)
    if answer.x is None:
        return None
    return _compared(relaxed, key, answer.value, delays(relaxed.shop, matrix, answer.x))


def _compared(relaxed: Relaxed, key: Key, value: float, after: Mapping[Pair, float]) -> Limit:
    saved = {pair: before - after.get(pair, 0.0) for pair, before in relaxed.delays.items()}
    return Limit(*key, relaxed.value - value, saved)
