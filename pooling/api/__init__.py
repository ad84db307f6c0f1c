"""The Python interface: what the commands do, as data frames.

A case is a path to a workbook, or a `Case` that `read_case` gave. Problems of a case raise `CaseError`, clashing rules
`Infeasible`, no plan in time `NoPlan`, a result that does not fit its case `NotOfCase`, workbooks that cannot share a
page `NotOnePage`, finished solves of another version `Unusable`; each says in its message what the command would say.
What a command notes is a `UserWarning`.
"""

from pooling.analysis.solving import NotOfCase
from pooling.analysis.unfinished import Unusable
from pooling.api.cases import check, read_case, read_result, report, write_example
from pooling.api.exchange import collect, share, template
from pooling.api.found import Checked, Collected, Found, Result
from pooling.api.solves import compare, explain, frontier, gain, robust, rules, shift, solve, stress
from pooling.case.case import Case
from pooling.case.findings import CaseError
from pooling.exchange.pages import NotOnePage
from pooling.plan.solve import Infeasible, NoPlan

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
