"""Every example in Python that the documents show runs as written, in order, on a small case."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pooling
from tests.cli.small_pool import write_small_pool

HERE = Path(__file__).parents[2]
DOCUMENTS = [HERE / "README.md", *sorted((HERE / "docs").glob("*.md"))]
"""The pages of cases are run by a test of their own."""


def examples(document: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", document.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    "document", [document for document in DOCUMENTS if examples(document)], ids=lambda document: document.stem
)
def test_examples_run_in_order(document, tmp_path, monkeypatch):
    """One after the other in one namespace, in an empty folder; an example of a case is a small one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pooling, "write_example", lambda _, path, force: write_small_pool(Path(path)), raising=False)
    names: dict[str, object] = {}
    for example in examples(document):
        exec(compile(example, document.name, "exec"), names)


def test_there_are_examples():
    assert sum(len(examples(document)) for document in DOCUMENTS) >= 5


def test_what_is_documented_is_there():
    """Every name of the interface that `docs/python.md` shows, and every public one is shown there."""
    text = (HERE / "docs/python.md").read_text(encoding="utf-8")
    shown = {name for name in re.findall(r"pooling\.(\w+)", text) if name != "xlsx"}
    assert shown <= set(pooling.__all__)
    missing = set(pooling.__all__) - shown - {"Case", "Found", "Result", "__version__", "read_case"}
    assert {name for name in missing if f"`{name}`" not in text} == set()
