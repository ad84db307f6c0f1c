"""Sending: what collecting writes, the merged case and the sheets to send back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pooling.case.rows import Rows
from pooling.exchange.annotate import write_annotated
from pooling.exchange.collect import REJECTED, Collected, Verdict, collect
from pooling.exchange.intake import files_in
from pooling.exchange.provenance import log_table
from pooling.exchange.template import read_base
from pooling.exchange.view import view
from pooling.output.files import check_target
from pooling.output.merged_book import write_rows

SUFFIX = "-to-correct"
"""Ends the names of sheets to send back: none takes the place of the sheet that came."""


class NoSheets(ValueError):
    """There is nothing to collect."""


@dataclass(frozen=True)
class Gathered:
    """What was collected, the sheets written to send back, and the merged case where one was written."""

    collected: Collected
    back: tuple[Path, ...]
    written: Path | None


def gather(
    case_file: Path,
    sheets: Sequence[Path],
    out: Path | None = None,
    annotate: Path | None = None,
    *,
    strict: bool = False,
    accept_clean: bool = False,
    force: bool = False,
) -> Gathered:
    """Collect `sheets` (workbooks, or folders of them) into the case; write what is to be sent back to the folder
    `annotate`, and the merged case to `out`.

    Raises `CaseError`, `NoSheets`, and as `pooling.output.files.check_target` before anything is written.
    """
    if out:
        check_target(out, force)
    base, files = read_base(case_file), list(files_in(sheets))
    if not files:
        raise NoSheets("no .xlsx workbook in the folders named")
    time = datetime.now(UTC).isoformat(timespec="seconds")
    collected = collect(base, files, time, strict=strict, accept_clean=accept_clean)
    back = to_send_back(collected, annotate) if annotate else []
    for copy, _ in back:
        check_target(copy, force)
    write_annotations(back, base, force)
    written = out if collected.case else None
    if written:
        write_case(written, collected, force)
    return Gathered(collected, tuple(copy for copy, _ in back), written)


def write_case(path: Path, collected: Collected, force: bool) -> None:
    """Write the merged case with its log. Raises as `pooling.output.book.new_book`."""
    assert collected.case is not None
    write_rows(path, collected.case, log_table(collected.log), force=force)


def to_send_back(collected: Collected, folder: Path) -> list[tuple[Path, Verdict]]:
    """The rejected sheets that can be sent back (it is known whose they are), each with its file in `folder`."""
    back: dict[Path, Verdict] = {}
    for verdict in collected.verdicts:
        if verdict.status == REJECTED and verdict.belongs:
            name = f"{verdict.submission.path.stem}{SUFFIX}"
            names = (f"{name}{number}.xlsx" for number in ("", *range(2, 10_000)))
            back[next(folder / name for name in names if folder / name not in back)] = verdict
    return list(back.items())


def write_annotations(back: Sequence[tuple[Path, Verdict]], base: Rows, force: bool) -> None:
    """Write the sheets to send back. Raises as `pooling.output.book.new_book`."""
    for path, verdict in back:
        cover = verdict.submission.cover
        assert cover is not None
        write_annotated(path, verdict.submission, view(base, cover.partner), verdict.for_partner, force=force)
