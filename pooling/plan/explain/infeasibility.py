"""Why a case has no plan: a smallest set of rules of the workbook that clash, and the smallest change that would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from models.instance import Instance
from pooling.case.case import Case
from pooling.plan.explain.changes import change_of
from pooling.plan.explain.giving_way import GivenWay, giving_way
from pooling.plan.explain.loosest import loosest
from pooling.plan.explain.rules import Rules
from pooling.plan.explain.smallest import Search
from pooling.plan.prepare import prepare
from pooling.plan.program.matrix import TrivialClash

FACTS = "what it states as facts leaves no plan, whatever its rules"

SECONDS = 60.0
"""Time for the search; when it is up the set is what clashes, but may not be smallest."""


@dataclass(frozen=True)
class Clashing:
    """A rule of a clash: its cells (`lots!F2`, or a sheet), what it asks, and the least change of it that would do.

    `change` is empty where no change of this rule alone makes the case have a plan, or none was found in time.
    """

    cells: tuple[str, ...]
    sentence: str
    change: str = ""

    def __str__(self) -> str:
        more = f" and {len(self.cells) - 3} more" if len(self.cells) > 3 else ""
        return f"{', '.join(self.cells[:3])}{more}: {self.sentence}"


@dataclass(frozen=True)
class Clash:
    """Rules that cannot hold together.

    `proof`: `smallest` where it is proven that no fewer rules clash, `fractions` where that holds for fractions of lots
    (fewer may clash in whole ones), `early` where the search ended before.
    `together`: where no change of one rule does, changes that do together, by least change in parts of each figure.
    `given_way`: limits that the sheet `rules` lets give way, as they do together.
    """

    rules: tuple[Clashing, ...]
    proof: str = "early"
    together: tuple[str, ...] = ()
    given_way: tuple[GivenWay, ...] = ()

    @property
    def heading(self) -> str:
        """What the rules are, as far as it is proven."""
        return {
            "smallest": "these clash, and no fewer than these",
            "fractions": "these clash; in whole lots fewer of them may",
            "early": "these clash; the search stopped early, so some may not be needed",
        }[self.proof]

    @property
    def advice(self) -> tuple[str, tuple[str, ...]]:
        """What would do: how the changes are to be read, and the changes; none where none was found."""
        alone = tuple(rule.change for rule in self.rules if rule.change)
        if alone:
            return ("any one of these would do" if len(alone) > 1 else "this would do"), alone
        return "together these would do", self.together

    @property
    def sentences(self) -> tuple[str, ...]:
        """The clash in sentences: its rules, then what would do."""
        heading, changes = self.advice
        return (*map(str, self.rules), *([f"{heading}: {' · '.join(changes)}"] if changes else []))


def clashing(case: Case, instance: Instance, ceilings: Mapping[str, float]) -> Clash | None:
    """A smallest clash of the rules of `case`, under the ceilings of `instance` and what it keeps.

    `ceilings`: objective → most that it may become. None where no rules are shown to clash, be it that none do or that
    time ran out.
    """
    whole = prepare(case, exact=True)
    stated = replace(
        whole,
        delay_ceiling=instance.delay_ceiling,
        mean_ceiling=instance.mean_ceiling,
        payment_ceiling=instance.payment_ceiling,
        kept=instance.kept,
        earlier=instance.earlier,
    )
    rules = Rules(case, stated, ceilings)
    try:
        loose = loosest(rules)
    except TrivialClash as fault:
        return Clash((Clashing(("case",), str(fault)),))
    search = Search(loose, stated.periods, SECONDS)
    found, proof = search.smallest()
    if not found:
        return Clash((Clashing(("case",), FACTS),), proof) if proof == "smallest" else None
    told = []
    for rule in sorted(found, key=lambda rule: rule.order):
        broken = search.least(rule) if search.left > 0 else None
        change = change_of(rules, rule, broken, search.linear) if broken else ""
        told.append(Clashing(rules.cells(rule), rules.sentence(rule, found[rule]), change))
    together: tuple[str, ...] = ()
    if not any(rule.change for rule in told) and search.left > 0 and (all_of := search.least()):
        together = tuple(change_of(rules, rule, all_of, search.linear) for rule in all_of.amounts)
    return Clash(tuple(told), proof, together, giving_way(case, stated, ceilings) if case.rules else ())
