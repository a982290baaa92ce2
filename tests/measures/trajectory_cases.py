"""The cases of the states: what was reported and promised of a series, and how it stands on 1 June 2025.

Unless a case says otherwise it is a percentage that began at 40 in April 2024, is to be 43 in April 2025 and 45 in
April 2026, and is reported yearly.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from measures.interpretation import Step
from measures.trajectory import Facts, Point

from .plain_facts import day, facts, point, yearly

COUNT_DOWN: dict[str, Any] = {
    "unit": "count",
    "better": "down",
    "baseline": Point(dt.date(2024, 7, 31), Decimal(561), period="Jul 24"),
}
HOLD: dict[str, Any] = {"better": "hold", "baseline": Point(dt.date(2024, 6, 30), Decimal(100), period="Quarterly")}
ONLY_NEXT = Step(day("2026-04-30"), Decimal(45), None, Decimal(45), "45% or more")
"""A target that is not due yet."""


@dataclass(frozen=True)
class Case:
    """Readings and targets, and what follows on 1 June 2025."""

    name: str
    state: str
    sentence: str
    points: tuple[Point, ...] = ()
    targets: tuple[str, ...] = ("43", "45")
    more: dict[str, Any] = field(default_factory=dict)

    def facts(self) -> Facts:
        return facts(self.points, yearly(self.targets), **self.more)


CASES = [
    # Met
    Case(
        "met, and better than the baseline",
        points=(point("2025-04-30", "44"),),
        state="met",
        sentence="44% on 30 April 2025 meets the target of 43% or more, due 30 April 2025; better than the April 24 "
        "baseline of 40%. Next: 45% or more by 30 April 2026, 1 point to go.",
    ),
    Case(
        "met to the point, the next one too",
        points=(point("2025-04-30", "43"),),
        targets=("43", "43"),
        state="met",
        sentence="43% on 30 April 2025 meets the target of 43% or more, due 30 April 2025; better than the April 24 "
        "baseline of 40%. Next: 43% or more by 30 April 2026, met already.",
    ),
    Case(
        "met, provisional, with its period, and no later target",
        points=(point("2025-03-31", "43", is_provisional=True, period="Q4"),),
        targets=("43",),
        state="met",
        sentence="43% on 31 March 2025 (Q4, provisional) meets the target of 43% or more, due 30 April 2025; better "
        "than the April 24 baseline of 40%.",
    ),
    Case(
        "met by going down, though the reading of the target is open",
        points=(point("2025-04-30", "500"),),
        targets=("-10%", "-5%"),
        more=COUNT_DOWN,
        state="met",
        sentence="500 on 30 April 2025 meets the target of 505 or fewer (interpretation, not yet confirmed), due 30 "
        "April 2025; better than the Jul 24 baseline of 561. Next: 477 or fewer by 30 April 2026, 23 to go.",
    ),
    Case(
        "met within a range",
        points=(point("2025-04-30", "1.6"),),
        targets=("1.6-1.7", "1.8-1.9"),
        more={"unit": "score", "decimals": 1, "baseline": None},
        state="met",
        sentence="1.6 on 30 April 2025 meets the target of between 1.6 and 1.7, due 30 April 2025. Next: between 1.8 "
        "and 1.9 by 30 April 2026, 0.2 to go.",
    ),
    Case(
        "better than a range is met",
        points=(point("2025-04-30", "1.8"),),
        targets=("1.6-1.7", "1.8-1.9"),
        more={"unit": "score", "decimals": 1, "baseline": None},
        state="met",
        sentence="1.8 on 30 April 2025 is better than the target of between 1.6 and 1.7, due 30 April 2025. Next: "
        "between 1.8 and 1.9 by 30 April 2026, met already.",
    ),
    Case(
        "held in place",
        points=(point("2025-04-30", "100"),),
        targets=("100", "100"),
        more=HOLD,
        state="met",
        sentence="100% on 30 April 2025 meets the target of exactly 100%, due 30 April 2025; the same as the "
        "Quarterly baseline of 100%. Next: exactly 100% by 30 April 2026, met already.",
    ),
    # Near
    Case(
        "within the tolerance of a percentage: 41% is 5% of 43% short",
        points=(point("2025-04-30", "41"),),
        state="near",
        sentence="41% on 30 April 2025 is 2 points from the target of 43% or more, due 30 April 2025: within the "
        "tolerance of 5%; better than the April 24 baseline of 40%. Next: 45% or more by 30 April 2026, 4 points to "
        "go.",
    ),
    Case(
        "so near that it takes a decimal place to see it",
        points=(point("2025-04-30", "42.9"),),
        targets=("43",),
        state="near",
        sentence="42.9% on 30 April 2025 is 0.1 points from the target of 43% or more, due 30 April 2025: within the "
        "tolerance of 5%; better than the April 24 baseline of 40%.",
    ),
    Case(
        "within the tolerance of a count that should fall",
        points=(point("2025-04-30", "530"),),
        targets=("505",),
        more=COUNT_DOWN,
        state="near",
        sentence="530 on 30 April 2025 is 25 from the target of 505 or fewer, due 30 April 2025: within the tolerance "
        "of 5%; better than the Jul 24 baseline of 561.",
    ),
    Case(
        "near the lower end of a range",
        points=(point("2025-04-30", "1.55"),),
        targets=("1.6-1.7",),
        more={"unit": "score", "decimals": 1, "baseline": None},
        state="near",
        sentence="1.55 on 30 April 2025 is 0.05 from the target of between 1.6 and 1.7, due 30 April 2025: within the "
        "tolerance of 5%.",
    ),
    Case(
        "almost in place",
        points=(point("2025-04-30", "98"),),
        targets=("100",),
        more=HOLD,
        state="near",
        sentence="98% on 30 April 2025 is 2 points from the target of exactly 100%, due 30 April 2025: within the "
        "tolerance of 5%; worse than the Quarterly baseline of 100%.",
    ),
    # Missed
    Case(
        "missed, and worse than the baseline",
        points=(point("2025-04-30", "39"),),
        state="missed",
        sentence="39% on 30 April 2025 misses the target of 43% or more, due 30 April 2025, by 4 points; worse than "
        "the April 24 baseline of 40%. Next: 45% or more by 30 April 2026, 6 points to go.",
    ),
    Case(
        "without a tolerance nothing is near",
        points=(point("2025-04-30", "42"),),
        targets=("43",),
        more={"tolerance": 0},
        state="missed",
        sentence="42% on 30 April 2025 misses the target of 43% or more, due 30 April 2025, by 1 point; better than "
        "the April 24 baseline of 40%.",
    ),
    Case(
        "nothing is near none",
        points=(point("2025-04-30", "1"),),
        targets=("0",),
        more=COUNT_DOWN,
        state="missed",
        sentence="1 on 30 April 2025 misses the target of none, due 30 April 2025, by 1; better than the Jul 24 "
        "baseline of 561.",
    ),
    Case(
        "measured after the target fell due, and still short of it",
        points=(point("2025-04-30", "44"), point("2025-05-31", "40")),
        targets=("43",),
        more={"frequency": "monthly"},
        state="missed",
        sentence="40% on 31 May 2025 misses the target of 43% or more, due 30 April 2025, by 3 points; the same as "
        "the April 24 baseline of 40%.",
    ),
    # Not reported
    Case(
        "nothing reported for a target that fell due",
        state="not_reported",
        sentence="Nothing has been reported for the target of 43% or more, due 30 April 2025. Next: 45% or more by 30 "
        "April 2026.",
    ),
    Case(
        "nothing reported, nothing due, and a reading overdue",
        targets=(),
        more={
            "frequency": "quarterly",
            "steps": (ONLY_NEXT,),
        },
        state="not_reported",
        sentence="Nothing has been reported yet. Next: 45% or more by 30 April 2026. A reading was expected by 14 "
        "March 2025.",
    ),
    Case(
        "the last reading is too old to answer the target",
        points=(point("2024-04-30", "44"),),
        state="not_reported",
        sentence="Nothing has been reported for the target of 43% or more, due 30 April 2025: the last reading is too "
        "old to answer it. It was 44% on 30 April 2024; better than the April 24 baseline of 40%. Next: 45% or more by "
        "30 April 2026, 1 point to go.",
    ),
    # Too early
    Case(
        "nothing reported, and nothing due",
        targets=(),
        more={"steps": (ONLY_NEXT,)},
        state="too_early",
        sentence="Nothing has been reported yet, and no target is due yet. Next: 45% or more by 30 April 2026.",
    ),
    Case(
        "reported before the first target",
        points=(point("2025-04-30", "41"),),
        targets=(),
        more={"steps": (replace(ONLY_NEXT, is_confirmed=False),)},
        state="too_early",
        sentence="41% on 30 April 2025: no target is due yet; better than the April 24 baseline of 40%. Next: 45% or "
        "more (interpretation, not yet confirmed) by 30 April 2026, 4 points to go.",
    ),
    # Too small to show
    Case(
        "too small to show",
        points=(point("2025-04-30", None),),
        state="too_small",
        sentence="The number for 30 April 2025 is too small to show, so it is not held against the target of 43% or "
        "more, due 30 April 2025. Next: 45% or more by 30 April 2026.",
    ),
    Case(
        "too small to show, and no target",
        points=(point("2025-04-30", "44"), point("2025-05-31", None)),
        targets=(),
        state="too_small",
        sentence="The number for 31 May 2025 is too small to show.",
    ),
    # No target
    Case(
        "no target at all",
        points=(point("2025-04-30", "41"),),
        targets=(),
        state="no_target",
        sentence="41% on 30 April 2025: the plan sets no target; better than the April 24 baseline of 40%.",
    ),
    Case(
        "no target and no reading",
        targets=(),
        state="no_target",
        sentence="Nothing has been reported yet: the plan sets no target.",
    ),
    Case(
        "a target that cannot be worked out",
        points=(point("2025-04-30", "41"),),
        targets=("+10%",),
        more={"baseline": None},
        state="no_target",
        sentence="41% on 30 April 2025: “+10%” cannot be worked out, because there is no baseline.",
    ),
    Case(
        "no target that could be worked out, and none due",
        targets=(),
        more={"steps": (Step(day("2026-04-30"), None, None, None, "", "“+10%” cannot be worked out"),)},
        state="no_target",
        sentence="Nothing has been reported yet: “+10%” cannot be worked out.",
    ),
]
