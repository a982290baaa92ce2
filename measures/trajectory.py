"""Is it moving as promised? One series on one day, judged against dated steps. Pure functions of plain facts.

Targets are steps: one holds from its day until the next is due, and nothing is interpolated between them. What a
reading answers, and why, is in docs/adr/0006; `telling.py` puts the result into words.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from plans.printed_dates import months_after

from . import projection, telling, xmr
from .interpretation import Step
from .models import Better, Frequency

INTERVALS: dict[str, int] = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.TERMLY: 4,
    Frequency.YEARLY: 12,
    Frequency.NOT_SAID: 12,
}
"""How many months lie between two readings."""
GRACE = dt.timedelta(days=42)
"""Six weeks for numbers to be gathered, from the day that they speak of."""


class State(StrEnum):
    """How a series stands against the target in force, worst first."""

    MISSED = "missed"
    NOT_REPORTED = "not_reported"
    NEAR = "near"
    TOO_SMALL = "too_small"
    TOO_EARLY = "too_early"
    MET = "met"
    NO_TARGET = "no_target"


STATE_LABELS: dict[str, str] = {
    State.MISSED: "Missed",
    State.NOT_REPORTED: "Not reported",
    State.NEAR: "Within tolerance",
    State.TOO_SMALL: "Too small to show",
    State.TOO_EARLY: "Too early to say",
    State.MET: "Met",
    State.NO_TARGET: "No target",
}


STATE_MEANINGS: dict[str, str] = {
    State.MISSED: "The latest reading is short of the target in force, by more than the tolerance.",
    State.NOT_REPORTED: "No reading is recent enough to answer the target in force.",
    State.NEAR: "It is short by no more than the tolerance, mostly 5 per cent of it.",
    State.TOO_SMALL: "It was reported, and counts of 1 to 5 are left out here.",
    State.TOO_EARLY: "No target is due yet.",
    State.MET: "The latest reading is as good as the target in force, or better.",
    State.NO_TARGET: "The plan sets no target, or one that cannot be worked out.",
}
"""What each state says, for the keys of pages and packs."""


class Moved(StrEnum):
    """Which way a series moved, told by what is better for it."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Point:
    """A value on a day. A value of None was reported and is too small to show; it is never a nought."""

    as_of: dt.date
    value: Decimal | None
    is_provisional: bool = False
    period: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a series on a day: nothing recorded later, no reading of a later day, points oldest first."""

    unit: str
    better: str
    decimals: int
    tolerance: int
    frequency: str
    starts_on: dt.date
    baseline: Point | None = None
    steps: tuple[Step, ...] = ()
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory:
    """How a series stands on a day, and one plain sentence that says it."""

    state: State
    sentence: str
    latest: Point | None
    previous: Point | None
    target: Step | None
    """The step in force: the last one due."""
    next_target: Step | None
    since_baseline: Moved | None
    since_last: Moved | None
    to_next: Decimal | None
    """How far the latest value still is from the next step, in the series' unit; nought when it is there already."""
    reading_due_on: dt.date
    """When the next reading is expected, at the latest."""
    is_late: bool
    points_in_words: str
    """How many points there are and what that allows to be said."""
    chart: xmr.Limits | None = None
    """Control limits and signals, from 12 points (`xmr.py`)."""
    signals: str = ""
    """What the limits and signals show, in one sentence; empty where there are none."""
    because: str = ""
    """The beginning of the sentence, for lists that show the rest beside it."""
    projection: str = ""
    """Whether the next target will be met if nothing changes; empty where that cannot be stated."""

    @property
    def label(self) -> str:
        """The state in a word or two."""
        return STATE_LABELS[self.state]


