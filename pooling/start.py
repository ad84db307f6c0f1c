"""Where the command `pooling` begins: a Python too old, or a package that is missing, is told in one line.

Older Pythons must be able to read this file: a test holds it to what they know.
"""

import sys

NEEDED = (3, 11)


def outdated(have: str) -> str:
    """What to do about a Python that is too old."""
    needed = ".".join(map(str, NEEDED))
    return f"Python {needed} or newer is needed, this is {have}: install one from python.org, then begin with it"


def missing(package: str) -> str:
    """What to do about a package that is not installed."""
    return (
        f"the package {package} is not installed: python -m pip install --require-hashes -r requirements/run.txt, "
        "in the folder of pooling; pooling doctor then tells whether all is well"
    )


def main() -> None:
    """Run the command line."""
    if sys.version_info < NEEDED:
        sys.exit(f"error: {outdated(sys.version.split()[0])}")
    try:
        from pooling.cli.main import main as run
    except ModuleNotFoundError as fault:
        sys.exit(f"error: {missing(str(fault.name))}")
    run()
