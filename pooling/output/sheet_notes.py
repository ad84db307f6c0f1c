"""What columns count on sheets where they count something else than under the same name elsewhere."""

from __future__ import annotations

MONTHS_EARLIER = "Months by which the pool's plan is earlier; negative: later"
CORRELATES = "Y where it correlates more than chance makes any of so many, with 95 % confidence"

SHEET_NOTES = {
    "limits": {
        "scope": "Pool, family of items or partner whose delay is meant",
        "for": "Code of the partner; blank: the pool or a family",
        "rank": "1 saves most within the scope",
        "limit": "Kind of limit; of an office that signs all it may in a year one more signing is tried",
        "of": "Code of what is limited",
        "year": "Year of the budget, or of the office's signings; blank: the whole horizon",
        "a_little_more": "What was tried",
        "months_saved": "Months of the scope's mean delay saved: solved again with a little more, signings kept; a "
        "family's or partner's share is that of one best plan, others may share differently",
    },
    "why": {
        "scope": "pool: the mean delay; need: one partner's item; partner: its own mean delay",
        "cause": "What is lifted, always in the same order, all else as in the plan; each after those before it",
        "months": "Delay that lifting it takes away; a need's months add up to its delay_months",
        "share_pct": "Part of the delay that the cause makes",
        "of": "Lines, materials, budget years or frameworks that hold it back",
    },
    "rules": {
        "cost_change_eur": "Cost of the plan without the rule against that as it stands; negative: cheaper",
        "significant": "Y where months saved are more than the gaps, or surely none",
    },
    "failures": {
        "rank": "1 costs most months of mean delay",
        "kind": "line or framework",
        "code": "Its code",
        "months_added": "Months of mean delay that the plan has more where it delivers nothing",
        "mean_delay_months": "Mean delay where it delivers nothing, over partners and items by priority",
    },
    "drivers": {"rank": "1 correlates most with the delay", "significant": CORRELATES},
    "sensitivity": {"rank": "1 has the largest total index"},
    "promises": {"planned": "By the end of this period the plan reaches it; blank: not within the horizon"},
    "fresh": {"months_gained": "Months by which the chosen plan is earlier; negative: later"},
    "fresh_futures": {"months_gained": "Months by which the chosen plan is earlier; negative: later"},
    "gain": {"months_gained": MONTHS_EARLIER},
    "items": {
        "delay_alone_months": "Mean delay of the partner's item alone",
        "delay_pooled_months": "Mean delay of the partner's item in the pool",
        "months_gained": MONTHS_EARLIER,
    },
}
"""Sheet to column to what it counts there."""