def judge(facts: Facts, on: dt.date) -> Trajectory:
    """How a series stands on a day."""
    target = next((step for step in reversed(facts.steps) if step.due_on <= on), None)
    next_target = next((step for step in facts.steps if step.due_on > on), None)
    previous, latest = (None, None, *facts.points)[-2:]
    due_on = _reading_due_on(facts, latest)
    aim = next((step for step in (target, next_target) if step and step.is_worked_out), None)
    chart = xmr.limits([(point.as_of, point.value) for point in facts.points if point.value is not None], facts)
    stands = Trajectory(
        state=_state(facts, latest, target, is_late=on > due_on),
        sentence="",
        latest=latest,
        previous=previous,
        target=target,
        next_target=next_target,
        since_baseline=_moved(facts, facts.baseline, latest, aim),
        since_last=_moved(facts, previous, latest, aim),
        to_next=_distance(facts, latest, next_target or target),
        reading_due_on=due_on,
        is_late=on > due_on,
        points_in_words=telling.points(facts),
        chart=chart,
        signals=chart.sentence if chart else "",
    )
    return replace(
        stands,
        sentence=telling.sentence(facts, stands),
        because=telling.because(facts, stands),
        projection=projection.words(facts, stands),
    )


# Against the target in force


def _state(facts: Facts, latest: Point | None, target: Step | None, *, is_late: bool) -> State:
    if latest and latest.value is None:
        return State.TOO_SMALL
    if not any(step.is_worked_out for step in facts.steps) or (target and not target.is_worked_out):
        return State.NO_TARGET
    if latest is None or target is None:
        return State.NOT_REPORTED if latest is None and (target or is_late) else State.TOO_EARLY
    return _against(facts, latest, target)


def _against(facts: Facts, latest: Point, target: Step) -> State:
    short = _distance(facts, latest, target)
    if short is None or not _answers(facts, latest, target):
        return State.NOT_REPORTED
    if not short:
        return State.MET
    return State.NEAR if short <= _tolerated(facts, target) else State.MISSED


def _answers(facts: Facts, point: Point, step: Step) -> bool:
    """Whether a reading is recent enough to answer a target: later than one interval before it was due."""
    return point.as_of > months_after(step.due_on, -INTERVALS[facts.frequency])


def _tolerated(facts: Facts, step: Step) -> Decimal:
    """How far short is still near: the tolerance, in per cent of the least that is asked for."""
    ends = (step.high, step.low) if facts.better == Better.DOWN else (step.low, step.high)
    asked = next(end for end in ends if end is not None)
    return abs(asked) * facts.tolerance / 100


def _distance(facts: Facts, point: Point | None, step: Step | None) -> Decimal | None:
    """How far a reading is from a step; None where either is not there, not known or not to be shown."""
    if point is None or point.value is None or step is None or not step.is_worked_out:
        return None
    return step.shortfall(point.value, facts.better)


# Which way


def _moved(facts: Facts, before: Point | None, after: Point | None, aim: Step | None) -> Moved | None:
    """From one value to another; None where one is not there or not to be shown, or where they are not in order."""
    if before is None or after is None or before.value is None or after.value is None or after.as_of < before.as_of:
        return None
    gained = _short_of(facts, before.value, aim, before.value) - _short_of(facts, after.value, aim, before.value)
    if not gained:
        return Moved.SAME
    return Moved.BETTER if gained > 0 else Moved.WORSE


def _short_of(facts: Facts, value: Decimal, aim: Step | None, before: Decimal) -> Decimal:
    """The smaller, the better. What should stay in place is measured from its target, or else from where it was."""
    if facts.better != Better.HOLD:
        return -value if facts.better == Better.UP else value
    if aim:
        return aim.shortfall(value, facts.better)
    place = facts.baseline.value if facts.baseline else None
    return abs(value - (before if place is None else place))


# When the next one is expected


def _reading_due_on(facts: Facts, latest: Point | None) -> dt.date:
    """One interval and the grace after the last reading; without one, after the baseline, not before the plan."""
    since = latest.as_of if latest else max(facts.starts_on, facts.baseline.as_of if facts.baseline else dt.date.min)
    return months_after(since, INTERVALS[facts.frequency]) + GRACE
