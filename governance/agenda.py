"""What a body deals with at its next meeting: put on, ordered, dealt with, carried over.

An item waits without a meeting where none is set, and goes on the agenda of the next one as soon as there is one.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.timezone import localtime

from . import bodies
from .models import AgendaItem, Body, Meeting, MeetingDecision
from .roles import Standing
from .verbs import Verb
from .wording import day

CANCELLED = "This meeting is cancelled, so nothing is dealt with at it."


def next_meeting(body: Body, on: dt.date) -> Meeting | None:
    """The next meeting for which papers can still be given on the day `on`; None where none is set."""
    coming = Meeting.objects.standing().filter(body=body, papers_due_on__gte=on)
    return coming.order_by("sits_on").first()


def waiting(body: Body) -> QuerySet[AgendaItem]:
    """What a body is to deal with at its next meeting, where that is not set yet."""
    return AgendaItem.objects.filter(body=body, meeting__isnull=True, dealt_with_at__isnull=True)


def left_over(body: Body, before: dt.date) -> QuerySet[AgendaItem]:
    """What was on the agenda of a meeting before a day, was not dealt with and was not carried over."""
    open_items = AgendaItem.objects.filter(body=body, meeting__sits_on__lt=before, dealt_with_at__isnull=True)
    return open_items.select_related("meeting__body")


@transaction.atomic
def put_on_next_agenda(
    *,
    body: Body,
    key: str,
    kind: AgendaItem.Kind | str,
    title: str,
    words: str,
    address: str,
    now: dt.datetime,
    by: Standing | None = None,
) -> AgendaItem:
    """Put something on the agenda of a body's next meeting, in the transaction of its cause.

    `key` makes it unique to its cause: asked for twice, it is there once, and what was written first stands. Nobody
    is asked whether they may: the service whose cause it is has asked already. `by` is nobody where a rule did it.
    """
    _lock(body)
    meeting = next_meeting(body, localtime(now).date())
    item, _ = AgendaItem.objects.get_or_create(
        key=key,
        defaults={
            "body": body,
            "meeting": meeting,
            "kind": kind,
            "title": title[:200],
            "words": words,
            "address": address,
            "order": _last(meeting),
            "added_by": by.person if by else None,
            "added_at": now,
        },
    )
    return item


@transaction.atomic
def add_item(
    *,
    meeting: Meeting,
    kind: AgendaItem.Kind | str,
    title: str,
    by: Standing,
    now: dt.datetime,
    words: str = "",
    address: str = "",
) -> AgendaItem:
    """Put something on the agenda of one meeting.

    Raises PermissionDenied for anyone who does not chair or run the body's meetings, as every function here;
    ValidationError where it says nothing or the meeting is cancelled.
    """
    current = opened(meeting, by)
    if not title.strip():
        raise ValidationError({"title": "Say what the item is."})
    return AgendaItem.objects.create(
        body=current.body,
        meeting=current,
        key=f"item-{uuid.uuid4()}",
        kind=kind,
        title=title.strip(),
        words=words.strip(),
        address=address,
        order=_last(current),
        added_by=by.person,
        added_at=now,
    )


@transaction.atomic
def order(*, item: AgendaItem, earlier: bool, by: Standing) -> None:
    """Move an item one place up its agenda, or one place down; at the end of it, nothing happens."""
    current, meeting = _on_an_agenda(item, by)
    items = list(meeting.agenda.all())
    here = items.index(current)
    there = here - 1 if earlier else here + 1
    if not 0 <= there < len(items):
        return
    items[here], items[there] = items[there], items[here]
    for place, each in enumerate(items, start=1):
        each.order = place
    AgendaItem.objects.bulk_update(items, ["order"])


@transaction.atomic
def deal_with(*, item: AgendaItem, by: Standing, now: dt.datetime) -> AgendaItem:
    """Say that the meeting dealt with an item. Said twice, the first moment stands."""
    current, _ = _on_an_agenda(item, by)
    if current.dealt_with_at is None:
        current.dealt_with_at = now
        current.save(update_fields=["dealt_with_at"])
    return current


@transaction.atomic
def carry_over(*, meeting: Meeting, by: Standing, now: dt.datetime) -> list[AgendaItem]:
    """Take what a meeting did not deal with to the body's next one, and say so in this one's decisions.

    Where no later meeting is set the items wait for one. Raises ValidationError before the day of the meeting.
    """
    current = opened(meeting, by)
    today = localtime(now).date()
    if today < current.sits_on:
        raise ValidationError(f"It sits on {day(current.sits_on)}. Carry over what is left then.")
    items = list(current.agenda.filter(dealt_with_at__isnull=True))
    later = next_meeting(current.body, max(today, current.sits_on + dt.timedelta(days=1)))
    whereto = f"the meeting on {day(later.sits_on)}" if later else "the next meeting"
    MeetingDecision.objects.bulk_create(
        MeetingDecision(
            meeting=current,
            item=each,
            words=f"Not dealt with. Carried over to {whereto}.",
            by=by.person,
            recorded_at=now,
        )
        for each in items
    )
    _put_on(items, later)
    return items


def settle(body: Body, now: dt.datetime) -> None:
    """Put what waits on the agenda of the body's next meeting, after meetings were set or cancelled.

    Called by the services that set, move and cancel meetings, in their transaction.
    """
    later = next_meeting(body, localtime(now).date())
    if later is not None:
        _put_on(list(waiting(body)), later)


def hand_on(cancelled: Meeting, to: Meeting | None) -> None:
    """Take what a cancelled meeting was to deal with to the one it moved to, or let it wait for another."""
    _put_on(list(cancelled.agenda.filter(dealt_with_at__isnull=True)), to)


def opened(meeting: Meeting, by: Standing) -> Meeting:
    """Lock a meeting's body and return the meeting as it stands, to those who may take it through its agenda.

    Raises PermissionDenied for anyone else; ValidationError where the meeting is cancelled.
    """
    bodies.require(by, Verb.CHAIR, meeting.body)
    _lock(meeting.body)
    current = Meeting.objects.select_related("body").get(pk=meeting.pk)
    if current.is_cancelled:
        raise ValidationError(CANCELLED)
    return current


def _on_an_agenda(item: AgendaItem, by: Standing) -> tuple[AgendaItem, Meeting]:
    if item.meeting is None:
        raise ValidationError("No meeting is set for it yet.")
    meeting = opened(item.meeting, by)
    current = AgendaItem.objects.get(pk=item.pk)
    if current.meeting_id != meeting.pk:
        raise ValidationError("It was carried over to another meeting a moment ago.")
    return current, meeting


def _put_on(items: list[AgendaItem], meeting: Meeting | None) -> None:
    for place, item in enumerate(items, start=_last(meeting)):
        item.meeting, item.order = meeting, place
    AgendaItem.objects.bulk_update(items, ["meeting", "order"])


def _last(meeting: Meeting | None) -> int:
    """The place at the end of an agenda."""
    if meeting is None:
        return 0
    return (meeting.agenda.aggregate(last=Max("order"))["last"] or 0) + 1


def _lock(body: Body) -> None:
    """One at a time for each body, so that places on an agenda and moved meetings never cross."""
    Body.objects.select_for_update().get(pk=body.pk)
