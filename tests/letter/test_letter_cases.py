"""The policy letter's cases: every command on their pages runs, and every figure in their tables is found again."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

import pooling as tool
from pooling.case.examples import EXAMPLES
from pooling.cli.main import run

PAGES = Path(__file__).parents[2] / "docs/cases"
CASES = sorted(path.stem for path in PAGES.glob("*.md") if path.stem != "README")
COLUMNS = {
    "mean delay [months]": ("mean_delay_months", 1),
    "cost [EUR million]": ("cost_eur", 1e6),
    "alone [months]": ("delay_alone_months", 1),
    "pooled [months]": ("delay_pooled_months", 1),
    "gained [months]": ("months_gained", 1),
    "orders moved": ("orders_moved", 1),
    "pooled [rounds]": ("pooled_rounds", 1),
    "European share [%]": ("european_share_pct", 1),
    "Germany [EUR million]": ("value_eur_DE", 1e6),
    "France [EUR million]": ("value_eur_FR", 1e6),
    "Slovakia [EUR million]": ("value_eur_SK", 1e6),
    "United Kingdom [EUR million]": ("value_eur_GB", 1e6),
}
"""Heads of the pages' tables: column of the workbook or of a frame `report`, and what it is divided by."""


def tables(page: str) -> list[list[dict[str, str]]]:
    """The rows of every table on the page that holds figures."""
    found = []
    for block in re.findall(r"^\| .*\n\|[-|]+\|\n(?:\|.*\n)+", page, re.M):
        head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines())
        found.append([dict(zip(head, row, strict=True)) for row in rows])
    return found


def records(documents: list[dict[str, Any]], key: str, column: str, codes: set[str]) -> dict[str, Any]:
    """Code to value, from the first table of what the commands printed that holds both columns for these codes."""
    for document in documents:
        for table in document.values():
            if isinstance(table, list) and table and isinstance(table[0], dict) and {key, column} <= table[0].keys():
                found = {row[key]: row[column] for row in table}
                if codes <= found.keys():
                    return found
    raise AssertionError(f"no command gives {column} by {key} for {', '.join(codes)}")


def test_every_small_example_has_a_page_and_every_page_a_case():
    assert set(CASES) == EXAMPLES.keys() - {"european-pool"}
    assert all(f"({name}.md)" in (PAGES / "README.md").read_text(encoding="utf-8") for name in CASES)


@pytest.mark.parametrize("name", CASES)
def test_the_page_says_what_is_found(name, tmp_path, monkeypatch, capfd):
    """Each figure of its tables to the digits shown, and as far as the plan is proven."""
    monkeypatch.chdir(tmp_path)
    page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    documents = []
    for line in re.search(r"^```console\n(.*?)^```", page, re.M | re.S)[1].splitlines():
        program, command, *arguments = shlex.split(line.removeprefix("$ "))
        assert program == "pooling"
        capfd.readouterr()
        as_json = [] if command == "new" else ["--json"]
        code = run([command, *arguments, *as_json, "-q"])
        ended = capfd.readouterr()
        assert code == 0, ended.err
        if as_json:
            documents.append(json.loads(ended.out))
    for example in re.findall(r"^```python\n(.*?)^```", page, re.M | re.S):
        names: dict[str, Any] = {}
        exec(compile(example, name, "exec"), names)
        documents.append({"report": names["report"].to_dict("records")})
    compared = 0
    for table in tables(page):
        key, *heads = table[0]
        for head in heads:
            column, unit = COLUMNS[head]
            found = records(documents, key, column, {row[key] for row in table})
            for row in table:
                shown = float(row[head])
                assert found[row[key]] / unit == pytest.approx(shown, rel=0.011, abs=0.011), (row[key], head)
                compared += 1
    assert compared >= 2


def test_the_patriot_line_opens_only_together(tmp_path):
    """Alone nobody's volume builds it, the four build it and enlarge it; one missile short, it is not enlarged."""
    case = tool.write_example("patriot-line", tmp_path / "case.xlsx")

    def built(scenario: str) -> set[str]:
        expansions = tool.solve(case, scenario, gap_pct=1)["expansions"]
        return set(expansions["expansion"][expansions["built"]])

    assert built("germany-alone") == built("without-germany") == set()
    assert built("base") == {"X-LINE", "X-MORE"}
    assert built("second-threshold") == {"X-LINE"}


def test_the_powder_plant_is_built_by_the_pool(tmp_path):
    """It asks for more than any of the four needs."""
    result = tool.solve(tool.write_example("raw-materials", tmp_path / "case.xlsx"), time_limit=3)
    (plant,) = result["expansions"].to_dict("records")
    assert plant["built"]
    assert plant["committed"] >= 2.12e6
    assert any("propellant charge" in sentence for sentence in result.headlines if "holds the plan back" in sentence)
