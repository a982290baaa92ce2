"""Who is told of what is raised and answered, and in which words."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator

from django.urls import reverse

from .models import (
    Appointment,
    Body,
    BodyRole,
    Escalation,
    EscalationAnswer,
    EscalationRule,
    Membership,
    Notice,
    PostHolding,
)
from .models.people import in_force
from .roles import Standing
from .wording import count, day

TITLE = 200
"""How many characters a title may have."""
LEADS_IT = [BodyRole.CHAIR, BodyRole.CO_CHAIR, BodyRole.LEAD]
"""Who of a body is told of what is raised to it."""


def shortened(text: str) -> str:
    """A title that fits, cut at a word where it must be."""
    return textwrap.shorten(text, TITLE, placeholder=" …")


def _told_for(body: Body, on: dt.date) -> list[int]:
    """Who leads a body on a day, and the officers of its partnership."""
    leads = Membership.objects.filter(in_force(on), body=body, role__in=LEADS_IT, person__is_active=True)
    officers = Appointment.objects.filter(
        in_force(on), partnership=body.partnership_id, role=Appointment.Role.OFFICER, person__is_active=True
    )
    return sorted({*leads.values_list("person", flat=True), *officers.values_list("person", flat=True)})


def of_concern(raised: Escalation, now: dt.datetime, but: int) -> Iterator[Notice]:
    """One message of what a person raised to each of those who are told, `but` that person."""
    for person in _told_for(raised.body, raised.raised_on):
        if person != but:
            yield Notice(
                person_id=person,
                kind=Notice.Kind.ESCALATION,
                about=f"escalation:{raised.pk}",
                key=f"escalation:{raised.pk}:{person}",
                subject=shortened(f"Raised to {raised.body.name}: {raised.title}"),
                body=f"{raised.raised_by} raised this to {raised.body.name}.\n\n{raised.title}\n\n{raised.words}",
                address=reverse("escalation", args=[raised.pk]),
                created_at=now,
            )


def of_run(rule: EscalationRule, raised: list[Escalation], now: dt.datetime) -> Iterator[Notice]:
    """One message of everything that a rule raised in one run to each of those who are told."""
    lines = "\n".join(one.title for one in raised)
    one = len(raised) == 1
    page = reverse("escalation", args=[raised[0].pk]) if one else f"{reverse('escalations')}?body={rule.body_id}"
    for person in _told_for(rule.body, raised[0].raised_on):
        yield Notice(
            person_id=person,
            kind=Notice.Kind.ESCALATION,
            about=f"escalations:{rule.body_id}",
            key=f"escalations:{raised[0].pk}:{person}",
            subject=shortened(f"{count(len(raised), 'concern')} raised to {rule.body.name}"),
            body=f"Raised to {rule.body.name} by a rule that the partnership set:\n\n{lines}",
            address=page,
            created_at=now,
        )


def of_answer(written: EscalationAnswer, by: Standing, now: dt.datetime) -> Iterator[Notice]:
    """To whoever raised it and, where no meeting asked it of them, to the holders of the owner's post."""
    raiser = written.escalation.raised_by
    people = {raiser.pk} if raiser else set()
    if written.owner_id and written.meeting is None:
        holders = PostHolding.objects.filter(in_force(by.on), post=written.owner_id, person__is_active=True)
        people |= set(holders.values_list("person", flat=True))
    for person in sorted(people - {by.person.pk}):
        yield notice_of_answer(written, person, now)


def notice_of_answer(written: EscalationAnswer, person: int, now: dt.datetime) -> Notice:
    """What somebody is told of an answer, once. The floors above tell those whose work it is about as well."""
    raised = written.escalation
    owner = written.owner or written.owner_in_words
    return Notice(
        person_id=person,
        kind=Notice.Kind.ESCALATION,
        about=f"escalation:{raised.pk}",
        key=f"escalation-answered:{written.pk}:{person}",
        subject=shortened(f"{raised.body.name} answered: {raised.title}"),
        body=f"{raised.title}\n\n{written.decision}\n\nDone by {owner}, by {day(written.due_on)}.",
        address=reverse("escalation", args=[raised.pk]),
        created_at=now,
    )
