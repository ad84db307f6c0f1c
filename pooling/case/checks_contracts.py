"""Checks of framework contracts: signing, partners, lots, prices, instruments."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from pooling.case.checks_horizon import calendar_of
from pooling.case.findings import Collector, Severity
from pooling.case.membership import admitted
from pooling.case.rows import Row, Rows

WANTED = {"existing": ("signed",), "candidate": ("sign_from", "sign_to")}
"""Dates that a framework must give, by status."""


def signing(rows: Rows, findings: Collector) -> None:
    """Existing frameworks say when they were signed, candidates when they may be."""
    for row in rows["frameworks"]:
        for name in WANTED.get(row["status"], ()):
            if row[name] is None and name not in row.unread:
                message = f"the framework is {row['status']} but {name} is blank"
                findings.error("signing", rows.at(row, name), None, message, f"give {name}, or correct the status")
        for name in {"signed", "sign_from", "sign_to"} - set(
            WANTED.get(row["status"], ("signed", "sign_from", "sign_to"))
        ):
            if row[name] is not None:
                message = f"{name} is not read where the status is {row['status']}"
                findings.warn("signing", rows.at(row, name), row[name], message, "delete it, or correct the status")


def signing_dates(rows: Rows, findings: Collector) -> None:
    """Signing windows are in order and meet the horizon."""
    calendar = calendar_of(rows)
    for row in rows["frameworks"]:
        signed, first, last = (row[name] for name in ("signed", "sign_from", "sign_to"))
        if row["status"] == "existing":
            if calendar and signed and signed > calendar.settings.end:
                message, advice = "signed is after end", "make the framework a candidate, or correct the date"
                findings.error("outside-horizon", rows.at(row, "signed"), signed, message, advice)
            continue
        if first and last and last < first:
            advice = f"give a date from {first} on"
            findings.error("date-order", rows.at(row, "sign_to"), last, "sign_to is before sign_from", advice)
        if calendar and first and first > calendar.settings.end:
            advice = f"give a date up to {calendar.settings.end}, or delete the framework"
            findings.error("outside-horizon", rows.at(row, "sign_from"), first, "sign_from is after end", advice)
        if calendar and last and last < calendar.settings.start:
            advice = f"give a date from {calendar.settings.start} on, or make the framework existing"
            findings.error("outside-horizon", rows.at(row, "sign_to"), last, "sign_to is before start", advice)


def terms(rows: Rows, findings: Collector) -> None:
    """Warn of frameworks that can never deliver: the term is over before the lead time, or before the horizon."""
    calendar = calendar_of(rows)
    for row in rows["frameworks"]:
        lead, term, extension = row["lead_months"], row["term_months"], row["extend_months"]
        if calendar is None or None in (lead, term, extension):
            continue
        term = calendar.n_periods(term) + calendar.n_periods(extension)
        if term <= calendar.n_periods(lead):
            message = "the term ends before the first delivery"
            findings.warn(
                "term", rows.at(row, "term_months"), row["term_months"], message, "lengthen it beyond lead_months"
            )
        elif row["status"] == "existing" and row["signed"] and calendar.index(row["signed"]) + term <= 0:
            message = "the framework ended before start and delivers nothing"
            findings.warn(
                "term", rows.at(row, "signed"), row["signed"], message, "delete it, or correct signed or term_months"
            )


def partners_in(rows: Rows, findings: Collector) -> None:
    """The number of partners that must or may be in a framework fits its limits."""
    for row in rows["frameworks"]:
        least, most = row["min_partners"], row["max_partners"]
        if None not in (least, most) and least > most:
            advice = f"give at least {least}, or lower min_partners"
            findings.error(
                "min-above-max", rows.at(row, "max_partners"), most, "max_partners is below min_partners", advice
            )
            continue
        may, must = admitted(rows, row)
        severity: Severity = "error" if row["status"] == "existing" else "warning"
        if most is not None and len(must) > most:
            message = f"the framework has {len(must)} members, more than max_partners"
            findings.add(
                severity,
                "participants",
                rows.at(row, "max_partners"),
                most,
                message,
                "raise it, or let some join freely",
            )
        if least is not None and len(may) < least:
            message = f"only {len(may)} partners may be in it, fewer than min_partners"
            advice = "lower min_partners, widen open_to, or add participants"
            findings.add(severity, "participants", rows.at(row, "min_partners"), least, message, advice)


def exclusive_groups(rows: Rows, findings: Collector) -> None:
    """At most one framework of an exclusive group exists already."""
    existing: dict[str, Row] = {}
    for row in rows["frameworks"]:
        group = row["exclusive_group"]
        if not group or row["status"] != "existing":
            continue
        if group in existing:
            message = f"framework {existing[group]['framework']} of the same exclusive group exists already"
            findings.error(
                "exclusive", rows.at(row, "exclusive_group"), group, message, "take one of them out of the group"
            )
        existing.setdefault(group, row)


def lots(rows: Rows, findings: Collector) -> None:
    """Lots have a least quantity below their largest; frameworks have lots."""
    for row in rows["lots"]:
        least, most = row["min_quantity"], row["max_quantity"]
        if None not in (least, most) and least > most:
            message, advice = "min_quantity is above max_quantity", f"give at most {most:g}"
            findings.error("min-above-max", rows.at(row, "min_quantity"), least, message, advice)
    with_lots = {row["framework"] for row in rows["lots"]}
    for row in rows["frameworks"]:
        code = row["framework"]
        if code and code not in with_lots:
            findings.warn(
                "no-lot", rows.at(row, "framework"), code, "the framework has no lot", "add its lots, or delete it"
            )


def tiers(rows: Rows, findings: Collector) -> None:
    """Each lot has a ceiling price, and its tiers fall in price as they rise in quantity."""
    prices: dict[str, list[Row]] = defaultdict(list)
    unread = set()
    for row in rows["prices"]:
        if row["from_quantity"] is None:
            unread.add(row["lot"])
        else:
            prices[row["lot"]].append(row)
    for lot in rows["lots"]:
        code = lot["lot"]
        ordered = sorted(prices[code], key=lambda row: row["from_quantity"])
        if code and code not in unread and (not ordered or ordered[0]["from_quantity"] > 0):
            at = rows.at(ordered[0], "from_quantity") if ordered else rows.at(lot, "lot")
            advice = "add a row to prices with from_quantity 0: the ceiling price"
            findings.error("tiers", at, code, "the lot has no ceiling price", advice)
        _falling(rows, ordered, findings)
        _reachable(rows, ordered, lot["max_quantity"], findings)


def _falling(rows: Rows, ordered: list[Row], findings: Collector) -> None:
    for lower, upper in pairwise(ordered):
        before, after = lower["unit_price"], upper["unit_price"]
        if None in (before, after) or lower["from_quantity"] == upper["from_quantity"]:
            continue
        if after >= before:
            message = f"the price does not fall from the tier before ({before:g})"
            findings.error(
                "tiers", rows.at(upper, "unit_price"), after, message, "give a lower price, or delete the tier"
            )


def _reachable(rows: Rows, ordered: list[Row], most: float | None, findings: Collector) -> None:
    for row in ordered:
        if most is not None and row["from_quantity"] > max(most, 0) and row["from_quantity"] > 0:
            message = f"the tier begins above the lot's max_quantity ({most:g}) and is never reached"
            findings.warn("tiers", rows.at(row, "from_quantity"), row["from_quantity"], message, "correct one of them")


def instruments(rows: Rows, findings: Collector) -> None:
    """An instrument's validity is in order."""
    for row in rows["instruments"]:
        first, last = row["valid_from"], row["valid_to"]
        if first and last and last < first:
            advice = f"give a date from {first} on"
            findings.error("date-order", rows.at(row, "valid_to"), last, "valid_to is before valid_from", advice)
