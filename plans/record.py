"""The whole record of an action: its timeline, and what followed on claims: put off, checked again, judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from .facts import end_of, london_day
from .models import Action, ActionSignOff, Deferral, EmbeddedAnswer
from .position import Colour
from .timeline import Event, timeline


def record(action: Action, as_at: dt.date) -> list[Event]:
    """Everything that was said and decided by the end of a day, newest first; three queries more than the timeline."""
    by_then = Q(recorded_at__lt=end_of(as_at))
    followed = [*_deferrals(action, by_then), *_embedded(action, by_then), *_judgements(action, by_then)]
    # What came of one moment stands above what led to it.
    return sorted([*followed, *timeline(action, as_at)], key=lambda event: event.at, reverse=True)


def _deferrals(action: Action, by_then: Q) -> Iterator[Event]:
    found = Deferral.objects.filter(by_then, update__milestone__action=action)
    for row in found.select_related("update__milestone", "by", "meeting__body"):
        yield Event(
            at=row.recorded_at,
            when=london_day(row.recorded_at),
            kind=f"{row.update.milestone.ref}: claim put off",
            who=str(row.by),
            sentence=f"At {row.meeting}.",
            detail=row.reason,
        )


def _embedded(action: Action, by_then: Q) -> Iterator[Event]:
    found = EmbeddedAnswer.objects.filter(by_then, sign_off__update__milestone__action=action)
    for row in found.select_related("sign_off__update__milestone", "by"):
        yield Event(
            at=row.recorded_at,
            when=london_day(row.recorded_at),
            kind=f"{row.sign_off.update.milestone.ref}: {_still(row)}",
            who=str(row.by),
            colour=Colour.BLUE.value if row.still_embedded else "",
            detail=row.words,
        )


def _still(row: EmbeddedAnswer) -> str:
    return "still embedded" if row.still_embedded else "no longer embedded, so reopened"


def _judgements(action: Action, by_then: Q) -> Iterator[Event]:
    for row in ActionSignOff.objects.filter(by_then, action=action).select_related("by", "meeting__body"):
        yield Event(
            at=row.recorded_at,
            when=row.decided_on,
            kind=f"Judged: {row.get_judged_display().lower()}",
            who=str(row.by),
            colour=Colour.BLUE.value if row.judged == ActionSignOff.Judged.REACHED else Colour.AMBER.value,
            sentence=f"At {row.meeting}." if row.meeting else "",
            detail=row.words,
        )
