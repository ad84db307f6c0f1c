"""The page: one HTML file that holds its data, its script and the drawing library, and opens offline."""

from __future__ import annotations

import html
import json
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from plotly.offline import get_plotlyjs

from pooling.output.files import write_whole

SECTIONS = {"results": "result", "analysis": "analysis"}
"""Kind of data to the name of its sections and of the script that draws them."""

PARTS = files("pooling.output") / "page"


def write_page(path: Path, data: dict[str, Any], title: str, marking: str, force: bool) -> None:
    """Write the page that draws `data`; raises as `pooling.output.files.write_whole`."""
    write_whole(path, page(data, title, marking).encode(), force)


def page(data: dict[str, Any], title: str, marking: str) -> str:
    """The page's HTML: text is escaped, and nothing in it is fetched from anywhere."""
    return Template(_part("page.html")).substitute(
        title=html.escape(title),
        marking=html.escape(marking),
        css=Template(_part("page.css")).substitute(marking=in_style(marking)),
        data=in_script(data),
        plotly=get_plotlyjs(),
        sections=_part(f"{SECTIONS[data['kind']]}.html"),
        script="".join(_part(name) for name in ("view.js", f"{SECTIONS[data['kind']]}.js", "start.js")),
    )


def in_script(data: dict[str, Any]) -> str:
    """`data` as JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def in_style(text: str) -> str:
    """`text` as a string of CSS that nothing in it can end: every character is escaped."""
    return '"' + "".join(f"\\{ord(sign):x} " for sign in text) + '"'


def _part(name: str) -> str:
    return (PARTS / name).read_text(encoding="utf-8")
