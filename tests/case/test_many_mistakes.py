"""One reading tells everything: a workbook with thirty different mistakes reports all thirty."""

from datetime import date

from helpers.workbooks import tiny_rows, workbook

from pooling.case.reader import load

MISTAKES = {
    "settings!B5": (4, "not-a-choice"),
    "settings!B6": ("many", "wrong-type"),
    "partners!A2": ("N\u200bLD", "bad-code"),
    "partners!C3": ("yes", "not-a-choice"),
    "items!E2": (0, "out-of-range"),
    "items!B3": (None, "missing-value"),
    "producers!A3": ("ALPHA", "duplicate-key"),
    "products!D2": (101, "out-of-range"),
    "products!D3": ("#REF!", "error-cell"),
    "products!B3": ("PAC4", "unknown-code"),
    "demand!D2": ("01.04.2027", "date-format"),
    "demand!E2": ("1,234", "ambiguous-number"),
    "demand!E3": (-5, "negative"),
    "demand!E4": ("=1+1", "not-calculated"),
    "demand!E5": (True, "wrong-type"),
    "demand!A3": ("D1", "duplicate-key"),
    "demand!B3": ("NORWAY", "unknown-code"),
    "demand!C4": ("N" * 41, "bad-code"),
    "demand!D4": (46478, "date-format"),
    "lines!C2": (None, "missing-value"),
    "capacity!B2": (None, "missing-value"),
    "capacity!C3": (1e300, "not-finite"),
    "frameworks!F2": (date(2026, 12, 31), "date-order"),
    "frameworks!J3": (None, "signing"),
    "frameworks!G2": (2.5, "wrong-type"),
    "frameworks!I2": ("EVERYBODY", "not-a-choice"),
    "participants!C2": ("membr", "not-a-choice"),
    "prices!C3": (4000, "tiers"),
    "prices!B4": (1, "tiers"),
    "orders!H2": (date(2027, 4, 1), "date-order"),
    "lots!E3": (None, "missing-value"),
    "changes!A2": ("dream", "unknown-code"),
    "changes!E2": ("sett", "not-a-choice"),
}
"""Cell to what is put there and the rule that finds it."""


def test_all_mistakes_are_reported_at_once(tmp_path):
    """Every mistake is an error at its cell with its rule, value and advice, and there are at least thirty."""
    rows = tiny_rows()
    rows["settings"] += [{"key": "period_months", "value": 3}, {"key": "mip_gap_pct", "value": 1}]
    rows["scenarios"] = [{"scenario": "s"}]
    rows["changes"] = [
        {"scenario": "s", "sheet": "demand", "where": "*", "column": "quantity", "op": "set", "value": 1}
    ]
    book = workbook(rows)
    for at, (value, _) in MISTAKES.items():
        sheet, _, place = at.partition("!")
        book[sheet][place].value = value
        if isinstance(value, int):
            book[sheet][place].number_format = "General"
    book.save(tmp_path / "case.xlsx")
    result = load(tmp_path / "case.xlsx")
    found = {(finding.cell, finding.rule) for finding in result.findings if finding.severity == "error"}
    expected = {(at, rule) for at, (_, rule) in MISTAKES.items()}
    assert expected <= found, expected - found
    assert len(expected) >= 30
    assert all(finding.advice and finding.file == "case.xlsx" for finding in result.findings)
    assert result.case is None
