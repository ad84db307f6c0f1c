"""Sentences: what an extract says first, in its partner's language: what you get, pay and decide, and how proven it is.

They are made of the extract's own tables alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pooling.exchange.decisions import CERTIFY, JOIN, MOVE, RESERVE, SIGN
from pooling.exchange.speech import Speech
from pooling.output.table import Table, columns

Tables = Mapping[str, Table]
GAP, PERCENT = "gap_", "_pct"


def told(tables: Tables, partner_name: str, speech: Speech) -> Table:
    """The first sheet: a sentence a row, and what it is about."""
    sections = {
        "get": [*_get(tables, speech)],
        "pay": [*_pay(tables, speech)],
        "decide": [*_decide(tables, speech)],
        "proof": [_proof(tables, speech)],
        "about": [_about(tables, partner_name, speech)],
    }
    rows = [(speech.words["sections"][key], line) for key, lines in sections.items() for line in lines]
    return Table("summary", str(speech.words["heading"]), columns("key:code value"), tuple(rows))


def _get(tables: Tables, speech: Speech) -> Iterator[str]:
    delays = tables["delays"].records()
    if not delays:
        yield speech.say("no_need")
    elif not any(row["delivered"] for row in delays):
        yield speech.say("nothing")
    over_time: dict[str, list[dict[str, Any]]] = {}
    for row in tables["attainment"].records():
        over_time.setdefault(row["item"], []).append(row)
    for row in delays:
        yield _item(row, over_time.get(row["item"], []), speech)
    if not tables["call_offs"].rows:
        yield speech.say("no_call_offs")


def _item(row: Mapping[str, Any], over_time: list[dict[str, Any]], speech: Speech) -> str:
    """What comes of an item, when it begins and when enough is there."""
    unit = row["unit"] or ""
    amounts = {key: speech.number(row[key]) for key in ("delivered", "need")}
    parts = [speech.say("item", item=row["item_name"] or row["item"], unit=unit, **amounts).strip()]
    first = next((at for at in over_time if at["delivered"]), None)
    if first:
        parts.append(speech.say("item_first", first=speech.period(first["period_name"] or f"{first['period']:%Y-%m}")))
    if row["undelivered"]:
        parts.append(speech.say("item_short", missing=speech.number(row["undelivered"]), unit=unit).strip())
    elif row["need_met_by"] and row["delay_months"] > 0:
        name = row["need_met_name"] or f"{row['need_met_by']:%Y-%m}"
        parts.append(speech.say("item_met", met=speech.period(name)))
    if row["delay_months"] == 0:
        parts.append(speech.say("item_on_time"))
    elif speech.number(row["delay_months"], 1) != speech.number(0, 1):
        parts.append(speech.say("item_delay", months=speech.number(row["delay_months"], 1)))
    if any(at["norm"] for at in over_time):
        parts.append(_norm(row, speech))
    return f"{speech.words['format']['separator'].join(parts)}."


def _norm(row: Mapping[str, Any], speech: Speech) -> str:
    if row["norm_reached_by"] is None:
        return speech.say("item_no_norm")
    name = row["norm_reached_name"] or f"{row['norm_reached_by']:%Y-%m}"
    return speech.say("item_norm", norm=speech.period(name))


def _pay(tables: Tables, speech: Speech) -> Iterator[str]:
    rows = [row for row in tables["budgets"].records() if row["paid"]]
    if not rows:
        yield speech.say("pay_nothing")
        return
    years = (speech.say("pay_year", year=row["year"], amount=speech.money(row["paid"])) for row in rows)
    total = speech.money(sum(row["paid"] for row in rows))
    yield speech.say("pay", total=total, years=speech.words["format"]["separator"].join(years))
    if all(row["reserved_eur"] is not None and row["paid_reached_eur"] is not None for row in rows):
        sums = {key: sum(row[key] for row in rows) for key in ("reserved_eur", "paid_reached_eur")}
        reserved, reached = (speech.money(amount) for amount in sums.values())
        if reserved != reached:
            yield speech.say("pay_prices", reserved=reserved, reached=reached)


def _decide(tables: Tables, speech: Speech) -> Iterator[str]:
    rows = tables["decisions"].records()
    if not rows:
        yield speech.say("no_decision")
    for row in rows:
        yield _decision(row, speech)


def _decision(row: Mapping[str, Any], speech: Speech) -> str:
    by = speech.day(row["by"]) if row["by"] else ""
    known = {"of": row["of"], "name": row["name"], "by": by, "amount": speech.money(row["amount_eur"] or 0.0)}
    match row["decision"]:
        case kind if kind in (CERTIFY, RESERVE):
            return speech.say(kind, **known)
        case kind if kind == MOVE:
            way = speech.say("later" if row["months"] > 0 else "earlier")
            return speech.say(MOVE, **known, months=abs(row["months"]), way=way)
        case kind:
            sentence = speech.say(kind if kind == SIGN or by else f"{JOIN}_undated", **known)
            return f"{sentence} {speech.say('fee', **known)}" if row["amount_eur"] else sentence


def _proof(tables: Tables, speech: Speech) -> str:
    parts = []
    for row in tables["summary"].records():
        key = str(row["key"])
        if not key.startswith(GAP):
            continue
        name, gap = key.removeprefix(GAP).removesuffix(PERCENT), row["value"]
        objective = speech.words["objectives"].get(name, name)
        if gap is None:
            parts.append(speech.say("proof_open", objective=objective))
        elif gap == 0:
            parts.append(speech.say("proof_best", objective=objective))
        else:
            parts.append(speech.say("proof_gap", objective=objective, gap=speech.percent(gap)))
    return speech.say("proof", parts=speech.words["format"]["separator"].join(parts))


def _about(tables: Tables, partner_name: str, speech: Speech) -> str:
    facts = {row["key"]: row["value"] for row in tables["summary"].records()}
    return speech.say("about", case=facts["case"], scenario=facts["scenario"], partner=partner_name)
