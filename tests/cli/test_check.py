"""`pooling check`: findings on stderr, what the case holds on stdout, exit codes."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from helpers.workbooks import tiny_rows, workbook, write_workbook

from pooling.case.findings import Finding
from pooling.cli.check import check_command, compact
from pooling.cli.telling import MOST_LINES, tell_findings


@pytest.fixture
def case(tmp_path):
    """Write the tiny case, changed by a function of its rows."""

    def make(change=lambda rows: None):
        rows = tiny_rows()
        change(rows)
        return str(write_workbook(tmp_path / "case.xlsx", rows))

    return make


def run(*arguments):
    return CliRunner().invoke(check_command, arguments)


def with_warning(rows):
    rows["lots"][0]["line"] = "LPAC"


def with_error(rows):
    rows["demand"][0]["quantity"] = -5


def with_scenarios(rows):
    rows["scenarios"] = [{"scenario": "twice"}, {"scenario": "wrong"}]
    rows["changes"] = [
        {"scenario": "twice", "sheet": "demand", "where": "*", "column": "quantity", "op": "scale", "value": 2},
        {"scenario": "wrong", "sheet": "demand", "where": "line=D99", "column": "quantity", "op": "scale", "value": 2},
    ]


@pytest.mark.parametrize(
    ("change", "options", "code"),
    [
        (lambda rows: None, (), 0),
        (with_warning, (), 0),
        (with_warning, ("--strict",), 2),
        (with_error, (), 2),
        (with_scenarios, ("-s", "twice"), 0),
        (with_scenarios, ("-s", "wrong"), 2),
        (with_scenarios, ("-s", "none"), 2),
        (with_scenarios, (), 2),
    ],
)
def test_exit_codes(case, change, options, code):
    """0 with warnings at most, 2 with errors, under --strict 2 with warnings too; without -s all scenarios count."""
    result = run(case(change), *options)
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_missing_file():
    """A file that is not there is bad input, told in one line."""
    result = run("nowhere.xlsx")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert "nowhere.xlsx" in result.stderr


def test_a_folder_is_named(tmp_path, monkeypatch):
    """Also the one that has no name of its own."""
    monkeypatch.chdir(tmp_path)
    for name in (".", str(tmp_path)):
        assert run(name).stderr.startswith(f"error: {tmp_path.name}: this is a folder")


def test_names_of_files_and_sheets_send_nothing_to_the_terminal(tmp_path):
    """Escape sequences in them are shown, not obeyed."""
    path = tmp_path / "a\x1b[31mb.xlsx"
    assert "\x1b" not in run(str(path)).stderr
    rows = tiny_rows()
    book = workbook({**rows, "demand\x9b31m": [{"a": 1}]})
    book.save(path)
    result = run(str(path))
    assert "demand\\x9b31m" in result.stderr
    assert not {"\x1b", "\x9b"} & set(result.output)


def test_many_findings_are_counted_and_the_first_told(case):
    """The file's name stands once, the last line counts, -v tells all; JSON holds all."""

    def change(rows):
        for row in range(100):
            rows["demand"].append({**rows["demand"][0], "line": f"E{row}", "quantity": -1})
        with_warning(rows)

    lines = run(case(change)).stderr.splitlines()
    assert len(lines) == MOST_LINES + 3
    assert lines[-1] == f"case.xlsx: 100 errors, 1 warning; the first {MOST_LINES} are told, -v tells all"
    assert lines[-3] == "… and 40 more errors [negative] in demand"
    assert sum("case.xlsx" in line for line in lines) == 1
    assert len(run(case(change), "-v").stderr.splitlines()) == 102
    assert len(json.loads(run(case(change), "--json").stdout)["findings"]) == 101


def test_findings_break_between_words_on_a_terminal(monkeypatch, capsys):
    """At the terminal's width; in a pipe a finding stays one line."""
    finding = Finding("error", "negative", "case.xlsx", "demand", "demand!E2", "-5", "word " * 20, "word " * 20)
    tell_findings([finding], 0)
    assert len(capsys.readouterr().err.splitlines()) == 1
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    tell_findings([finding], 0)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) > 1
    assert max(map(len, lines)) <= 80


def money(result):
    """The lines of the money section."""
    lines = result.stdout.splitlines()
    return lines[next(n for n, line in enumerate(lines) if line.startswith("EUR")) :]


