"""What happened at a meeting: who came, what was decided, what is to be done by whom. Its minutes are made of these.

Services of those who take the meeting through its agenda; whoever holds the post that owns an action arising may also
say that it is done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from . import agenda, bodies
from .granting import people_of
from .history import signed
from .models import AgendaItem, ArisingAction, Attendance, Meeting, MeetingDecision, Membership, Notice, Person, Post
from .models.people import PostHolding, in_force
from .roles import Standing, may
from .services import notify
from .verbs import Verb
from .wording import day, sentence


@dataclass(frozen=True)
class Came:
    """Whether somebody came, sent apologies or was absent; or came in the place of a member."""

    person: Person
    came: Attendance.Came | str
    stood_in_for: Person | None = None


def open_actions(body: Any) -> QuerySet[ArisingAction]:
    """What a body's meetings asked for and is not done: it stands on each of its agendas until it is."""
    rows = ArisingAction.objects.filter(meeting__body=body, done_on__isnull=True)
    return rows.select_related("owner__organisation", "meeting__body")


@transaction.atomic
def record_attendance(*, meeting: Meeting, rows: Iterable[Came], by: Standing, now: dt.datetime) -> None:
    """Record who came. Said again of the same person, the last word counts and the history keeps the others.

    Raises PermissionDenied for anyone who does not chair or run the body's meetings, as every function here;
    ValidationError where somebody has no seat and stands in for nobody, or came before the day of the meeting.
    """
    current = agenda.opened(meeting, by)
    wanted = list(rows)
    members = _members(current)
    for row in wanted:
        _check_came(row, current, members, localtime(now).date())
    there = {each.person_id: each for each in current.attendance.all()}
    for row in wanted:
        kept: Any = there.get(row.person.pk) or Attendance(meeting=current, person=row.person)
        if kept.pk and (kept.came, kept.stood_in_for) == (row.came, row.stood_in_for):
            continue
        kept.came, kept.stood_in_for = row.came, row.stood_in_for
        signed(kept, by, now)


def _members(meeting: Meeting) -> set[int]:
    rows = Membership.objects.filter(in_force(meeting.sits_on), body=meeting.body)
    return set(rows.values_list("person", flat=True))


def _check_came(row: Came, meeting: Meeting, members: set[int], today: dt.date) -> None:
    if row.came == Attendance.Came.PRESENT:
        _is_held(meeting, today)
    if row.stood_in_for is None:
        if row.person.pk not in members:
            raise ValidationError(f"{row.person} does not sit on {meeting.body.name}. Say for whom they stand in.")
    elif row.stood_in_for.pk not in members or row.stood_in_for == row.person:
        raise ValidationError({"stood_in_for": "Choose the member in whose place they came."})
    elif not people_of(meeting.body.partnership).filter(pk=row.person.pk).exists():
        raise ValidationError({"person": "Choose somebody of this partnership."})


@transaction.atomic
def record_decision(
    *, meeting: Meeting, words: str, by: Standing, now: dt.datetime, item: AgendaItem | None = None
) -> MeetingDecision:
    """Record what a meeting decided; where it was on an item of its agenda, that is dealt with.

    Raises ValidationError by field where it says nothing, or before the day of the meeting.
    """
    current = agenda.opened(meeting, by)
    _is_held(current, localtime(now).date())
    if not words.strip():
        raise ValidationError({"words": "Say what was decided."})
    if item is not None and item.meeting_id != current.pk:
        raise ValidationError({"item": "Choose an item of this meeting’s agenda."})
    decision = MeetingDecision.objects.create(
        meeting=current, item=item, words=words.strip(), by=by.person, recorded_at=now
    )
    if item is not None:
        agenda.deal_with(item=item, by=by, now=now)
    return decision


@transaction.atomic
def add_arising(
    *,
    meeting: Meeting,
    words: str,
    due_on: dt.date,
    by: Standing,
    now: dt.datetime,
    owner: Post | None = None,
    owner_in_words: str = "",
) -> ArisingAction:
    """Record what a meeting asked for, of whom and by when. Those who hold the post that owns it are told.

    Raises ValidationError by field where it says nothing, nobody owns it or it is due before the meeting.
    """
    current = agenda.opened(meeting, by)
    _is_held(current, localtime(now).date())
    action = ArisingAction(
        meeting=current,
        words=words.strip(),
        owner=owner,
        owner_in_words=owner_in_words.strip(),
        due_on=due_on,
        by=by.person,
        recorded_at=now,
    )
    _check_arising(action, current)
    signed(action, by, now)
    _tell_owner(action, now)
    return action


def _check_arising(action: ArisingAction, meeting: Meeting) -> None:
    problems = {}
    if not action.words:
        problems["words"] = "Say what is to be done."
    if action.owner is None and not action.owner_in_words:
        problems["owner"] = "Choose the post that does it, or say who."
    elif action.owner is not None and action.owner_in_words:
        problems["owner"] = "Choose a post, or say who. Not both."
    elif action.owner is not None and action.owner.organisation.partnership_id != meeting.body.partnership_id:
        problems["owner"] = "Choose a post of this partnership."
    if action.due_on < meeting.sits_on:
        problems["due_on"] = f"The meeting sat on {day(meeting.sits_on)}. Enter that day or a later one."
    if problems:
        raise ValidationError(problems)


def may_finish(who: Standing, action: ArisingAction) -> bool:
    """Whether somebody may say that it is done: who holds the post that owns it, and who may chair the body."""
    if action.owner_id in who.posts:
        return True
    return may(who, Verb.CHAIR, bodies.scope_of(action.meeting.body))


@transaction.atomic
def finish_arising(
    *, action: ArisingAction, done_on: dt.date, note: str, by: Standing, now: dt.datetime
) -> ArisingAction:
    """Say that an action arising is done, when and how. It leaves the body's agendas.

    Raises ValidationError by field where it is done already, says nothing of how, or the day is not possible.
    """
    current = ArisingAction.objects.select_for_update(of=("self",)).select_related("meeting__body").get(pk=action.pk)
    if not may_finish(by, current):
        raise PermissionDenied("Who holds the post that owns it says that it is done, or who chairs the body.")
    if current.done_on is not None:
        raise ValidationError(f"It was done on {day(current.done_on)} already.")
    problems = {}
    if not note.strip():
        problems["note"] = "Say what was done."
    if not current.meeting.sits_on <= done_on <= localtime(now).date():
        problems["done_on"] = f"Enter a day from the meeting, {day(current.meeting.sits_on)}, to today."
    if problems:
        raise ValidationError(problems)
    current.done_on, current.done_note = done_on, note.strip()
    signed(current, by, now)
    return current


def _is_held(meeting: Meeting, today: dt.date) -> None:
    if today < meeting.sits_on:
        raise ValidationError(f"It sits on {day(meeting.sits_on)}. Record what happens there from that day on.")


def _tell_owner(action: ArisingAction, now: dt.datetime) -> None:
    if action.owner is None:
        return
    holders = PostHolding.objects.filter(in_force(localtime(now).date()), post=action.owner)
    subject = f"For you from the meeting of {action.meeting}"
    words = f"{sentence(action.words)} It is due on {day(action.due_on)}."
    notify(
        Notice(
            person_id=person,
            kind=Notice.Kind.MEETING,
            about=f"arising-{action.pk}",
            can_wait=True,
            key=f"arising-{action.pk}-{person}",
            subject=subject,
            body=words,
            address=reverse("meeting", args=[action.meeting_id]),
            created_at=now,
        )
        for person in holders.order_by().values_list("person", flat=True).distinct()
    )
