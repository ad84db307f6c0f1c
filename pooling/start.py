"""Where the command `pooling` begins: a package that is missing is told in one line."""

from __future__ import annotations

import sys


def missing(package: str | None) -> str:
    """What to do about a package that is not installed."""
    return (
        f"the package {package} is not installed: python -m pip install --require-hashes -r requirements/run.txt, "
        "in the folder of pooling; pooling doctor then tells whether all is well"
    )


def main() -> None:
    """Run the command line."""
    try:
        from pooling.cli.main import main as run
    except ModuleNotFoundError as fault:
        print(f"error: {missing(fault.name)}", file=sys.stderr)
        sys.exit(1)
    run()
