"""What openpyxl does not tell about a sheet when it streams: formulas, hidden rows, merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import join, normpath
from typing import IO
from zipfile import ZipFile

from defusedxml.ElementTree import ParseError, fromstring
from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
WORTH_PARSING = re.compile(rb"[<:]f[\s>/]|hidden\s*=|mergeCell")
LONGEST_SIGN = 10
CHUNK = 1 << 20


@dataclass(frozen=True)
class SheetFacts:
    """`formulas` and `uncalculated` are coordinates such as `E17`, `merged` ranges, `hidden_rows` row numbers."""

    hidden: bool = False
    formulas: frozenset[str] = frozenset()
    uncalculated: frozenset[str] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[str, ...] = ()


def sheet_facts(archive: ZipFile) -> dict[str, SheetFacts]:
    """The facts of each worksheet of a workbook, by title."""
    facts = {}
    for title, state, part in _parts(archive):
        if part in archive.NameToInfo:
            facts[title] = _scan(archive, part, state != "visible")
    return facts


def sheet_titles(archive: ZipFile) -> dict[str, str]:
    """Part name to sheet title; empty where the workbook does not say."""
    try:
        return {part: title for title, _, part in _parts(archive)}
    except (KeyError, ValueError, ParseError):
        return {}


def _parts(archive: ZipFile) -> Iterator[tuple[str, str, str]]:
    """Title, state and part of every sheet."""
    book = _workbook_part(archive)
    folder, _, name = book.rpartition("/")
    targets = _targets(archive, f"{folder}/_rels/{name}.rels", folder)
    for sheet in fromstring(archive.read(book)).iter(f"{MAIN}sheet"):
        yield sheet.get("name", ""), sheet.get("state", "visible"), targets.get(sheet.get(RELATION_ID, ""), "")


def _workbook_part(archive: ZipFile) -> str:
    for relation in fromstring(archive.read("_rels/.rels")).iter(f"{RELATIONS}Relationship"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return str(relation.get("Target", "")).lstrip("/")
    return "xl/workbook.xml"


def _targets(archive: ZipFile, part: str, folder: str) -> dict[str, str]:
    """Relation id to part name."""
    relations = fromstring(archive.read(part)).iter(f"{RELATIONS}Relationship")
    return {
        relation.get("Id", ""): normpath(join("/", folder, relation.get("Target", ""))).lstrip("/")
        for relation in relations
    }


def _scan(archive: ZipFile, part: str, hidden: bool) -> SheetFacts:
    with archive.open(part) as stream:
        if not _is_worth_parsing(stream):
            return SheetFacts(hidden)
    formulas: set[str] = set()
    uncalculated: set[str] = set()
    hidden_rows: set[int] = set()
    merged: list[str] = []
    number = 0
    with archive.open(part) as stream:
        for _, element in etree.iterparse(stream, tag=(f"{MAIN}row", f"{MAIN}mergeCell"), resolve_entities=False):
            if element.tag == f"{MAIN}mergeCell":
                merged.append(element.get("ref", ""))
                continue
            number = int(element.get("r", number + 1))
            if element.get("hidden") in ("1", "true"):
                hidden_rows.add(number)
            for cell in element.iterfind(f"{MAIN}c"):
                if cell.find(f"{MAIN}f") is not None:
                    formulas.add(cell.get("r", ""))
                    if _is_uncalculated(cell):
                        uncalculated.add(cell.get("r", ""))
            element.clear()
    return SheetFacts(hidden, frozenset(formulas), frozenset(uncalculated), frozenset(hidden_rows), tuple(merged))


def _is_worth_parsing(stream: IO[bytes]) -> bool:
    """May there be any of the facts in the sheet?"""
    before = b""
    for chunk in chunks(stream):
        if WORTH_PARSING.search(before + chunk):
            return True
        before = chunk[-LONGEST_SIGN:]
    return False


def _is_uncalculated(cell: etree._Element) -> bool:
    """Is there no value beside the formula? (An empty text is a value.)"""
    value = cell.find(f"{MAIN}v")
    return value is None or (not value.text and cell.get("t") != "str")


def chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a part in pieces."""
    while block := stream.read(CHUNK):
        yield block
