"""What the operational group and officers decide: sign-off, dates put right or set, and withdrawal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.models import Meeting
from governance.roles import Standing
from governance.verbs import Verb
from plans import content, scope, signing_words, telling_people
from plans.facts import london_day
from plans.models import (
    Action,
    DateChange,
    Evidence,
    Milestone,
    Recurrence,
    Signature,
    SignOff,
    StatusUpdate,
    Withdrawal,
)
from plans.signing import Signing, of_claim

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
    meeting: Meeting | None = None,
    seen_sha256: str | None = None,
) -> SignOff | Signature:
    """Accept a claim of completion, or return it with a reason: an answer to exactly what the claim says.

    To accept is to turn one key. Returns the SignOff once the claim is answered; or the Signature of the key that was
    turned, where joint work waits for the other side. A return needs one person and answers at once.
    `seen_sha256` is `content.of_claim` of what `by` had before them; None where they did not read it on a page.

    Raises PermissionDenied for anyone whom `signing.of_claim` does not name; ValidationError where the claim was
    answered, something was said or added since, no key is left for them, a return says no reason, or the meeting is
    another partnership's.
    """
    milestone = locked(claim.milestone, now)
    signing = of_claim(claim, by.on)
    signing.require(by)
    sha256 = content.of_claim(claim, Evidence.objects.filter(update=claim))
    _still_stands(claim, milestone, sha256, seen_sha256)
    _sat_here(meeting, milestone)
    answered = Answered(claim, by, now, sha256, minute.strip(), meeting)
    if decision == SignOff.Decision.RETURNED:
        return answered.returned(reason.strip())
    return answered.accepted(signing)


def _still_stands(claim: StatusUpdate, milestone: Any, sha256: str, seen: str | None) -> None:
    if SignOff.objects.filter(update=claim).exists():
        raise ValidationError("This claim was answered by somebody else a moment ago.")
    if milestone.declaration_id != claim.pk:
        raise ValidationError("This claim no longer stands: something was said of the milestone since.")
    if seen is not None and seen != sha256:
        raise ValidationError("What the claim says changed since you opened this page. Read it again, then answer it.")


def _sat_here(meeting: Meeting | None, milestone: Milestone) -> None:
    if meeting and meeting.body.partnership_id != milestone.plan.partnership_id:
        raise ValidationError({"meeting": "Choose a meeting of this partnership."})


@dataclass(frozen=True)
class Answered:
    """One answer to a claim, before it is recorded: by whom, when, where, and to exactly what."""

    claim: StatusUpdate
    by: Standing
    now: dt.datetime
    sha256: str
    minute: str
    meeting: Meeting | None

    def returned(self, reason: str) -> SignOff:
        if not reason:
            raise ValidationError({"reason": "Say why it is returned, so that the lead knows what to do."})
        return self._answer(SignOff.Decision.RETURNED, reason)

    def accepted(self, signing: Signing) -> SignOff | Signature:
        """Turn the key that is theirs and, where it is the last one that the claim needs, sign it off."""
        key = signing.key_for(self.by)
        if key is None:
            raise ValidationError(signing_words.nothing_to_turn(signing, self.by))
        signature = Signature.objects.create(update=self.claim, side=key.side, capacity=key.capacity, **self._how())
        if len(signing.waiting) > 1:
            return signature
        return self._answer(SignOff.Decision.ACCEPTED)

    def _answer(self, decision: SignOff.Decision, reason: str = "") -> SignOff:
        answer = SignOff.objects.create(
            update=self.claim,
            decision=decision,
            decided_on=london_day(self.now),
            reason=reason,
            minute=self.minute,
            **self._how(),
        )
        telling_people.answered(self.claim, answer, self.now)
        return answer

    def _how(self) -> dict[str, Any]:
        return {
            "content_sha256": self.sha256,
            "meeting": self.meeting,
            "by": self.by.person,
            "recorded_at": self.now,
        }


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
