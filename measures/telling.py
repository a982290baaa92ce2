"""Trajectories put into words: the latest value against the target in force, since the baseline, and what is next.

A number that is hidden is in none of them, nor is anything that it could be worked out from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from governance.wording import count, day

from . import xmr
from .numbers import difference, exact, number, rounded

if TYPE_CHECKING:
    from .interpretation import Step
    from .trajectory import Facts, Point, Trajectory

FEW = 5
"""With fewer readings than this, nothing can be said of how they vary."""
NOT_CONFIRMED = " (interpretation, not yet confirmed)"
_MOVED = {"better": "better than", "worse": "worse than", "same": "the same as"}


def sentence(facts: Facts, stands: Trajectory) -> str:
    """Why a series stands as it does: what was measured, against what, since when, what is next, what is overdue."""
    told = _told(facts, stands)
    said = f"{_HOW[stands.state](told, stands)}{_since(facts, stands)}."
    return " ".join(filter(None, (said, _next(told, stands), _late(stands))))


def because(facts: Facts, stands: Trajectory) -> str:
    """The beginning of the sentence alone, for a list whose other columns say the rest."""
    return f"{_HOW[stands.state](_told(facts, stands), stands)}."


def points(facts: Facts) -> str:
    """How many readings there are and what that allows to be said."""
    shown = sum(point.value is not None for point in facts.points)
    hidden = len(facts.points) - shown
    those = f"{hidden} of them " if shown else ""
    said = f"{count(len(facts.points), 'reading')}{f', {those}too small to show' if hidden else ''}"
    if not facts.points:
        return "No readings yet: what is shown is the dated targets."
    if shown < FEW:
        return f"{said}: too few for limits, so what is shown is the dated targets and the readings."
    if shown < xmr.FEWEST:
        return f"{said}: still too few for limits, which need {xmr.FEWEST}."
    return f"{said}: enough for limits."


def places(facts: Facts, value: Decimal, step: Step) -> int:
    """The decimal places that a value is told to, beside a step: as many as show on which side of it the value lies."""
    is_short = step.shortfall(value, facts.better) > 0
    for enough in range(facts.decimals, facts.decimals + 4):
        if (step.shortfall(rounded(value, enough), facts.better) > 0) == is_short:
            return enough
    return facts.decimals + 4


def _told(facts: Facts, stands: Trajectory) -> Facts:
    """The facts, with the places that the latest value and its distances are told to."""
    step, latest = stands.target or stands.next_target, stands.latest
    if step is None or latest is None or latest.value is None:
        return facts
    enough = places(facts, latest.value, step)
    return facts if enough == facts.decimals else replace(facts, decimals=enough)


# How it stands


def _met(facts: Facts, stands: Trajectory) -> str:
    return f"{_latest(facts, stands)} {'is better than' if _is_beyond(stands) else 'meets'} {_target(stands.target)}"


def _near(facts: Facts, stands: Trajectory) -> str:
    away = f"is {_short_of_target(facts, stands)} from {_target(stands.target)}"
    return f"{_latest(facts, stands)} {away}: within the tolerance of {facts.tolerance}%"


def _missed(facts: Facts, stands: Trajectory) -> str:
    return f"{_latest(facts, stands)} misses {_target(stands.target)}, by {_short_of_target(facts, stands)}"


def _not_reported(facts: Facts, stands: Trajectory) -> str:
    if stands.target is None:
        return "Nothing has been reported yet"
    said = f"Nothing has been reported for {_target(stands.target)}"
    if stands.latest is None:
        return said
    return f"{said}: the last reading is too old to answer it. It was {_latest(facts, stands)}"


def _too_small(facts: Facts, stands: Trajectory) -> str:
    when = f"The number for {_when(stands.latest)}" if stands.latest else "The number"
    if stands.target is None or not stands.target.is_worked_out:
        return f"{when} is too small to show"
    return f"{when} is too small to show, so it is not held against {_target(stands.target)}"


def _too_early(facts: Facts, stands: Trajectory) -> str:
    if stands.latest is None:
        return "Nothing has been reported yet, and no target is due yet"
    return f"{_latest(facts, stands)}: no target is due yet"


def _no_target(facts: Facts, stands: Trajectory) -> str:
    why = (stands.target or facts.steps[0]).reading if facts.steps else "the plan sets no target"
    return f"{_latest(facts, stands) if stands.latest else 'Nothing has been reported yet'}: {why}"


_HOW: dict[str, Callable[[Facts, Trajectory], str]] = {
    "missed": _missed,
    "not_reported": _not_reported,
    "near": _near,
    "too_small": _too_small,
    "too_early": _too_early,
    "met": _met,
    "no_target": _no_target,
}


# What the sentences are made of


def _latest(facts: Facts, stands: Trajectory) -> str:
    """The latest value with its day: "43% on 30 April 2025 (April 25, provisional)"; never a hidden one."""
    latest = stands.latest
    if latest is None or latest.value is None:
        return ""
    return f"{number(latest.value, facts)} on {_when(latest)}"


def _when(point: Point) -> str:
    notes = ", ".join(filter(None, (point.period, "provisional" if point.is_provisional else "")))
    return f"{day(point.as_of)} ({notes})" if notes else day(point.as_of)


def _target(step: Step | None) -> str:
    """ "the target of 505 or fewer (interpretation, not yet confirmed), due 31 July 2025" """
    if step is None:
        return "the target"
    return f"the target of {step.goal}{'' if step.is_confirmed else NOT_CONFIRMED}, due {day(step.due_on)}"


def _is_beyond(stands: Trajectory) -> bool:
    """Whether the latest value lies outside a range, on the good side of it."""
    step, latest = stands.target, stands.latest
    if not step or not latest or latest.value is None or step.low is None or step.high is None:
        return False
    return not step.low <= latest.value <= step.high


def _short_of_target(facts: Facts, stands: Trajectory) -> str:
    if not stands.target or not stands.latest or stands.latest.value is None:
        return ""
    return difference(stands.target.shortfall(stands.latest.value, facts.better), facts)


def _since(facts: Facts, stands: Trajectory) -> str:
    if stands.since_baseline is None or facts.baseline is None or facts.baseline.value is None:
        return ""
    period = f"{facts.baseline.period} " if facts.baseline.period else ""
    return f"; {_MOVED[stands.since_baseline]} the {period}baseline of {exact(facts.baseline.value, facts)}"


def _next(facts: Facts, stands: Trajectory) -> str:
    step = stands.next_target
    if step is None or not step.is_worked_out:
        return ""
    is_said_already = stands.target is not None and not stands.target.is_confirmed
    mark = "" if step.is_confirmed or is_said_already else NOT_CONFIRMED
    asked = f"Next: {step.goal}{mark} by {day(step.due_on)}"
    if stands.to_next is None:
        return f"{asked}."
    return f"{asked}, {difference(stands.to_next, facts)} to go." if stands.to_next else f"{asked}, met already."


def _late(stands: Trajectory) -> str:
    return f"A reading was expected by {day(stands.reading_due_on)}." if stands.is_late else ""
