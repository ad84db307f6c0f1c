"""Hostile, broken and odd demand sheets, each made from one that is filled in rightly.

`PYTHONPATH=tests python -m corpus.hostile FOLDER` writes them all, to look at.
"""

from __future__ import annotations

import io
import os
import sys
from datetime import date
from pathlib import Path
from zipfile import ZIP_STORED

from corpus.mutate import (
    BOOK,
    CUSTOM,
    DEMAND,
    DOCTYPE,
    LAUGHS,
    MEGABYTE,
    OLE,
    STRINGS,
    STYLES,
    TYPES,
    Make,
    book,
    cells,
    cover,
    declared,
    edited,
    encrypted_parts,
    flipped,
    lying_size,
    many_cells,
    names,
    noise,
    parts_of,
    raw_cell,
    renamed,
    strings,
    styles,
    with_part,
    without,
    zipped,
)
from helpers.sheets import FIRST, untouched
from openpyxl.workbook import Workbook

L = FIRST
"""Row of the line that the good sheet holds."""

CONTAINERS: dict[str, tuple[Make, str]] = {
    "empty": (lambda _: b"", "not-a-workbook"),
    "csv": (lambda _: b"line;item;need_by;quantity\nD1;155HE;2027-12-31;1\n", "not-a-workbook"),
    "html": (lambda _: b"<html><table><tr><td>1</td></tr></table></html>", "not-a-workbook"),
    "pdf": (lambda _: b"%PDF-1.7\n%", "not-a-workbook"),
    "noise": (lambda _: bytes(range(256)) * 40, "not-a-workbook"),
    "zip-of-something": (lambda _: zipped({"a.txt": b"x"}), "not-a-workbook"),
    "docx": (lambda g: zipped({TYPES: parts_of(g)[TYPES], "word/document.xml": b"<x/>"}), "not-a-workbook"),
    "ods": (lambda _: zipped({"mimetype": b"application/vnd.oasis", "content.xml": b"<x/>"}), "not-a-workbook"),
    "xlsb": (lambda g: zipped({TYPES: parts_of(g)[TYPES], "xl/workbook.bin": b"x"}), "old-format"),
    "xls": (lambda _: OLE + bytes(2000) + "Workbook".encode("utf-16-le"), "old-format"),
    "encrypted": (lambda _: OLE + bytes(2000) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "encrypted-parts": (encrypted_parts, "encrypted"),
    "cut-half": (lambda good: good[: len(good) // 2], "damaged"),
    "cut-tail": (lambda good: good[:-30], "damaged"),
    "flipped-bit": (flipped, "damaged"),
    "zip-head-only": (lambda _: b"PK\x03\x04" + bytes(100), "damaged"),
    "garbage-before": (lambda good: b"MZ" + bytes(500) + good, "not-a-workbook"),
    "300-megabytes": (lambda good: good, "too-large"),
    "part-twice": (lambda g: zipped(parts_of(g), [(DEMAND, parts_of(g)[DEMAND])]), "unsafe-entry"),
    "part-twice-by-case": (lambda g: zipped(parts_of(g), [(DEMAND.upper(), parts_of(g)[DEMAND])]), "unsafe-entry"),
    "part-outside": (with_part("../../evil.xml"), "unsafe-entry"),
    "part-absolute": (with_part("/etc/evil.xml"), "unsafe-entry"),
    "many-parts": (lambda g: zipped(parts_of(g), [(f"x/{i}", b"") for i in range(5000)], ZIP_STORED), "too-large"),
    "no-relations": (without("xl/_rels/workbook.xml.rels"), "damaged"),
    "no-sheet-part": (without(DEMAND), "missing-sheet"),
    "no-styles": (without(STYLES), "date-format"),
    "lying-size": (lying_size, "damaged"),
}

BOMBS: dict[str, tuple[Make, str]] = {
    "bomb-cells": (with_part("xl/x.xml", b'<c r="A1"><v>1</v></c>' * 1_000_000), "too-large"),
    "bomb-blanks": (with_part("xl/x.xml", b" " * 60 * MEGABYTE), "too-large"),
    "bomb-ratio": (with_part("xl/x.xml", b" " * 10 * MEGABYTE), "too-large"),
    "bomb-image": (with_part("xl/media/x.png", bytes(60 * MEGABYTE)), "too-large"),
    "bomb-noise": (with_part("xl/x.xml", noise(13)), "too-large"),
    "many-strings": (strings(400_000), "too-large"),
    "many-cells": (many_cells(200_000), "too-large"),
    "many-styles": (styles(80_000), "too-large"),
    "many-names": (names(60_000), "too-large"),
    "nested-laughs": (declared(STRINGS, LAUGHS), "unsafe-xml"),
}

XML: dict[str, tuple[Make, str]] = {
    "entity-sheet": (declared(DEMAND, DOCTYPE), "unsafe-xml"),
    "entity-strings": (declared(STRINGS, DOCTYPE), "unsafe-xml"),
    "entity-book": (declared(BOOK, DOCTYPE), "unsafe-xml"),
    "entity-properties": (declared(CUSTOM, DOCTYPE), "unsafe-xml"),
    "doctype-bare": (declared(STYLES, b"<!DOCTYPE styleSheet>"), "unsafe-xml"),
    "utf-16": (
        lambda g: zipped({**parts_of(g), DEMAND: parts_of(g)[DEMAND].decode().encode("utf-16")}),
        "unsafe-xml",
    ),
    "not-xml": (lambda g: zipped({**parts_of(g), DEMAND: b"this is not XML"}), "damaged"),
    "unclosed": (edited(DEMAND, b"</worksheet>", b""), "damaged"),
    "deep": (edited(DEMAND, b"</sheetData>", b"<a>" * 20_000 + b"</a>" * 20_000 + b"</sheetData>"), "damaged"),
    "strict": (
        edited(BOOK, b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/x"),
        "old-format",
    ),
    "style-nowhere": (edited(STYLES, b'xfId="0"', b'xfId="9999"'), "damaged"),
    "no-such-string": (raw_cell("A900", b't="s"><v>999999</v></c>'), "damaged"),
    "cell-nowhere": (edited(DEMAND, b"</sheetData>", b'<row r="x"><c r="?"/></row></sheetData>'), "damaged"),
    "negative-string": (raw_cell("A900", b't="s"><v>-7</v></c>'), "no-record"),
}

ACTIVE: dict[str, tuple[Make, str]] = {
    "macros": (with_part("xl/vbaProject.bin"), "macros"),
    "xlsm": (edited(TYPES, b"sheet.main+xml", b"sheet.macroEnabled.main+xml"), "macros"),
    "external-link": (with_part("xl/externalLinks/externalLink1.xml"), "active-content"),
    "connection": (with_part("xl/connections.xml"), "active-content"),
    "ole-object": (with_part("xl/embeddings/oleObject1.bin"), "active-content"),
    "dde": (with_part("xl/x.xml", b'<a><ddeLink ddeService="cmd"/></a>'), "active-content"),
}

STRUCTURE: dict[str, tuple[Make, str]] = {
    "17-billion-cells": (raw_cell("XFD1048576", b"><v>1</v></c>"), "far-cell"),
    "sheet-missing": (book(lambda b: b.remove(b["norms"])), "missing-sheet"),
    "sheet-renamed": (renamed("demand", "Bedarf"), "missing-sheet"),
    "sheet-twice": (book(lambda b: b.create_sheet("Demand ")), "duplicate-sheet"),
    "cover-missing": (book(lambda b: b.remove(b["cover"])), "not-a-demand-sheet"),
    "cover-of-another": (cover("partner", "DNK"), "other-partner"),
    "newer": (cover("schema", 99), "newer-form"),
    "keys-gone": (book(lambda b: b["demand"].delete_rows(L - 1)), "missing-column"),
    "key-renamed": (cells(**{f"D{L - 1}": "when"}), "missing-column"),
    "key-twice": (cells(**{f"H{L - 1}": "quantity"}), "duplicate-column"),
    "merged": (book(lambda b: b["demand"].merge_cells(f"A{L}:B{L + 3}")), "merged-cells"),
    "another-workbook": (lambda _: book(lambda b: None)(_blank()), "not-a-demand-sheet"),
}

CELLS: dict[str, tuple[Make, str]] = {
    "never-calculated": (cells(**{f"E{L}": "=2000*2"}), "not-calculated"),
    "formula": (raw_cell("E900", b"><f>1000*2</f><v>2000</v></c>"), "formula"),
    "web-service": (cells(**{f"G{L}": '=WEBSERVICE("http://example.org")'}), "not-calculated"),
    "error-cell": (cells(**{f"E{L}": "#REF!"}), "error-cell"),
    "text-number": (cells(**{f"E{L}": "4.000,5"}), "text-number"),
    "two-numbers": (cells(**{f"E{L}": "4,000"}), "ambiguous-number"),
    "wide-digits": (cells(**{f"E{L}": "４０００"}), "text-number"),
    "underscores": (cells(**{f"E{L}": "4_000"}), "wrong-type"),
    "not-a-number": (cells(**{f"E{L}": "nan"}), "wrong-type"),
    "endless": (cells(**{f"E{L}": 1e300}), "not-finite"),
    "overflowing": (raw_cell("E900", b'><v>1E999</v></c><c r="F900" t="str"><v>norm</v></c>'), "not-finite"),
    "true": (cells(**{f"E{L}": True}), "wrong-type"),
    "negative": (cells(**{f"E{L}": -1}), "negative"),
    "text-date": (cells(**{f"D{L}": "31.12.2027"}), "date-format"),
    "american-date": (cells(**{f"D{L}": "12/31/2027"}), "date-format"),
    "no-such-day": (cells(**{f"D{L}": "2027-02-30"}), "date-format"),
    "serial-date": (raw_cell("D900", b'><v>46752</v></c><c r="E900"><v>9</v></c>'), "date-format"),
    "date-for-number": (cells(**{f"E{L}": date(1910, 12, 13)}), "wrong-type"),
    "look-alike": (cells(**{f"A{L}": "\u041dLD-1"}), "bad-code"),
    "right-to-left": (cells(**{f"A{L}": "NLD\u202e1"}), "bad-code"),
    "long-code": (cells(**{f"A{L}": "x" * 30_000}), "bad-code"),
    "unknown-code": (cells(**{f"B{L}": "155HF"}), "unknown-code"),
    "injected": (cells(**{f"B{L}": '@SUM(1+1)*cmd|" /C calc"!A0'}), "unknown-code"),
    "escape-codes": (cells(**{f"F{L}": "\u009b31mnorm"}), "not-a-choice"),
    "hidden-row": (book(lambda b: setattr(b["demand"].row_dimensions[L], "hidden", True)), "hidden"),
    "hidden-sheet": (book(lambda b: setattr(b["demand"], "sheet_state", "veryHidden")), "hidden"),
    "comment": (cells(**{f"A{L}": "#D1"}), "comment-row"),
    "stray-sheet": (book(lambda b: b.create_sheet("secret")), "unknown-sheet"),
    "stray-value": (cells(**{f"K{L}": 5}), "no-header"),
}

HOSTILE = CONTAINERS | BOMBS | XML | ACTIVE | STRUCTURE | CELLS
"""Name to what makes the file of a good one, and the rule that must be among its findings."""

WARNED = frozenset({"formula", "hidden", "comment-row", "unknown-sheet", "no-header", "text-number"})
"""Rules that only warn."""


def _blank() -> bytes:
    stream = io.BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


def write_all(folder: Path) -> dict[str, Path]:
    """Write every file of the corpus to `folder`; file by name."""
    good = untouched(folder / "good.xlsx", "NLD").read_bytes()
    files = {}
    for name, (make, _) in HOSTILE.items():
        files[name] = folder / f"{name}.xlsx"
        files[name].write_bytes(make(good))
    os.truncate(files["300-megabytes"], 300 * MEGABYTE)
    return files


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
