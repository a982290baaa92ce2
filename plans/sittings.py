"""The operational group's meetings at which a plan's claims can be taken: the latest, today's and the next."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q

from governance.models import Body, Meeting
from governance.models.meetings import MeetingQuerySet
from governance.roles import Scope

from .models import Plan

AFTERWARDS = dt.timedelta(days=14)
"""How long after a meeting what it did can still be written down as done there."""


def held(plan: Plan, on: dt.date) -> MeetingQuerySet:
    """Meetings of the operational group that sit today or sat within the last 14 days, the earliest first."""
    return _of_group(plan).filter(sits_on__range=(on - AFTERWARDS, on))


def sittings(plan: Plan, on: dt.date) -> MeetingQuerySet:
    """The same and, to be prepared, the group's next one. What it will do is not recorded before its day."""
    coming = Meeting.objects.standing().filter(sits_on__gt=on)
    sooner = coming.filter(body=OuterRef("body"), sits_on__lt=OuterRef("sits_on"))
    is_next = Q(sits_on__gt=on) & ~Exists(sooner)
    return _of_group(plan).filter(Q(sits_on__range=(on - AFTERWARDS, on)) | is_next)


def _of_group(plan: Plan) -> MeetingQuerySet:
    of_group = {"body__partnership": plan.partnership_id, "body__kind": Body.Kind.OPERATIONAL_GROUP}
    return Meeting.objects.standing().filter(**of_group).select_related("body")


def of_meeting(meeting: Meeting) -> Scope:
    """A meeting: the body that sits."""
    return Scope(partnership=meeting.body.partnership_id, bodies=frozenset({meeting.body_id}))


def must_be_one(meeting: Meeting | None, plan: Plan, on: dt.date) -> None:
    """Raise ValidationError where a meeting is named at which nothing of the plan can be recorded on that day."""
    if meeting is not None and not held(plan, on).filter(pk=meeting.pk).exists():
        raise ValidationError(
            "What a meeting of the operational group did is recorded from its day on, for 14 days afterwards."
        )
