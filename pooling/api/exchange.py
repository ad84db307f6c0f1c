"""The exchange with partners: sheets to fill in, collected, and extracts to share."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path

from pooling.api.found import Collected, table_of
from pooling.case.findings import Finding
from pooling.exchange import share as sharing
from pooling.exchange import template as forms
from pooling.exchange.changes import Change
from pooling.exchange.sending import gather
from pooling.output.files import target_folder
from pooling.output.table import Table, columns


def template(
    case: str | Path,
    folder: str | Path,
    partners: Sequence[str] = (),
    *,
    language: str | None = None,
    issue: int | None = None,
    return_to: str = "",
    force: bool = False,
) -> list[Path]:
    """Write a demand sheet for each of `partners` (none: all) to fill in, as `pooling template` does."""
    options = forms.Options(language, issue, return_to)
    return forms.write_templates(Path(case), partners, target_folder(str(folder), ""), options, force=force)


def collect(
    case: str | Path,
    sheets: str | Path | Iterable[str | Path],
    out: str | Path | None = None,
    *,
    annotate: str | Path | None = None,
    accept_clean: bool = False,
    strict: bool = False,
    force: bool = False,
) -> Collected:
    """Check the sheets (workbooks, or folders of them) that partners sent, as `pooling collect` does.

    With `out` the merged case is written where there is one; with `annotate` the sheets to send back. Frames: `sheets`
    (what becomes of each), `findings`, `changes`, `unanswered`. Raises ValueError where there is no workbook.
    """
    named = [sheets] if isinstance(sheets, str | Path) else list(sheets)
    path, folder = (Path(out) if out else None), (target_folder(str(annotate), "") if annotate else None)
    found = gather(
        Path(case), list(map(Path, named)), path, folder, strict=strict, accept_clean=accept_clean, force=force
    ).collected
    verdicts = [(v.submission.path.name, v.submission.cover, v.status, v.submission.rows) for v in found.verdicts]
    sheet_rows = [(file, cover.partner if cover else None, status, rows) for file, cover, status, rows in verdicts]
    changes = [(v.submission.path.name, change) for v in found.verdicts for change in v.changes]
    findings = [*(f for v in found.verdicts for f in v.findings), *found.findings]
    tables = [
        Table("sheets", "Sheets", columns("file partner:code status rows:int"), tuple(sheet_rows)),
        table_of("findings", Finding, findings),
        table_of("changes", Change, [change for _, change in changes], file=[file for file, _ in changes]),
        Table("unanswered", "Unanswered", columns("partner:code"), tuple((p,) for p in found.unanswered)),
    ]
    return Collected({table.name: table for table in tables}, (), merged=found.is_clean)


def share(
    result: str | Path,
    folder: str | Path,
    partners: Sequence[str] = (),
    *,
    language: str | None = None,
    force: bool = False,
) -> list[Path]:
    """Write the extract of each of `partners` (none: all), as `pooling share` does.

    Totals of which another plan's went out before are withheld, with a warning.
    """
    folder = target_folder(str(folder), "")
    shared = sharing.write_extracts(Path(result), partners, folder, language=language, force=force)
    for note in shared.notes:
        warnings.warn(note, stacklevel=2)
    return shared.paths
