"""Processes of their own for work that may take long, take much, or fail."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from typing import Any


def quick_processes(libraries: Sequence[str]) -> Any:
    """The `multiprocessing` context whose processes begin quickly where the system can, with `libraries` loaded.

    None of them inherits anything of this one. What the first of this process asked for is loaded once for all.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(libraries))
    return context
