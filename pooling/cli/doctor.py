"""pooling doctor: whether everything the tool needs is here and works."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from importlib.util import find_spec

import click

from pooling.case.columns import LANGUAGES
from pooling.cli.document import print_document
from pooling.cli.exits import Exit
from pooling.cli.options import Session, json_option, session_options
from pooling.cli.say import WIDTH, broken

DISTRIBUTION = "demand-pooling"
INSTALL = "python -m pip install --require-hashes -r requirements/run.txt"
GIB = 2**30
LEAST_MEMORY = 4
"""GiB below which large cases do not fit."""

DATA = {
    "pooling.exchange": [f"{folder}/{name}.toml" for folder in ("languages", "extracts") for name in LANGUAGES],
    "pooling.output": ["page/page.html", "page/result.html", "page/analysis.html", "page/page.css", "page/start.js"],
}
"""Files that the commands read, by package."""


@dataclass(frozen=True)
class Check:
    """One thing looked at: what was found, whether that is well, and what to do where it is not."""

    what: str
    found: str
    ok: bool = True
    advice: str = ""


@click.command("doctor", epilog="Example: pooling doctor --json")
@json_option
@session_options
@click.pass_obj
def doctor_command(session: Session, as_json: bool) -> Exit:
    """Check that everything needed is here and works.

    Versions, a solve with a known answer, cores, memory, files, the right to write here. The exit code is 1 where
    something is amiss. It tells nothing of this machine's names and folders: what it prints may be sent on.
    """
    checks = list(examined())
    code = Exit.DONE if all(check.ok for check in checks) else Exit.FAULT
    if as_json:
        checked = [asdict(check) for check in checks]
        print_document({"command": "doctor", "exit_code": code, "checks": checked})
        return code
    for check in checks:
        if session.verbosity >= 0 or not check.ok:
            advice = f"; {check.advice}" if not check.ok else ""
            click.echo(broken(f"{'ok' if check.ok else 'AMISS':<6}{check.what}: {check.found}{advice}", WIDTH))
    return code


def examined() -> Iterator[Check]:
    """Every check, one after the other."""
    yield Check("pooling", _version(DISTRIBUTION) or "not installed as a package: run from its folder")
    yield Check("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    yield from _packages()
    yield _tried("solver", _solver, INSTALL)
    yield _tried("data files", _data, "install pooling again from its wheel or checkout")
    yield Check("cores", str(os.cpu_count() or "unknown"))
    yield _memory()
    yield _tried("this folder", lambda: _writable("."), "go to a folder where you may write, or name one with -o")
    yield _tried("temporary folder", lambda: _writable(None), "set TMPDIR (TEMP on Windows) to a folder that is there")
    cluster = "distributed is here" if find_spec("distributed") else "not installed; only --cluster needs it"
    yield Check("--cluster", cluster)


def _packages() -> Iterator[Check]:
    """Each package that this one asks for, against the versions it asks for."""
    try:
        from packaging.requirements import Requirement
    except ModuleNotFoundError:
        yield Check("packaging", "not installed", False, INSTALL)
        return
    for text in _required():
        asked = Requirement(text)
        if asked.marker is None or asked.marker.evaluate({"extra": ""}):
            have = _version(asked.name)
            if have is None:
                yield Check(asked.name, "not installed", False, INSTALL)
            else:
                fits = asked.specifier.contains(have, prereleases=True)
                yield Check(asked.name, have, fits, f"{asked.specifier} is needed: {INSTALL}")


def _required() -> list[str]:
    """What this package asks for, as it was installed."""
    try:
        return requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        return []


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _tried(what: str, look: Callable[[], str], advice: str) -> Check:
    """A check by doing: whatever stands in its way is told, without where on this machine."""
    try:
        return Check(what, look())
    except Exception as fault:  # whatever is broken here is what is asked for
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
        return Check(what, f"{type(fault).__name__}: {reason}", False, advice)


def _solver() -> str:
    from pooling.analysis.selfcheck import is_right
    from pooling.cli.progress import no_native_output

    with no_native_output():
        if not is_right():
            raise RuntimeError("a case with a known answer was not solved to it")
    return "finds and proves a known optimum"


def _data() -> str:
    wanted = [(package, name) for package, names in DATA.items() for name in names]
    missing = [f"{package} {name}" for package, name in wanted if not files(package).joinpath(name).is_file()]
    if missing:
        raise FileNotFoundError(f"{', '.join(missing)} missing")
    return f"all {len(wanted)} are here"


def _memory() -> Check:
    try:
        pages, free, size = (os.sysconf(name) for name in ("SC_PHYS_PAGES", "SC_AVPHYS_PAGES", "SC_PAGE_SIZE"))
    except (AttributeError, ValueError, OSError):  # not told on every system
        return Check("memory", "not told by this system")
    total, left = pages * size / GIB, free * size / GIB
    advice = f"large cases want {LEAST_MEMORY} GiB or more"
    return Check("memory", f"{total:.1f} GiB, {left:.1f} GiB of it unused", total >= LEAST_MEMORY, advice)


def _writable(folder: str | None) -> str:
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"x")
    return "may be written to"
