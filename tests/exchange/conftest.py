"""The small case of the exchange as a workbook, and the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from helpers.sheets import untouched, write_exchange_case

from pooling.cli.main import run


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    return write_exchange_case(tmp_path / "case.xlsx")


@pytest.fixture
def pooling(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Run `pooling` with arguments, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> Ended:
        capfd.readouterr()
        code = run([str(argument) for argument in arguments])
        return Ended(code, *capfd.readouterr())

    return call


@pytest.fixture
def sheet(tmp_path):
    """Makes a sheet of a partner with cells filled in, each in a folder of its own."""
    numbers = count(1)

    def make(partner="NLD", entries=None, revision=1):
        number = next(numbers)
        changed = {"cover!revision": revision} if revision != 1 else {}
        return untouched(tmp_path / f"s{number}" / f"{partner}-s{number}.xlsx", partner, (entries or {}) | changed)

    return make
