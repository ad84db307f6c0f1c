"""Same case, version and limit of work: the same bytes, whatever Python's hashes are and however busy all is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import pooling

HERE = Path(__file__).parents[2]
COMMANDS = {
    "solve": ["raw-materials", "--gap", "0"],
    "compare": ["patriot-line", "-s", "base", "-s", "second-threshold"],
    "gain": ["patriot-line", "-s", "germany-alone"],
}
"""Command to example and options."""


def written(command: str, folder: Path, hashes: str) -> bytes:
    """What a process of its own writes."""
    example, *options = COMMANDS[command]
    environment = os.environ | {"PYTHONHASHSEED": hashes, "PYTHONPATH": str(HERE)}
    arguments = [command, str(folder / f"{example}.xlsx"), "--work", "2", *options, "--force", "-o", "found.xlsx", "-q"]
    ended = subprocess.run([sys.executable, "-m", "pooling", *arguments], cwd=folder, env=environment, check=False)
    assert ended.returncode == 0
    return (folder / "found.xlsx").read_bytes()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_same_work_gives_the_same_bytes(command, tmp_path):
    """The clock and the order of sets leave no trace."""
    example = COMMANDS[command][0]
    pooling.write_example(example, tmp_path / f"{example}.xlsx")
    assert written(command, tmp_path, "1") == written(command, tmp_path, "2")
