"""The pages of the reference, written from the tables and docstrings of the program: they cannot be out of date.

`python -m docs.generate` writes them anew; a test holds them against what the program says today.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import click

import models
from models import constraints
from pooling.case.columns import Column
from pooling.case.schema import FILL_FIRST, SETTINGS, SHEETS
from pooling.cli.exits import MEANINGS
from pooling.cli.help import TOPICS
from pooling.cli.main import COMMANDS, group
from pooling.output.look import unit_of
from pooling.output.result_notes import count_of
from pooling.output.result_sheets import RESULT_SHEETS

FOLDER = Path(__file__).parent / "reference"
MADE = "<!-- written by `python -m docs.generate`: change the program, not this page -->\n\n"


def pages() -> dict[str, str]:
    """Name of each page's file to its text."""
    texts = {"workbook": workbook(), "commands": commands(), "results": results(), "equations": equations()}
    return {f"{name}.md": MADE + text for name, text in texts.items()}


def workbook() -> str:
    """Every sheet and column of a case."""
    parts = [
        "# The case workbook\n",
        "One sheet a table, its columns under a line of headers; a column with a default may be missing. A column "
        "`source` may stand in every sheet. Best filled in first: "
        + ", ".join(f"`{name}`" for name in FILL_FIRST)
        + ".\n",
        "## settings\n",
        "Rows of `key` and `value`.\n",
        _columns(SETTINGS, "key"),
    ]
    for sheet in SHEETS:
        key = f" A row is told by {', '.join(f'`{name}`' for name in sheet.key)}." if sheet.key else ""
        parts += [f"## {sheet.name}\n", f"{_sentence(sheet.meaning)}{key}\n", _columns(sheet.columns, "column")]
    return "\n".join(parts)


def _columns(columns: Iterable[Column], head: str) -> str:
    rows = [
        (f"`{column.name}`", _holds(column), column.unit, _default(column), _sentence(column.meaning))
        for column in columns
    ]
    return _table((head, "holds", "unit", "default", "meaning"), rows)


def _holds(column: Column) -> str:
    if column.choices:
        several = "any of " if column.kind.name == "CHOICES" else ""
        return several + ", ".join(f"`{choice}`" for choice in column.choices)
    refers = " or ".join(f"`{sheet}`" for sheet in column.refers.split("|") if sheet)
    return f"{column.kind.value} of {refers}" if refers else column.kind.value


def _default(column: Column) -> str:
    if column.required:
        return "*required*"
    value = ", ".join(column.default) if isinstance(column.default, tuple) else column.default
    return "" if value in (None, "") else f"`{value}`"


def commands() -> str:
    """What every command takes, and how it ends."""
    context = click.Context(group, info_name="pooling", terminal_width=80)
    parts = ["# The commands\n", _shown(group.get_help(context))]
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        parts += [
            f"## pooling {name}\n",
            _shown(command.get_help(click.Context(command, context, name, terminal_width=80))),
        ]
    codes = [(str(int(code)), meaning) for code, meaning in MEANINGS.items()]
    parts += ["## Exit codes\n", _table(("code", "means"), codes)]
    for topic in ("files", "environment", "scenarios"):
        about, text = TOPICS[topic]
        parts += [f"## {_sentence(topic).rstrip('.')}\n", f"{_sentence(about)}\n", _shown(text())]
    return "\n".join(parts)


def results() -> str:
    """Every sheet and column of a result."""
    parts = [
        "# The result workbook\n",
        "Quantities are in the item's unit, money in EUR. A period is named by its first day. What `--json` prints has "
        "the same columns; [its fields](../json.md).\n",
    ]
    for name, (title, columns) in RESULT_SHEETS.items():
        rows = [(f"`{column.name}`", unit_of(column) or column.kind, count_of(name, column.name)) for column in columns]
        parts += [f"## {name}\n", f"{_sentence(title)}\n", _table(("column", "holds", "counts"), rows)]
    return "\n".join(parts)


def equations() -> str:
    """The model's constraints and objectives, from their docstrings."""
    parts = ["# The equations\n", "What each means is told on [the page of the model](../model.md).\n"]
    for module in (*_modules(constraints), import_module(f"{models.__name__}.objectives")):
        rows = [(f"`{name}`", _line(text)) for name, text in _documented(module)]
        if rows:
            title, _, more = (module.__doc__ or "").strip().partition(":")
            parts += [f"## {title.rstrip('.')}\n", f"{_sentence(more.strip())}\n", _table(("name", "says"), rows)]
    return "\n".join(parts)


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(package.__path__):
        yield import_module(f"{package.__name__}.{found.name}")


def _documented(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Public functions of `module` that say what they add, in the order of the source."""
    functions = filter(inspect.isfunction, vars(module).values())
    own = [function for function in functions if function.__module__ == module.__name__]
    for function in sorted(own, key=lambda function: function.__code__.co_firstlineno):
        equation = inspect.get_annotations(function).get("return") in ("Relation", "Expr")
        if function.__doc__ and equation and not function.__name__.startswith("_"):
            yield function.__name__, inspect.cleandoc(function.__doc__)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_line, line))} |" for line in lines) + "\n"


def _line(text: str) -> str:
    """`text` as one cell of a table."""
    return " ".join(text.replace("\\|", "|").replace("|", "\\|").split())


def _shown(text: str) -> str:
    return f"```text\n{text}\n```\n"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
