"""The mathematics: an instance, its decisions, its constraints and its objectives, in Pyomo."""

from models.build import build_model
from models.instance import Instance

__all__ = ["Instance", "build_model"]
