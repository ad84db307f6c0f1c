"""Sending: what collecting writes, the merged case and the sheets to send back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pooling.case.rows import Rows
from pooling.exchange.annotate import write_annotated
from pooling.exchange.collect import REJECTED, Collected, Verdict
from pooling.exchange.provenance import log_table
from pooling.exchange.view import view
from pooling.output.merged_book import write_rows

SUFFIX = "-to-correct"
"""Ends the names of sheets to send back: none takes the place of the sheet that came."""


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
