"""Preflight: is this file safe to open? Looks at the zip's directory and streams each part once."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pooling.case.findings import Collector
from pooling.case.parts import (
    ASK_AGAIN,
    DAMAGED,
    DELETE,
    MEGABYTE,
    OWN,
    SAVE_AGAIN,
    STRANGER,
    Counts,
    FarCellError,
    Limits,
    UnsafeError,
    holds_macros,
    inspect,
)
from pooling.case.sheetxml import chunks, sheet_titles

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MACRO = re.compile(r"vbaproject|macrosheet|xl/(vbadata|activex)", re.IGNORECASE)
ACTIVE: dict[re.Pattern[str], str] = {
    re.compile(r"^xl/externallinks/", re.IGNORECASE): "links to another workbook",
    re.compile(r"^xl/(connections|querytables|querytable)", re.IGNORECASE): "holds a data connection",
    re.compile(r"^xl/(embeddings|model)/", re.IGNORECASE): "embeds an object",
}


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
        raise UnsafeError("too-large", message, DELETE)
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
        raise UnsafeError("too-large", message, DELETE)
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
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise UnsafeError("unsafe-entry", f"the part {name} is packed in a way that no workbook is", SAVE_AGAIN)


def _check_kind(archive: ZipFile) -> None:
    """The zip is an .xlsx workbook without macros, links or embedded objects."""
    names = archive.namelist()
    if "mimetype" in names or "content.xml" in names:
        raise UnsafeError("not-a-workbook", "this is an OpenDocument file, not an .xlsx workbook", SAVE_AGAIN)
    if any(name.lower().endswith("workbook.bin") for name in names):
        raise UnsafeError("old-format", "this is a binary Excel workbook (.xlsb)", SAVE_AGAIN)
    if "[Content_Types].xml" not in names or not any(name.lower().endswith("workbook.xml") for name in names):
        raise UnsafeError("not-a-workbook", "the file is a zip but not an .xlsx workbook", SAVE_AGAIN)
    if any(MACRO.search(name) for name in names):
        raise holds_macros()
    for pattern, what in ACTIVE.items():
        if any(pattern.search(name) for name in names):
            raise UnsafeError(
                "active-content", f"the workbook {what}", "break the link or delete the object, and save again"
            )


def _check_parts(archive: ZipFile, limits: Limits) -> None:
    """Every part that is XML is safe and near, whatever it is called; reading also proves the checksums."""
    counts = Counts(limits)
    for entry in archive.infolist():
        with archive.open(entry) as stream:
            try:
                inspect(entry.filename, chunks(stream), counts)
            except FarCellError as fault:
                at = f"{sheet_titles(archive).get(entry.filename, entry.filename)}!{fault.cell}"
                message = f"cell {fault.cell} lies far outside any table"
                raise UnsafeError("far-cell", message, "delete that row and column", at) from None
