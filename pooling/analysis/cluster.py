"""Many independent solves at once, on a Dask cluster: what `pooling.analysis.runs` does with processes of its own.

Only cases, options and plans travel, nothing of the machine that asks; the cluster needs the same pooling installed.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from importlib.metadata import version as installed
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import models
from pooling import version
from pooling.analysis.runs import TICK, Ledger, Notes, Reporter, Run, Task, shared_out
from pooling.analysis.worker import Answer, Job, answer
from pooling.plan.solve import Progress

ENDING = ("closing", "closed")
"""What a client's status is when its cluster is gone."""

PATIENCE = 5.0
"""Seconds in which a cluster must answer."""

LISTEN = 1.0
"""Seconds between two looks of a solve at whether it should end."""


HELLO = 30.0
"""Seconds in which workers must say which pooling they have: it may have to be loaded first."""

SILENCE = 60.0
"""Seconds beyond the time limit of an objective in which a solve must tell something."""

LOST = ConnectionError("its scheduler is gone")
DESERTED = ConnectionError("all its workers are gone")
SILENT = TimeoutError("it has not been heard of for longer than its time limit")


class NoCluster(Exception):
    """There is no cluster to solve on: a message in one line."""


def run_on_cluster(
    address: str,
    tasks: Sequence[Task],
    jobs: int | None = None,
    report: Reporter | None = None,
    stop: Event | None = None,
    notes: Notes | None = None,
) -> list[Run]:
    """As `run_all`, on the Dask cluster whose scheduler is at `address`: one thread a task, unless it asks for more.

    Raises `NoCluster` where `distributed` is not installed, or the cluster does not answer or has no workers.
    """
    with _connected(address) as client:
        places = sum(client.nthreads().values())
        if not places:
            raise NoCluster(f"the cluster at {address} has no workers")
        _shake_hands(client, address)
        _, single = shared_out(tasks, len(tasks), 1)
        return _Farm(client, single, report, stop or Event(), notes).run(min(jobs or places, len(tasks)))


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """A `distributed.Client` of the cluster, closed in the end; its own talk is not for the user."""
    try:
        import dask.config
        from distributed import Client
    except ImportError as missing:
        raise NoCluster("--cluster needs the package distributed: pip install distributed") from missing
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with dask.config.set({"distributed.diagnostics.computations.nframes": 0}):  # no source code to the cluster
        try:
            asyncio.run(_greet(address, _keys()))
            client = Client(address, timeout=PATIENCE, set_as_default=False)
        except ValueError as fault:
            raise NoCluster(f"{address} is no address of a Dask scheduler: {fault}") from fault
        except (TypeError, RuntimeError) as fault:  # what Dask says where TLS is asked for and not set up, or not used
            raise NoCluster(f"{address} does not fit the TLS settings of Dask here: {fault}") from fault
        except (OSError, ImportError) as fault:
            raise NoCluster(f"no Dask cluster answers at {address} within {PATIENCE:.0f} s") from fault
        with client:
            yield client


def _keys() -> dict[str, Any]:
    """What a connection needs by the TLS settings of Dask."""
    from distributed import Security

    try:
        return dict(Security().get_connection_args("client"))
    except OSError as fault:
        raise NoCluster(f"a certificate or key of the TLS settings of Dask cannot be read: {fault}") from fault


async def _greet(address: str, keys: dict[str, Any]) -> None:
    """Connect once: `Client` would wait forever for a server that says nothing."""
    from distributed.comm.core import connect

    comm = await asyncio.wait_for(connect(address, timeout=PATIENCE, **keys), PATIENCE)
    await comm.close()


def _shake_hands(client: Any, address: str) -> None:
    """Raise `NoCluster` where a worker has another pooling than this one: its plans would not be comparable."""
    told: list[dict[str, object]] = []
    asking = Thread(target=lambda: told.append(client.run(identity, on_error="return")), daemon=True)
    asking.start()
    asking.join(HELLO)
    if not told:
        raise NoCluster(f"the workers at {address} do not answer within {HELLO:.0f} s")
    for worker, other in told[0].items():
        if other != identity():
            said = other if isinstance(other, str) else "that does not say its version"
            message = f"worker {worker} has pooling {said}, here is {identity()}: install the same on both"
            raise NoCluster(message)


def identity() -> str:
    """Version of this pooling, of its source text, which may differ under one version, and of the solver."""
    digest = sha256()
    for package in (version, models):
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            digest.update(path.read_bytes())
    return f"{version.__version__} ({digest.hexdigest()[:8]}, HiGHS {installed('highspy')})"


