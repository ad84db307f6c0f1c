"""Case to Instance: dates to periods, rates to amounts a period, units to lots. The only place where units change."""

from pooling.plan.prepare.clip import clipped
from pooling.plan.prepare.instance import prepare, states_whole_lots

__all__ = ["clipped", "prepare", "states_whole_lots"]
