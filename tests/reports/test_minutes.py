"""The minutes: what was done at a meeting, of every floor, on one plain page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from governance.models import Meeting, Person
from plans.models import ActionSignOff, DateChange, DateDecision, DateRequest, Deferral, Signature
from reports.minutes import of_meeting
from tests.factories import MeetingFactory, SignOffFactory, StatusUpdateFactory, WithdrawalFactory, noon
from tests.people import Cast, as_of_today

SAT = dt.date(2026, 3, 3)
SignIn = Callable[[Person], Client]


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return MeetingFactory(body=cast.partnership.bodies.get(key="OG"), sits_on=SAT)


def claim(cast: Cast) -> object:
    return StatusUpdateFactory(milestone=cast.milestone, claim=True)


def decide_date(cast: Cast, minute: str) -> DateDecision:
    """A new date granted, with the minute that says where."""
    asked = DateRequest.objects.create(
        milestone=cast.milestone,
        from_date=cast.milestone.agreed_due_on,
        asked_for=dt.date(2026, 7, 30),
        kind="capacity",
        reason="One post is vacant.",
        effect="None.",
        recovery="Interviews.",
        by=cast.lead,
        recorded_at=noon(SAT),
    )
    change = DateChange.objects.create(
        milestone=cast.milestone,
        kind="moved",
        from_date=asked.from_date,
        to_date=asked.asked_for,
        reason="So.",
        by=cast.operational,
        recorded_at=noon(SAT),
    )
    return DateDecision.objects.create(
        request=asked,
        outcome="granted",
        decided_by="operational_group",
        decided_on=SAT,
        minute=minute,
        change=change,
        by=cast.operational,
        recorded_at=noon(SAT),
    )


def test_what_was_decided_of_the_plans_at_this_meeting(cast: Cast, meeting: Meeting, signed_in: SignIn) -> None:
    other = MeetingFactory(body=meeting.body, sits_on=SAT + dt.timedelta(days=7))
    accepted = SignOffFactory(update=claim(cast), by=cast.operational, meeting=meeting)
    returned = SignOffFactory(update=claim(cast), by=cast.operational, meeting=meeting, returned=True)
    SignOffFactory(update=claim(cast), by=cast.operational, meeting=other)
    row = {"by": cast.operational, "recorded_at": noon(SAT), "meeting": meeting}
    key = Signature.objects.create(update=claim(cast), side="health", content_sha256="0" * 64, **row)
    Signature.objects.create(update=accepted.update, content_sha256="0" * 64, **row)
    deferral = Deferral.objects.create(update=claim(cast), reason="The evidence is missing.", **row)
    judged = ActionSignOff.objects.create(
        action=cast.action, judged="reached", words="Families say so.", decided_on=SAT, content_sha256="0" * 64, **row
    )
    found = of_meeting(meeting, as_of_today(cast.lead))[1]
    assert [each.pk for each in (*found.accepted, *found.returned)] == [accepted.pk, returned.pk]
    assert found.one_key == (key,), "a key that signed it off is told with the acceptance"
    assert (found.deferred, found.actions) == ((deferral,), (judged,))
    page = signed_in(cast.lead).get(reverse("minutes", args=[meeting.pk])).content.decode()
    for words in ("Claims accepted", "The minutes are missing.", "The evidence is missing.", "Families say so."):
        assert words in page


@pytest.mark.parametrize(
    ("minute", "named"),
    [
        pytest.param("OG, 3 March 2026, item 4", True, id="by its short name"),
        pytest.param("The OG, 3 March 2026", True, id="by its name"),
        pytest.param("og, 3 march 2026", True, id="in any case"),
        pytest.param("SEND-OG, 3 March 2026", False, id="another body"),
        pytest.param("OG, 13 March 2026", False, id="another day"),
        pytest.param("", False, id="no minute"),
    ],
)
def test_dates_and_withdrawals_are_told_where_their_minute_names_the_meeting(
    minute: str, named: bool, cast: Cast, meeting: Meeting
) -> None:
    decided = decide_date(cast, minute)
    withdrawn = WithdrawalFactory(milestone=cast.other_milestone, minute=minute)
    found = of_meeting(meeting, as_of_today(cast.lead))[1]
    assert found.dates == ((decided,) if named else ())
    assert found.withdrawn == ((withdrawn,) if named else ())
    assert found.is_empty is not named


def test_an_empty_meeting_has_minutes_that_say_so(cast: Cast, meeting: Meeting, signed_in: SignIn) -> None:
    page = signed_in(cast.lead).get(reverse("minutes", args=[meeting.pk])).content.decode()
    assert "Nobody is recorded" in page
    assert "Decided of the plan" not in page
