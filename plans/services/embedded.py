"""The lead's answer, months after a sign-off, whether the work is still embedded."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.roles import Standing
from governance.verbs import Verb
from plans import embedded, scope
from plans.facts import london_day
from plans.models import Declared, EmbeddedAnswer, SignOff, StatusUpdate

from .locking import locked
from .updates import Said, post_update

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
