"""Checks of time: the horizon, the objectives, need, and what lies outside the horizon."""

from __future__ import annotations

from datetime import date

from pooling.case.calendar import Calendar
from pooling.case.case import Settings
from pooling.case.findings import Collector
from pooling.case.rows import Row, Rows


def calendar_of(rows: Rows) -> Calendar | None:
    """The case's time grid; None where start, end or period cannot be used."""
    settings = rows.settings()
    if not {"start", "end", "period_months"} <= settings.keys():
        return None
    period = int(settings["period_months"])
    calendar = Calendar(Settings("", settings["start"], settings["end"], period_months=period))
    return calendar if calendar.is_whole else None


def _setting(rows: Rows, key: str) -> Row | None:
    return next((row for row in rows["settings"] if row["key"] == key), None)


def horizon(rows: Rows, findings: Collector) -> None:
    """The horizon starts on the first of a month and holds a whole number of periods."""
    start, end = _setting(rows, "start"), _setting(rows, "end")
    first = start["value"] if start else None
    last = end["value"] if end else None
    if start and first and first.day != 1:
        advice = f"give the first of a month, such as {first.replace(day=1)}"
        findings.error("horizon", rows.at(start, "value"), first, "start is not the first of a month", advice)
    if not (start and end and first and last):
        return
    if last < first:
        findings.error("date-order", rows.at(end, "value"), last, "end is before start", f"give a date after {first}")
    elif first.day == 1 and "period_months" in rows.settings() and calendar_of(rows) is None:
        period = rows.settings()["period_months"]
        message = f"the horizon is not a whole number of periods of {period} months"
        advice = (
            f"give an end {period}, {2 * int(period)}, … whole months after start, such as {_whole_end(first, period)}"
        )
        findings.error("horizon", rows.at(end, "value"), last, message, advice)


def _whole_end(first: date, period: str) -> date:
    """The end of a horizon of one period."""
    months = int(period)
    calendar = Calendar(Settings("", first, first, period_months=months))
    return date.fromordinal(calendar.first_day(1).toordinal() - 1)


def objectives(rows: Rows, findings: Collector) -> None:
    """No objective is named twice."""
    row = _setting(rows, "objectives")
    if row and row["value"] and len(set(row["value"])) < len(row["value"]):
        shown = ", ".join(row["value"])
        findings.error(
            "duplicate-objective", rows.at(row, "value"), shown, "an objective is named twice", "name it once"
        )


def fair_by(rows: Rows, findings: Collector) -> None:
    """Shares by money take a budget of everybody who needs anything."""
    row = _setting(rows, "fair_by")
    if row is None or row["value"] != "money":
        return
    budgets = {budget["partner"] for budget in rows["budgets"]}
    needing = dict.fromkeys(need["partner"] for sheet in ("demand", "norms", "usage") for need in rows[sheet])
    without = [partner for partner in needing if partner and partner not in budgets]
    if without:
        message = f"partners without a row in budgets bring no known money: {', '.join(without)}"
        advice = "add rows to budgets for them, or share by need or months"
        findings.error("fair-shares", rows.at(row, "value"), row["value"], message, advice)


def some_need(rows: Rows, findings: Collector) -> None:
    """A case has demand lines, norms or usage."""
    sheets = ("demand", "norms", "usage")
    unread = any(sheet in rows.tables and rows.tables[sheet].lacks("quantity") for sheet in sheets)
    if not unread and not any(rows[sheet] for sheet in sheets):
        message, advice = "the case says nothing of what is needed", "fill in the sheet demand, norms or usage"
        findings.error("no-need", "demand", None, message, advice)


def some_weight(rows: Rows, findings: Collector) -> None:
    """Not every priority is 0, or no delay would count."""
    for sheet in ("partners", "items"):
        priorities = [row["priority"] for row in rows[sheet]]
        if priorities and not any(priority != 0 for priority in priorities):
            message = f"all priorities in {sheet} are 0: no delay would count"
            findings.error("no-need", rows.at(rows[sheet][0], "priority"), 0, message, "give one a priority above 0")


def inside_horizon(rows: Rows, findings: Collector) -> None:
    """Warn of years without a period and of demand that no longer counts."""
    calendar = calendar_of(rows)
    if calendar is None:
        return
    for sheet in ("budgets", "donations", "usage", "offices"):
        for row in rows[sheet]:
            if row["year"] is not None and row["year"] not in calendar.years:
                advice = (
                    f"the horizon holds {calendar.years[0]}-{calendar.years[-1]}; correct the year or delete the row"
                )
                message = "no period of the horizon belongs to this year"
                findings.warn("outside-horizon", rows.at(row, "year"), row["year"], message, advice)
    late = [row for row in rows["demand"] if row["need_by"] and calendar.index(row["need_by"]) >= calendar.periods]
    if late:
        at, first = rows.at(late[0], "need_by"), late[0]["need_by"]
        message = f"{len(late)} demand line(s), this the first, are needed after the end and do not count"
        findings.warn("outside-horizon", at, first, message, "extend the horizon if they should count")
