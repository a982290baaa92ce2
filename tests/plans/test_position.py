"""The colour rules, case by case, and the days on which they are asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from plans.models import Milestone
from plans.position import RULE, RULES, Colour, worst
from tests.factories import MilestoneFactory, StatusUpdateFactory

from .position_cases import ONCE, Case
from .position_cases_again import AGAIN
from .position_cases_dates import DATES
from .story import AS_AT, Story, ago

pytestmark = pytest.mark.django_db

CASES = [*ONCE, *AGAIN, *DATES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_rule_and_the_sentence(case: Case) -> None:
    story = Story(case.due, list(case.again))
    case.happened(story)

    position = story.position()

    assert (position.rule, position.colour, position.label) == (
        case.rule,
        RULE[case.rule].colour,
        RULE[case.rule].label,
    ), position.sentence
    for words in case.words:
        assert words in position.sentence


def test_every_rule_has_a_case() -> None:
    assert {case.rule for case in CASES} == {rule.name for rule in RULES}


def test_every_sentence_ends_with_the_leads_last_words() -> None:
    story = Story(due=-5).says("at_risk", ago=3, what_was_done="The draft is out")

    assert story.position().sentence.endswith(
        "Alice Lead said on 29 May 2026: at risk. The draft is out. What is wrong: Two posts are vacant. "
        "What is being done: Interviews on Monday."
    )


@pytest.mark.parametrize(
    ("as_at", "rule"),
    [
        (ago(61), "not_due"),
        (ago(60), "on_track"),
        (ago(41), "on_track"),
        (ago(40), "awaiting_sign_off"),
        (ago(30), "on_track"),
        (ago(20), "awaiting_sign_off"),
        (ago(10), "signed_off"),
        (ago(2), "withdrawn"),
    ],
    ids=["before anything", "said", "the day before", "claimed", "returned", "claimed again", "accepted", "withdrawn"],
)
def test_any_past_day_stands_as_it_had_been_recorded_by_then(as_at: dt.date, rule: str) -> None:
    story = Story(due=130).says("on_track", ago=60).claims(ago=40).returned(ago=30)
    story.claims(ago=20).accepted(ago=10).withdrawn(ago=2)

    assert story.position(as_at).rule == rule


def test_a_date_moved_later_does_not_change_the_days_before() -> None:
    story = Story(due=-30).moved(to=60, ago=10)

    assert (story.position(ago(11)).rule, story.position(ago(11)).days_overdue) == ("overdue", 19)
    assert story.position(ago(10)).rule == "no_current_update"


@pytest.mark.parametrize(
    "closed",
    [
        pytest.param(lambda s: s.refused(ago=5), id="refused"),
        pytest.param(lambda s: s.granted(ago=5), id="granted"),
        pytest.param(lambda s: s.moved(to=-10, ago=5, kind="correction"), id="the date put right since"),
        pytest.param(lambda s: s.claims(ago=6).accepted(ago=5), id="signed off since"),
        pytest.param(lambda s: s.withdrawn(ago=5), id="withdrawn since"),
    ],
)
def test_a_request_is_told_of_until_it_is_closed(closed: Callable[[Story], Any]) -> None:
    story = Story(due=-20).asks(to=30, ago=15)
    closed(story)

    assert "was asked for on 17 May 2026" in story.position(ago(10)).sentence
    assert "asked for" not in story.position().sentence


@pytest.mark.parametrize("due", [-20, 20, 300], ids=["overdue", "soon", "far"])
def test_a_request_that_waits_changes_no_colour(due: int) -> None:
    story = Story(due=due).says("on_track", ago=30)
    before = story.position()
    story.asks(to=400, ago=5)

    assert (story.position().rule, story.position().days_overdue) == (before.rule, before.days_overdue)


def test_a_milestone_is_there_from_the_day_it_was_added() -> None:
    milestone = MilestoneFactory(added_on=AS_AT)

    assert Milestone.objects.filter(pk=milestone.pk).positioned(AS_AT).exists()
    assert not Milestone.objects.filter(pk=milestone.pk).positioned(ago(1)).exists()


@pytest.mark.parametrize(
    ("recorded_at", "day"),
    [
        ("2026-03-28T23:59:59+00:00", dt.date(2026, 3, 28)),
        ("2026-03-29T00:00:00+00:00", dt.date(2026, 3, 29)),
        ("2026-03-29T22:59:59+00:00", dt.date(2026, 3, 29)),
        ("2026-03-29T23:00:00+00:00", dt.date(2026, 3, 30)),
        ("2026-10-24T22:59:59+00:00", dt.date(2026, 10, 24)),
        ("2026-10-24T23:00:00+00:00", dt.date(2026, 10, 25)),
        ("2026-10-25T23:59:59+00:00", dt.date(2026, 10, 25)),
        ("2026-10-26T00:00:00+00:00", dt.date(2026, 10, 26)),
    ],
)
def test_a_day_ends_at_midnight_in_london_when_clocks_change_too(recorded_at: str, day: dt.date) -> None:
    said = StatusUpdateFactory(
        milestone__agreed_due_on=dt.date(2027, 12, 31), recorded_at=dt.datetime.fromisoformat(recorded_at)
    )
    there = Milestone.objects.filter(pk=said.milestone_id)

    assert [m.last_update_id for m in there.with_facts(day)] == [said.pk]
    assert [m.last_update_id for m in there.with_facts(day - dt.timedelta(days=1))] == [None]


@pytest.mark.parametrize(
    ("colours", "shown"),
    [
        (["blue", "green", "red"], "red"),
        (["amber", "grey"], "grey"),
        (["purple", "amber"], "amber"),
        (["green", "purple"], "purple"),
        (["blue", "green"], "green"),
        (["white", "blue"], "blue"),
        (["withdrawn", "white"], "white"),
        (["withdrawn"], "withdrawn"),
        ([], "grey"),
    ],
)
def test_an_action_shows_its_worst_milestone(colours: list[str], shown: str) -> None:
    assert worst(colours) == shown == Colour(shown)
