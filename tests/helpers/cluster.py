"""A Dask cluster as it runs in earnest: a scheduler and workers, each a process of its own, on loopback."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from distributed import Client

CHECKOUT = Path(__file__).parents[2]

PATIENCE = 60.0
"""Seconds in which the scheduler and all workers must be there."""


@dataclass(frozen=True)
class Cluster:
    """Where the scheduler listens, its process and those of the workers."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: tuple[subprocess.Popen[bytes], ...]


@contextmanager
def cluster(workers: int) -> Iterator[Cluster]:
    """A scheduler and so many workers of one thread; all are killed in the end."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        file = Path(folder) / "scheduler.json"
        begun = time.monotonic()
        scheduler = running.enter_context(_started("scheduler", file, "--port", "0"))
        while not file.exists():
            assert time.monotonic() - begun < PATIENCE, "the scheduler does not begin"
            assert scheduler.poll() is None, "the scheduler has ended"
            time.sleep(0.05)
        alone = ("--nthreads", "1", "--no-nanny", "--local-directory", folder)
        crew = tuple(running.enter_context(_started("worker", file, *alone)) for _ in range(workers))
        with Client(scheduler_file=str(file), set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=PATIENCE)
            address = str(client.scheduler.address)
        yield Cluster(address, scheduler, crew)


@contextmanager
def _started(role: str, file: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of `dask scheduler` or `dask worker` of this checkout."""
    common = ("--scheduler-file", str(file), "--host", "127.0.0.1", "--no-dashboard")
    command = [sys.executable, "-m", f"distributed.cli.dask_{role}", *common, *options]
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