class _Farm(Ledger):
    """The tasks, and those of them that are at work on the cluster."""

    def __init__(
        self, client: Any, tasks: Sequence[Task], report: Reporter | None, stop: Event, notes: Notes | None
    ) -> None:
        super().__init__(tasks, report, stop, notes)
        self.client = client
        self.topic = f"pooling-{uuid4().hex}"
        self.news: SimpleQueue[tuple[int, Progress]] = SimpleQueue()
        self.at_work: dict[int, Any] = {}
        self.heard: dict[int, float] = {}
        self.woken = Event()
        self.looked = self.manned = time.monotonic()

    def run(self, jobs: int) -> list[Run]:
        """All runs, `jobs` at a time."""
        from distributed import Event as SharedEvent

        asked, told = SharedEvent(self.topic, self.client), False
        self.client.subscribe_topic(self.topic, self._hear)
        try:
            self._give(jobs)
            while self.at_work:
                self.woken.wait(TICK)
                self.woken.clear()
                if self.stop.is_set() and not told:
                    told = True
                    with suppress(Exception):  # that the cluster is lost is noticed where answers are collected
                        asked.set()
                self._collect()
                self._give(jobs)
        finally:
            if self.at_work:
                with suppress(Exception):  # a cluster that is lost works no more
                    self.client.cancel(list(self.at_work.values()))
        return self.closed()

    def _give(self, jobs: int) -> None:
        """Send tasks until `jobs` are at work."""
        while len(self.at_work) < jobs and (number := self.next()) is not None:
            arguments = (self.job(number), number, self.topic)
            try:
                future = self.client.submit(solve_there, *arguments, key=f"{self.topic}-{number}", pure=False)
            except Exception as fault:  # whatever the cluster says
                self.ended(number, _failed(fault))
            else:
                self.at_work[number] = future
                self.heard[number] = time.monotonic()
                future.add_done_callback(lambda _: self.woken.set())

    def _collect(self) -> None:
        """Pass progress on and take the answers that are there."""
        while not self.news.empty():
            number, progress = self.news.get()
            if number in self.at_work:
                self.heard[number] = time.monotonic()
                self.tell(number, progress)
        lost = self._lost()
        for number, future in list(self.at_work.items()):
            fault = lost or (SILENT if self._is_silent(number) else None)
            if future.status != "pending" and self.client.status not in ENDING:
                del self.at_work[number]
                self.ended(number, _answer_of(future))
            elif fault is not None:
                del self.at_work[number]
                self.ended(number, _failed(fault))
        while lost is not None and (left := self.next()) is not None:
            self.ended(left, _failed(lost))

    def _lost(self) -> Exception | None:
        """Why nobody solves any more, if so: no scheduler, or for longer than a moment no worker."""
        if self.client.status in ENDING:
            return LOST
        if time.monotonic() - self.looked > TICK:
            self.looked = time.monotonic()
            with suppress(Exception):  # a scheduler that is just lost is noticed by the client's status
                if self.client.nthreads():
                    self.manned = time.monotonic()
        return DESERTED if time.monotonic() - self.manned > PATIENCE else None

    def _is_silent(self, number: int) -> bool:
        task = self.tasks[number]
        most = (task.options.time_limit or task.case.settings.time_limit_s) + SILENCE
        return time.monotonic() - self.heard[number] > most

    def _hear(self, event: tuple[float, tuple[int, bytes]]) -> None:
        _, (number, progress) = event
        self.news.put((number, pickle.loads(progress)))


def _answer_of(future: Any) -> Answer:
    """What came back; what goes wrong on the cluster costs that solve only."""
    try:
        answer: Answer = future.result(timeout=PATIENCE)
    except Exception as fault:  # whatever the cluster says
        return _failed(fault)
    return answer


def _failed(fault: Exception) -> Answer:
    words = (str(fault).splitlines() or [""])[0]
    return Answer("failed", f"the cluster could not solve it: {type(fault).__name__}: {words}")


def solve_there(job: Job, number: int, topic: str) -> Answer:
    """What a worker of the cluster does: solve, telling its progress and asking whether to end under `topic`."""
    from distributed import Event as SharedEvent
    from distributed import get_client, get_worker

    worker, stop, over = get_worker(), Event(), Event()
    asked = SharedEvent(topic, get_client())

    def listen() -> None:
        while not over.wait(LISTEN):
            if asked.is_set():
                stop.set()

    Thread(target=listen, daemon=True).start()
    try:
        return answer(*job, lambda progress: worker.log_event(topic, (number, pickle.dumps(progress))), stop)
    finally:
        over.set()
