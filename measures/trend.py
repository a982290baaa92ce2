"""Which way a series went, in words and as an arrow: the arrow says up or down, the word whether that is better."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .judged import Judged
from .models import Series
from .numbers import difference
from .trajectory import Moved

WORDS = {Moved.BETTER: "Better", Moved.WORSE: "Worse", Moved.SAME: "As good"}
"""What should stay in place may go up or down a little and be as good as before."""


@dataclass(frozen=True, slots=True)
class Trend:
    """How the latest value stands to an earlier one. `arrow` is its way and its worth, such as "down-better"."""

    arrow: str
    words: str


def since_baseline(one: Judged) -> Trend | None:
    """From the baseline to the latest value; None where either is not there or may not be told."""
    earlier = one.baseline.value if one.baseline else None
    return _trend(one, one.trajectory.since_baseline, earlier, "the baseline")


def since_last(one: Judged) -> Trend | None:
    """From the reading before the latest to the latest; None where either is not there or may not be told."""
    previous = one.trajectory.previous
    return _trend(one, one.trajectory.since_last, previous.value if previous else None, "the last reading")


def _trend(one: Judged, moved: Moved | None, earlier: Decimal | None, what: str) -> Trend | None:
    latest = one.trajectory.latest.value if one.trajectory.latest else None
    if moved is None or earlier is None or latest is None:
        return None
    return _told(moved, latest - earlier, one.series, what)


def _told(moved: Moved, by: Decimal, series: Series, since: str) -> Trend:
    """One move in words: "Better: up 3 points since the baseline"."""
    if not by:
        return Trend("level-same", f"No change since {since}")
    way = "up" if by > 0 else "down"
    return Trend(f"{way}-{moved.value}", f"{WORDS[moved]}: {way} {difference(by, series)} since {since}")
