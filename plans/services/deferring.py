"""Putting a claim off at a meeting: it stays in the queue, and the minutes say why."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.models import Meeting
from governance.roles import Standing
from governance.verbs import Verb
from plans import scope, sittings
from plans.facts import london_day
from plans.models import Deferral, SignOff, StatusUpdate

from .locking import locked


@transaction.atomic
def defer(*, claim: StatusUpdate, meeting: Meeting, reason: str, by: Standing, now: dt.datetime) -> Deferral:
    """Put a claim off at a meeting of the operational group, with a reason. Nothing is answered by it.

    Raises PermissionDenied for anyone but a member of the group that sits, or an officer; ValidationError where the
    claim waits no more, it was put off at this meeting already, no reason is given, or the meeting is none at which
    the plan's claims can be taken (see `sittings`).
    """
    milestone = locked(claim.milestone, now)
    scope.require(by, Verb.CHAIR, sittings.of_meeting(meeting))
    sittings.must_be_one(meeting, milestone.plan, london_day(now))
    if milestone.declaration_id != claim.pk or SignOff.objects.filter(update=claim).exists():
        raise ValidationError("This claim waits no more: it was answered, or something was said since.")
    if Deferral.objects.filter(update=claim, meeting=meeting).exists():
        raise ValidationError("It was put off at this meeting already.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is put off, so that the minutes can."})
    return Deferral.objects.create(update=claim, meeting=meeting, reason=reason.strip(), by=by.person, recorded_at=now)
