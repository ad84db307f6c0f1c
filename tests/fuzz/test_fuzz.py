"""A short run of the fuzzer: clean findings whatever the file."""

from __future__ import annotations

from fuzz.mutations import mutated
from fuzz.run import fuzz
from helpers.sheets import untouched

FILES = 150


def test_mutated_sheets_give_clean_findings(tmp_path):
    """No exception, no file that takes long, and the run meets faults of zip, XML, layout and cells."""
    told = fuzz(tmp_path, FILES, seed=1)
    assert told["damaged"] > 0
    assert len(told) > 5


def test_mutations_are_repeatable(tmp_path):
    """A seed that finds a fault finds it again."""
    good = untouched(tmp_path / "good.xlsx", "NLD").read_bytes()
    files = [mutated(good, seed) for seed in range(40)]
    assert files == [mutated(good, seed) for seed in range(40)]
    assert len(set(files)) == 40
