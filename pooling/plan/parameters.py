"""The tuned numbers of the search, each with its meaning, unit and range."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Steps:
    """Steps of the large neighbourhood search.

    size      whole columns freed to begin with
    least     fewest whole columns freed
    seconds   for a step to begin with; as many more as a step's programme takes to be built
    wider     factor of the size after a step solved to its end (> 1)
    closer    factor of the size after a step that ran out of time and gained nothing (0-1)
    memory    part of its weight that a neighbourhood keeps after a gain (0-1)
    reward    weight added after a gain (> 0)
    fade      part of its weight that it keeps after a step without one (0-1)
    floor     least weight (> 0)
    part      part of the stage's gap at which a step counts as solved (0-1)
    finest, coarsest  least and most relative gap at which it does
    better    least relative gain that counts
    nodes     branch-and-bound nodes of a step where work, not time, is limited
    """

    size: int = 250
    least: int = 20
    seconds: float = 0.7
    wider: float = 1.3
    closer: float = 0.75
    memory: float = 0.7
    reward: float = 1.0
    fade: float = 0.8
    floor: float = 0.1
    part: float = 0.02
    finest: float = 1e-4
    coarsest: float = 1e-3
    better: float = 1e-7
    nodes: int = 60


@dataclass(frozen=True)
class Construction:
    """First plans.

    near    gap to the linear relaxation within which the plan that a stage begins from makes a structure needless (0-1)
    lots    part of the time left that completing a structure may take (0-1);  least, most: seconds
    step    seconds for the whole lots of an item
    mend    steps that may be spent on making a point a plan;  mending: part of the time left (0-1)
    """

    near: float = 0.3
    lots: float = 0.15
    least: float = 1.0
    most: float = 20.0
    step: float = 2.0
    mend: int = 60
    mending: float = 0.3


@dataclass(frozen=True)
class Prices:
    """What broken rows and earlier objectives cost.

    dear    price of a unit of a broken row, and of an earlier objective whose worth is not known (solver's units)
    dearer, dearest  factor of it after a step that mends nothing (> 1), and where that ends the mending
    missed  price of a unit beyond what must be kept, in the price of a unit (> 1)
    room    part of the tolerance that may be left before the price falls (0-1)
    slowest, fastest  least and most that the price changes by after a step (its logarithm, > 0)
    faster, slower    factors of that while it goes one way (> 1), and when it turns (0-1)
    """

    dear: float = 1e3
    dearer: float = 10.0
    dearest: float = 1e8
    missed: float = 3.0
    room: float = 0.2
    slowest: float = 0.05
    fastest: float = 0.2
    faster: float = 1.2
    slower: float = 0.5


@dataclass(frozen=True)
class Tidying:
    """Taking back what a plan does for nothing.

    share   of a stage's time that it may take (0-1);  least: seconds that it may take at any rate
    """

    share: float = 0.05
    least: float = 5.0


@dataclass(frozen=True)
class Extensive:
    """All futures as one programme.

    futures         most that are taken as one (≥ 1)
    coefficients    most non-zero coefficients of that programme: beyond, not even its linear relaxation is solved in
                    the usual time (> 0)
    """

    futures: int = 10
    coefficients: int = 1_500_000


STEPS, CONSTRUCTION, PRICES, TIDYING, EXTENSIVE = Steps(), Construction(), Prices(), Tidying(), Extensive()
