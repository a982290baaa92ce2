"""Judging an action: what was done, what the measures say, and the judgement, on one page; and on the action's page."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.models import Body
from plans import judging
from plans.models import ActionSignOff
from tests.factories import (
    BaselineFactory,
    EvidencesFactory,
    MeetingFactory,
    MembershipFactory,
    ReadingFactory,
    SeriesFactory,
    SignOffFactory,
    StatusUpdateFactory,
    SuccessMeasureFactory,
    noon,
)
from tests.people import Cast

TODAY = timezone.localdate()
WORDS = "Waits fell from nine weeks to six."


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


@pytest.fixture
def signed_off(cast: Cast) -> Any:
    """The action's one milestone, signed off 30 days ago."""
    return SignOffFactory(update=StatusUpdateFactory(milestone=cast.milestone, claim=True, said_on=ago(30)))


def judged(cast: Cast, sign_off: Any, days: int, judgement: str = "reached") -> ActionSignOff:
    return ActionSignOff.objects.create(
        action=cast.action,
        judged=judgement,
        words=WORDS,
        decided_on=ago(days),
        content_sha256=judging.content_sha256([sign_off]),
        by=cast.operational,
        recorded_at=noon(ago(days)),
    )


def address(cast: Cast) -> str:
    return reverse("judge-action", args=[cast.plan.slug, "1.1.1"])


def text(answer: Any) -> str:
    shown: str = answer.content.decode()
    return shown


def on_action(cast: Cast, client: Any, days: int = 0) -> str:
    query = {"as_at": ago(days).isoformat()} if days else {}
    return text(client.get(reverse("action", args=[cast.plan.slug, "1.1.1"]), query))


def test_the_milestones_stand_beside_the_measures(cast: Cast, signed_in: Any, signed_off: Any) -> None:
    measure = SuccessMeasureFactory(plan=cast.plan, ref="SM1", title="Weeks of waiting")
    EvidencesFactory(measure=measure, action=cast.action)
    series = SeriesFactory(measure=measure, name="Median wait")
    BaselineFactory(series=series)
    ReadingFactory(series=series)
    shown = text(signed_in(cast.operational).get(address(cast)))
    for words in ("Families are seen sooner.", "Signed off on", "Families are seen in six weeks."):
        assert words in shown
    for words in ("Weeks of waiting", "Median wait", "This action should improve"):
        assert words in shown
    assert "Record the judgement" in shown


def test_an_action_without_measures_says_so(cast: Cast, signed_in: Any, signed_off: Any) -> None:
    assert "No success measure is evidence of this action." in text(signed_in(cast.operational).get(address(cast)))


def test_only_the_group_gets_the_form_and_never_for_work_of_its_own_post(
    cast: Cast, signed_in: Any, signed_off: Any
) -> None:
    assert signed_in(cast.operational).get(address(cast)).status_code == 200
    MembershipFactory(body=cast.partnership.bodies.get(kind=Body.Kind.OPERATIONAL_GROUP), person=cast.lead)
    for part in ("lead", "officer", "board"):
        client = signed_in(getattr(cast, part))
        assert client.get(address(cast)).status_code == 403
        assert client.post(address(cast), {"judged": "reached", "words": WORDS}).status_code == 403
    assert not ActionSignOff.objects.exists()


def test_before_every_milestone_is_signed_off_it_says_why_not(cast: Cast, signed_in: Any) -> None:
    client = signed_in(cast.operational)
    shown = text(client.get(address(cast)))
    assert "Every milestone must be signed off first. 0 of 1 milestone signed off." in shown
    assert "Record the judgement" not in shown
    assert client.post(address(cast), {"judged": "reached", "words": WORDS}).status_code == 422


def test_the_group_judges_at_a_meeting(cast: Cast, signed_in: Any, signed_off: Any) -> None:
    meeting: Any = MeetingFactory(body=cast.partnership.bodies.get(kind=Body.Kind.OPERATIONAL_GROUP), sits_on=ago(2))
    client = signed_in(cast.operational)
    seen = client.get(address(cast)).context["outcome"].content_sha256
    refused = client.post(address(cast), {"judged": "reached", "words": "", "meeting": meeting.pk, "seen": seen})
    assert refused.status_code == 422
    assert text(refused).count("Say in words what shows it.") == 2
    assert re.search(rf'name="meeting" value="{meeting.pk}" id="[^"]+" checked', text(refused))
    sent = {"judged": "not_reached", "words": WORDS, "meeting": meeting.pk, "seen": seen}
    answer = client.post(address(cast), sent, follow=True)
    row = ActionSignOff.objects.get()
    assert (row.judged, row.words, row.meeting, row.content_sha256) == ("not_reached", WORDS, meeting, seen)
    assert "Action 1.1.1: the intended outcome was not reached yet." in text(answer)
    assert "Judged (1)" in text(answer)


def test_what_was_signed_off_anew_since_is_told(cast: Cast, signed_in: Any, signed_off: Any) -> None:
    sent = {"judged": "reached", "words": WORDS, "seen": "0" * 64}
    answer = signed_in(cast.operational).post(address(cast), sent)
    assert answer.status_code == 422
    assert "signed off anew since you opened this" in text(answer)
    assert WORDS in text(answer)


def test_the_action_page_tells_the_judgement_on_any_day(cast: Cast, signed_in: Any, signed_off: Any) -> None:
    client = signed_in(cast.operational)
    assert "Judge whether the outcome was reached" in on_action(cast, client)
    judged(cast, signed_off, 20)
    StatusUpdateFactory(milestone=cast.milestone, at_risk=True, said_on=ago(5))
    assert "Was the outcome reached?" not in on_action(cast, client, 40)
    assert "Ready to judge." in on_action(cast, client, 25)
    assert "Outcome reached." in on_action(cast, client, 10)
    shown = on_action(cast, client)
    assert "Judgement no longer stands." in shown
    assert WORDS in shown
    assert "Judge whether the outcome was reached" not in shown


def test_readers_are_told_and_not_led_on(cast: Cast, signed_in: Any, signed_off: Any) -> None:
    shown = on_action(cast, signed_in(cast.board))
    assert "Ready to judge." in shown
    assert address(cast) not in shown


def test_the_form_is_sent_to_its_own_page(cast: Cast, signed_in: Any, signed_off: Any) -> None:
    page = signed_in(cast.operational).get(address(cast)).content.decode().split("<main")[1]
    (form,) = re.findall(r"<form[^>]*>", page)
    assert "action=" not in form
