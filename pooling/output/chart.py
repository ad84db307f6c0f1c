"""A chart: what it shows and how, apart from how a workbook draws it.

Series colours are those of Okabe and Ito, which the colour-blind tell apart; a series is besides told by dash or order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pooling.output.table import Table

BLUE, VERMILION, GREEN, ORANGE, SKY, PURPLE, YELLOW, BLACK = PALETTE = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#E69F00",
    "#56B4E9",
    "#CC79A7",
    "#F0E442",
    "#000000",
)
GREY = "#A6A6A6"
"""For whatever is summed up as `other`."""

Kind = Literal["line", "column", "stacked", "bar", "balance", "timeline", "scatter", "dots"]


@dataclass(frozen=True)
class Chart:
    """One chart of `table`: its first column are categories (x of a scatter), every other column is a series.

    `value_axis` and `category_axis` name what is shown, with its unit. In a `balance`, gains and losses lie on both
    sides of one line; in a `timeline` every row is a bar: series are its beginning (a date) and the lengths of its
    parts in days. `blocks` high; a `wide` chart takes the whole width. `grey` series are drawn in grey; `span` are the
    ends of the value axis. `labels`: few bars bear their figures; `points` are names for the rows of a scatter; `timed`
    charts have periods along their axis.
    """

    table: Table
    kind: Kind
    value_axis: str
    category_axis: str = ""
    wide: bool = False
    blocks: int = 1
    colours: Sequence[str] = PALETTE
    grey: frozenset[str] = frozenset()
    span: tuple[float | date | None, float | date | None] = (None, None)
    labels: bool = False
    points: Sequence[str] = ()
    timed: bool = False
