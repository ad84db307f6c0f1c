"""Plans for many futures as tables: what each signs, how late it gets, regrets, the chosen one in fresh futures."""

from __future__ import annotations

from collections.abc import Iterator

from pooling.analysis.robust import ALL, Robust, delays, known
from pooling.analysis.spread import Estimate, mean, worst_mean
from pooling.case.calendar import Calendar
from pooling.output.chart import BLUE, ORANGE, Chart
from pooling.output.table import Cell, Table, columns, unique_headers
from pooling.plan.plan import Plan

MEAN, WORST = "mean delay", "worst part"


def robust_tables(found: Robust) -> list[Table]:
    """The plans, their regrets, fresh futures and each of these, and what is proven of all plans there could be."""
    return [
        plans_table(found),
        regret_table(found),
        fresh_table(found),
        fresh_futures_table(found),
        programme_table(found),
    ]


def plans_table(found: Robust) -> Table:
    """A row a plan, the nominal one first, then those of futures that propose none."""
    head = columns(
        "plan:code chosen:flag also:text signs:text mean_months:months worst_part_months:months worst_months:months "
        "nominal_months:months cost_eur:money futures:int largest_regret_months:months message:text"
    )
    grid = Calendar(found.best.case.settings)
    rows: list[tuple[Cell, ...]] = []
    for choice, regrets in zip(found.choices, zip(*_regrets(found), strict=True), strict=True):
        values, regret = known(choice.delays), known(regrets)
        late = (mean(values).value, worst_mean(values, found.part), max(values)) if values else (None, None, None)
        rows.append(
            (
                choice.name,
                choice is found.chosen,
                ", ".join(choice.also),
                "; ".join(decisions(choice.plan, grid)),
                *late,
                choice.figures.mean_delay,
                choice.figures.cost.total,
                len(values),
                max(regret) if regret else None,
                next((run.message for run in choice.runs if run.message), ""),
            )
        )
    blank: tuple[Cell, ...] = (None,) * 6
    rows += [(name, False, "", "", *blank[:5], 0, None, why) for name, why in found.nowhere]
    return Table("plans", "Plans tried, and how late they get over the futures drawn", head, tuple(rows))


def decisions(plan: Plan, grid: Calendar) -> Iterator[str]:
    """What a plan signs, extends, builds and certifies, and who is in."""
    for code, t in sorted(plan.signed.items()):
        yield f"{code} in {grid.name(t)} for {', '.join(sorted(plan.joined.get(code, ())))}"
    for code, inside in sorted(plan.joined.items()):
        if code not in plan.signed:
            yield f"in {code}: {', '.join(sorted(inside))}"
    yield from (f"extends {code}" for code in sorted(plan.extended))
    yield from (f"builds {code} from {grid.name(t)}" for code, t in sorted(plan.expansions.items()))
    yield from (
        f"{partner} certifies {product} from {grid.name(t)}" for (partner, product), t in sorted(plan.certified.items())
    )


def _regrets(found: Robust) -> list[tuple[float | None, ...]]:
    """A row a future, a column a plan: months above the best of the plans there."""
    rows = []
    for late in zip(*(choice.delays for choice in found.choices), strict=True):
        least = min(known(late), default=0.0)
        rows.append(tuple(None if months is None else months - least for months in late))
    return rows


def regret_table(found: Robust) -> Table:
    """A row a future, a column a plan."""
    heads = unique_headers((choice.name for choice in found.choices), "future")
    head = (*columns("future:int"), *columns(*(f"{name.replace(' ', '_')}:months" for name in heads)))
    rows = tuple((n, *row) for n, row in enumerate(_regrets(found), start=1))
    return Table("regret", "Months by which each plan is later than the best of them in each future", head, rows)


def paired(found: Robust) -> list[tuple[float, float]]:
    """Mean delay of the nominal and of the chosen plan in each fresh future that has both."""
    pairs = zip(*map(delays, found.fresh), strict=True)
    return [(before, after) for before, after in pairs if before is not None and after is not None]


def gain_of(found: Robust) -> Estimate | None:
    """Months by which the chosen plan is less late in fresh futures, on average; None without any."""
    pairs = paired(found)
    return mean([before - after for before, after in pairs]) if pairs else None


def fresh_table(found: Robust) -> Table:
    """The nominal and the chosen plan in fresh futures: means with what lies between them, and the worst part."""
    head = columns(
        "figure:code nominal_plan_months:months chosen_plan_months:months months_gained:months "
        "months_gained_low:months months_gained_high:months futures:int"
    )
    rows: list[tuple[Cell, ...]] = []
    if gain := gain_of(found):
        pairs = paired(found)
        plans = list(zip(*pairs, strict=True))
        middle, worst = ([worst_mean(values, part) for values in plans] for part in (ALL, found.part))
        rows.append((MEAN, *middle, gain.value, gain.low, gain.high, len(pairs)))
        rows.append((WORST, *worst, worst[0] - worst[1], None, None, len(pairs)))
    title = "The chosen plan against the nominal one in futures that had no part in choosing"
    return Table("fresh", title, head, tuple(rows[: 1 if found.part == ALL else 2]))


def fresh_futures_table(found: Robust) -> Table:
    """A row a fresh future."""
    head = columns("future:int nominal_plan_months:months chosen_plan_months:months months_gained:months")
    rows = tuple(
        (n, before, after, None if before is None or after is None else before - after)
        for n, (before, after) in enumerate(zip(*map(delays, found.fresh), strict=True), start=1)
    )
    return Table("fresh_futures", "Mean delay of both plans in every fresh future", head, rows)


def programme_table(found: Robust) -> Table:
    """The futures as one programme; no row where nothing is uncertain."""
    head = columns("plan:code value_months:months bound_months:months gap_pct:percent status:code message:text")
    rows: tuple[tuple[Cell, ...], ...] = ()
    if found.programme is not None:
        name, stage, message = found.programme.choice, found.programme.stage, found.programme.message
        told = (stage.value, stage.bound, 100 * stage.gap, stage.status) if stage else (None, None, None, "none")
        rows = ((name, *told, message),)
    return Table("programme", "All futures as one programme: what is proven of any first stage", head, rows)


def robust_charts(found: Robust) -> list[Chart]:
    """How late each plan gets, on average and in the worst future."""
    rows = tuple(
        (choice.name, mean(values).value, max(values)) for choice in found.choices if (values := known(choice.delays))
    )
    if not rows:
        return []
    head = columns("plan:code mean:months worst:months")
    table = Table("late", "Mean delay over the futures, and in the worst", head, rows)
    return [Chart(table, "bar", "months", colours=(BLUE, ORANGE), labels=True)]


def differs(found: Robust) -> tuple[list[str], list[str]]:
    """Frameworks that the chosen plan signs and the nominal one does not, and the other way round."""
    chosen, nominal = (set(choice.plan.signed) for choice in (found.chosen, found.nominal))
    return sorted(chosen - nominal), sorted(nominal - chosen)
