"""The rows of targets that the plan prints, in every shape that they have, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """A row of printed targets: what they come to, and the words of the first and of the last."""

    ref: str
    words: str
    values: str
    first: str
    last: str
    of: str = ""
    period: str = ""
    readings: tuple[str, str] = ("", "")
    kind: dict[str, Any] = field(default_factory=dict)

    @property
    def printed(self) -> list[str]:
        """The printed words, one for each target."""
        *amounts, last = self.words.split()
        if last == "points":
            return [f"{amount} points" for amount in amounts]
        return [f"{amount}%" for amount in amounts] if last == "%" else [*amounts, last]


COUNT_DOWN = {"unit": "count", "better": "down"}
COUNT_UP = {"unit": "count"}
DOWN = {"better": "down"}

PRINTED = [
    Case("SM1a to two places", "12.00 12.50 13.00 13.50", "12 12.5 13 13.5", "12.00% or more", "13.50% or more",
         kind={"decimals": 2}),
    Case("SM2a falling", "24 20 17 14", "24 20 17 14", "24% or less", "14% or less", kind=DOWN),
    Case("SM3a within 6 weeks, up to all", "70 80 90 100", "70 80 90 100", "70% or more", "100%"),
    Case("SM3b within 2 weeks", "50 60 70 80", "50 60 70 80", "50% or more", "80% or more"),
    Case("SM12c to stay in place", "100 100 100 100", "100 100 100 100", "exactly 100%", "exactly 100%",
         kind={"better": "hold"}),
    Case("SM14a a large count", "1530 1730 1930 2130", "1530 1730 1930 2130", "1,530 or more", "2,130 or more",
         kind=COUNT_UP),
    Case("SM14b a rate whose printed targets rise", "42 45 48 50", "42 45 48 50", "42% or more", "50% or more"),
    Case("SM17a of 15, from 3", "6 10 15 15", "6 10 15 15", "6 or more", "15 or more", of="3", kind=COUNT_UP),
    Case("SM21a with and without a decimal place", "92.5 93 94 95", "92.5 93 94 95", "92.5% or more", "95.0% or more",
         kind={"decimals": 1}),
]  # fmt: skip
"""Values: they stand as printed, with a baseline or without."""

CHANGES = [
    Case("SM7a", "+10 +10 points", "40 50", "40% or more", "50% or more", of="30", period="23/24", readings=(
        "+10 points on the 23/24 baseline of 30%: 40% or more",
        "+10 and +10 points, each on the 23/24 baseline of 30%: 50% or more",
    )),
    Case("SM8a", "+15 +10 points", "90 100", "90% or more", "100%", of="75", period="23/24", readings=(
        "+15 points on the 23/24 baseline of 75%: 90% or more",
        "+15 and +10 points, each on the 23/24 baseline of 75%: 100%",
    )),
    Case("SM9a", "+41 +18 points", "82 100", "82% or more", "100%", of="41", readings=(
        "+41 points on the baseline of 41%: 82% or more",
        "+41 and +18 points, each on the baseline of 41%: 100%",
    )),
    Case("SM11a", "+10 +10 +10 +10 points", "21 31 41 51", "21% or more", "51% or more", of="11", readings=(
        "+10 points on the baseline of 11%: 21% or more",
        "+10, +10, +10 and +10 points, each on the baseline of 11%: 51% or more",
    )),
    Case("SM11b", "+10 +10 +10 +10 points", "21 31 41 51", "21% or more", "51% or more", of="11", readings=(
        "+10 points on the baseline of 11%: 21% or more",
        "+10, +10, +10 and +10 points, each on the baseline of 11%: 51% or more",
    )),
    Case("SM16a", "-10 -5 -2 -2 %", "505 477 466 454", "505 or fewer", "454 or fewer", of="561", period="Jul 24",
         kind=COUNT_DOWN, readings=(
        "−10% of the Jul 24 baseline of 561: 505 or fewer",
        "−10%, −5%, −2% and −2%, each of the Jul 24 baseline of 561: 454 or fewer",
    )),
    Case("SM16b", "-10 -10 -5 -5 %", "13 11 11 10", "13 or fewer", "10 or fewer", of="14", period="Jul 24",
         kind=COUNT_DOWN, readings=(
        "−10% of the Jul 24 baseline of 14: 13 or fewer",
        "−10%, −10%, −5% and −5%, each of the Jul 24 baseline of 14: 10 or fewer",
    )),
    Case("SM16c", "-10 -5 -2 -2 %", "310 292 286 279", "310 or fewer", "279 or fewer", of="344", period="Jul 24",
         kind=COUNT_DOWN, readings=(
        "−10% of the Jul 24 baseline of 344: 310 or fewer",
        "−10%, −5%, −2% and −2%, each of the Jul 24 baseline of 344: 279 or fewer",
    )),
    Case("SM16d", "-30 -30 -60 -10 %", "2 1 0 0", "2 or fewer", "none", of="3", period="Jul 24",
         kind=COUNT_DOWN, readings=(
        "−30% of the Jul 24 baseline of 3: 2 or fewer",
        "−30%, −30%, −60% and −10%, each of the Jul 24 baseline of 3: none (added up they would end below nought)",
    )),
    Case("SM19a", "10 10 10 10 %", "20 22 23 25", "20 or more", "25 or more", of="18", period="September 2024",
         kind=COUNT_UP, readings=(
        "+10% of the September 2024 baseline of 18: 20 or more",
        "+10%, +10%, +10% and +10%, each of the September 2024 baseline of 18: 25 or more",
    )),
    Case("SM22a", "+5 +6 +7 +8 points", "21 27 34 42", "21% or more", "42% or more", of="16", period="Jul 24",
         readings=(
        "+5 points on the Jul 24 baseline of 16%: 21% or more",
        "+5, +6, +7 and +8 points, each on the Jul 24 baseline of 16%: 42% or more",
    )),
    Case("SM23a", "-2 -2 -5 -10 %", "9.3 9.1 8.6 7.7", "9.3 months or less", "7.7 months or less", of="9.5",
         period="Jul 24", kind={"unit": "months", "better": "down", "decimals": 1}, readings=(
        "−2% of the Jul 24 baseline of 9.5 months: 9.3 months or less",
        "−2%, −2%, −5% and −10%, each of the Jul 24 baseline of 9.5 months: 7.7 months or less",
    )),
]  # fmt: skip
"""Changes on the baseline, each year's on top of those before it."""
