"""What the columns of plans for many futures count."""

from __future__ import annotations

from pooling.output.stress_notes import SURE

ROBUST_NOTES = {
    "plan": "nominal: best where all comes as the case says; future N: what is best to sign in that future; "
    "all futures: what is best to sign over all of them as one programme",
    "chosen": "The plan whose result stands beside this workbook",
    "also": "Further futures in which the same is best to sign",
    "signs": "What it signs, for whom, extends, builds and certifies",
    "worst_part_months": "Mean of the worst part of futures that --cvar asks for (conditional value at risk); "
    "without it the mean of all",
    "worst_months": "The worst of the futures drawn",
    "nominal_months": "Mean delay where all comes as the case says",
    "largest_regret_months": "By how much it is later than the best of these plans, in the future where that is most",
    "value_months": "Mean delay over the futures (with --cvar over their worst part) of that plan's first stage in the "
    "programme of all futures",
    "bound_months": "No first stage is less late than this in that programme",
    "nominal_plan_months": "Of the nominal plan",
    "chosen_plan_months": "Of the chosen plan",
    "months_gained_low": f"The mean gained over all futures is not below it, {SURE}",
    "months_gained_high": f"The mean gained over all futures is not above it, {SURE}",
}
"""Column to what it counts."""
