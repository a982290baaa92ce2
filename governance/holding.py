"""Meetings: setting one or a series, moving and cancelling them. Services of those who run a body's meetings.

The days of a meeting never change. One that moves is cancelled with its reason, and another is set that says where it
moved from and keeps its identity in calendars.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from . import agenda, bodies, rounds, series
from .models import Body, Meeting, MeetingSeries, Membership, Notice
from .models.people import in_force
from .roles import Standing
from .services import notify
from .verbs import Verb
from .wording import count, day, listed, sentence

FARTHEST = dt.timedelta(days=3 * 366)
"""How far ahead a series is set: the length of a plan, and no bank holiday is known for certain beyond it."""


@transaction.atomic
def add_meeting(
    *,
    body: Body,
    sits_on: dt.date,
    papers_due_on: dt.date,
    by: Standing,
    now: dt.datetime,
    starts_at: dt.time | None = None,
    place: str = "",
) -> Meeting:
    """Set a meeting of a body, and the day its papers are due. What waits for a meeting goes on its agenda.

    Raises PermissionDenied for anyone but an officer, as every function here; ValidationError by field where the
    papers would come after the meeting, or the body sits on that day already.
    """
    _locked(body, by)
    meeting = _set(
        Meeting(body=body, sits_on=sits_on, papers_due_on=papers_due_on, starts_at=starts_at, place=place), now
    )
    agenda.settle(body, now)
    return meeting


@transaction.atomic
def add_series(
    *,
    body: Body,
    rule: str,
    starts_on: dt.date,
    until: dt.date,
    by: Standing,
    now: dt.datetime,
    papers_lead: int = 5,
    starts_at: dt.time | None = None,
    place: str = "",
) -> MeetingSeries:
    """Set the meetings of a rule of RFC 5545 from one day to another, both included.

    A day that nobody works moves to the next that is worked; papers are due `papers_lead` working days before.
    Raises ValidationError by field where the rule cannot be read, a day is not possible or the body sits already.
    """
    _locked(body, by)
    _check_span(starts_on, until, localtime(now).date())
    sittings = series.sittings(rule, starts_on, until)
    _no_meeting_yet(body, [each.day for each in sittings])
    made = MeetingSeries.objects.create(
        body=body,
        rule=rule.upper(),
        starts_on=starts_on,
        starts_at=starts_at,
        place=place,
        papers_lead=papers_lead,
        ended_on=until,
        by=by.person,
        recorded_at=now,
    )
    for each in sittings:
        papers = series.working_days_before(each.day, papers_lead)
        meeting = Meeting(body=body, series=made, sits_on=each.day, papers_due_on=papers)
        meeting.starts_at, meeting.place = starts_at, place
        _set(meeting, now)
    agenda.settle(body, now)
    return made


@transaction.atomic
def move_meeting(
    *,
    meeting: Meeting,
    sits_on: dt.date,
    papers_due_on: dt.date,
    why: str,
    by: Standing,
    now: dt.datetime,
    starts_at: dt.time | None = None,
    place: str = "",
) -> Meeting:
    """Hold a meeting on another day, at another time or place: its agenda goes with it, its members are told.

    Raises ValidationError, by field, where no reason is given, the new day is past, or the meeting was cancelled or
    held.
    """
    current = _to_change(meeting, why, by)
    if sits_on < localtime(now).date():
        raise ValidationError({"sits_on": "Enter today or a day to come."})
    _cancel(current, f"Moved to {day(sits_on)}. {why.strip()}", now)
    moved = Meeting(body=current.body, series=current.series, sits_on=sits_on, papers_due_on=papers_due_on)
    moved.uid, moved.moved_from, moved.starts_at, moved.place = current.uid, current, starts_at, place
    _set(moved, now)
    agenda.hand_on(current, moved)
    agenda.settle(current.body, now)
    _tell(moved, f"The meeting of {current} moved to {day(sits_on)}", why, now)
    return moved


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, why: str, by: Standing, now: dt.datetime) -> Meeting:
    """Cancel a meeting: what it was to deal with goes to the body's next one, its members are told.

    Raises ValidationError, by field, where no reason is given, or the meeting was cancelled or held.
    """
    current = _to_change(meeting, why, by)
    _cancel(current, why.strip(), now)
    agenda.hand_on(current, None)
    agenda.settle(current.body, now)
    _tell(current, f"The meeting of {current} is cancelled", why, now)
    return current


def _locked(body: Body, by: Standing) -> None:
    """Lock the body, so that its meetings and agendas change one at a time."""
    bodies.require(by, Verb.RUN_MEETINGS, body)
    Body.objects.select_for_update().get(pk=body.pk)


def _set(meeting: Meeting, now: dt.datetime) -> Meeting:
    if meeting.papers_due_on > meeting.sits_on:
        raise ValidationError({"papers_due_on": "Papers are due on the day of the meeting or before it."})
    _no_meeting_yet(meeting.body, [meeting.sits_on])
    meeting.round_opens_on, meeting.added_at = rounds.opens_on(meeting.papers_due_on), now
    meeting.save()
    return meeting


def _no_meeting_yet(body: Body, days: Iterable[dt.date]) -> None:
    taken = Meeting.objects.standing().filter(body=body, sits_on__in=days).order_by("sits_on")
    if there := [day(each) for each in taken.values_list("sits_on", flat=True)]:
        when = "that day" if len(there) == 1 else "those days"
        raise ValidationError({"sits_on": f"{body.name} has a meeting on {when} already: {listed(there)}."})


def _check_span(starts_on: dt.date, until: dt.date, today: dt.date) -> None:
    problems = {}
    if starts_on < today:
        problems["starts_on"] = "Enter today or a day to come."
    if not starts_on <= until <= starts_on + FARTHEST:
        problems["until"] = "Enter a day after the first, and not more than three years after it."
    if problems:
        raise ValidationError(problems)


def _to_change(meeting: Meeting, why: str, by: Standing) -> Meeting:
    _locked(meeting.body, by)
    current = Meeting.objects.select_related("body").get(pk=meeting.pk)
    if current.is_cancelled:
        raise ValidationError("This meeting was moved or cancelled already.")
    if current.decisions.exists() or current.attendance.filter(came="present").exists():
        raise ValidationError("This meeting was held: it has minutes.")
    if not why.strip():
        raise ValidationError({"why": "Say why, for those who planned to come."})
    return current


def _cancel(meeting: Meeting, why: str, now: dt.datetime) -> None:
    meeting.cancelled_at, meeting.cancelled_why = now, why[:300]
    meeting.save(update_fields=["cancelled_at", "cancelled_why"])


def _tell(meeting: Meeting, subject: str, why: str, now: dt.datetime) -> None:
    """Tell the members of the body, once, that something they planned to come to changed."""
    members = Membership.objects.filter(in_force(localtime(now).date()), body=meeting.body)
    address = reverse("meeting", args=[meeting.pk])
    state = "cancelled" if meeting.is_cancelled else "moved"
    notify(
        Notice(
            person_id=person,
            kind=Notice.Kind.MEETING,
            about=f"meeting-{meeting.uid}",
            key=f"meeting-{meeting.pk}-{state}-{person}",
            subject=subject[:200],
            body=f"{sentence(subject)} {sentence(why)}",
            address=address,
            created_at=now,
        )
        for person in members.order_by().values_list("person", flat=True).distinct()
    )


def told(made: MeetingSeries) -> str:
    """What setting a series did, in words: how many meetings, and which days had to give way."""
    sittings = series.sittings(made.rule, made.starts_on, made.ended_on or made.starts_on)
    gave_way = [
        f"{day(each.instead_of)} is {each.because}, so it sits on {day(each.day)}"
        for each in sittings
        if each.instead_of
    ]
    words = f"{count(len(sittings), 'meeting')} of {made.body.name} set, {series.in_words(made.rule)}."
    return f"{words} {listed(gave_way)}." if gave_way else words
