"""Tactics: what the search for plans of large cases tries; each may be left out, to measure what it brings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tactics:
    """Which parts of the search are on.

    outline          large cases: a first plan from the case in years, while the linear relaxation is solved
    near_root        a first structure with the signings nearest to the linear relaxation
    neighbourhoods   structures with some signings, or an item's, decided anew
    settling         who joins and certifies decided anew, all items at once, before a point is rounded
    polishing        whole lots placed better after rounding
    renewal          everything about an item, or two, decided anew in whole lots
    sparing          large cases: room left in earlier objectives for the whole lots of an item that is renewed
    item_bounds      large cases: bounds item by item, coupling rows at a price; they tell which item may gain most
    """

    outline: bool = True
    near_root: bool = True
    neighbourhoods: bool = True
    settling: bool = True
    polishing: bool = True
    renewal: bool = True
    sparing: bool = True
    item_bounds: bool = True


EVERYTHING = Tactics()
