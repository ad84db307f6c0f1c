"""What each analysis of several solves finds: tables, charts and sentences, ready to be shown or written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pooling.analysis.compare import compare, entry_of, found, tables_and_charts
from pooling.analysis.explained import Chosen, explain
from pooling.analysis.forced import forced, forced_table
from pooling.analysis.frontier import frontier
from pooling.analysis.frontier_tables import frontier_charts, frontier_sentences, frontier_tables
from pooling.analysis.gain import pooling_gain
from pooling.analysis.gain_sentences import verdicts
from pooling.analysis.gain_tables import gain_charts, gain_tables
from pooling.analysis.robust import ALL, robust
from pooling.analysis.robust_sentences import robust_sentences
from pooling.analysis.robust_tables import robust_charts, robust_tables
from pooling.analysis.rule_prices import rule_prices, rules_sentences, rules_table
from pooling.analysis.runs import RunAll
from pooling.analysis.shift import shift_options
from pooling.analysis.solving import NotOfCase, Solved
from pooling.analysis.stress import stress
from pooling.analysis.stress_causes import drivers_table, failures_table, obligations_table
from pooling.analysis.stress_charts import stress_charts
from pooling.analysis.stress_sensitivity import sensitivity_of, sensitivity_sentences, sensitivity_table
from pooling.analysis.stress_sentences import stress_sentences
from pooling.analysis.stress_tables import (
    convergence_table,
    delays_table,
    futures_table,
    overall_table,
    promises_table,
    reached_table,
)
from pooling.case.case import Case
from pooling.output.chart import Chart
from pooling.output.charts_comparison import comparison_charts
from pooling.output.charts_shift import shift_charts
from pooling.output.comparison import comparison_tables
from pooling.output.comparison_book import write_comparison
from pooling.output.comparison_summary import Asked
from pooling.output.contributions import Sums
from pooling.output.entry import Entry
from pooling.output.given_way import sentence
from pooling.output.names import Names
from pooling.output.shift_tables import shift_sentences, shift_tables
from pooling.output.table import Table
from pooling.plan.explain.giving_way import GivenWay, softened
from pooling.plan.figures import Figures
from pooling.plan.plan import Plan
from pooling.plan.solve import Options
from pooling.plan.verify import verify


@dataclass(frozen=True)
class Analysis:
    """`tables` begins with the one that tells most; `entries` are the solves, `asked` holds the sentences found."""

    case: Case
    entries: Sequence[Entry]
    tables: Sequence[Table]
    charts: Sequence[Chart]
    asked: Asked

    @property
    def sentences(self) -> list[str]:
        """What was found, as far as proofs carry it."""
        return list(self.asked.sentences)

    def write(self, path: Path, force: bool = False) -> None:
        """The workbook, with what was asked, found and what every column counts."""
        write_comparison(path, self.tables, self.charts, self.case, self.asked, force)


def compared(cases: Mapping[str, Case | str], options: Options, run_all: RunAll, sums: Sums | None = None) -> Analysis:
    """Scenarios side by side, the first is what the others are held against; a text says why a case is none.

    `sums`: scenario to those that it adds up.
    """
    entries, sums = compare(cases, options, run_all), sums or {}
    tables, charts = tables_and_charts(entries, sums)
    case = next(case for case in cases.values() if not isinstance(case, str))
    asked = _asked("compare", options, found(entries, sums), scenarios=", ".join(cases))
    return Analysis(case, entries, tables, charts, asked)


def shifted(case: Case, scenarios: Mapping[str, Case | str], options: Options, run_all: RunAll) -> Analysis:
    """The ways to shift orders, `scenarios` among them, against as ordered."""
    shift = shift_options(case, scenarios, options, run_all)
    ranked, *others = shift_tables(shift.baseline, shift.options)
    tables = [ranked, *comparison_tables(shift.entries), *others]
    sentences = shift_sentences(shift.baseline, shift.options)
    asked = _asked("shift", options, sentences, scenario=case.scenario)
    return Analysis(case, shift.entries, tables, shift_charts(shift.baseline, shift.options), asked)


def gained(case: Case, options: Options, run_all: RunAll, guarantee: bool = False, seed: int = 1) -> Analysis:
    """Every partner alone against the pool."""
    gain = pooling_gain(case, options, run_all, guarantee, seed)
    tables = gain_tables(case, gain)
    entries = [gain.pooled, *gain.alone.values(), *([gain.guaranteed] if gain.guaranteed else [])]
    sentences = verdicts(gain, tables[0])
    asked = _asked("gain", options, sentences, scenario=case.scenario, guarantee=guarantee, seed=seed)
    return Analysis(case, entries, tables, gain_charts(gain, tables), asked)


def priced(case: Case, options: Options, run_all: RunAll) -> Analysis:
    """What each rule of the case costs."""
    entries = rule_prices(case, options, run_all)
    tables = [rules_table(entries), *comparison_tables(entries)]
    asked = _asked("rules", options, list(rules_sentences(entries)), scenario=case.scenario)
    return Analysis(case, entries, tables, comparison_charts(entries), asked)


def traded(case: Case, between: Sequence[str], points: int, options: Options, run_all: RunAll) -> Analysis:
    """The trade-off between two or three objectives."""
    result = frontier(case, between, points, options, run_all)
    entries = [*(point.entry for point in result.points), *result.failed]
    sentences = frontier_sentences(result)
    asked = _asked("frontier", options, sentences, scenario=case.scenario, between=", ".join(between), points=points)
    return Analysis(case, entries, frontier_tables(result), frontier_charts(result), asked)


def stressed(
    case: Case,
    plan: Plan,
    options: Options,
    run_all: RunAll,
    samples: int = 200,
    seed: int = 1,
    given_way: Sequence[GivenWay] = (),
    points: int = 0,
) -> Analysis:
    """A plan of the case in `samples` futures, held to limits as they have `given_way`.

    With `points` there are Sobol indices from so many base points, too. Raises `NotOfCase` where it breaks a rule.
    """
    case = softened(case, given_way)
    found = stress(case, plan, _figures(case, plan), options, run_all, samples, seed)
    names = Names(case)
    tables = [
        overall_table(found),
        delays_table(found, names),
        promises_table(found, names),
        reached_table(found),
        failures_table(found, names),
        drivers_table(found, names),
        obligations_table(found, names),
        convergence_table(found),
        futures_table(found),
    ]
    by_name = {table.name: table for table in tables}
    runs = [*found.runs, found.undisturbed, *(failure.run for failure in found.failures)]
    sentences = [*_given_way(given_way), *stress_sentences(found, by_name)]
    sensitive = sensitivity_of(found, options, run_all, points, seed) if points else None
    if sensitive:
        tables.append(sensitivity_table(found, sensitive, names))
        runs += sensitive.runs
        sentences += sensitivity_sentences(sensitive, tables[-1])
    shaped = {"samples": samples, "seed": seed} | ({"sensitivity": points} if points else {})
    asked = _asked("stress", options, sentences, scenario=case.scenario, **shaped)
    return Analysis(case, list(map(entry_of, runs)), tables, stress_charts(found, by_name), asked)


def hedged(
    best: Solved,
    options: Options,
    run_all: RunAll,
    count: int = 10,
    cvar: float | None = None,
    samples: int = 50,
    seed: int = 1,
) -> tuple[Analysis, Solved]:
    """The plan that is least late over `count` futures, or over the worst `cvar` per cent of them, beside `best`."""
    found = robust(best, options, run_all, count, ALL if cvar is None else cvar, samples, seed)
    shaped = {"futures": count, "cvar_pct": cvar, "samples": samples, "seed": seed}
    told = {name: value for name, value in shaped.items() if value is not None}
    sentences = [*_given_way(best.given_way), *robust_sentences(found)]
    asked = _asked("robust", options, sentences, scenario=best.case.scenario, **told)
    entries = list(map(entry_of, found.runs))
    return Analysis(best.case, entries, robust_tables(found), robust_charts(found), asked), found.solved()


ALL_SIGNED = "No candidate that may be signed is left out of the plan."


def explained(
    case: Case,
    plan: Plan,
    chosen: Chosen,
    seconds: float | None,
    run_all: RunAll,
    given_way: Sequence[GivenWay] = (),
) -> Analysis:
    """Why needs of a plan are late, by when to sign and what ends; in `seconds` also each candidate not signed.

    The plan is held to limits as they have `given_way`. Raises `NotOfCase` where it breaks a rule of the case, or is
    `chosen` by a code that the case does not have.
    """
    known = {"partner": case.partners, "item": case.items, "framework": case.frameworks}
    for name, code in (given := {n: c for n, c in asdict(chosen).items() if c}).items():
        codes = [getattr(row, name) for row in known[name]]
        if code not in codes:
            raise NotOfCase(f"the case has no {name} {code}; there are {', '.join(codes)}")
    case = softened(case, given_way)
    found = explain(case, plan, _figures(case, plan), chosen)
    tables, sentences, entries = list(found.tables), _given_way(given_way), []
    if seconds:
        others = forced(case, plan, seconds, run_all, chosen.framework)
        tables.append(forced_table(case, others))
        sentences += [str(row["sentence"]) for row in tables[-1].records()] or [ALL_SIGNED]
        entries = [others.base, *others.candidates]
    sentences += found.sentences
    return Analysis(case, entries, tables, [], Asked("explain", {"scenario": case.scenario, **given}, sentences))


def _given_way(given_way: Sequence[GivenWay]) -> list[str]:
    return [sentence(given_way)] if given_way else []


def _figures(case: Case, plan: Plan) -> Figures:
    """The figures of a plan that keeps the rules of the case."""
    verdict = verify(case, plan)
    if verdict.violations:
        raise NotOfCase(f"the plan breaks a rule of the case: {verdict.violations[0].message}")
    return verdict.figures


def _asked(analysis: str, options: Options, sentences: Sequence[str], **shaped: str | float) -> Asked:
    """What was asked and found: `shaped` are the analysis' own options, those of the solver follow."""
    limits = {"gap_pct": None if options.gap is None else 100 * options.gap, "time_limit_seconds": options.time_limit}
    return Asked(analysis, shaped | {name: value for name, value in limits.items() if value is not None}, sentences)
