"""A command line to run in-process, a tiny case, and a solver that does what a test says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from pooling.case.case import Case
from pooling.cli.main import run
from pooling.output.case_book import write_case
from pooling.plan.plan import Outcome, Plan, Stage
from pooling.plan.solve import Options, Progress


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Pooling = Callable[..., Ended]


@pytest.fixture
def pooling(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pooling:
    """Run `pooling` with arguments, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> Ended:
        capfd.readouterr()
        code = run([str(argument) for argument in arguments])
        return Ended(code, *capfd.readouterr())

    return call


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """A case of one partner and one item, with a scenario `late`."""
    path = tmp_path / "small.xlsx"
    settings = {"case": "Small", "start": date(2026, 1, 1), "end": date(2027, 12, 31), "marking": "EXERCISE"}
    rows: dict[str, list[dict[str, Any]]] = {
        "settings": [{"key": key, "value": value} for key, value in settings.items()],
        "partners": [{"partner": "NLD", "name": "Netherlands", "eu": "Y", "nato": "Y"}],
        "items": [{"item": "155", "name": "155 mm", "family": "155 mm", "unit": "round"}],
        "demand": [{"line": "d1", "partner": "NLD", "item": "155", "need_by": date(2027, 1, 1), "quantity": 8}],
        "scenarios": [{"scenario": "late", "description": "need a year later"}],
        "changes": [
            {
                "scenario": "late",
                "sheet": "demand",
                "where": "*",
                "column": "need_by",
                "op": "shift_months",
                "value": "6",
            }
        ],
    }
    write_case(path, rows)
    return path


class FakeSolver:
    """Stands in for `solve`; `answers` maps a scenario to a plan, a function of the case or a fault to raise.

    `first`: the record of the first stage.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.options: list[Options] = []
        self.before: Callable[[], None] = lambda: None
        self.first = Stage("mean_delay", 23.0, 22.9, 0.004, 0.5, "optimal")

    def solve(self, case: Case, options: Options, report: Callable[[Progress], None], stop: Event) -> Outcome:
        self.options.append(options)
        report(Progress(1, 2, "mean_delay", None, 9.5, None, 0.1))
        report(Progress(2, 2, "cost", 2.5e6, 2.4e6, 0.04, 3.0))
        self.before()
        answer = self.answers.get(case.scenario, Plan())
        if isinstance(answer, Exception):
            raise answer
        plan = answer(case) if callable(answer) else answer
        status = "interrupted" if stop.is_set() else "gap"
        stages = (self.first, Stage("cost", 0.0, 0.0, 0.0, 0.6, status))
        return Outcome(plan, stages, 1.1)


@pytest.fixture
def solver(monkeypatch: pytest.MonkeyPatch) -> FakeSolver:
    """The stand-in, in the solver's place."""
    fake = FakeSolver()
    monkeypatch.setattr("pooling.plan.solve.solve", fake.solve)
    return fake
