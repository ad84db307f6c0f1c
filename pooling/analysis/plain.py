"""Values as plain data for JSON and back, and a digest that equal values share, in whichever process."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from pooling.plan.plan import Claim, Outcome, Plan, Stage

KINDS: dict[str, Callable[..., Any]] = {kind.__name__: kind for kind in (Claim, Outcome, Plan, Stage)}
"""Records that are read back."""


def plain(value: Any) -> Any:
    """`value` as JSON holds it: a tuple is a list, all else that JSON does not know is tagged with what it is.

    Of records, fields that do not count when they are compared are left out.
    """
    if is_dataclass(value) and not isinstance(value, type):
        told = {field.name: plain(getattr(value, field.name)) for field in fields(value) if field.compare}
        return {type(value).__name__: told}
    if isinstance(value, Mapping):
        return {"map": [[plain(key), plain(entry)] for key, entry in value.items()]}
    if isinstance(value, frozenset):
        return {"set": sorted(map(plain, value), key=json.dumps)}
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if callable(value):
        return {"function": f"{value.__module__}.{value.__qualname__}"}
    return value


def value_of(told: Any) -> Any:
    """What `plain` told, of values that hold no other records than `KINDS`; raises ValueError for anything else."""
    if isinstance(told, list):
        return tuple(map(value_of, told))
    if not isinstance(told, dict):
        return told
    ((kind, content),) = told.items()
    match kind:
        case "map":
            return {value_of(key): value_of(entry) for key, entry in content}
        case "set":
            return frozenset(map(value_of, content))
        case _ if kind in KINDS:
            return KINDS[kind](**{name: value_of(entry) for name, entry in content.items()})
        case _:
            raise ValueError(f"{kind} is not known")


def digest(value: Any) -> str:
    """The same for equal values, in whatever order their mappings are."""
    return sha256(json.dumps(plain(value), default=str, sort_keys=True).encode()).hexdigest()
