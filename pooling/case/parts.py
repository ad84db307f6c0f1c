"""Parts: what the XML parser sees in one part of a workbook, counted and judged while it streams.

What a part is called does not matter: whatever begins like XML is parsed, once, in a time that grows as its size does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

MEGABYTE = 1 << 20
DAMAGED = "the workbook is damaged or was cut off"
SAVE_AGAIN = "open it in Excel and save it as an Excel Workbook (.xlsx)"
ASK_AGAIN = "ask for it again, or " + SAVE_AGAIN
DELETE = "delete what the tables do not need"


@dataclass(frozen=True)
class Limits:
    """The largest workbook that is opened; sizes in bytes, `ratio` unpacked to packed (judged above `free`).

    `cells` counts rows and shared strings too, `area` the cells that rows span up to their last one, `row` is the
    lowest row, `merged` counts merged areas, `tags` all else: styles, names, comments.
    """

    packed: int = 20 * MEGABYTE
    unpacked: int = 100 * MEGABYTE
    ratio: int = 100
    free: int = 10 * MEGABYTE
    entries: int = 2_000
    cells: int = 500_000
    area: int = 5_000_000
    row: int = 200_000
    merged: int = 1_000
    tags: int = 500_000


STRANGER = Limits()
OWN = Limits(packed=300 * MEGABYTE, unpacked=2_000 * MEGABYTE, cells=20_000_000, area=100_000_000, row=1_048_575)
"""A planner's own case may be large; every other check stands."""

DEMAND_SHEET = Limits(
    10 * MEGABYTE, 12 * MEGABYTE, free=2 * MEGABYTE, cells=150_000, area=1_500_000, merged=200, tags=50_000
)
"""A partner's sheet is small."""

UTF_8 = frozenset({"utf-8", "utf8", "us-ascii"})
STRICT = "http://purl.oclc.org/ooxml/"
INSIDE_CELLS = frozenset({"v", "f", "is", "t"})
"""Elements that stand in a cell or a shared string, four of them at most on average."""

LONGEST_FORMAT = 255
"""Excel's own limit on a number format; what reads it is slow on a longer one."""

DEEPEST = 200
PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,9})")
LAST_COLUMN = 702
"""ZZ: no table is wider."""


class UnsafeError(Exception):
    """The file must not be opened: rule, message, advice and, for a cell, where."""

    def __init__(self, rule: str, message: str, advice: str, at: str = "") -> None:
        super().__init__(message)
        self.rule, self.message, self.advice, self.at = rule, message, advice, at


@dataclass
class Counts:
    """What was counted in all parts of a workbook so far; `worksheets` are the parts that sheets stand in."""

    limits: Limits
    cells: int = 0
    inside: int = 0
    area: int = 0
    merged: int = 0
    tags: int = 0
    worksheets: Counter[str] = field(default_factory=Counter)

    def check(self) -> None:
        """Raise `UnsafeError` where a limit is exceeded."""
        limits = self.limits
        for what, count, limit in (
            ("cells and texts", self.cells, limits.cells),
            ("cells and texts", self.inside, 4 * limits.cells),
            ("space between cells", self.area, limits.area),
            ("merged areas", self.merged, limits.merged),
            ("styles and definitions", self.tags, limits.tags),
        ):
            if count > limit:
                raise UnsafeError("too-large", f"the workbook has more {what} than the limit of {limit:,}", DELETE)


class FarCellError(Exception):
    """A cell or row lies far outside any table; `cell` is such as `B900000`."""

    def __init__(self, cell: str) -> None:
        super().__init__(cell)
        self.cell = cell


def inspect(part: str, chunks: Iterable[bytes], counts: Counts) -> None:
    """Read the part to its end; raises `UnsafeError` or `FarCellError` for what must not be opened.

    What does not begin like XML, such as a picture, is read but not parsed: no reader of workbooks takes it for XML.
    """
    inspector: _Inspector | None = None
    for number, chunk in enumerate(chunks):
        if number == 0 and _is_xml(part, chunk):
            inspector = _Inspector(part, counts)
        if inspector:
            inspector.feed(chunk)
    if inspector:
        inspector.feed(b"", last=True)


def _is_xml(part: str, head: bytes) -> bool:
    """Does the part begin like XML, which then must be UTF-8?"""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"<" in head[:4] and b"\0" in head[:4]):
        raise _not_utf_8(part)
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def _not_utf_8(part: str) -> UnsafeError:
    return UnsafeError("unsafe-xml", f"the part {part} is not UTF-8", SAVE_AGAIN)


