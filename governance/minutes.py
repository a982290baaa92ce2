"""The minutes of a meeting, made of what was recorded at it: who came, what was decided, answered and asked for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from . import bodies
from .models import AgendaItem, ArisingAction, Attendance, EscalationAnswer, Meeting, MeetingDecision


@dataclass(frozen=True)
class Attendee:
    """Somebody at a meeting or missed there: as what they sit, for whom, or in whose place they came."""

    name: str
    note: str


@dataclass(frozen=True)
class Item:
    """One item of the agenda and what was decided on it."""

    item: AgendaItem
    decisions: tuple[MeetingDecision, ...]


@dataclass(frozen=True)
class Previous:
    """An action from an earlier meeting, as it stood on the day of this one."""

    action: ArisingAction
    state: str


@dataclass(frozen=True)
class Minutes:
    """All that the governance floor knows of one meeting."""

    meeting: Meeting
    present: tuple[Attendee, ...]
    apologies: tuple[Attendee, ...]
    absent: tuple[Attendee, ...]
    items: tuple[Item, ...]
    other_decisions: tuple[MeetingDecision, ...]
    answers: tuple[EscalationAnswer, ...]
    arising: tuple[ArisingAction, ...]
    previous: tuple[Previous, ...]


def of_meeting(meeting: Meeting) -> Minutes:
    """The minutes of a meeting that comes with its body, in a fixed number of queries."""
    came = _attendance(meeting)
    items, others = _decisions(meeting)
    answers = EscalationAnswer.objects.filter(meeting=meeting).select_related("escalation", "owner__organisation")
    return Minutes(
        meeting=meeting,
        present=tuple(came[Attendance.Came.PRESENT]),
        apologies=tuple(came[Attendance.Came.APOLOGIES]),
        absent=tuple(came[Attendance.Came.ABSENT]),
        items=items,
        other_decisions=others,
        answers=tuple(answers.order_by("recorded_at", "pk")),
        arising=tuple(meeting.arising.select_related("owner__organisation")),
        previous=tuple(Previous(each, _state(each, meeting)) for each in _previous(meeting)),
    )


def _attendance(meeting: Meeting) -> defaultdict[str, list[Attendee]]:
    seats = {seat.membership.person_id: seat for seat in bodies.seats([meeting.body], meeting.sits_on)[meeting.body_id]}
    came: defaultdict[str, list[Attendee]] = defaultdict(list)
    for row in meeting.attendance.select_related("person", "stood_in_for"):
        came[row.came].append(Attendee(row.person.name, _as_what(row, seats.get(row.person_id))))
    return came


def _as_what(row: Attendance, seat: bodies.Seat | None) -> str:
    if row.stood_in_for is not None:
        return f"in place of {row.stood_in_for}"
    if seat is None:
        return ""
    role = seat.membership.get_role_display()
    return f"{role}, {seat.sits_for}" if seat.sits_for else role


def _decisions(meeting: Meeting) -> tuple[tuple[Item, ...], tuple[MeetingDecision, ...]]:
    """The items of the agenda with their decisions, and decisions on no item. An item carried over is told here too."""
    by_item: defaultdict[int | None, list[MeetingDecision]] = defaultdict(list)
    for decision in meeting.decisions.all():
        by_item[decision.item_id].append(decision)
    wanted = AgendaItem.objects.filter(Q(meeting=meeting) | Q(pk__in=[pk for pk in by_item if pk]))
    items = tuple(Item(each, tuple(by_item[each.pk])) for each in wanted)
    return items, tuple(by_item[None])


def _previous(meeting: Meeting) -> list[ArisingAction]:
    """What earlier meetings asked for and was open at this one, or done since the one before it."""
    before = (
        Meeting.objects.standing().filter(body=meeting.body, sits_on__lt=meeting.sits_on).order_by("-sits_on").first()
    )
    rows = ArisingAction.objects.filter(meeting__body=meeting.body, meeting__sits_on__lt=meeting.sits_on)
    if before is not None:
        rows = rows.filter(Q(done_on__isnull=True) | Q(done_on__gt=before.sits_on))
    return list(rows.select_related("owner__organisation", "meeting__body"))


def _state(action: ArisingAction, meeting: Meeting) -> str:
    if action.done_on is not None and action.done_on <= meeting.sits_on:
        return f"Done: {action.done_note}"
    return "Late" if action.due_on < meeting.sits_on else "Open"
