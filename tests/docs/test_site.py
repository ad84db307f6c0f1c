"""The documentation: every link leads somewhere, the reference is what the program says today, README is short."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.generate import FOLDER, pages

HERE = Path(__file__).parents[2]
DOCUMENTS = [HERE / "README.md", HERE / "CHANGELOG.md", *sorted((HERE / "docs").rglob("*.md"))]


def text_of(document: Path) -> str:
    """What is read as text: no blocks of code, no code within lines."""
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.M | re.S)
    return re.sub(r"`[^`\n]*`", lambda code: "x" * len(code[0]), text)


def anchors(document: Path) -> set[str]:
    """What may stand behind # in a link: the headings, as GitHub and the site name them."""
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.M | re.S)
    headings = re.findall(r"^#+ +(.*)$", text, re.M)
    return {re.sub(r"[^\w -]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(HERE)))
def test_links_lead_somewhere(document):
    """Files beside it are there, and so are the headings meant."""
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(document)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        if not file.exists() or (anchor and anchor not in anchors(file)):
            lost.append(target)
    assert lost == []


def test_links_are_looked_at():
    """The pattern finds them: README alone has a score."""
    assert len(re.findall(r"\]\(([^)\s]+)\)", text_of(HERE / "README.md"))) >= 20


def test_pages_within_the_site_stay_within_it():
    """No page links to what the site does not hold."""
    docs = HERE / "docs"
    out = [
        (document.name, target)
        for document in sorted(docs.rglob("*.md"))
        for target in re.findall(r"\]\(([^)\s]+)\)", text_of(document))
        if not re.match(r"[a-z]+:|#", target) and not (document.parent / target).resolve().is_relative_to(docs)
    ]
    assert out == []


def test_every_page_is_in_the_navigation():
    """Nobody finds a page that is not."""
    navigation = set(re.findall(r"([\w/-]+\.md)$", (HERE / "mkdocs.yml").read_text(encoding="utf-8"), re.M))
    assert navigation == {str(page.relative_to(HERE / "docs")) for page in (HERE / "docs").rglob("*.md")}


@pytest.mark.parametrize("name", pages())
def test_the_reference_is_what_the_program_says(name):
    """`python -m docs.generate` writes it anew."""
    assert (FOLDER / name).read_text(encoding="utf-8") == pages()[name]


def test_readme_fits():
    """What, a picture, two commands, three tours, links."""
    assert len((HERE / "README.md").read_text(encoding="utf-8").splitlines()) <= 120
