"""What the operational group and officers decide: sign-off, dates put right or set, and withdrawal."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.roles import Standing
from governance.verbs import Verb
from plans import scope
from plans.facts import london_day
from plans.models import Action, DateChange, Milestone, Recurrence, SignOff, StatusUpdate, Withdrawal

from .locking import locked


@transaction.atomic
def sign_off(
    *,
    claim: StatusUpdate,
    decision: SignOff.Decision | str,
    by: Standing,
    now: dt.datetime,
    reason: str = "",
    minute: str = "",
) -> SignOff:
    """Accept a claim of completion, or return it with a reason. Tied to the exact update it answers.

    Raises PermissionDenied for anyone but an operational group member, and for one's own claim; ValidationError
    where the claim was answered, or something was said since, or a return says no reason.
    """
    milestone = locked(claim.milestone, now)
    scope.require(by, Verb.SIGN_OFF, scope.of_claim(claim, by.on))
    if SignOff.objects.filter(update=claim).exists():
        raise ValidationError("This claim was answered by somebody else a moment ago.")
    if milestone.declaration_id != claim.pk:
        raise ValidationError("This claim no longer stands: something was said of the milestone since.")
    if decision == SignOff.Decision.RETURNED and not reason.strip():
        raise ValidationError({"reason": "Say why it is returned, so that the lead knows what to do."})
    return SignOff.objects.create(
        update=claim,
        decision=decision,
        decided_on=london_day(now),
        reason=reason.strip(),
        minute=minute.strip(),
        by=by.person,
        recorded_at=now,
    )


@transaction.atomic
def correct_date(*, milestone: Milestone, to_date: dt.date, reason: str, by: Standing, now: dt.datetime) -> DateChange:
    """Put right a slip of transcription in a locked date, or set the first date of a milestone that has none.

    What is put right is the agreed date. Where a decision moved the due date since, it stays where it was moved to,
    so that no slip is lost by a correction. Raises PermissionDenied for anyone but an officer; ValidationError where
    the date is the same, no reason is given, or the milestone comes round again (its dates follow the calendar:
    withdraw it and add it anew).
    """
    current = locked(milestone, now)
    scope.require(by, Verb.EDIT_PLAN, scope.of_plan(current.plan))
    if current.recurrence != Recurrence.ONCE:
        raise ValidationError("This milestone comes round again. Withdraw it and add it with the right first date.")
    if to_date == current.agreed_on:
        raise ValidationError({"to_date": "That is the date it has now. Enter the right one."})
    if not reason.strip():
        raise ValidationError({"reason": "Say why, so that the change can be defended later."})
    return DateChange.objects.create(
        milestone=milestone,
        kind=DateChange.Kind.CORRECTION if current.agreed_on else DateChange.Kind.FIRST_DATE,
        from_date=current.agreed_on,
        to_date=to_date,
        reason=reason.strip(),
        by=by.person,
        recorded_at=now,
    )


@transaction.atomic
def withdraw(*, thing: Action | Milestone, reason: str, minute: str, by: Standing, now: dt.datetime) -> Withdrawal:
    """Withdraw an action (with all its milestones) or a milestone. It stays readable, outside every count.

    The board decides and an officer records it. Raises PermissionDenied for anyone but an officer; ValidationError
    where it is withdrawn already, or no reason or meeting of the board is given.
    """
    scope.require(by, Verb.EDIT_PLAN, scope.of_plan(thing.plan))
    which = {"action" if isinstance(thing, Action) else "milestone": thing}
    if Withdrawal.objects.filter(**which).exists():
        raise ValidationError("It is withdrawn already.")
    needed = {"reason": reason, "minute": minute}
    ask = {
        "reason": "Say why it is withdrawn.",
        "minute": "Say at which meeting the board decided it, such as SEPB, 3 March 2026.",
    }
    problems = {name: ask[name] for name, value in needed.items() if not value.strip()}
    if problems:
        raise ValidationError(problems)
    return Withdrawal.objects.create(
        **which, reason=reason.strip(), minute=minute.strip(), by=by.person, recorded_at=now
    )
