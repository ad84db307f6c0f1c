"""Files that must not be opened: each gives one clear error, quickly, and never an exception."""

import io
import os
import time
import warnings
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile

import pytest
from helpers.workbooks import tiny_rows, write_workbook

from pooling.case.findings import Collector
from pooling.case.preflight import OLE, preflight
from pooling.case.reader import load, read_rows

DOCTYPE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
BOOK, SHEET, STYLES, TYPES = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return write_workbook(tmp_path_factory.mktemp("good") / "good.xlsx", tiny_rows())


@pytest.fixture(scope="module")
def parts(good):
    """The parts of a good workbook by name."""
    with ZipFile(good) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts, extra=(), compression=ZIP_DEFLATED):
    """A zip of `parts`, with further (name, bytes) pairs that may repeat names."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", compression) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that stands twice
        for name, data in [*parts.items(), *extra]:
            archive.writestr(name, data)
    return stream.getvalue()


def with_part(name, data=b"<x/>"):
    return lambda parts: zipped({**parts, name: data})


def edited(name, old, new):
    def make(parts):
        assert old in parts[name]
        return zipped({**parts, name: parts[name].replace(old, new)})

    return make


def after_declaration(name, text):
    """`text` put before the root element of a part."""

    def make(parts):
        data = parts[name]
        at = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
        return zipped({**parts, name: data[:at] + text + data[at:]})

    return make


def utf16(name):
    return lambda parts: zipped({**parts, name: parts[name].decode().replace("UTF-8", "UTF-16").encode("utf-16")})


def flipped(parts):
    data = bytearray(zipped(parts, compression=ZIP_STORED))
    at = data.find(b"<sheetData>")
    data[at + 30] ^= 0xFF
    return bytes(data)


def bomb(name, filler):
    """40 MB of one thing in a file of a few hundred kB: above the ratio, below the size."""
    return lambda parts: zipped({**parts, name: filler * (40_000_000 // len(filler))})


def cell_at(place):
    return edited(SHEET, b"</sheetData>", b'<row r="9"><c r="%s" t="n"><v>1</v></c></row></sheetData>' % place)


def encrypted_flag(parts):
    data = bytearray(zipped(parts))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    return bytes(data)


HOSTILE = {
    "empty": (lambda _: b"", "not-a-workbook"),
    "csv": (lambda _: b"partner;item;quantity\nNLD;155HE;1\n", "not-a-workbook"),
    "html": (lambda _: b"<html><table></table></html>", "not-a-workbook"),
    "xml-2003": (lambda _: b'<?xml version="1.0"?><Workbook/>', "not-a-workbook"),
    "pdf": (lambda _: b"%PDF-1.7 ...", "not-a-workbook"),
    "noise": (lambda _: bytes(range(256)) * 40, "not-a-workbook"),
    "old-xls": (lambda _: OLE + bytes(1000) + "Workbook".encode("utf-16-le"), "old-format"),
    "encrypted": (lambda _: OLE + bytes(1000) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "zip-password": (encrypted_flag, "encrypted"),
    "zip-only": (lambda _: zipped({"a.txt": b"x"}), "not-a-workbook"),
    "docx": (lambda p: zipped({TYPES: p[TYPES], "word/document.xml": b"<x/>"}), "not-a-workbook"),
    "ods": (lambda _: zipped({"mimetype": b"application/vnd.oasis", "content.xml": b"<x/>"}), "not-a-workbook"),
    "xlsb": (lambda p: zipped({TYPES: p[TYPES], "xl/workbook.bin": b"x"}), "old-format"),
    "strict": (
        edited(
            BOOK,
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        "old-format",
    ),
    "cut-half": (lambda p: zipped(p)[: len(zipped(p)) // 2], "damaged"),
    "cut-tail": (lambda p: zipped(p)[:-10], "damaged"),
    "bit-flip": (flipped, "damaged"),
    "zip-head-only": (lambda _: b"PK\x03\x04" + bytes(100), "damaged"),
    "part-twice": (lambda p: zipped(p, [(SHEET, p[SHEET])]), "unsafe-entry"),
    "part-twice-by-case": (lambda p: zipped(p, [(SHEET.upper(), p[SHEET])]), "unsafe-entry"),
    "bzip2": (lambda p: zipped(p, compression=ZIP_BZIP2), "unsafe-entry"),
    "lzma": (lambda p: zipped(p, compression=ZIP_LZMA), "unsafe-entry"),
    "traversal": (with_part("../../evil.xml"), "unsafe-entry"),
    "absolute": (with_part("/etc/evil.xml"), "unsafe-entry"),
    "drive": (with_part("C:\\evil.xml"), "unsafe-entry"),
    "many-entries": (lambda p: zipped(p, [(f"x/{i}", b"") for i in range(3000)], ZIP_STORED), "too-large"),
    "bomb-cells": (bomb("xl/worksheets/sheet99.xml", b'<c r="A1"><v>1</v></c>'), "too-large"),
    "bomb-strings": (bomb("xl/other.xml", b"<si><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></si>"), "too-large"),
    "bomb-blanks": (bomb("xl/blank.xml", b" " * 1000), "too-large"),
    "vba": (with_part("xl/vbaProject.bin"), "macros"),
    "xlsm": (edited(TYPES, b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml"), "macros"),
    "activex": (with_part("xl/activeX/activeX1.xml"), "macros"),
    "macrosheet": (with_part("xl/macrosheets/sheet1.xml"), "macros"),
    "external-link": (with_part("xl/externalLinks/externalLink1.xml"), "active-content"),
    "connections": (with_part("xl/connections.xml"), "active-content"),
    "query-table": (with_part("xl/queryTables/queryTable1.xml"), "active-content"),
    "ole-object": (with_part("xl/embeddings/oleObject1.bin"), "active-content"),
    "dde": (with_part("xl/links/l.xml", b'<a><x:ddeLink ddeService="cmd"/></a>'), "active-content"),
    "external-image": (
        with_part(
            "xl/drawings/_rels/d.xml.rels", b'<Relationship Type="a/image" Target="http://x/y" TargetMode="External"/>'
        ),
        "active-content",
    ),
    "doctype-sheet": (after_declaration(SHEET, DOCTYPE), "unsafe-xml"),
    "doctype-book": (after_declaration(BOOK, DOCTYPE), "unsafe-xml"),
    "doctype-types": (after_declaration(TYPES, DOCTYPE), "unsafe-xml"),
    "doctype-bare": (after_declaration(STYLES, b"<!DOCTYPE styleSheet>"), "unsafe-xml"),
    "doctype-odd-name": (with_part("xl/styles.foo", DOCTYPE + b"<x/>"), "unsafe-xml"),
    "utf-16-sheet": (utf16(SHEET), "unsafe-xml"),
    "utf-7": (with_part("xl/x.xml", b'<?xml version="1.0" encoding="UTF-7"?><x/>'), "unsafe-xml"),
    "far-corner": (cell_at(b"XFD1048576"), "far-cell"),
    "far-column": (cell_at(b"AAA9"), "far-cell"),
    "far-row": (cell_at(b"B900000"), "far-cell"),
    "no-xml": (lambda p: zipped({**p, SHEET: b"this is not xml"}), "damaged"),
    "no-styles-values": (edited(SHEET, b"<sheetData>", b'<sheetData><row r="x"><c r="?"/></row>'), "damaged"),
    "string-index": (
        edited(SHEET, b"</sheetData>", b'<row r="9"><c r="A9" t="s"><v>99</v></c></row></sheetData>'),
        "damaged",
    ),
    "no-relations": (lambda p: zipped({k: v for k, v in p.items() if not k.endswith(".rels")}), "damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_gives_one_clear_error(tmp_path, parts, name):
    """One error with the rule expected, with advice, on one line, in under two seconds."""
    make, rule = HOSTILE[name]
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(make(parts))
    begin = time.perf_counter()
    result = read_rows(path)
    assert time.perf_counter() - begin < 2
    assert [finding.rule for finding in result.findings] == [rule]
    (finding,) = result.findings
    assert (finding.severity, finding.file) == ("error", path.name)
    assert finding.advice
    assert finding.line.isprintable()
    assert load(path).case is None


def test_good_file_passes(good):
    """The workbook that the hostile ones are made from has nothing wrong with it."""
    assert read_rows(good).findings == ()


def test_far_cell_is_named_with_its_sheet(tmp_path, parts):
    """The user finds the ghost by its sheet and place."""
    path = tmp_path / "far.xlsx"
    path.write_bytes(cell_at(b"XFD1048576")(parts))
    (finding,) = read_rows(path).findings
    assert finding.cell == "settings!XFD1048576"


def test_missing_file_and_folder(tmp_path):
    """A wrong path is a finding like any other."""
    for path, words in ((tmp_path / "none.xlsx", "no such file"), (tmp_path, "folder")):
        (finding,) = load(path).findings
        assert finding.rule == "not-found"
        assert words in finding.message


def test_pipe_is_not_read(tmp_path):
    """A named pipe would block forever."""
    path = tmp_path / "pipe.xlsx"
    os.mkfifo(path)
    (finding,) = load(path).findings
    assert finding.rule == "not-found"


def test_large_file_is_refused_before_it_is_read(tmp_path):
    """A sparse file of 301 MB is refused by its size, which the message states with the limit."""
    path = tmp_path / "large.xlsx"
    with path.open("wb") as stream:
        stream.write(b"PK\x03\x04")
        stream.truncate(301 * 1024 * 1024)
    (finding,) = load(path).findings
    assert finding.rule == "too-large"
    assert "301 MB" in finding.message
    assert "300 MB" in finding.message


def test_trust_lifts_only_limits_of_size(tmp_path, parts):
    """A stranger's sheet with row 250,000 is too far down, a planner's own case is not; a DOCTYPE is never read."""
    path = tmp_path / "own.xlsx"
    path.write_bytes(cell_at(b"B250000")(parts))
    for trusted, rules in ((False, ["far-cell"]), (True, [])):
        findings = Collector(path.name)
        preflight(path, findings, trusted=trusted)
        assert [finding.rule for finding in findings.findings] == rules
    path.write_bytes(after_declaration(SHEET, DOCTYPE)(parts))
    assert [finding.rule for finding in read_rows(path, trusted=True).findings] == ["unsafe-xml"]
