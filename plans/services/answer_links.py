"""Links in a chase's mail: written with the notice that carries them, and used up by the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from governance import mail_links
from governance.models import Notice
from governance.roles import Standing
from governance.services import notify
from governance.wording import count, day, listed
from plans import answer_links
from plans.facts import london_day
from plans.models import AnswerLink, Milestone, StatusUpdate

from .updates import Said, post_update, still_true

NO_CHANGE = "no_change"
SPENT = "This link was used, or its time is over. Sign in to say how your milestones stand."
NOT_BY_LINK = "Sign in to say this: a link in a mail cannot."


@dataclass(frozen=True)
class Answer:
    """What is said of one milestone by a link; `said` is None for "no change, still true"."""

    milestone: Milestone
    said: Said | None
    seen: int | None


@transaction.atomic
def write_links(*, asked: Mapping[str, tuple[int, Sequence[int]]], now: dt.datetime) -> None:
    """Write the links that notices of one transaction carry: notice key → its person and the milestones it asks of.

    The notices' words have been given the place for the link (`answer_links.invite`). A link that was written before
    is left as it is.
    """
    links = [
        AnswerLink(
            person_id=person,
            token_sha256=_hash(key),
            created_at=now,
            expires_at=now + answer_links.LASTS,
        )
        for key, (person, _) in asked.items()
    ]
    AnswerLink.objects.bulk_create(links, ignore_conflicts=True)
    written = dict(
        AnswerLink.objects.filter(token_sha256__in=[_hash(key) for key in asked]).values_list("token_sha256", "pk")
    )
    through = AnswerLink.milestones.through
    through._default_manager.bulk_create(
        [
            through(answerlink_id=written[_hash(key)], milestone_id=milestone)
            for key, (_, milestones) in asked.items()
            for milestone in milestones
        ],
        ignore_conflicts=True,
    )


def _hash(key: str) -> str:
    return mail_links.hashed(mail_links.token(key))


@transaction.atomic
def answer_by_link(
    *, link: AnswerLink, answers: Sequence[Answer], by: Standing, now: dt.datetime
) -> list[StatusUpdate]:
    """Record what the link's person says of some of its milestones; the link is used up, and they are told.

    All or nothing. Raises ValidationError where the link no longer works, nothing is said, or something that a link
    cannot say; PermissionDenied where the person may not say it any more; SaidSince as `post_update` does.
    """
    current = AnswerLink.objects.select_for_update().get(pk=link.pk)
    if answer_links.state(current, now) is not answer_links.State.OPEN or current.person_id != by.person.pk:
        raise ValidationError(SPENT)
    if not answers:
        raise ValidationError("Say of at least one milestone how it stands.")
    open_to_it = {row.milestone.pk for row in answer_links.rows(current, by)}
    for answer in answers:
        _check(answer, open_to_it)
    said = [_record(answer, by, now) for answer in answers]
    AnswerLink.objects.filter(pk=current.pk).update(used_at=now)
    _tell(current, said, now)
    return said


def _check(answer: Answer, open_to_it: set[int]) -> None:
    if answer.milestone.pk not in open_to_it:
        raise ValidationError(NOT_BY_LINK)
    said = answer.said
    if said is None:
        return
    if said.declared not in answer_links.SAYABLE or said.on_behalf_of or said.heard:
        raise ValidationError(NOT_BY_LINK)


def _record(answer: Answer, by: Standing, now: dt.datetime) -> StatusUpdate:
    if answer.said is None:
        return still_true(milestones={answer.milestone: answer.seen}, by=by, now=now)[0]
    return post_update(milestone=answer.milestone, said=answer.said, by=by, now=now, seen=answer.seen)


def _tell(link: AnswerLink, said: list[StatusUpdate], now: dt.datetime) -> None:
    """Say to the link's person that it was used: whoever used it, they know. Nobody can stop this mail."""
    lines = [f"{each.milestone.ref} {each.milestone.title}: {each.get_declared_display().lower()}" for each in said]
    refs = listed([each.milestone.ref for each in said])
    notify(
        [
            Notice(
                person=link.person,
                kind=Notice.Kind.ACCOUNT,
                key=f"answered-by-link:{link.pk}",
                subject=f"You answered by the link in a mail: {count(len(said), 'milestone')}",
                body=f"On {day(london_day(now))} this was recorded in your name, by the link that was mailed to you:"
                f"\n\n{chr(10).join(lines)}\n\nIf it was not you, tell an officer and say how {refs} "
                f"{'stands' if len(said) == 1 else 'stand'} on the site.",
                address="/my-work/",
                created_at=now,
            )
        ]
    )
