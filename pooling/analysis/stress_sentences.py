"""What futures make of a plan, in sentences that say how sure they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pooling.analysis.stress import Stress
from pooling.output.table import Table
from pooling.output.words import counted

SURE = 80.0
"""Probability of a promise that is counted on [%]."""

NAMED = 3
SEEN = 0.001
"""The least number of months that is shown."""


def stress_sentences(found: Stress, tables: Mapping[str, Table]) -> list[str]:
    """How late it gets, which promises hold, what hurts most, and how far to trust that."""
    if not found.figures:
        why = next((run.message for run in found.runs if run.message), "none was drawn")
        return [f"There is no future to tell of: {why}."]
    drawn = [*_delay(tables["stress"]), *_promises(tables["promises"])]
    return [
        *(drawn if found.draws.sources else _alike(tables["stress"])),
        *_undisturbed(tables["stress"]),
        *_failures(tables["failures"]),
        *_drivers(tables["drivers"]),
        *_obligations(tables["obligations"]),
        *_trust(found, tables),
    ]


def _delay(table: Table) -> Iterator[str]:
    row = table.records()[0]
    yield (
        f"Over {counted(row['futures'], 'future')} the mean delay is {row['mean_months']:.2f} months{_between(row)}; "
        f"as planned it is {row['planned_months']:.2f}. Nine in ten of those drawn lie between {row['p5_months']:.2f} "
        f"and {row['p95_months']:.2f} months; the worst tenth has {row['worst_tenth_months']:.2f} on average."
    )


def _alike(table: Table) -> Iterator[str]:
    """Nothing was drawn: nothing is said of chances."""
    row = table.records()[0]
    yield (
        "The case leaves nothing of this plan to chance (low_pct, likely_pct and high_pct of lines, slip_months of "
        "frameworks, sheet uncertain): every future is the same, and no promise is tried. The mean delay is "
        f"{row['mean_months']:.2f} months; as planned it is {row['planned_months']:.2f}."
    )


def _undisturbed(table: Table) -> Iterator[str]:
    row = table.records()[0]
    if row["undisturbed_months"] is not None:
        yield (
            f"Where all comes as the case says, call-offs planned anew for delay alone give "
            f"{row['undisturbed_months']:.2f} months: failures are held against that."
        )


def _between(row: Mapping[str, float | None]) -> str:
    if row["mean_low_months"] is None:
        return ""
    return f" (between {row['mean_low_months']:.2f} and {row['mean_high_months']:.2f} with 95 % confidence)"


def _promises(table: Table) -> Iterator[str]:
    rows = table.records()
    dated = [row for row in rows if row["planned_pct"] is not None]
    sure = [row for row in dated if row["planned_pct"] >= SURE]
    late = [row for row in rows if row["promise_80"] is None]
    if dated:
        yield (
            f"Of {counted(len(dated), 'norm or need', 'norms and needs')} that the plan reaches within the horizon, "
            f"{len(sure)} are reached by the planned date in at least {SURE:.0f} % of the futures drawn."
        )
    if late:
        yield (
            f"For {counted(len(late), 'norm or need', 'norms and needs')} of {len(rows)} no date within the horizon "
            f"can be promised with {SURE:.0f} %."
        )


def _failures(table: Table) -> Iterator[str]:
    rows = [row for row in table.records() if row["months_added"]]
    for kind in ("line", "framework"):
        worst = next((row for row in rows if row["kind"] == kind and row["months_added"] > 0), None)
        if worst:
            whom = f"; {worst['item_hit_name']} of {worst['partner_hit_name']} is hit most" if worst["item_hit"] else ""
            code = f" ({worst['code']})" if worst["code"] != worst["name"] else ""
            yield (
                f"The {kind} whose failure hurts most is {worst['name']}{code}: {worst['months_added']:.2f} months "
                f"more of mean delay{whom}."
            )


def _drivers(table: Table) -> Iterator[str]:
    rows = [row for row in table.records() if row["significant"]][:NAMED]
    if rows:
        told = ", ".join(f"{row['name']} ({row['difference_months']:.2f} months)" for row in rows)
        yield f"What early and late futures differ in most, by their best and worst thirds: {told}."


def _obligations(table: Table) -> Iterator[str]:
    rows = table.records()
    if rows:
        often = max(row["missed_pct"] for row in rows)
        yield (
            f"{counted(len(rows), 'obligation')} (least volumes, values and commitments) cannot be called off in some "
            f"futures, at most in {often:.0f} % of them: the sheet obligations names them."
        )


def _trust(found: Stress, tables: Mapping[str, Table]) -> Iterator[str]:
    lost = [row["whole_lots_months"] for row in tables["futures"].records() if row["whole_lots_months"] is not None]
    mean = sum(lost) / len(lost)
    costs = f"at most {mean:.3f} months on average" if mean >= SEEN else f"less than {SEEN} months on average"
    yield f"Every plan of a future is verified; that it is in whole lots costs {costs if mean else 'nothing'}."
    missing = len(found.runs) - len(found.figures)
    if missing:
        yield f"{counted(missing, 'future')} of {len(found.runs)} could not be planned and are in no figure."
