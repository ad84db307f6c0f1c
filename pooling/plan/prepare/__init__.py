"""Case to Instance: dates to periods, rates to amounts a period, units to lots. The only place where units change."""

from pooling.plan.prepare.instance import prepare

__all__ = ["prepare"]
