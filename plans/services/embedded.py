"""The lead's answer, months after a sign-off, whether the work is still embedded."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from governance.models import Notice
from governance.roles import Standing
from governance.services import notify
from governance.verbs import Verb
from governance.wording import day
from plans import embedded, scope
from plans.concerned import Concerned
from plans.facts import london_day
from plans.models import Declared, EmbeddedAnswer, Milestone, SignOff, StatusUpdate

from .locking import locked
from .updates import Said, post_update

WITH_GROUP = ("plan", "action__objective__ambition")
TROUBLE = (Declared.AT_RISK, Declared.OFF_TRACK)
"""What may be declared of work that is no longer embedded."""


@transaction.atomic
def answer_embedded(
    *,
    sign_off: SignOff,
    still_embedded: bool,
    words: str,
    by: Standing,
    now: dt.datetime,
    declared: str = "",
    what_is_wrong: str = "",
    what_is_being_done: str = "",
) -> EmbeddedAnswer:
    """Say whether what was signed off is still embedded, and how that can be seen.

    "Yes" is written down and never reopens anything. "No" posts the update that reopens the milestone, at risk or off
    track, in the same transaction. Raises PermissionDenied for anyone who may not say how the milestone stands;
    ValidationError by field, or as a whole where nobody is asked (see `embedded.why_not`).
    """
    current = locked(sign_off.update.milestone, now)
    scope.require(by, Verb.UPDATE, scope.of_milestone(current, by.on))
    if problem := embedded.why_not(sign_off, current, london_day(now)):
        raise ValidationError(problem)
    said = Said(declared=declared, what_is_wrong=what_is_wrong.strip(), what_is_being_done=what_is_being_done.strip())
    _check(words, None if still_embedded else said)
    reopened_by: StatusUpdate | None = None
    if not still_embedded:
        reopened_by = post_update(milestone=current, said=said, by=by, now=now)
    return EmbeddedAnswer.objects.create(
        sign_off=sign_off,
        still_embedded=still_embedded,
        words=words.strip(),
        reopened_by=reopened_by,
        by=by.person,
        recorded_at=now,
    )


def _check(words: str, trouble: Said | None) -> None:
    """Raise ValidationError with everything that is missing, by field; `trouble` where it is no longer embedded."""
    needed: dict[str, tuple[object, str]] = {"words": (words.strip(), "Say how it can be seen.")}
    if trouble is not None:
        needed["declared"] = (trouble.declared in TROUBLE, "Choose how it stands now.")
        needed["what_is_wrong"] = (trouble.what_is_wrong, "Say what is going wrong.")
        needed["what_is_being_done"] = (trouble.what_is_being_done, "Say what is being done about it.")
    problems = {name: message for name, (given, message) in needed.items() if not given}
    if problems:
        raise ValidationError(problems)


@transaction.atomic
def ask_leads(*, as_at: dt.date, now: dt.datetime) -> int:
    """Tell whoever answers for work, once for each sign-off, that it is asked whether it is still embedded.

    It can wait for the weekly digest. Run twice, or by two workers at once, it tells once: a notice is unique. Returns
    how many notices the run had to say.
    """
    adopted = Milestone.objects.filter(plan__adopted_on__isnull=False).positioned(as_at)
    concerned = Concerned(as_at)
    notices = [
        _question(sign_off, milestone, person, now)
        for sign_off, milestone in embedded.asked_about(adopted.select_related(*WITH_GROUP), as_at)
        for person in sorted(_who_is_asked(concerned, milestone))
    ]
    notify(notices)
    return len(notices)


def _who_is_asked(concerned: Concerned, milestone: Milestone) -> set[int]:
    ambition = milestone.action.objective.ambition
    return concerned.people(milestone.action_id, ambition.body_id, milestone.plan.partnership_id)


def _question(sign_off: SignOff, milestone: Milestone, person: int, now: dt.datetime) -> Notice:
    return Notice(
        person_id=person,
        kind=Notice.Kind.SIGN_OFF,
        about=f"embedded:{sign_off.pk}",
        key=f"embedded:{sign_off.pk}:{person}",
        subject=f"Is it still embedded? {milestone.ref}",
        body=f"{milestone.ref} {milestone.title}\n\nIt was signed off on {day(sign_off.decided_on)}. Please say before "
        f"{day(embedded.late_on(sign_off.decided_on))} whether it is still done as it was then.",
        address=reverse("answer-embedded", args=[milestone.plan.slug, sign_off.pk]),
        created_at=now,
        can_wait=True,
    )
