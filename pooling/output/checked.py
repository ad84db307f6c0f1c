"""A result held against its case: which rules its plan breaks, which figures are not its own, how far it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pooling.case.case import Case
from pooling.case.findings import CaseError, Collector, Finding
from pooling.case.reader import loaded, read_rows
from pooling.output.breaks import Break, Breaks
from pooling.output.distance import Distance, distances
from pooling.output.edited import Edited, edited, read_sheets, scenario_of
from pooling.output.recomputed import Difference, differences
from pooling.output.tables import recomputed_tables
from pooling.output.words import counted, listing
from pooling.plan.verify import verify

MOST_RULES = 6
"""Rules that are named in a sentence."""


@dataclass(frozen=True)
class Checked:
    """What is wrong with a plan that may have been changed by hand.

    of_case    warnings about the case
    findings   warnings about the result, and where it was solved for something else than what it is held against
    broken     rules that the plan breaks
    differing  figures of the result that are not those of its plan
    far        how far the plan is from what it was as it was solved, and from the best possible, by objective
    """

    case: Case
    edited: Edited
    of_case: Sequence[Finding]
    findings: Sequence[Finding]
    broken: Sequence[Break]
    differing: Sequence[Difference]
    far: Sequence[Distance]

    @property
    def heading(self) -> str:
        """What is held against what."""
        return f"{self.edited.file}: {self.case.settings.case}, scenario {self.case.scenario}"

    @property
    def sentences(self) -> list[str]:
        """What was found."""
        verdict = "The plan is valid: no rule is broken"
        if self.broken:
            rules = [f"{rule} ({n})" for rule, n in Counter(one.rule for one in self.broken).most_common()]
            verdict = f"Rules are broken in {counted(len(self.broken), 'place')}: {listing(rules, MOST_RULES)}"
        figures = "Every figure in the result is that of its plan"
        if self.differing:
            figures = (
                f"{counted(len(self.differing), 'figure')} in the result {'is' if len(self.differing) == 1 else 'are'} "
                "not of this plan; its sentences and charts tell the plan as it was solved"
            )
        note = "Where rules break, its figures are those of its decisions as they stand."
        return [f"{verdict}.", f"{figures}.", *(d.sentence for d in self.far), *([note] if self.broken else [])]


def checked(case_file: Path, result_file: Path, scenario: str = "") -> Checked:
    """Hold the plan of `result_file` against the case, in `scenario` or the one that the result names.

    Raises `CaseError` where the case or the result cannot be read.
    """
    sheets, told = read_sheets(result_file)
    own = scenario_of(sheets)
    found = loaded(read_rows(case_file, trusted=True), scenario or own)
    if found.case is None:
        raise CaseError([finding for finding in found.findings if finding.severity == "error"])
    case, plan = found.case, edited(sheets, told, found.case)
    verdict = verify(case, plan.plan)
    broken = Breaks(plan, case, found.rows).of(verdict.violations)
    same = own == case.scenario and plan.summary.get("case_sha256") == case.sha256
    return Checked(
        case,
        plan,
        found.findings,
        [*plan.findings, *_other_case(plan, case, own)],
        broken,
        differences(plan, recomputed_tables(case, verdict.figures), case),
        distances(plan, case, verdict.figures, valid=not broken, same_case=same),
    )


def _other_case(plan: Edited, case: Case, own: str) -> list[Finding]:
    """Warnings where the result was solved for something else than what it is held against."""
    findings = Collector(plan.file)
    row = {row["key"]: row for row in plan.sheets["summary"].rows}
    if own != case.scenario:
        at = plan.at("summary", row.get("scenario"), "value")
        message = f"the result is of scenario {own} and is held against {case.scenario}"
        findings.warn("other-case", at, own, message, "what it reached is not compared")
    elif plan.summary.get("case_sha256") != case.sha256:
        at = plan.at("summary", row.get("case_sha256"), "value")
        message = "the case has changed since the result was solved"
        findings.warn("other-case", at, None, message, "what it reached is not compared; solve again to know")
    return findings.findings
