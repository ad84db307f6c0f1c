"""A result that nobody has changed is clean: no rule is broken, and every figure in it is recomputed alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given

from pooling.case.case import Case
from pooling.output.edited import read_edited
from pooling.output.excel import write_tables
from pooling.output.recomputed import differences, in_short
from pooling.output.tables import recomputed_tables, result_tables
from pooling.plan.plan import Plan
from pooling.plan.solve import Infeasible, Options, solve
from pooling.plan.verify import verify
from tests.oracle.small_cases import small_cases


def decided(plan: Plan) -> Plan:
    """The plan but for claims, whose amounts a cell rounds, and frameworks that nobody is in, of which no row tells."""
    return replace(plan, claims={}, joined={code: inside for code, inside in plan.joined.items() if inside})


@given(case=small_cases())
def test_an_unedited_result_is_clean(case: Case) -> None:
    """Whatever the case has: the plan read back is the plan written."""
    try:
        outcome = solve(case, Options(gap=0.02, time_limit=60))
    except Infeasible:
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "result.xlsx"
        write_tables(path, result_tables(case, outcome, verify(case, outcome.plan)), title="result")
        edited = read_edited(path, case)
    verdict = verify(case, edited.plan)
    assert decided(edited.plan) == decided(outcome.plan)
    claims = {code: claim.amount for code, claim in outcome.plan.claims.items()}
    assert {code: claim.amount for code, claim in edited.plan.claims.items()} == pytest.approx(claims)
    assert (edited.twice, edited.findings, verdict.violations) == ((), (), ())
    assert in_short(differences(edited, recomputed_tables(case, verdict.figures), case)) == []
