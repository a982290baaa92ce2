"""The chase board, its file, the officer's button, and the daily job that asks by itself."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.models import Notice, RoundReport
from governance.rounds import Stage
from plans.models import AnswerLink, Milestone
from reports import chase, stepping
from tests.factories import (
    ActionLeadFactory,
    MeetingFactory,
    MilestoneFactory,
    PlanFactory,
    PostHoldingFactory,
    StatusUpdateFactory,
    noon,
)
from tests.governance.round_factories import RoundReportFactory, board_meeting
from tests.people import Cast, as_of_today

DAY = dt.timedelta(days=1)
TODAY = timezone.localdate()
PAPERS = TODAY + 10 * DAY
"""Today is in the reminder stage: the round opened eleven days ago and is chased from in three days on."""


@pytest.fixture
def meeting(cast: Cast) -> Any:
    return board_meeting(cast, PAPERS)


def told() -> dict[str, str]:
    return {one.person.name: one.subject.split(": ")[1] for one in Notice.objects.select_related("person")}


def submit(cast: Cast, meeting: Any, key: str, **more: Any) -> RoundReport:
    return RoundReportFactory(body=cast.partnership.bodies.get(key=key), meeting=meeting, **more)


def step(on: dt.date, minutes: int = 0) -> int:
    return stepping.step(on=on, now=noon(on, minutes))


# The board


def test_it_counts_by_body_and_by_post(cast: Cast, meeting: Any) -> None:
    StatusUpdateFactory(milestone=cast.other_milestone, said_on=TODAY)
    submit(cast, meeting, "OG", recorded_at=noon(PAPERS - DAY), submitted_at=noon(PAPERS - DAY))
    found = chase.board(cast.plan, meeting, PAPERS)
    assert [(group.body.key, group.word, group.outstanding, group.expected) for group in found.groups] == [
        ("AG1", "Missing", 1, 2),
        ("OG", "Late", 0, 0),
    ]
    assert [(line.name, len(line.of.outstanding), line.of.reported) for line in found.lines] == [
        ("Head of SEND, Council", 1, 0),
        ("Delivery Manager, ICB", 0, 1),
    ]
    assert found.summary == (
        "1 of 2 milestones expected were heard of since the round opened, and 1 was not. "
        "1 of 2 reports submitted, 1 of them late; 1 missing."
    )


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_is_put_into_words(stage: Stage) -> None:
    assert chase.STAGES[stage].endswith(".")


def test_the_page_says_who_owes_what_and_who_can_act(cast: Cast, meeting: Any, signed_in: Any) -> None:
    cast.post.holdings.update(ends_on=TODAY - DAY)
    page = signed_in(cast.board).get(reverse("round", args=[cast.plan.slug])).content.decode()
    for words in ("its reminder day has come", "Vacant", "Can act: Anna Ambition", "Bob Colleague (never signed in)"):
        assert words in page
    assert "1.1.1-a Publish the panel" in page
    assert "Chase everybody" not in page, "only officers chase"


def test_another_round_and_one_body_may_be_asked_for(cast: Cast, meeting: Any, signed_in: Any) -> None:
    before = board_meeting(cast, PAPERS - 61 * DAY)
    client, address = signed_in(cast.officer), reverse("round", args=[cast.plan.slug])
    group = cast.partnership.bodies.get(key="AG1")
    page = client.get(address, {"meeting": before.pk, "body": group.pk}).content.decode()
    assert "The round has closed." in page
    assert "By post: Ambition group 1" in page
    assert "Chase everybody" not in page, "nobody is chased for papers that were due"
    for wrong in (
        {"meeting": "x"},
        {"meeting": MeetingFactory().pk},
        {"body": "x"},
        {"body": 0},
        {"meeting": "9" * 40},
    ):
        assert client.get(address, wrong).status_code == 404


def test_without_a_meeting_there_is_no_round(cast: Cast, signed_in: Any) -> None:
    client = signed_in(cast.lead)
    assert b"no meeting set" in client.get(reverse("round", args=[cast.plan.slug])).content
    assert client.get(reverse("round-csv", args=[cast.plan.slug])).status_code == 404


def test_the_file_has_a_row_for_each_milestone_that_is_expected(cast: Cast, meeting: Any, signed_in: Any) -> None:
    Milestone.objects.filter(pk=cast.milestone.pk).update(title="=1+1")
    answer = signed_in(cast.lead).get(reverse("round-csv", args=[cast.plan.slug]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["Milestone"], row["Reported in this round"], row["Held by"]) for row in rows] == [
        ("1.1.2-a", "No", "Bob Colleague"),
        ("1.1.1-a", "No", "Alice Lead"),
    ]
    assert rows[1]["Title"] == "'=1+1"


def test_the_number_of_queries_does_not_grow(cast: Cast, meeting: Any, signed_in: Any) -> None:
    client, address = signed_in(cast.officer), reverse("round", args=[cast.plan.slug])

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    before = queries()
    for number in range(5):
        more = MilestoneFactory(action__objective=cast.action.objective, ref=f"9.1.{number}-a", agreed_due_on=TODAY)
        ActionLeadFactory(action=more.action, post=PostHoldingFactory().post)
    assert queries() == before


# Chasing


def test_an_officer_chases_one_post_then_everybody_and_nobody_twice(cast: Cast, meeting: Any, signed_in: Any) -> None:
    client, address = signed_in(cast.officer), reverse("round-chase", args=[cast.plan.slug, meeting.pk])
    page = client.post(address, {"post": cast.post.pk}, follow=True).content.decode()
    assert "1 person was told." in page
    assert told() == {"Alice Lead": "1 milestone to report on"}
    page = client.post(address, follow=True).content.decode()
    assert "3 people were told. 1 person had been told in this stage already." in page
    assert told() == {
        "Alice Lead": "1 milestone to report on",
        "Bob Colleague": "1 milestone to report on",
        "Anna Ambition": "1 report to submit",
        "Olive Operational": "1 report to submit",
    }
    assert step(TODAY) == 0, "the daily job asks nobody again in the same stage"


@pytest.mark.parametrize("part", ["lead", "ambition_lead", "operational", "board", "stranger"])
def test_nobody_else_chases(cast: Cast, meeting: Any, part: str) -> None:
    who = as_of_today(getattr(cast, part))
    with pytest.raises(PermissionDenied):
        stepping.chase(plan=cast.plan, meeting=meeting, post=None, by=who, now=timezone.now())


@pytest.mark.parametrize("days", [pytest.param(-40, id="papers were due"), pytest.param(40, id="not open yet")])
def test_nobody_is_chased_for_a_round_that_is_not_in_progress(cast: Cast, days: int) -> None:
    meeting = board_meeting(cast, TODAY + days * DAY)
    with pytest.raises(ValidationError):
        stepping.chase(plan=cast.plan, meeting=meeting, post=None, by=as_of_today(cast.officer), now=timezone.now())
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("days", "number"),
    [
        pytest.param(-15, 0, id="open: nobody is asked yet"),
        pytest.param(-14, 4, id="the reminder day"),
        pytest.param(-9, 4, id="the first run after it"),
        pytest.param(-7, 4, id="the chase day"),
        pytest.param(-2, 4, id="the last day"),
        pytest.param(-1, 0, id="closed"),
    ],
)
def test_on_which_days_people_are_asked_by_themselves(cast: Cast, meeting: Any, days: int, number: int) -> None:
    assert step(PAPERS + days * DAY) == number


def test_everybody_is_asked_once_a_stage_and_not_when_nothing_is_owed(cast: Cast, meeting: Any) -> None:
    assert [step(PAPERS - 14 * DAY), step(PAPERS - 14 * DAY, 1), step(PAPERS - 13 * DAY)] == [4, 0, 0]
    StatusUpdateFactory(milestone=cast.milestone, said_on=PAPERS - 10 * DAY)
    submit(cast, meeting, "AG1", recorded_at=noon(PAPERS - 10 * DAY))
    assert [step(PAPERS - 7 * DAY), step(PAPERS - 6 * DAY)] == [2, 0], "Bob and Olive still owe"
    keys = set(Notice.objects.filter(person=cast.colleague).values_list("key", flat=True))
    assert keys == {f"round:{meeting.pk}:{stage}:{cast.colleague.pk}" for stage in ("reminded", "chased")}


def test_what_a_message_says(cast: Cast, meeting: Any) -> None:
    cast.post.holdings.update(ends_on=TODAY - 90 * DAY)
    step(TODAY)
    notice = Notice.objects.get(person=cast.ambition_lead)
    assert (notice.kind, notice.about, notice.address) == ("round", f"round:{meeting.pk}", "/my-work/")
    assert "1 milestone to report on and 1 report to submit" in notice.subject
    assert "1.1.1-a Publish the panel's terms, due on" in notice.body
    assert "(nobody who can sign in holds Head of SEND, Council)" in notice.body
    assert "The report of Ambition group 1 to the board" in notice.body
    assert "You can answer for these without signing in" in notice.body
    assert list(AnswerLink.objects.get(person=cast.ambition_lead).milestones.all()) == [cast.milestone]


def test_where_nobody_is_there_to_act_officers_are_asked(cast: Cast, meeting: Any) -> None:
    cast.post.holdings.update(ends_on=TODAY - 90 * DAY)
    cast.ambition_lead.memberships.update(ends_on=TODAY - 90 * DAY)
    step(TODAY)
    assert told()["Oscar Officer"] == "1 milestone to report on and 1 report to submit"
    assert "Anna Ambition" not in told()
    assert not AnswerLink.objects.filter(person=cast.officer).exists(), "an officer says how they heard, on the site"


def test_a_draft_is_not_chased(cast: Cast, meeting: Any) -> None:
    draft = PlanFactory(partnership=cast.partnership, draft=True)
    cast.plan.milestones.update(plan=draft)
    type(cast.plan).objects.filter(pk=cast.plan.pk).update(partnership=PlanFactory().partnership)
    assert step(TODAY) == 0
