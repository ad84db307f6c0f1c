"""Merge: a partner's rows take the place of that partner's rows, no others; what clashes is found on the whole case."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pooling.case.checks import check_rows
from pooling.case.findings import Finding
from pooling.case.rows import WHOLE_ROW, Row, Rows, Table
from pooling.case.schema import BY_NAME
from pooling.exchange.entry import NAMES, PARTNER
from pooling.exchange.intake import Submission

ORIGIN = re.compile(r"(\d+)\|(\w+!\w+)")
"""Sheet number and place, as a merged row says where it comes from."""

CLASH = "this clashes with other data of the case"
CLASH_ADVICE = "choose another code that begins with your own, or ask the planners"


@dataclass(frozen=True)
class Clash:
    """What is wrong only once sheets are merged; `cells` are those of submissions (by number) that it stems from."""

    finding: Finding
    cells: Mapping[int, str]

    def for_partner(self, number: int, file: str) -> Finding:
        """The finding as the partner of a submission may read it: nothing of what its data clash with."""
        cell = self.cells[number]
        sheet = cell.partition("!")[0]
        is_its_own = (file, cell) == (self.finding.file, self.finding.cell)
        return replace(
            self.finding,
            file=file,
            sheet=sheet,
            cell=cell,
            value=self.finding.value if is_its_own else "",
            message=CLASH,
            advice=CLASH_ADVICE,
        )


def merged(base: Rows, submissions: Sequence[Submission]) -> Rows:
    """The case's rows with those of the submissions, at most one a partner, in place of their partners' rows.

    Columns that only the planners keep in a row stay with it as long as its key does.
    """
    tables = dict(base.tables)
    for number, submission in enumerate(submissions):
        assert submission.cover is not None
        for name in NAMES:
            table = tables.get(name) or Table(BY_NAME[name], name)
            given = submission.tables[name]
            rows = [_adopted(given, row, number) for row in given.rows]
            tables[name] = replace(table, rows=_replaced(table.rows, submission.cover.partner, rows))
    return replace(base, tables={name: tables[name] for name in _in_order(base, tables)})


def _in_order(base: Rows, tables: Mapping[str, Table]) -> list[str]:
    """The case's own sheets, then those that are new and not empty."""
    return [name for name, table in tables.items() if name in base.tables or table.rows]


def _adopted(given: Table, row: Row, number: int) -> Row:
    """The row as one of the case, which remembers where it comes from."""
    name = row.sheet.name
    places = {column: f"{number}|{name}!{letter}{row.number}" for column, letter in given.letters.items()}
    places[WHOLE_ROW] = f"{number}|{name}!A{row.number}"
    return Row(BY_NAME[name], row.number, dict(row.values), changed=places)


def _replaced(rows: Sequence[Row], partner: str, new: Sequence[Row]) -> list[Row]:
    """The rows with the partner's ones replaced, where its first one stood."""
    old = [row for row in rows if row[PARTNER] == partner]
    others = [row for row in rows if row[PARTNER] != partner]
    extra = {_key(row): row.extra for row in old}
    first = old[0].number if old else max((row.number for row in rows), default=1) + 1
    for row in new:
        row.number = first
        row.extra = extra.get(_key(row), row.extra)
    return sorted([*others, *new], key=lambda row: row.number)


def _key(row: Row) -> tuple[object, ...]:
    return tuple(row[column] for column in row.sheet.key)


def clashes(base: Rows, whole: Rows, submissions: Sequence[Submission], new_checks: frozenset[str]) -> list[Clash]:
    """Errors of the merged case `whole` that neither `base` nor any of the submissions holds alone."""
    known = {(finding.rule, finding.cell) for finding in check_rows(base)}
    files = [submission.path.name for submission in submissions]
    new = [
        f for f in check_rows(whole, new_checks=new_checks) if f.severity == "error" and (f.rule, f.cell) not in known
    ]
    return [_clash(finding, files) for finding in new]


def _clash(finding: Finding, files: Sequence[str]) -> Clash:
    cells = {int(place[1]): place[2] for place in ORIGIN.finditer(f"{finding.message} {finding.cell}")}
    message = ORIGIN.sub(lambda place: f"{files[int(place[1])]} {place[2]}", finding.message)
    place = ORIGIN.fullmatch(finding.cell)
    if place:
        sheet = place[2].partition("!")[0]
        finding = replace(finding, file=files[int(place[1])], sheet=sheet, cell=place[2])
    return Clash(replace(finding, message=message), cells)
