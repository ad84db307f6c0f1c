"""pooling: pool multi-year ammunition needs into framework contracts.

From Python, `pooling.solve`, `check`, `explain`, `compare`, `shift`, `gain`, `frontier`, `rules`, `stress`, `robust`,
`report`, `template`, `collect` and `share` do what the commands of these names do, and give data frames;
`docs/python.md` shows how.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pooling.version import __version__

if TYPE_CHECKING:
    from pooling.api import (
        Case,
        CaseError,
        Checked,
        Collected,
        Found,
        Infeasible,
        NoPlan,
        NotOfCase,
        NotOnePage,
        Result,
        Unusable,
        check,
        collect,
        compare,
        explain,
        frontier,
        gain,
        read_case,
        read_result,
        report,
        robust,
        rules,
        share,
        shift,
        solve,
        stress,
        template,
        write_example,
    )

__all__ = [
    "Case",
    "CaseError",
    "Checked",
    "Collected",
    "Found",
    "Infeasible",
    "NoPlan",
    "NotOfCase",
    "NotOnePage",
    "Result",
    "Unusable",
    "__version__",
    "check",
    "collect",
    "compare",
    "explain",
    "frontier",
    "gain",
    "read_case",
    "read_result",
    "report",
    "robust",
    "rules",
    "share",
    "shift",
    "solve",
    "stress",
    "template",
    "write_example",
]


def __getattr__(name: str) -> Any:
    """Load the interface when it is asked for: the command line begins without it."""
    if name in __all__:
        return getattr(import_module("pooling.api"), name)
    raise AttributeError(f"module pooling has no attribute {name}")
