"""The pack's chapter on challenge: what waited on the day, and what was answered since the board last sat."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.template.loader import render_to_string

from governance.models import Body
from plans.models import MilestoneEscalation
from reports import frozen
from reports.challenge_chapter import contents
from tests.factories import MeetingFactory, MilestoneFactory, PlanFactory, noon
from tests.governance.escalation_factories import RAISED_ON, AnswerFactory, EscalationFactory
from tests.people import Cast

DAY = dt.timedelta(days=1)
ANSWERED_ON = RAISED_ON + 10 * DAY
AS_AT = RAISED_ON + 40 * DAY


@pytest.fixture
def group(cast: Cast) -> Body:
    return cast.partnership.bodies.get(key="OG")


def titles(cast: Cast, as_at: dt.date) -> tuple[list[str], list[str]]:
    made = contents(cast.plan, as_at)
    return ([row["title"] for row in made["open"]], [row["title"] for row in made["answered"]]) if made else ([], [])


@pytest.mark.parametrize(
    ("as_at", "waiting", "answered"),
    [
        pytest.param(RAISED_ON - DAY, [], [], id="before it was raised"),
        pytest.param(RAISED_ON, ["Rooms"], [], id="the day it was raised"),
        pytest.param(ANSWERED_ON - DAY, ["Rooms"], [], id="before it was answered, whatever came later"),
        pytest.param(ANSWERED_ON, [], ["Rooms"], id="the day it was answered"),
        pytest.param(ANSWERED_ON + 62 * DAY, [], [], id="told long ago"),
    ],
)
def test_it_reads_the_same_for_any_past_day(cast, group, as_at, waiting, answered):
    AnswerFactory(escalation__body=group, escalation__title="Rooms")
    assert titles(cast, as_at) == (waiting, answered)


def test_answers_are_told_since_the_board_last_sat(cast, group):
    AnswerFactory(escalation__body=group, escalation__title="Rooms")
    MeetingFactory(body=cast.partnership.bodies.get(key="SEPB"), sits_on=ANSWERED_ON + DAY)
    assert titles(cast, AS_AT) == ([], [])
    AnswerFactory(escalation__body=group, escalation__title="Posts", answered_on=ANSWERED_ON + 2 * DAY)
    assert titles(cast, AS_AT) == ([], ["Posts"])


def test_only_what_is_about_this_plan_or_none(cast, group):
    EscalationFactory(body=group, title="No plan")
    EscalationFactory(title="Elsewhere")
    mine = EscalationFactory(body=group, title="Mine")
    MilestoneEscalation.objects.create(escalation=mine, milestone=cast.milestone)
    other = MilestoneFactory(action__objective__ambition__plan=PlanFactory(partnership=cast.partnership))
    about_other = EscalationFactory(body=group, title="Another plan")
    MilestoneEscalation.objects.create(escalation=about_other, milestone=other)
    vacant = EscalationFactory(body=group, title="A post")
    MilestoneEscalation.objects.create(escalation=vacant, post=cast.post)
    assert titles(cast, AS_AT) == (["No plan", "Mine", "A post"], [])


def test_it_is_plain_data_in_four_queries_however_much_was_raised(cast, group, django_assert_max_num_queries):
    for _ in range(5):
        EscalationFactory(body=group)
        AnswerFactory(escalation__body=group, answered_on=AS_AT, recorded_at=noon(AS_AT))
    with django_assert_max_num_queries(3):
        made = contents(cast.plan, AS_AT)
    assert json.loads(frozen.canonical(made)) == made


def test_the_chapter_prints_what_waits_and_what_was_answered(cast, group):
    EscalationFactory(body=cast.partnership.bodies.get(key="SEPB"), title="Rooms")
    EscalationFactory(body=group, title="Heating")
    AnswerFactory(escalation__body=group, escalation__title="Posts")
    html = render_to_string("reports/pack/challenge.html", {"challenge": contents(cast.plan, AS_AT)})
    assert "Rooms" in html
    assert "unanswered for 40 days" in html
    assert "Heating" not in html, "What waits for another body is counted, not printed in full."
    assert '<th scope="row">The OG</th><td>1</td><td>for 40 days</td>' in html
    assert "Use the rooms of the family hub." in html
    assert "The estates team, by 11 April 2026." in html
