"""JSON for programs: one document on stdout, nothing else there."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import click

from pooling.cli.options import Session

SCHEMA_VERSION = 1
"""Of every document; fields may be added within a version."""


def print_document(document: Mapping[str, Any]) -> None:
    """Print `document` and its version as JSON; a figure that is not known yet, such as the gap to a bound, is null."""
    context = click.get_current_context(silent=True)
    session = context.find_object(Session) if context else None
    if session:
        session.documented = True
    click.echo(
        json.dumps(_known({"schema_version": SCHEMA_VERSION, **document}), indent=2, default=str, allow_nan=False)
    )


def _known(value: Any) -> Any:
    """`value` without infinite figures, for which JSON has no word."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {key: _known(part) for key, part in value.items()}
    return [_known(part) for part in value] if isinstance(value, list | tuple) else value
