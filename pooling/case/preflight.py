"""Preflight: is this file safe to open? Looks at the zip's directory and streams each XML part once."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pooling.case.findings import Collector
from pooling.case.sheetxml import chunks, sheet_titles

MEGABYTE = 1 << 20
DAMAGED = "the workbook is damaged or was cut off"
SAVE_AGAIN = "open it in Excel and save it as an Excel Workbook (.xlsx)"
ASK_AGAIN = "ask for it again, or " + SAVE_AGAIN


@dataclass(frozen=True)
class Limits:
    """The largest workbook that is opened; sizes in bytes, `ratio` unpacked to packed (judged above `free`).

    `cells` counts shared strings too, `tags` those of all other parts: styles, names, comments.
    """

    packed: int = 20 * MEGABYTE
    unpacked: int = 100 * MEGABYTE
    ratio: int = 100
    free: int = 10 * MEGABYTE
    entries: int = 2_000
    cells: int = 500_000
    row: int = 200_000
    tags: int = 500_000


STRANGER = Limits()
OWN = Limits(packed=300 * MEGABYTE, unpacked=2_000 * MEGABYTE, cells=20_000_000, row=1_048_575)
"""A planner's own case may be large; every other check stands."""

DEMAND_SHEET = Limits(10 * MEGABYTE, 12 * MEGABYTE, free=2 * MEGABYTE, cells=150_000, tags=50_000)
"""A partner's sheet is small."""

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MACRO = re.compile(r"vbaproject|macrosheet|xl/(vbadata|activex)", re.IGNORECASE)
ACTIVE: dict[re.Pattern[str], str] = {
    re.compile(r"^xl/externallinks/", re.IGNORECASE): "links to another workbook",
    re.compile(r"^xl/(connections|querytables|querytable)", re.IGNORECASE): "holds a data connection",
    re.compile(r"^xl/(embeddings|model)/", re.IGNORECASE): "embeds an object",
}
UNSAFE_XML = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
ENCODING = re.compile(rb"""^<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']""")
DDE = re.compile(rb"<(?:\w+:)?(ddeLink|oleLink)\b")
CELL = re.compile(rb"<(?:\w+:)?(?:c|si)[\s>/]")
MANY_TAGS = re.compile(r"^xl/(worksheets/[^/]*|sharedStrings)\.xml$", re.IGNORECASE)
"""Parts in which cells are counted, not tags."""
FAR = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Za-z]{3,9}\d{1,9}|[A-Za-z]{1,2}\d{6,9})["']""")
"""Cells beyond column ZZ or row 99,999."""
EXTERNAL = re.compile(rb"""<Relationship\b[^>]*TargetMode=["']External["'][^>]*>""")
NOT_XML = (".bin", ".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".tif", ".tiff", ".bmp")
STRICT = b"http://purl.oclc.org/ooxml/"


class UnsafeError(Exception):
    """The file must not be opened: rule, message, advice and, for a cell, where."""

    def __init__(self, rule: str, message: str, advice: str, at: str = "") -> None:
        super().__init__(message)
        self.rule, self.message, self.advice, self.at = rule, message, advice, at


def preflight(path: Path, findings: Collector, *, trusted: bool = False, limits: Limits | None = None) -> None:
    """Report why the file at `path` must not be opened, if so; `trusted` and `limits` set the limits on size only."""
    limits = limits or (OWN if trusted else STRANGER)
    try:
        _check_file(path, limits)
        with ZipFile(path) as archive:
            _check_directory(archive, limits)
            _check_kind(archive)
            _check_parts(archive, limits)
    except UnsafeError as fault:
        findings.error(fault.rule, fault.at, None, fault.message, fault.advice)
    except OSError as fault:
        if fault.filename is None:  # not the file's name or rights, but a place inside it that does not exist
            findings.error("damaged", "", None, DAMAGED, ASK_AGAIN)
            return
        findings.error(
            "not-found", "", None, f"the file cannot be read ({fault.strerror})", "check its name and your rights"
        )
    except (BadZipFile, zlib.error, EOFError, ValueError, RuntimeError):  # the last: a password, a foreign compression
        findings.error("damaged", "", None, DAMAGED, ASK_AGAIN)


def _check_file(path: Path, limits: Limits) -> None:
    """The file exists, is no larger than allowed and begins like a zip."""
    if path.is_dir():
        raise UnsafeError("not-found", "this is a folder, not a workbook", "name the .xlsx file inside it")
    if not path.exists():
        raise UnsafeError("not-found", "there is no such file", "check its name and folder")
    if not path.is_file():
        raise UnsafeError("not-found", "this is not a regular file", "name an .xlsx file")
    size = path.stat().st_size
    if size == 0:
        raise UnsafeError("not-a-workbook", "the file is empty", "ask for it again")
    if size > limits.packed:
        message = f"the file has {size // MEGABYTE} MB, more than the limit of {limits.packed // MEGABYTE} MB"
        raise UnsafeError("too-large", message, "delete what the tables do not need")
    with path.open("rb") as stream:
        head = stream.read(8)
        if head == OLE:
            raise _old_format(ENCRYPTED in stream.read(8 * MEGABYTE))
    if not head.startswith(b"PK"):
        raise UnsafeError("not-a-workbook", "the file is not an .xlsx workbook, whatever its name says", SAVE_AGAIN)


def _old_format(encrypted: bool) -> UnsafeError:
    if encrypted:
        return UnsafeError("encrypted", "the workbook is protected by a password", "save it without a password")
    return UnsafeError("old-format", "this is an old Excel workbook (.xls)", SAVE_AGAIN)


def _check_directory(archive: ZipFile, limits: Limits) -> None:
    """The zip's directory is harmless: no doubles, no paths outside, no bomb by its declared sizes.

    Python stops unpacking at the declared size, so a lying directory cannot exceed it.
    """
    entries = archive.infolist()
    if len(entries) > limits.entries:
        message = f"the workbook has {len(entries)} parts, more than the limit of {limits.entries}"
        raise UnsafeError("too-large", message, SAVE_AGAIN)
    twice = [name for name, count in Counter(entry.filename.casefold() for entry in entries).items() if count > 1]
    if twice:
        raise UnsafeError("unsafe-entry", f"the part {twice[0]} stands twice in the workbook", SAVE_AGAIN)
    for entry in entries:
        _check_entry(entry)
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if unpacked > limits.unpacked:
        sizes = f"{unpacked // MEGABYTE} MB, more than the limit of {limits.unpacked // MEGABYTE} MB"
        message = f"the workbook unpacks to {sizes}"
        raise UnsafeError("too-large", message, "delete what the tables do not need")
    if unpacked > limits.free and unpacked / packed > limits.ratio:
        message = f"the workbook unpacks to {unpacked // packed} times its size, more than the limit of {limits.ratio}"
        raise UnsafeError("too-large", message, "delete empty formatted rows and columns")


def _check_entry(entry: ZipInfo) -> None:
    name = entry.orig_filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name:
        raise UnsafeError("unsafe-entry", f"the part {name} points outside the workbook", SAVE_AGAIN)
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise UnsafeError("unsafe-entry", f"the part {name} is packed as no workbook is", SAVE_AGAIN)
    if entry.flag_bits & 0x1:
        raise UnsafeError("encrypted", "the workbook's parts are protected by a password", "save it without a password")


def _check_kind(archive: ZipFile) -> None:
    """The zip is an .xlsx workbook without macros, links or embedded objects."""
    names = archive.namelist()
    if "mimetype" in names or "content.xml" in names:
        raise UnsafeError("not-a-workbook", "this is an OpenDocument file, not an .xlsx workbook", SAVE_AGAIN)
    if any(name.lower().endswith("workbook.bin") for name in names):
        raise UnsafeError("old-format", "this is a binary Excel workbook (.xlsb)", SAVE_AGAIN)
    if "[Content_Types].xml" not in names or not any(name.lower().endswith("workbook.xml") for name in names):
        raise UnsafeError("not-a-workbook", "the file is a zip but not an .xlsx workbook", SAVE_AGAIN)
    if any(MACRO.search(name) for name in names) or b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise UnsafeError(
            "macros", "the workbook holds macros or controls", "save it as an Excel Workbook (.xlsx) without macros"
        )
    for pattern, what in ACTIVE.items():
        if any(pattern.search(name) for name in names):
            raise UnsafeError(
                "active-content", f"the workbook {what}", "break the link or delete the object, and save again"
            )


def _check_parts(archive: ZipFile, limits: Limits) -> None:
    """Every XML part is plain UTF-8 without entities, every cell lies near; reading also proves the checksums."""
    cells = tags = 0
    for entry in archive.infolist():
        is_xml = not entry.filename.lower().endswith(NOT_XML)
        with archive.open(entry) as stream:
            for number, chunk in enumerate(chunks(stream.read)):
                if not is_xml:
                    continue
                if number == 0:
                    _check_beginning(entry.filename, chunk)
                _check_xml(entry.filename, chunk)
                _check_places(archive, entry.filename, chunk, limits)
                cells += len(CELL.findall(chunk))
                tags += 0 if MANY_TAGS.match(entry.filename) else chunk.count(b"<")
                _check_count("cells and texts", cells, limits.cells)
                _check_count("styles and definitions", tags, limits.tags)


def _check_count(what: str, count: int, limit: int) -> None:
    if count > limit:
        message = f"the workbook has more {what} than the limit of {limit:,}"
        raise UnsafeError("too-large", message, "delete what the tables do not need")


def _check_beginning(part: str, chunk: bytes) -> None:
    declared = ENCODING.search(chunk.removeprefix(b"\xef\xbb\xbf").lstrip())
    encoding = declared.group(1).lower() if declared else b"utf-8"
    if b"\0" in chunk or encoding not in (b"utf-8", b"utf8", b"us-ascii"):
        raise UnsafeError("unsafe-xml", f"the part {part} is not UTF-8", SAVE_AGAIN)
    if STRICT in chunk:
        advice = "save it as Excel Workbook (.xlsx), not Strict"
        raise UnsafeError("old-format", "this is a Strict Open XML workbook", advice)


def _check_xml(part: str, chunk: bytes) -> None:
    if UNSAFE_XML.search(chunk):
        message = f"the part {part} declares a document type or entities: unsafe XML"
        raise UnsafeError("unsafe-xml", message, SAVE_AGAIN)
    linked = any(b"/hyperlink" not in relation for relation in EXTERNAL.findall(chunk))
    if linked or DDE.search(chunk):
        message = "the workbook links to something outside itself"
        raise UnsafeError("active-content", message, "break the link and save again")


def _check_places(archive: ZipFile, part: str, chunk: bytes, limits: Limits) -> None:
    for place in FAR.findall(chunk):
        cell = place.decode().upper()
        letters = cell.rstrip("0123456789")
        if len(letters) > 2 or int(cell[len(letters) :]) > limits.row:
            at = f"{sheet_titles(archive).get(part, part)}!{cell}"
            message = f"cell {cell} lies far outside any table"
            raise UnsafeError("far-cell", message, "delete that row and column", at)
