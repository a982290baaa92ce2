"""How long silence may last: since the last round opened, and 75 days where the board set no meetings."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from governance.models import Body, Meeting
from plans.facts import reporting_since
from plans.models import Milestone
from tests.factories import BodyFactory, MeetingFactory, noon

from .story import AS_AT, Story, ago

SILENT, HEARD = "no_current_update", "on_track"


def under_way(said: int) -> Any:
    """Work that is due in a hundred days and was last said to be on track so many days ago."""
    return Story(due=100).says("on_track", ago=said).milestone


def board(milestone: Any) -> Any:
    return BodyFactory(partnership=milestone.plan.partnership, kind=Body.Kind.BOARD)


def papers(days_ago: int, **changes: Any) -> dict[str, Any]:
    """A meeting whose papers were due so many days ago; its round opened 21 days before."""
    return {"papers_due_on": ago(days_ago), "sits_on": ago(days_ago - 7)} | changes


CASES = [
    pytest.param([], 75, HEARD, id="no meetings: 75 days are not yet too long"),
    pytest.param([], 76, SILENT, id="no meetings: 76 days are"),
    pytest.param([papers(10)], 31, HEARD, id="said on the day the round opened"),
    pytest.param([papers(10)], 32, SILENT, id="said the day before it opened"),
    pytest.param([papers(60)], 80, HEARD, id="between rounds: said within the last one"),
    pytest.param([papers(60)], 82, SILENT, id="between rounds: said before it"),
    pytest.param([papers(0)], 22, SILENT, id="on the day papers are due the round counts"),
    pytest.param([papers(-1)], 40, HEARD, id="the day before they are due the round before still counts"),
    pytest.param([papers(70), papers(8)], 30, SILENT, id="the latest round counts"),
    pytest.param([papers(76)], 75, HEARD, id="the board set none lately: 75 days again"),
    pytest.param([papers(76)], 76, SILENT, id="the board set none lately: 76 days are too long"),
    pytest.param(
        [papers(10, cancelled_at=noon(ago(20)), cancelled_why="Snow")],
        32,
        HEARD,
        id="cancelled before papers: no round",
    ),
    pytest.param(
        [papers(10, cancelled_at=noon(ago(9)), cancelled_why="Snow")], 32, SILENT, id="cancelled after them: it counts"
    ),
    pytest.param([papers(10, added_at=noon(ago(-1)))], 32, HEARD, id="set later than the day asked about"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("meetings", "said", "rule"), CASES)
def test_silence_is_counted_from_the_round(meetings: list[dict[str, Any]], said: int, rule: str) -> None:
    milestone = under_way(said)
    sits = board(milestone)
    for meeting in meetings:
        MeetingFactory(body=sits, **meeting)
    assert Milestone.objects.positioned(AS_AT).get(pk=milestone.pk).rule == rule


@pytest.mark.django_db
def test_only_the_boards_own_meetings_set_rounds() -> None:
    milestone = under_way(40)
    MeetingFactory(body=BodyFactory(partnership=milestone.plan.partnership), **papers(10))
    MeetingFactory(**papers(10))
    assert Milestone.objects.positioned(AS_AT).get(pk=milestone.pk).rule == HEARD


@pytest.mark.django_db
def test_a_day_answers_the_same_whatever_is_cancelled_later() -> None:
    milestone = under_way(32)
    MeetingFactory(body=board(milestone), **papers(10))
    before = reporting_since(milestone.plan, AS_AT)
    Meeting.objects.update(cancelled_at=noon(AS_AT + dt.timedelta(days=30)), cancelled_why="Too late")
    assert reporting_since(milestone.plan, AS_AT) == before == ago(31)


@pytest.mark.django_db
def test_silence_never_improves_as_days_go_by() -> None:
    milestone = under_way(0)
    sits = board(milestone)
    for days_ago in (-30, -95, -200):
        MeetingFactory(body=sits, **papers(days_ago))
    since = [reporting_since(milestone.plan, AS_AT + dt.timedelta(days=days)) for days in range(300)]
    assert since == sorted(since)
