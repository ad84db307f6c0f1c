"""Cover: whose sheet it is, of which case and which revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pooling.case.findings import Collector
from pooling.case.schema import LANGUAGES
from pooling.exchange.entry import SCHEMA_VERSION
from pooling.output.template_cover import COVER

FACTS = frozenset(("case", "partner", "issue", "revision", "contact", "schema"))
DEEPEST = 60
"""Facts stand on the cover above this row."""
LONGEST_RETURN = 200
"""Whom a sheet is sent back to is said in so many characters."""
LABEL, VALUE, KEY = range(3)
FROM_PLANNERS = "leave the cover as it came but for revision and contact; if in doubt ask for a new sheet"


@dataclass(frozen=True)
class Cover:
    """`places` gives the cell of every fact, for findings."""

    case: str
    partner: str
    issue: int
    revision: int
    contact: str
    language: str
    return_to: str
    places: Mapping[str, str]


def read_cover(sheets: Mapping[str, Any], custom: Any, findings: Collector) -> Cover | None:
    """The cover of a workbook, None (and a finding) where it is not one of ours or newer than this tool."""
    title = next((title for title in sheets if title.strip().casefold() == COVER), "")
    facts, places = _facts(sheets[title], title) if title else ({}, {})
    said = {name: str(prop.value) for name in custom.names for prop in [custom[name]]}
    if not {"case", "partner", "revision", "schema"} <= facts.keys():
        advice = "fill in the sheet that pooling template wrote, and keep its cover"
        findings.error("not-a-demand-sheet", title, None, "the workbook has no cover of a demand sheet", advice)
        return None
    schema = _whole(facts["schema"])
    if schema is None or schema > SCHEMA_VERSION:
        advice = "collect it with the newer version of the tool that made it"
        message = f"this form has version {facts['schema']}; versions up to {SCHEMA_VERSION} can be read"
        findings.error("newer-form", places["schema"], facts["schema"], message, advice)
        return None
    _compare(facts, said, places, findings)
    language = said.get("language", "")
    return Cover(
        case=_text(facts["case"]),
        partner=_text(facts["partner"]),
        issue=_whole(facts.get("issue")) or 1,
        revision=_revision(facts["revision"], places["revision"], findings),
        contact=_text(facts.get("contact")),
        language=language if language in LANGUAGES else LANGUAGES[0],
        return_to=said.get("return_to", "")[:LONGEST_RETURN],
        places=places,
    )


def _facts(worksheet: Any, title: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Facts by key, and the cell of each."""
    facts, places = {}, {}
    for number, cells in enumerate(worksheet.iter_rows(max_row=DEEPEST, values_only=True), 1):
        key = str(cells[KEY]).strip() if len(cells) > KEY else ""
        if key in FACTS:
            facts[key], places[key] = cells[VALUE], f"{title}!B{number}"
    return facts, places


def _compare(facts: Mapping[str, Any], said: Mapping[str, str], places: Mapping[str, str], findings: Collector) -> None:
    """The cover still says what the sheet was made with."""
    for key, rule in (("case", "other-case"), ("partner", "other-partner")):
        if key in said and said[key] != _text(facts[key]):
            message = f"the cover names another {key} than the sheet was made for"
            findings.error(rule, places[key], facts[key], message, FROM_PLANNERS)


def _revision(value: Any, at: str, findings: Collector) -> int:
    revision = _whole(value)
    if revision is None or not 1 <= revision < 10_000:
        findings.error("revision", at, value, "the revision is no whole number from 1 on", "give 1, 2, 3 …")
        return 1
    return revision


def _whole(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 10:
        return int(value)
    return int(value) if isinstance(value, int | float) and abs(value) < 1e9 and value == int(value) else None


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