def _damaged() -> UnsafeError:
    return UnsafeError("damaged", DAMAGED, ASK_AGAIN)


class _Inspector:
    """One part's parser, with the row and the column that it stands in."""

    def __init__(self, part: str, counts: Counts) -> None:
        self.part = part
        self.counts = counts
        self.depth = self.row = self.column = 0
        parser = expat.ParserCreate()
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        self.parser = parser
        self.tolerant = part.lower().endswith(".vml")  # Excel writes drawings of that kind that are no proper XML
        self.judges = {
            "row": self._row,
            "c": self._cell,
            "Relationship": self._relationship,
            "numFmt": self._format,
            "Override": self._kind,
            "Default": self._kind,
        }

    def feed(self, chunk: bytes, last: bool = False) -> None:
        """Parse the next bytes."""
        try:
            self.parser.Parse(chunk, last)
        except expat.ExpatError:
            if self.tolerant:
                return
            raise _damaged() from None
        self.counts.check()

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding and encoding.lower() not in UTF_8:
            raise _not_utf_8(self.part)

    def _doctype(self, *declared: object) -> None:
        message = f"the part {self.part} declares a document type or entities: unsafe XML"
        raise UnsafeError("unsafe-xml", message, SAVE_AGAIN)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.depth == 0 and any(value.startswith(STRICT) for value in attributes.values()):
            advice = "save it as Excel Workbook (.xlsx), not Strict"
            raise UnsafeError("old-format", "this is a Strict Open XML workbook", advice)
        self.depth += 1
        if self.depth > DEEPEST:
            raise _damaged()
        name = tag.rpartition(":")[2]
        counts = self.counts
        if name in ("c", "row", "si"):
            counts.cells += 1
        elif name in INSIDE_CELLS:
            counts.inside += 1
        elif name == "mergeCell":
            counts.merged += 1
        else:
            counts.tags += 1
        if name in self.judges:
            self.judges[name](attributes)
        elif name in ("ddeLink", "oleLink"):
            raise _links_outside()

    def _end(self, _: str) -> None:
        self.depth -= 1

    def _row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        try:
            number = self.row + 1 if given is None else float(given)  # a reader takes 2e9 for a number, too
        except ValueError:
            raise _damaged() from None
        if not 1 <= number <= self.counts.limits.row:
            raise FarCellError(f"A{given or number}")
        self.counts.area += max(0, int(number) - self.row)
        self.row, self.column = int(number), 0

    def _cell(self, attributes: dict[str, str]) -> None:
        column = self.column + 1
        given = attributes.get("r")
        if given is not None:
            place = PLACE.fullmatch(given)
            if not place:
                raise _damaged()
            column = _number(place[1])
            if int(place[2]) > self.counts.limits.row:
                raise FarCellError(given.upper())
        if column > LAST_COLUMN:
            raise FarCellError(given.upper() if given else f"AAA{self.row}")
        self.counts.area += max(0, column - self.column)
        self.column = max(self.column, column)

    def _relationship(self, attributes: dict[str, str]) -> None:
        kind, target = attributes.get("Type", ""), attributes.get("Target", "")
        if attributes.get("TargetMode", "").strip().lower() == "external" and not kind.endswith("/hyperlink"):
            raise _links_outside()
        if kind.endswith("/worksheet"):
            self.counts.worksheets[target] += 1
        if target.lower().endswith(".vml") and not kind.endswith("/vmlDrawing"):
            raise UnsafeError("unsafe-entry", f"the part {target} is not what its name says", SAVE_AGAIN)
        if self.counts.worksheets[target] > 1:
            raise UnsafeError("unsafe-entry", f"two sheets stand in one part, {target}", SAVE_AGAIN)

    def _format(self, attributes: dict[str, str]) -> None:
        if len(attributes.get("formatCode", "")) > LONGEST_FORMAT:
            raise UnsafeError("too-large", f"a number format is longer than {LONGEST_FORMAT} characters", SAVE_AGAIN)

    def _kind(self, attributes: dict[str, str]) -> None:
        if "macroenabled" in attributes.get("ContentType", "").lower():
            raise holds_macros()


def holds_macros() -> UnsafeError:
    """The fault of a workbook with macros."""
    advice = "save it as an Excel Workbook (.xlsx) without macros"
    return UnsafeError("macros", "the workbook holds macros or controls", advice)


def _links_outside() -> UnsafeError:
    message = "the workbook links to something outside itself"
    return UnsafeError("active-content", message, "break the link and save again")


def _number(letters: str) -> int:
    """A column's number from 1 on: `A` is 1, `AA` 27."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number
