"""Tidying: what a plan does for nothing is taken back before it is written."""

from pooling.plan.tidy.tidied import tidied

__all__ = ["tidied"]
