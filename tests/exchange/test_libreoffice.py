"""A partner without Excel: the sheet is opened, filled in and saved by LibreOffice, then collected."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from helpers.sheets import FIRST, facts_on, untouched, write_exchange_case
from openpyxl import load_workbook

from pooling.exchange.collect import MERGED, collect
from pooling.exchange.template import read_base

MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Fill
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL("{url}", "_blank", 0, hidden())
{lines}
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  kind(0).Name = "FilterName"
  kind(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL("{target}", kind())
  book.close(True)
End Sub
</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Module1"/></library:library>
"""


@pytest.fixture(scope="module")
def typed(tmp_path_factory):
    """NLD's sheet after typing into it: a new line, a corrected stock, the revision."""
    folder = tmp_path_factory.mktemp("office")
    sheet, saved = untouched(folder / "NLD.xlsx", "NLD"), folder / "saved.xlsx"
    revision = next(row[2].row for row in load_workbook(sheet)["cover"].iter_rows() if row[2].value == "revision")
    entries = {
        f"demand!A{FIRST + 2}": '.setFormula("NLD-9")',
        f"demand!B{FIRST + 2}": '.setFormula("155HE")',
        f"demand!D{FIRST + 2}": '.setFormula("2028-01-31")',
        f"demand!E{FIRST + 2}": '.setFormula("2500")',
        f"stock!C{FIRST}": ".setValue(650)",
        f"cover!B{revision}": '.setFormula("3")',
    }
    lines = []
    for place, call in entries.items():
        name, _, cell = place.partition("!")
        lines.append(f'  book.Sheets.getByName("{name}").getCellRangeByName("{cell}"){call}')
    _soffice(folder, "--terminate_after_init")
    library = folder / "profile" / "user" / "basic" / "Standard"
    macro = MACRO.format(url=sheet.as_uri(), target=saved.as_uri(), lines="\n".join(lines))
    (library / "Module1.xba").write_text(macro)
    (library / "script.xlb").write_text(LIBRARY)
    _soffice(folder, "macro:///Standard.Module1.Fill")
    return saved


def _soffice(folder: Path, *arguments: str) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "this test needs LibreOffice: install the package libreoffice-calc"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run([office, profile, "--headless", "--norestore", *arguments], check=True, timeout=120)


def test_what_was_typed_in_libreoffice_is_collected(typed, tmp_path):
    """No fault is found, and exactly what was typed is what changes."""
    base = read_base(write_exchange_case(tmp_path / "case.xlsx"))
    (verdict,) = collect(base, [typed], "now").verdicts
    assert [finding.line for finding in verdict.findings] == []
    assert verdict.status == MERGED
    assert [change.line for change in verdict.changes] == [
        "demand NLD-9: new, item 155HE, need_by 2028-01-31, quantity 2500",
        "stock 155HE: quantity 700 -> 650",
    ]
    assert verdict.submission.cover.revision == 3


def test_libreoffice_keeps_what_the_sheet_is_made_of(typed):
    """Locks, lists, hints, units and whose sheet it is survive."""
    book, shown = load_workbook(typed), load_workbook(typed, data_only=True)
    assert all(sheet.protection.sheet for sheet in book)
    checks = book["demand"].data_validations.dataValidation
    assert any(check.type == "list" and check.prompt for check in checks)
    assert shown["demand"][f"C{FIRST + 2}"].value == "round"
    assert facts_on(typed)["partner"] == "NLD"
    assert {name: book.custom_doc_props[name].value for name in ("partner", "case")} == {
        "partner": "NLD",
        "case": "tiny",
    }
