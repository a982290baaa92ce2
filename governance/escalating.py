"""Raising a concern to a body, by a person or by a rule, and answering it: services of the challenge ledger.

What was raised and what was answered are written once. A rule raises the same thing once, however often it is applied
and by however many workers: the key is unique to its cause.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from . import agenda, bodies, escalation_notices, minuting
from .models import (
    AgendaItem,
    Body,
    Escalation,
    EscalationAnswer,
    EscalationRule,
    Meeting,
    Post,
)
from .roles import Standing
from .services import notify
from .verbs import Verb
from .wording import day, sentence

TWICE = "You raised exactly this with them today already."
ANSWERED = "This was answered already. Raise it again if the answer is not enough."


class Cause(NamedTuple):
    """Something that a rule found: `key` is unique to it, the rest is what the body reads."""

    key: str
    title: str
    words: str
    address: str


@transaction.atomic
def raise_concern(
    *, body: Body, title: str, words: str, by: Standing, now: dt.datetime, address: str = ""
) -> Escalation:
    """Raise a concern to a body: it goes on the next agenda and stays open until the body answers it.

    `address` is the page that it is about, if any. Raises PermissionDenied for those who may raise nothing;
    ValidationError by field where it says too little or is the same again.
    """
    bodies.require(by, Verb.RAISE, body)
    title, words = title.strip(), words.strip()
    _says_what({"title": (title, "Say in a line what the concern is."), "words": (words, "Say why it matters.")})
    written = hashlib.sha256(f"{title}\n{words}\n{address}".encode()).hexdigest()[:16]
    cause = Cause(f"person:{by.person.pk}:{body.pk}:{by.on.isoformat()}:{written}", title, words, address)
    Body.objects.select_for_update().get(pk=body.pk)
    if Escalation.objects.filter(key=cause.key).exists():
        raise ValidationError(TWICE)
    raised = _raise(body, cause, by.on, now, by=by)
    notify(escalation_notices.of_concern(raised, now, but=by.person.pk))
    return raised


@transaction.atomic
def raise_by_rule(
    *, rule: EscalationRule, causes: Iterable[Cause], on: dt.date, now: dt.datetime
) -> dict[str, Escalation]:
    """Raise what a rule found on a day, leaving out what it raised before; return what is new, by its key.

    Whoever leads the body, and the officers, get one message however much is raised. A rule that was switched off in
    the meantime raises nothing.
    """
    current = EscalationRule.objects.select_for_update(of=("self",)).select_related("body").get(pk=rule.pk)
    if not current.is_active:
        return {}
    by_key = {cause.key: cause for cause in causes}
    before = set(Escalation.objects.filter(key__in=by_key).values_list("key", flat=True))
    raised = {
        key: _raise(current.body, cause, on, now, rule=current) for key, cause in by_key.items() if key not in before
    }
    if raised:
        notify(escalation_notices.of_run(current, list(raised.values()), now))
    return raised


@transaction.atomic
def answer(
    *,
    escalation: Escalation,
    decision: str,
    due_on: dt.date,
    by: Standing,
    now: dt.datetime,
    owner: Post | None = None,
    owner_in_words: str = "",
    meeting: Meeting | None = None,
) -> EscalationAnswer:
    """Answer what was raised: the decision, who carries it out and by when. There is one answer, and it stays.

    Members of the body answer; an officer writes down what a meeting answered, and names the meeting. What a meeting
    answered is carried on its body's agendas as an action arising until it is done. Whoever raised it and whoever is
    to do it are told. Raises PermissionDenied for anybody else; ValidationError by field.
    """
    bodies.require(by, Verb.ANSWER, escalation.body)
    current = Escalation.objects.select_for_update(of=("self",)).select_related("body", "item").get(pk=escalation.pk)
    if EscalationAnswer.objects.filter(escalation=current).exists():
        raise ValidationError(ANSWERED)
    written = EscalationAnswer(
        escalation=current,
        meeting=meeting,
        decision=decision.strip(),
        owner=owner,
        owner_in_words=owner_in_words.strip(),
        due_on=due_on,
        answered_on=meeting.sits_on if meeting else by.on,
        by=by.person,
        recorded_at=now,
    )
    _check(written, by)
    written.save()
    _dealt_with(current.item, meeting, now)
    _carry(written, by, now)
    notify(escalation_notices.of_answer(written, by, now))
    return written


def must_name_a_meeting(who: Standing, body: Body) -> bool:
    """Whether somebody writes down what a body answered without sitting on it, so that a meeting has to say so."""
    return body.pk not in who.seats


def meetings_that_may_answer(escalation: Escalation, on: dt.date) -> list[Meeting]:
    """Meetings of the body from the day it was raised to the day `on`, the latest first."""
    sat = Meeting.objects.standing().filter(body=escalation.body, sits_on__range=(escalation.raised_on, on))
    return list(sat.order_by("-sits_on"))


def _raise(
    body: Body,
    cause: Cause,
    on: dt.date,
    now: dt.datetime,
    *,
    rule: EscalationRule | None = None,
    by: Standing | None = None,
) -> Escalation:
    item = agenda.put_on_next_agenda(
        body=body,
        key=f"escalation:{cause.key}",
        kind=AgendaItem.Kind.ESCALATION,
        title=cause.title,
        words=cause.words,
        address=cause.address,
        now=now,
        by=by,
    )
    return Escalation.objects.create(
        body=body,
        rule=rule,
        key=cause.key,
        title=cause.title,
        words=cause.words,
        address=cause.address,
        item=item,
        raised_by=by.person if by else None,
        raised_on=on,
        recorded_at=now,
    )


def _says_what(given: dict[str, tuple[str, str]]) -> None:
    missing = {name: words for name, (value, words) in given.items() if not value}
    if missing:
        raise ValidationError(missing)


def _check(written: EscalationAnswer, by: Standing) -> None:
    """What an answer must say, field by field."""
    body, meeting = written.escalation.body, written.meeting
    problems = {}
    if not written.decision:
        problems["decision"] = "Say what the body decided."
    if bool(written.owner) == bool(written.owner_in_words):
        problems["owner"] = "Choose the post that does it, or say in words who does. One of the two."
    elif written.owner and written.owner.organisation.partnership_id != body.partnership_id:
        problems["owner"] = "Choose a post of this partnership."
    if meeting is None and must_name_a_meeting(by, body):
        problems["meeting"] = "Choose the meeting that gave this answer: you do not sit on the body yourself."
    elif meeting and meeting not in meetings_that_may_answer(written.escalation, by.on):
        problems["meeting"] = f"Choose a meeting of {body.name} that sat since this was raised."
    if written.due_on < written.answered_on:
        problems["due_on"] = f"It was answered on {day(written.answered_on)}. Enter that day or a later one."
    if problems:
        raise ValidationError(problems)


def _dealt_with(item: AgendaItem, meeting: Meeting | None, now: dt.datetime) -> None:
    """Take the item off what is still to do, and put it on the agenda of the meeting that answered it."""
    current = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if meeting is not None:
        current.meeting = meeting
    current.dealt_with_at = current.dealt_with_at or now
    current.save(update_fields=["meeting", "dealt_with_at"])


def _carry(written: EscalationAnswer, by: Standing, now: dt.datetime) -> None:
    """What a meeting answered stands on the body's agendas until it is done; its owner is told by that."""
    if written.meeting is not None:
        minuting.add_arising(
            meeting=written.meeting,
            words=f"{sentence(written.decision)} (Answer to: {written.escalation.title})",
            owner=written.owner,
            owner_in_words=written.owner_in_words,
            due_on=written.due_on,
            by=by,
            now=now,
        )
