"""Ways to change a workbook: its zip, its XML, its cells."""

from __future__ import annotations

import io
import random
import warnings
from collections.abc import Callable, Iterable
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

Make = Callable[[bytes], bytes]

BOOK, DEMAND, STRINGS = "xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"
STYLES, TYPES, CUSTOM = "xl/styles.xml", "[Content_Types].xml", "docProps/custom.xml"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MEGABYTE = 1 << 20


def parts_of(good: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with ZipFile(io.BytesIO(good)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes], extra: Iterable[tuple[str, bytes]] = (), compression: int = ZIP_DEFLATED) -> bytes:
    """A zip of `parts`, with further parts that may repeat names."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", compression) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that stands twice
        for name, data in (*parts.items(), *extra):
            archive.writestr(name, data)
    return stream.getvalue()


def with_part(name: str, data: bytes = b"<x/>") -> Make:
    return lambda good: zipped({**parts_of(good), name: data})


def without(*names: str) -> Make:
    return lambda good: zipped({name: data for name, data in parts_of(good).items() if name not in names})


def edited(name: str, old: bytes, new: bytes, count: int = -1) -> Make:
    def make(good: bytes) -> bytes:
        parts = parts_of(good)
        assert old in parts[name], (name, old)
        return zipped({**parts, name: parts[name].replace(old, new, count)})

    return make


def declared(name: str, text: bytes) -> Make:
    """`text` put before a part's root element."""
    return edited(name, b"?>", b"?>" + text, 1)


def book(change: Callable[[Workbook], object]) -> Make:
    """The workbook changed as a user of a spreadsheet could."""

    def make(good: bytes) -> bytes:
        workbook = load_workbook(io.BytesIO(good))
        change(workbook)
        stream = io.BytesIO()
        workbook.save(stream)
        return stream.getvalue()

    return make


def cells(**values: object) -> Make:
    """Cells of the sheet `demand` filled in."""

    def change(workbook: Workbook) -> None:
        for place, value in values.items():
            workbook["demand"][place] = value

    return book(change)


def cover(key: str, value: object) -> Make:
    """A fact on the cover changed."""

    def change(workbook: Workbook) -> None:
        next(row[1] for row in workbook["cover"].iter_rows() if row[2].value == key).value = value

    return book(change)


def raw_cell(place: str, xml: bytes) -> Make:
    """A cell written as XML, below everything else of the sheet `demand`."""
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").encode()
    cell = b'<row r="%s"><c r="%s" %s</row></sheetData>' % (row, place.encode(), xml)
    return edited(DEMAND, b"</sheetData>", cell)


def encrypted_parts(good: bytes) -> bytes:
    data = bytearray(good)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    return bytes(data)


def lying_size(good: bytes) -> bytes:
    """The directory says that a part of 4 MB has 10 bytes."""
    data = bytearray(zipped({**parts_of(good), "xl/other.xml": b" " * 4 * MEGABYTE}))
    at = data.rfind(b"xl/other.xml") - 46
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def flipped(good: bytes) -> bytes:
    data = bytearray(zipped(parts_of(good), compression=ZIP_STORED))
    data[data.find(b"<sheetData>") + 30] ^= 0xFF
    return bytes(data)


def noise(megabytes: float) -> bytes:
    """Letters that hardly shrink."""
    return bytes(random.Random(1).choices(range(97, 123), k=int(megabytes * MEGABYTE)))


def strings(count: int) -> Make:
    """That many shared strings, all different."""
    items = b"".join(b"<si><t>%x</t></si>" % (number * 2654435761) for number in range(count))
    return edited(STRINGS, b"</sst>", items + b"</sst>")


def many_cells(count: int) -> Make:
    """That many different cells in rows of ten."""
    rows = (
        b'<row r="%d">' % row
        + b"".join(b'<c r="%c%d"><v>%d</v></c>' % (65 + c, row, row * c) for c in range(10))
        + b"</row>"
        for row in range(1000, 1000 + count // 10)
    )
    return edited(DEMAND, b"</sheetData>", b"".join(rows) + b"</sheetData>")


def styles(count: int) -> Make:
    formats = b"".join(b'<xf numFmtId="%d"/>' % (number % 977) for number in range(count))
    return edited(STYLES, b"</cellXfs>", formats + b"</cellXfs>")


def names(count: int) -> Make:
    defined = b"".join(b'<definedName name="n%d">cover!$A$%d</definedName>' % (n, n % 999 + 1) for n in range(count))
    return edited(BOOK, b"<definedNames>", b"<definedNames>" + defined)


def renamed(old: str, new: str) -> Make:
    return book(lambda workbook: setattr(workbook[old], "title", new))
