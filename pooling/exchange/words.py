"""Words: the phrases of a demand sheet in each language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from pooling.case.schema import LANGUAGES


@cache
def _phrases(language: str) -> dict[str, Any]:
    text = files("pooling.exchange").joinpath("languages", f"{language}.toml").read_text("utf-8")
    return tomllib.loads(text)


def phrases(language: str, return_to: str = "") -> dict[str, Any]:
    """Every phrase by key; `return_to` says whom the sheet is sent back to. KeyError for an unknown language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    words = _phrases(language)
    return dict(_filled(words, return_to or words["return_to"]))


def _filled(phrase: Any, return_to: str) -> Any:
    if isinstance(phrase, dict):
        return {key: _filled(part, return_to) for key, part in phrase.items()}
    if isinstance(phrase, list):
        return [_filled(part, return_to) for part in phrase]
    return phrase.replace("{return_to}", return_to)
