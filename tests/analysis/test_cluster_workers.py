"""A scheduler and workers that are processes of their own: what becomes of a run when one of them is killed."""

from __future__ import annotations

import signal
from dataclasses import replace
from functools import partial

import pytest

from pooling.analysis.analyses import stressed
from pooling.analysis.cluster import run_on_cluster
from pooling.case import case as c
from pooling.plan.solve import Options, solve
from tests.helpers.cluster import cluster
from tests.helpers.here import here
from tests.oracle.hand import shared_line

SAMPLES = 12
QUICK = Options(time_limit=60, threads=1)


@pytest.fixture(scope="module")
def case():
    """The line delivers 40 to 100 % of its capacity."""
    lines = (c.Line("L", "P", low_pct=40, likely_pct=70, high_pct=100),)
    return replace(shared_line(), lines=lines)


@pytest.fixture(scope="module")
def plan(case):
    return solve(case, QUICK).plan


def futures(case, plan, run_all):
    """What became of every future, but for the seconds that took."""
    found = stressed(case, plan, QUICK, run_all, SAMPLES, seed=3)
    (table,) = (table for table in found.tables if table.name == "futures")
    return [{name: cell for name, cell in row.items() if name != "seconds"} for row in table.records()]


def test_one_of_two_workers_is_killed_in_mid_run(case, plan):
    """With -9, when the first future has come and more wait than there are workers, so that it has one at work.

    Every future arrives all the same, with the same numbers as here. So do those of a run on the worker that is left.
    """
    expected = futures(case, plan, here)
    with cluster(workers=2) as running:
        ended = []

        def kill_after_first(standing):
            if standing.progress is None:
                ended.append(standing.label)
                if len(ended) == 1:
                    running.workers[0].send_signal(signal.SIGKILL)

        there = partial(run_on_cluster, running.address, jobs=6, report=kill_after_first)
        assert futures(case, plan, there) == expected
        assert running.workers[0].wait(10) == -signal.SIGKILL
        assert len(ended) == len(set(ended)) > SAMPLES
        assert futures(case, plan, partial(run_on_cluster, running.address)) == expected
    assert {row["status"] for row in expected} == {"done"}
