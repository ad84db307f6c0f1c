"""The exchange with partners: sheets to fill in, collected, and extracts to share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pooling.api.found import Collected, listed
from pooling.case.findings import Finding
from pooling.exchange import share as sharing
from pooling.exchange import template as forms
from pooling.exchange.changes import Change
from pooling.exchange.collect import collect as collected
from pooling.exchange.intake import files_in
from pooling.exchange.sending import to_send_back, write_annotations, write_case
from pooling.output.files import check_target, target_folder
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
    (what becomes of each), `findings`, `changes`, `unanswered`.
    """
    base = forms.read_base(Path(case))
    named = [sheets] if isinstance(sheets, str | Path) else list(sheets)
    if out is not None:
        check_target(Path(out), force)
    time = datetime.now(UTC).isoformat(timespec="seconds")
    found = collected(base, list(files_in(map(Path, named))), time, strict=strict, accept_clean=accept_clean)
    back = to_send_back(found, target_folder(str(annotate), "")) if annotate is not None else []
    for copy, _ in back:
        check_target(copy, force)
    write_annotations(back, base, force)
    if out is not None and found.case is not None:
        write_case(Path(out), found, force)
    verdicts = [(v.submission.path.name, v.submission.cover, v.status, v.submission.rows) for v in found.verdicts]
    sheet_rows = [(file, cover.partner if cover else None, status, rows) for file, cover, status, rows in verdicts]
    changes = [(v.submission.path.name, change) for v in found.verdicts for change in v.changes]
    findings = [*(f for v in found.verdicts for f in v.findings), *found.findings]
    tables = [
        Table("sheets", "Sheets", columns("file partner:code status rows:int"), tuple(sheet_rows)),
        listed("findings", Finding, findings),
        listed("changes", Change, [change for _, change in changes], file=[file for file, _ in changes]),
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

    Totals of which another plan's went out before are withheld.
    """
    folder = target_folder(str(folder), "")
    return sharing.write_extracts(Path(result), partners, folder, language=language, force=force).paths
