"""Checks: rows to findings; every rule runs, none raises, none stops at the first fault."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from pooling.case import (
    checks_came,
    checks_contracts,
    checks_currencies,
    checks_donations,
    checks_futures,
    checks_horizon,
    checks_money,
    checks_supply,
    checks_where,
)
from pooling.case.came import remaining
from pooling.case.cells import closest
from pooling.case.findings import NEW_CHECKS, Collector, Finding
from pooling.case.rows import Rows, Table
from pooling.case.schema import COMMON, Column

Check = Callable[[Rows, Collector], None]
MOST_COMPARED = 30_000
"""Pairs of codes, per column, that are compared to find the one meant: thousands of unknown codes cost no more."""
NOT_IN_FILE_NAMES = frozenset('\\/:*?"<>|')


def check_rows(rows: Rows, *, new_checks: frozenset[str] = NEW_CHECKS) -> tuple[Finding, ...]:
    """Everything wrong with the rows of a case beyond single cells; unreadable cells are passed over."""
    findings = Collector(rows.file, new_checks)
    checks_came.deliveries(rows, findings)
    left = remaining(rows, checks_horizon.calendar_of(rows))
    for check in CHECKS:
        check(left, findings)
    return tuple(findings.findings)


def unique_keys(rows: Rows, findings: Collector) -> None:
    """No two rows of a table have the same key."""
    for table in rows.tables.values():
        if table.sheet.key:
            _unique_keys(table, findings)


def _unique_keys(table: Table, findings: Collector) -> None:
    names = table.sheet.key
    first: dict[tuple[object, ...], str] = {}
    for row in table.rows:
        key = tuple(row[name] for name in names)
        if None in key:
            continue
        at = table.at(row, names[-1])
        if key in first:
            what = ", ".join(names)
            message = f"{table.title} already has this {what} at {first[key]}"
            findings.error("duplicate-key", at, ", ".join(map(str, key)), message, "delete one row or correct its key")
        else:
            first[key] = at


def distinct_codes(rows: Rows, findings: Collector) -> None:
    """Codes of one table differ in more than case and spacing."""
    for table in rows.tables.values():
        if len(table.sheet.key) != 1:
            continue
        name = table.sheet.key[0]
        seen: dict[str, str] = {}
        for row in table.rows:
            code = row[name]
            if code is None:
                continue
            folded = "".join(code.casefold().split())
            other = seen.setdefault(folded, code)
            if other != code:
                advice = "make them equal, or tell them apart better"
                findings.warn("similar-codes", table.at(row, name), code, f"the code resembles {other}", advice)


def known_codes(rows: Rows, findings: Collector) -> None:
    """Every code that refers to another table stands in it, as far as that can be read."""
    unread = {name for name, table in rows.tables.items() if table.sheet.key and table.lacks(table.sheet.key[0])}
    keys: dict[str, dict[str, None]] = defaultdict(dict)
    for table in rows.tables.values():
        if table.sheet.key:
            keys[table.sheet.name] = {row[table.sheet.key[0]]: None for row in table.rows}
    for table in rows.tables.values():
        for column in table.sheet.columns:
            if column.refers and unread.isdisjoint(column.refers.split("|")):
                known = {code: None for sheet in column.refers.split("|") for code in keys[sheet]}
                _known_codes(table, column, known | dict.fromkeys(column.also), findings)


def _known_codes(table: Table, column: Column, known: dict[str, None], findings: Collector) -> None:
    names = [code for code in known if code]
    places = " or ".join(column.refers.split("|"))
    advice: dict[str, str] = {}
    for row in table.rows:
        code = row[column.name]
        if code is None or code in known:
            continue
        if code not in advice:
            meant = closest(code, names) if len(advice) * len(names) < MOST_COMPARED else ""
            advice[code] = meant or f"add it to {places}, or correct it"
        at = table.at(row, column.name)
        findings.error("unknown-code", at, code, f"{column.name} is not in {places}", advice[code])


def usable_codes(rows: Rows, findings: Collector) -> None:
    """Partners and scenarios, which become part of file names, have codes that can; none is reserved."""
    for sheet, name, reserved in (("partners", "partner", COMMON), ("scenarios", "scenario", "")):
        for row in rows[sheet]:
            code = row[name]
            if code and (set(code) & NOT_IN_FILE_NAMES or code.endswith(".")):
                advice = 'leave out \\ / : * ? " < > | and a final dot'
                findings.error("bad-code", rows.at(row, name), code, "the code cannot be part of a file name", advice)
            if code == reserved:
                findings.error("bad-code", rows.at(row, name), code, "this code is reserved", "choose another")


def offices(rows: Rows, findings: Collector) -> None:
    """Warn where a framework's office is no office of the table but resembles one."""
    known = list(dict.fromkeys(row["office"] for row in rows["offices"] if row["office"]))
    for row in rows["frameworks"]:
        office = row["office"]
        if office and office not in known and (advice := closest(office, known)):
            message = "the office is not in offices and is not limited"
            findings.warn("unknown-code", rows.at(row, "office"), office, message, advice)


CHECKS: tuple[Check, ...] = (
    unique_keys,
    distinct_codes,
    known_codes,
    usable_codes,
    offices,
    checks_horizon.horizon,
    checks_horizon.objectives,
    checks_horizon.fair_by,
    checks_horizon.some_need,
    checks_horizon.some_weight,
    checks_horizon.inside_horizon,
    checks_contracts.signing,
    checks_contracts.signing_dates,
    checks_contracts.terms,
    checks_contracts.partners_in,
    checks_contracts.exclusive_groups,
    checks_contracts.lots,
    checks_contracts.tiers,
    checks_contracts.instruments,
    checks_futures.reliability,
    checks_futures.uncertain,
    checks_where.named,
    checks_where.limits,
    checks_supply.expansions,
    checks_supply.producers,
    checks_supply.orders,
    checks_supply.fixed_orders,
    checks_supply.meetable_needs,
    checks_currencies.rates,
    checks_currencies.one_currency,
    checks_currencies.one_index,
    checks_donations.donations,
    checks_money.money,
)
"""Every check of what is still to come, in the order its findings are reported."""
