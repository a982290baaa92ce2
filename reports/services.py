"""What people do with packs: ask for one, and ask again when it failed. A worker builds it (`building.py`)."""

from __future__ import annotations

import datetime as dt
from functools import partial

from celery import signature
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from governance.models import Body, Meeting
from governance.roles import Standing
from governance.verbs import Verb
from governance.wording import day
from plans import scope
from plans.facts import london_day
from plans.models import Plan

from .models import BoardPack

PATIENCE = dt.timedelta(minutes=1)
"""How long a pack may wait for the worker it was handed to before the sweeper hands it to another."""


@transaction.atomic
def request_pack(*, plan: Plan, as_at: dt.date, meeting: Meeting | None, by: Standing, now: dt.datetime) -> BoardPack:
    """Ask for a pack of a plan as at a day, for a meeting or for none; two who ask at once get the same build.

    Raises PermissionDenied for anyone but an officer; ValidationError by field for a day that has not come or on
    which the plan was not here yet, and for a meeting that is not this plan's board's or sits before that day.
    """
    scope.require(by, Verb.BUILD_PACK, scope.of_plan(plan))
    check_day(plan, as_at, london_day(now))
    if meeting:
        _check_meeting(plan, as_at, meeting)
    try:
        with transaction.atomic():
            pack = BoardPack.objects.create(
                plan=plan,
                as_at=as_at,
                meeting=meeting,
                requested_by=by.person,
                requested_at=now,
                leased_until=now + PATIENCE,
            )
    except IntegrityError:
        return BoardPack.objects.waiting().get(plan=plan, as_at=as_at, meeting=meeting)
    hand_over(pack.pk)
    return pack


@transaction.atomic
def retry(*, pack: BoardPack, by: Standing, now: dt.datetime) -> BoardPack:
    """Try a failed pack again from the start; where the same pack is being built already, that one is returned.

    Raises PermissionDenied for anyone but an officer, ValidationError where it did not fail.
    """
    scope.require(by, Verb.BUILD_PACK, scope.of_plan(pack.plan))
    failed = BoardPack.objects.filter(pk=pack.pk, state=BoardPack.State.FAILED)
    try:
        with transaction.atomic():
            again = failed.update(
                **FROM_THE_START, requested_by=by.person, requested_at=now, leased_until=now + PATIENCE
            )
    except IntegrityError:
        return BoardPack.objects.waiting().get(plan=pack.plan, as_at=pack.as_at, meeting=pack.meeting)
    if not again:
        raise ValidationError("This pack did not fail, so there is nothing to try again.")
    hand_over(pack.pk)
    return BoardPack.objects.get(pk=pack.pk)


FROM_THE_START = {
    "state": BoardPack.State.QUEUED,
    "attempts": 0,
    "error": "",
    "progress": "",
    "steps_done": 0,
    "document": None,
    "document_sha256": "",
}


def hand_over(pack_id: int) -> None:
    """Tell a worker, once this is committed. If nobody can be told the pack waits, and the sweeper tells again."""
    job = signature("reports.tasks.build_pack", args=(pack_id,))
    transaction.on_commit(partial(job.apply_async, ignore_result=True), robust=True)


def check_day(plan: Plan, as_at: dt.date, today: dt.date) -> None:
    """Raise ValidationError where a pack cannot speak of that day."""
    if as_at > today:
        raise ValidationError({"as_at": "The day of a pack cannot be in the future. Choose today or a day before it."})
    first = plan.actions.order_by("added_on").values_list("added_on", flat=True).first()
    if first is None:
        raise ValidationError({"as_at": "This plan has no actions yet, so there is nothing to put in a pack."})
    if as_at < first:
        raise ValidationError({"as_at": f"The plan begins here on {day(first)}. Choose that day or a later one."})


def _check_meeting(plan: Plan, as_at: dt.date, meeting: Meeting) -> None:
    body = meeting.body
    if body.partnership_id != plan.partnership_id or body.kind != Body.Kind.BOARD:
        raise ValidationError({"meeting": "Choose a meeting of this plan's own board."})
    if as_at > meeting.sits_on:
        raise ValidationError(
            {"as_at": f"The meeting was on {day(meeting.sits_on)}. Choose that day or one before it."}
        )
