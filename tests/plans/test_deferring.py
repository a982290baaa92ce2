"""A claim put off at a meeting: it stays in the queue, and the minutes can say why."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from governance.models import Body
from governance.roles import standing
from plans import sittings
from plans.models import Deferral, Milestone
from plans.services.deferring import defer
from tests.factories import BodyFactory, MeetingFactory, MembershipFactory, SignOffFactory, StatusUpdateFactory, noon
from tests.people import Cast

TODAY = dt.date(2026, 6, 1)
WHY = "The audit is due next week."


def in_days(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def group(cast: Cast) -> Any:
    return cast.partnership.bodies.get(kind=Body.Kind.OPERATIONAL_GROUP)


@pytest.fixture
def meeting(cast: Cast) -> Any:
    return MeetingFactory(body=group(cast), sits_on=TODAY)


@pytest.fixture
def claim(cast: Cast) -> Any:
    return StatusUpdateFactory(milestone=cast.milestone, by=cast.lead, claim=True, said_on=in_days(-9))


def put_off(cast: Cast, claim: Any, meeting: Any, person: Any = None, reason: str = WHY) -> Deferral:
    by = standing(person or cast.operational, TODAY)
    return defer(claim=claim, meeting=meeting, reason=reason, by=by, now=noon(TODAY))


def test_it_stays_in_the_queue(cast: Cast, claim: Any, meeting: Any) -> None:
    row = put_off(cast, claim, meeting, reason=f" {WHY} ")
    assert (row.reason, row.by, row.meeting) == (WHY, cast.operational, meeting)
    assert Milestone.objects.positioned(TODAY).get(pk=cast.milestone.pk).rule == "awaiting_sign_off"


def test_members_of_the_group_and_officers_put_off_and_nobody_else(cast: Cast, claim: Any, meeting: Any) -> None:
    for part, person in cast.people().items():
        if part not in ("operational", "officer"):
            with pytest.raises(PermissionDenied):
                put_off(cast, claim, meeting, person)
    assert not Deferral.objects.exists()
    put_off(cast, claim, meeting, cast.officer)


def test_a_member_puts_off_also_what_they_cannot_answer(cast: Cast, claim: Any, meeting: Any) -> None:
    MembershipFactory(body=group(cast), person=cast.lead)
    assert put_off(cast, claim, meeting, cast.lead).by == cast.lead


@pytest.mark.parametrize(
    ("story", "message"),
    [
        pytest.param("signed off", "waits no more", id="signed off"),
        pytest.param("returned", "waits no more", id="returned"),
        pytest.param("said since", "waits no more", id="something said since"),
        pytest.param("put off", "put off at this meeting already", id="put off at this meeting"),
        pytest.param("no reason", "Say why it is put off", id="no reason"),
    ],
)
def test_what_cannot_be_put_off(cast: Cast, claim: Any, meeting: Any, story: str, message: str) -> None:
    if story in ("signed off", "returned"):
        SignOffFactory(update=claim, returned=story == "returned")
    if story == "said since":
        StatusUpdateFactory(milestone=cast.milestone, at_risk=True, said_on=in_days(-1))
    if story == "put off":
        put_off(cast, claim, meeting)
    with pytest.raises(ValidationError, match=message):
        put_off(cast, claim, meeting, reason="  " if story == "no reason" else WHY)


def test_it_may_be_put_off_again_at_another_meeting(cast: Cast, claim: Any, meeting: Any) -> None:
    put_off(cast, claim, MeetingFactory(body=group(cast), sits_on=in_days(-7)))
    row = put_off(cast, claim, meeting)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("kind", "days", "cancelled", "shown", "recorded"),
    [
        pytest.param("operational_group", 0, False, True, True, id="today"),
        pytest.param("operational_group", -14, False, True, True, id="fourteen days ago"),
        pytest.param("operational_group", -15, False, False, False, id="fifteen days ago"),
        pytest.param("operational_group", 20, False, True, False, id="the next one: to be prepared"),
        pytest.param("operational_group", 40, False, False, False, id="the one after it"),
        pytest.param("operational_group", 0, True, False, False, id="cancelled"),
        pytest.param("board", 0, False, False, False, id="the board"),
    ],
)
def test_which_meetings_take_claims(
    cast: Cast, kind: str, days: int, cancelled: bool, shown: bool, recorded: bool
) -> None:
    body = cast.partnership.bodies.get(kind=kind)
    if days > 20:
        MeetingFactory(body=body, sits_on=in_days(20))
    why = {"cancelled_at": noon(TODAY), "cancelled_why": "No quorum."} if cancelled else {}
    meeting = MeetingFactory(body=body, sits_on=in_days(days), **why)
    assert (meeting in sittings.sittings(cast.plan, TODAY)) == shown
    assert (meeting in sittings.held(cast.plan, TODAY)) == recorded
    if not recorded:
        with pytest.raises(ValidationError, match="recorded from its day on"):
            sittings.must_be_one(meeting, cast.plan, TODAY)


def test_a_meeting_of_another_partnership_takes_none(cast: Cast, claim: Any) -> None:
    elsewhere = MeetingFactory(body=BodyFactory(kind=Body.Kind.OPERATIONAL_GROUP), sits_on=TODAY)
    MembershipFactory(body=elsewhere.body, person=cast.operational)
    with pytest.raises(ValidationError, match="recorded from its day on"):
        put_off(cast, claim, elsewhere)
