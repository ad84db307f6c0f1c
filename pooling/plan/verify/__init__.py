"""Is a plan valid, and what are its figures: computed from case and plan alone, with nothing of the model."""

from pooling.plan.verify.verdict import Verdict, Violation
from pooling.plan.verify.verifier import verify

__all__ = ["Verdict", "Violation", "verify"]
