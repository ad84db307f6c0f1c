"""Call-offs dealt out in whole lots are the same in every process."""

from __future__ import annotations

import os
import subprocess
import sys

ALIKE = """
from dataclasses import replace
from models import build_model
from pooling.plan.prepare import prepare
from pooling.plan.program.matrix import hand_over
from pooling.plan.search.rounding import whole_lots
from pooling.plan.stage.decode import decisions
from tests.oracle.hand import shared_line

case = shared_line(partners=tuple("BCDEFG"))
terms = {"lead": "B", "status": "existing", "signed": case.settings.start, "sign_from": None, "sign_to": None}
instance = prepare(replace(case, frameworks=(replace(case.frameworks[0], **terms),)))
model = build_model(instance, "mean_delay")
matrix = hand_over(model)
alike = {("F1", p, t): 4 / 6 for p in "BCDEFG" for t in range(4)}
point = replace(decisions(matrix, 0 * matrix.lower), call_offs=alike)
print(sorted(whole_lots(instance, model.s, point, {}).call_offs.items()))
"""


def test_who_waits_alike_is_served_in_the_same_order_in_every_process():
    """Six partners share what is made evenly, in processes in which sets of codes are in another order."""
    plans = {
        subprocess.run(
            [sys.executable, "-c", ALIKE],
            env=os.environ | {"PYTHONHASHSEED": str(seed), "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(3)
    }
    assert len(plans) == 1
    assert b"'F1'" in plans.pop()