def test_need_is_held_against_budget(case):
    """By partner and year, at the least price with orders as planned; partners and years without budget are named."""

    def change(rows):
        rows["budgets"] = [{"partner": "NLD", "year": 2027, "amount": 20_000_000}]
        rows["frameworks"][0]["fee_pct"] = 10
        rows["orders"][0]["unit_price"] = 3_500_000

    result = run(case(change))
    lines = money(result)
    assert max(map(len, lines)) <= 80
    assert [line.split() for line in lines[2:8]] == [
        ["NLD"],
        ["need", "24.6M", "24.0M"],  # 4,000 rounds at 4,400 and 2 missiles ordered; then 8 missiles less the 2
        ["budget", "20.0M", "0"],
        ["short", "so", "far", "4.6M", "28.6M"],
        ["NOR"],
        ["need", "0", "24.8M"],
    ]
    assert sum(line.startswith("  budget") for line in lines) == 1  # who has none is told once, below
    assert lines[-2:] == [
        "NLD has no row in budgets for 2028: 0 there",
        "No limit, for want of any row in budgets: NOR, COMMON",
    ]
    assert "budget-years" in result.stderr
    (figures,) = json.loads(run(case(change), "--json").stdout)["cases"]
    assert figures["money"][0]["need"] == [24_600_000, 24_000_000]
    assert figures["money"][0]["short"] == [4_600_000, 28_600_000]
    assert figures["money"][1]["budget"] is None


def test_prices_reached_count_where_budgets_count_them(case):
    """And prices rise with the case's index."""

    def change(rows):
        rows["settings"] += [{"key": "budget_price", "value": "reached"}, {"key": "price_index_pct", "value": 10}]

    (figures,) = json.loads(run(case(change), "--json").stdout)["cases"]
    assert figures["money"][1]["need"] == [0, pytest.approx((2000 * 3600 + 4 * 4_000_000) * 1.1)]


def test_needs_without_price_are_named(case):
    """No lot sells the item to the partner."""

    def change(rows):
        rows["participants"][1]["role"] = "excluded"

    assert "NOR: no price for PAC3, which no lot sells to it" in money(run(case(change)))


def test_what_a_case_holds(case):
    """Need and capacity per item and year and the first gap, within 80 columns."""

    def change(rows):
        rows["capacity"][1]["per_year"] = 5
        rows["settings"][0]["value"] = "x" * 200

    result = run(case(change))
    lines = result.stdout.splitlines()
    assert result.stderr == ""
    assert max(map(len, lines)) <= 80
    needed = [line.split()[-2:] for line in lines if line.startswith("  newly needed")]
    assert needed == [["4,000", "2,000"], ["0", "12"]]
    assert any(line == "  PAC3 [missile]: from 2028 on; at worst 2 in 2028" for line in lines)


def test_every_scenario_is_named(case):
    """As many as there are, over several lines, each name whole; large figures say what their letter means."""
    names = [f"shift-{n}-of-a-rather-long-name" for n in range(9)]

    def change(rows):
        rows["scenarios"] = [{"scenario": name} for name in names]
        rows["capacity"][0]["per_year"] = 2_500_000

    lines = run(case(change)).stdout.splitlines()
    assert max(map(len, lines)) <= 80
    first = next(n for n, line in enumerate(lines) if line.startswith("scenarios: "))
    last = next(n for n, line in enumerate(lines) if n > first and not line.startswith(" "))
    assert " ".join(lines[first:last]).removeprefix("scenarios: ").replace(",", "").split() == names
    assert "M: million" in lines


def test_long_horizons_are_shown_in_blocks(case):
    """Twelve years do not fit beside each other."""

    def change(rows):
        rows["settings"][2]["value"] = date(2038, 12, 31)

    lines = run(case(change)).stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert sum(line.split()[:1] == ["2027"] or line.split()[:1] == ["2035"] for line in lines) == 4


def test_errors_go_to_stderr_and_nothing_to_stdout(case):
    """With errors there is no case to show."""
    result = run(case(with_error))
    assert result.stdout == ""
    assert "case.xlsx demand!E2" in result.stderr


def test_quiet_hides_warnings_but_not_errors(case):
    """-q leaves what stops the work."""
    assert run(case(with_warning), "-q").stderr == ""
    assert "demand!E2" in run(case(with_error), "-q").stderr


def test_json(case):
    """One JSON document on stdout, nothing on stderr."""
    result = run(case(with_warning), "--json")
    data = json.loads(result.stdout)
    assert result.stderr == ""
    assert (data["valid"], data["cases"][0]["years"]) == (True, [2027, 2028])
    assert [(finding["rule"], finding["cell"]) for finding in data["findings"]] == [("producer-mismatch", "lots!D2")]
    assert data["cases"][0]["items"][0]["need"] == [4000, 2000]


def test_json_of_a_broken_case(case):
    """Findings without figures."""
    result = run(case(with_error), "--json")
    data = json.loads(result.stdout)
    assert (result.exit_code, data["valid"], data["cases"]) == (2, False, [])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1.25, "1.25"),
        (99999, "99,999"),
        (999_999.6, "1.0M"),
        (1.5e6, "1.5M"),
        (2.34567e8, "234.6M"),
        (5e13, "50.0T"),
    ],
)
def test_compact_figures_fit_their_column(value, text):
    """Seven characters at most."""
    assert compact(value) == text
    assert len(text) <= 7
