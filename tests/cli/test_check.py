"""`pooling check`: findings on stderr, what the case holds on stdout, exit codes."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from helpers.workbooks import tiny_rows, write_workbook

from pooling.cli.check import check_command, compact


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


def test_what_a_case_holds(case):
    """Need and capacity per item and year and the first gap, within 80 columns."""

    def change(rows):
        rows["capacity"][1]["per_year"] = 5
        rows["settings"][0]["value"] = "x" * 200

    result = run(case(change))
    lines = result.stdout.splitlines()
    assert result.stderr == ""
    assert max(map(len, lines)) <= 80
    assert [line.split()[-2:] for line in lines if "newly needed" in line] == [["4,000", "2,000"], ["0", "12"]]
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
    assert sum(line.split()[:1] == ["2027"] or line.split()[:1] == ["2035"] for line in lines) == 2


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
