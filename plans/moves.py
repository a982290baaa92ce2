"""How far a due date has moved from the agreed one, in words, and who decides on a further move."""

from __future__ import annotations

import datetime as dt
from typing import Any

from governance.verbs import Verb
from governance.wording import count, day

from .models import Decider, Declared, Recurrence

GROUPS_REACH = dt.timedelta(days=90)
"""How far from the agreed date, in total, the operational group may move a date; beyond that the board decides.

The total counts, not the step, so that no date drifts away in small ones (the plan's design, "Due dates").
"""
DECIDES = {Decider.GROUP: Verb.DECIDE_DATE, Decider.BOARD: Verb.DECIDE_LONG_DATE}
"""What somebody must be allowed to do to decide as each of the two."""


def decider(asked_for: dt.date, agreed_on: dt.date) -> Decider:
    """Who decides on a date that is asked for: the operational group, or the board where it lies too far away."""
    return Decider.GROUP if asked_for <= agreed_on + GROUPS_REACH else Decider.BOARD


def why_not(milestone: Any) -> str:
    """Why nobody may ask for a new date for a milestone with its facts; empty where they may."""
    m = milestone
    reasons = (
        (not m.plan.is_adopted, "This plan is a draft, so its dates can still be changed."),
        (m.withdrawn, "This milestone was withdrawn, so it has no date to move."),
        (is_signed_off(m), "This milestone is signed off, so it has no date to move."),
        (m.recurrence != Recurrence.ONCE, "This milestone comes round again, so its dates follow the calendar."),
        (m.due_on is None, "This milestone has no date yet. An officer sets the first one."),
        (m.asked_for is not None, "A new date is asked for already. Wait until it is decided."),
    )
    return next((words for applies, words in reasons if applies), "")


def is_signed_off(milestone: Any) -> bool:
    """Whether the claim that stands was accepted."""
    return milestone.declared == Declared.COMPLETE and bool(milestone.accepted)


def days_slipped(milestone: Any) -> int:
    """How many days later than agreed a milestone is due now; fewer than none where it was brought forward.

    Takes a milestone with its dates. What never moved is due as agreed, and one that comes round again never moves.
    """
    return (milestone.due_on - milestone.agreed_on).days if milestone.times_moved else 0


def moved(milestone: Any) -> str:
    """ "Moved twice, 61 days later than agreed"; empty where it never moved."""
    if not milestone.times_moved:
        return ""
    days = days_slipped(milestone)
    return f"Moved {times(milestone.times_moved)}, {f'{how_far(days)} than agreed' if days else _BACK}"


def aside(milestone: Any) -> str:
    """What follows a due date in a sentence: " (agreed date 2 April 2026, moved once, 50 days later)", or nothing."""
    if not milestone.times_moved:
        return ""
    often, days = f"moved {times(milestone.times_moved)}", days_slipped(milestone)
    return f" (agreed date {day(milestone.agreed_on)}, {often}, {how_far(days)})" if days else f" ({often}, {_BACK})"


def times(number: int) -> str:
    """How often: "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def how_far(days: int) -> str:
    """ "61 days later", "1 day earlier"."""
    return f"{count(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


_BACK = "back to the agreed date"
