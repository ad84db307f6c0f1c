"""How many random cases a property is tried on: few and always the same, unless a profile is chosen.

`HYPOTHESIS_PROFILE=wide pytest tests/properties` tries many, and others each time.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

ALIKE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("few", max_examples=15, derandomize=True, database=None, **ALIKE)
settings.register_profile("wide", max_examples=300, **ALIKE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "few"))
