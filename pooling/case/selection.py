"""Selection: the rows of a table that a change means with its `where`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pooling.case.cells import closest, parse_cell
from pooling.case.numerals import PLAIN
from pooling.case.rows import Row, Table
from pooling.case.schema import BY_NAME, SOURCE, Column, Kind, Sheet

NUMERIC = (Kind.NUMBER, Kind.WHOLE, Kind.PERCENT)
ORDERED = (*NUMERIC, Kind.DATE)
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
CONDITION = re.compile(r"\s*([^<>=!]*?)\s*(!=|<=|>=|=|<|>)(.*)", re.DOTALL)
EVERY_ROW = "*"


class ChangeError(Exception):
    """A change that cannot be applied: the column of `changes` at fault, what is wrong, what to do."""

    def __init__(self, column: str, message: str, advice: str) -> None:
        super().__init__(message)
        self.column, self.message, self.advice = column, message, advice


@dataclass(frozen=True)
class Nothing:
    """A value in `where` that no row of the table holds, and what to do about it."""

    value: str
    message: str
    advice: str


@dataclass
class Selection:
    """Identities of the rows selected; `nothing` are values that select none, though others beside them do."""

    rows: set[int] = field(default_factory=set)
    nothing: list[Nothing] = field(default_factory=list)


def select(table: Table, where: str) -> Selection:
    """The rows that `where` selects, such as `partner=NLD|NOR; year>=2028; quantity=100..500`, or `*`.

    All conditions must hold. Raises `ChangeError` where no row is selected.
    """
    parts = [part for part in where.split(";") if part.strip()]
    if not parts:
        raise ChangeError("where", "where is blank", "give column=value, or * for every row")
    selection = Selection({id(row) for row in table.rows})
    if where.strip() != EVERY_ROW:
        for part in parts:
            holds = _condition(table, part, selection.nothing)
            selection.rows &= {id(row) for row in table.rows if holds(row)}
    if not selection.rows:
        first = next(iter(selection.nothing), None)
        message = "where selects no row" + (f": {first.message}" if first else "")
        raise ChangeError("where", message, first.advice if first else f"compare it with the values in {table.title}")
    return selection


def positions(sheet: str, records: Sequence[Any], where: str) -> list[int]:
    """Positions of those of the `records` of `sheet` that `where` selects; blank: all."""
    columns = BY_NAME[sheet].columns
    rows = [
        Row(BY_NAME[sheet], n, {column.name: getattr(record, column.attribute) for column in columns})
        for n, record in enumerate(records)
    ]
    selected = select(Table(BY_NAME[sheet], sheet, rows=rows), where or EVERY_ROW).rows
    return [row.number for row in rows if id(row) in selected]


def column_of(sheet: Sheet, name: str, at: str) -> Column:
    """The column of `sheet` that a change names in its column `at`."""
    columns = {**sheet.by_column, SOURCE.name: SOURCE}
    column = columns.get(name.strip().casefold())
    if column is None:
        advice = closest(name, list(columns)) or f"give one of {', '.join(columns)}"
        raise ChangeError(at, f"{sheet.name} has no column {name}".strip(), advice)
    return column


def value_of(column: Column, raw: Any, at: str) -> Any:
    """`raw` as a value of `column`; texts of changes write numbers with a decimal point."""
    if isinstance(raw, str) and column.kind in NUMERIC and PLAIN.fullmatch(raw.strip()):
        raw = float(raw)
    value, problem = parse_cell(column, raw)
    if problem and problem.severity == "error":
        raise ChangeError(at, f"{problem.message} ({raw})", problem.advice)
    return value


def _condition(table: Table, part: str, nothing: list[Nothing]) -> Callable[[Row], bool]:
    """Does a row fulfil one condition of `where`?"""
    found = CONDITION.fullmatch(part)
    if found is None:
        raise ChangeError("where", f"no = in {part.strip()}", "write column=value; column=value, or * for every row")
    name, sign, text = found.groups()
    column = column_of(table.sheet, name, "where")
    if sign in COMPARISONS:
        return _comparison(column, sign, text)
    one_of = [_equality(table, column, value.strip(), nothing) for value in text.split("|")]
    if sign == "!=":
        return lambda row: not any(holds(row[column.name]) for holds in one_of)
    return lambda row: any(holds(row[column.name]) for holds in one_of)


def _comparison(column: Column, sign: str, text: str) -> Callable[[Row], bool]:
    if column.kind not in ORDERED:
        raise ChangeError("where", f"{column.name} holds neither numbers nor dates to compare by {sign}", "use = or !=")
    limit = value_of(column, text, "where")
    if limit is None:
        raise ChangeError("where", f"no value after {column.name}{sign}", f"write {column.name}{sign}value")
    compare = COMPARISONS[sign]
    return lambda row: row[column.name] is not None and compare(row[column.name], limit)


def _equality(table: Table, column: Column, text: str, nothing: list[Nothing]) -> Callable[[Any], bool]:
    """Is a value the one that `text` gives, or in the range `a..b` that it gives? Noted where no row has it."""
    if column.kind in ORDERED and ".." in text:
        holds = _range(column, text)
    else:
        wanted = _as_written(table, column, value_of(column, text, "where"))
        holds = wanted.__contains__
    if not any(holds(row[column.name]) for row in table.rows):
        advice = closest(text, [str(row[column.name]) for row in table.rows]) if column.kind is Kind.CODE else ""
        message = f"no row of {table.title} has {column.name}={text}"
        nothing.append(Nothing(text, message, advice or f"compare it with the values in {table.title}"))
    return holds


def _range(column: Column, text: str) -> Callable[[Any], bool]:
    """Between two values, both included; either may be left out."""
    low, _, high = (value_of(column, end, "where") if end != ".." else end for end in text.partition(".."))
    if low is not None and high is not None and low > high:
        raise ChangeError("where", f"the range {text} is empty", "give the smaller value first")
    return lambda value: value is not None and (low is None or low <= value) and (high is None or value <= high)


def _as_written(table: Table, column: Column, wanted: Any) -> set[Any]:
    """The values meant by `wanted`: those of the table that differ in case only, where none is exactly it."""
    held = {row[column.name] for row in table.rows}
    if not isinstance(wanted, str) or wanted in held:
        return {wanted}
    return {value for value in _texts(held) if value.casefold() == wanted.casefold()}


def _texts(values: set[Any]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))
