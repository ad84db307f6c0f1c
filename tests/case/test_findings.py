"""The catalogue of rules and how a finding reads."""

from pathlib import Path

import pytest

from pooling.case.findings import RULES, CaseError, Collector, Finding

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_test(rule):
    """Each rule of the catalogue is provoked by name in a test."""
    texts = [path.read_text() for path in TESTS.rglob("test_*.py") if path != Path(__file__)]
    assert any(f'"{rule}"' in text for text in texts)


def test_rules_outside_the_catalogue_do_not_exist():
    """A rule without a meaning is a fault of the program."""
    with pytest.raises(KeyError):
        Collector("f.xlsx").error("no-such-rule", "", None, "m", "a")


def test_line():
    """Severity, file, cell, message, value, advice and rule in one line."""
    finding = Finding("error", "negative", "f.xlsx", "demand", "demand!E2", "-5", "quantity is below 0", "give more")
    assert finding.line == "error: f.xlsx demand!E2: quantity is below 0 (found -5); give more [negative]"
    assert str(CaseError([finding])) == finding.line


def test_long_values_are_cut():
    """A cell's novel does not flood the terminal."""
    findings = Collector("f.xlsx")
    findings.error("wrong-type", "demand!E2", "x" * 32_000, "m", "a")
    assert len(findings.findings[0].line) < 200
