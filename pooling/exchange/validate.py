"""Validate: a partner's sheet against the case, judged without anything of another partner."""

from __future__ import annotations

from dataclasses import replace

from pooling.case.checks import check_rows
from pooling.case.findings import NEW_CHECKS, Collector, Finding
from pooling.case.rows import Rows, Table
from pooling.exchange.cover import FROM_PLANNERS
from pooling.exchange.entry import PARTNER
from pooling.exchange.intake import Submission

FOR_PLANNERS = frozenset({"unmeetable-need", "magnitude", "budget-years"})
"""What no partner can mend; checking the merged case tells it to the planners."""

WITHOUT_SCENARIOS = ("scenarios", "changes")


def validated(submission: Submission, base: Rows, *, new_checks: frozenset[str] = NEW_CHECKS) -> Submission:
    """The submission with everything found wrong with it against the case `base`; its rows know their partner."""
    cover = submission.cover
    if cover is None:
        return submission
    findings = Collector(submission.path.name, new_checks)
    case = base.settings()["case"]
    if cover.case != case:
        message = f"the sheet belongs to another case than {case}"
        findings.error("other-case", cover.places["case"], cover.case, message, "collect it into its own case")
    elif cover.partner not in {row[PARTNER] for row in base["partners"]}:
        message = "the case has no such partner"
        findings.error("other-partner", cover.places["partner"], cover.partner, message, FROM_PLANNERS)
    else:
        _claim_rows(submission, cover.partner, findings)
        findings.findings += _against(submission, base, cover.partner, new_checks)
    return replace(submission, findings=(*submission.findings, *findings.findings))


def _claim_rows(submission: Submission, partner: str, findings: Collector) -> None:
    """Every row is the partner's; one that says otherwise is an error."""
    for table in submission.tables.values():
        for row in table.rows:
            given = row.values.get(PARTNER)
            if given is not None and given != partner:
                advice = f"delete the row, or give it to {partner}"
                at = table.at(row, PARTNER)
                findings.error("other-partner", at, given, f"the row is not {partner}'s", advice)
            row.values[PARTNER] = partner
            row.unread -= {PARTNER}


def _against(submission: Submission, base: Rows, partner: str, new_checks: frozenset[str]) -> list[Finding]:
    """What the checks of a case say of the submission's cells when no other partner is in it."""
    tables = {name: _only(table, partner) for name, table in base.tables.items() if name not in WITHOUT_SCENARIOS}
    alone = Rows(submission.path.name, tables=tables | submission.tables)
    titles = {table.title for table in submission.tables.values()}
    checked = check_rows(alone, new_checks=new_checks)
    return [f for f in checked if f.cell and f.sheet in titles and f.rule not in FOR_PLANNERS]


def _only(table: Table, partner: str) -> Table:
    """The table without rows of other partners."""
    if PARTNER not in table.sheet.by_column:
        return table
    rows = [row for row in table.rows if row[PARTNER] == partner]
    return Table(table.sheet, table.title, table.letters, table.extra, rows)
