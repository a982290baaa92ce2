"""The round in the pack, and the overall that leads state: as it was by the end of a day, in few queries."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from reports import overall, round_chapter
from tests.factories import AmbitionFactory, BodyFactory, MeetingFactory, StatusUpdateFactory, noon
from tests.governance.round_factories import DAY, PAPERS, RoundReportFactory, board_meeting
from tests.people import Cast

EARLIER = PAPERS - 61 * DAY


@pytest.fixture
def meeting(cast: Cast) -> Any:
    return board_meeting(cast)


def group(cast: Cast) -> Any:
    return cast.partnership.bodies.get(key="AG1")


def submit(cast: Cast, meeting: Any, on: dt.date, **more: Any) -> Any:
    return RoundReportFactory(body=group(cast), meeting=meeting, recorded_at=noon(on), by=cast.ambition_lead, **more)


def test_it_tells_what_was_submitted_what_is_missing_and_who_was_heard_of(cast: Cast, meeting: Any) -> None:
    submit(cast, board_meeting(cast, EARLIER), EARLIER - 5 * DAY, overall="off_track")
    submit(cast, meeting, PAPERS - DAY)
    StatusUpdateFactory(milestone=cast.milestone, said_on=PAPERS - 5 * DAY)
    cast.other_post.holdings.update(ends_on=EARLIER)
    found = round_chapter.contents(cast.plan, PAPERS, meeting)
    assert found is not None
    report, assurance = found["reports"]
    assert report["overall"] == {"label": "At risk", "colour": "amber"}
    assert report["before"] == {"label": "Off track", "colour": "red"}
    assert (report["state"], report["days_late"], report["text"]["why"]) == ("submitted", 1, "One clinic cannot open.")
    assert (assurance["state"], assurance["words"]) == ("missing", "Missing: nothing was begun")
    assert (found["missing"], found["late"]) == (["The OG"], ["Ambition group 1"])
    assert found["chase"] == [
        {
            "body": "Ambition group 1",
            "expected": 2,
            "reported": 1,
            "outstanding": 1,
            "vacant": 1,
            "never_signed_in": 0,
        }
    ]
    assert found["vacant"] == ["Delivery Manager, ICB"]
    assert json.loads(json.dumps(found)) == found, "it is frozen by value"
    page = render_to_string("reports/pack/round.html", {"round": found})
    for words in ("Missing: The OG.", "Submitted late: Ambition group 1.", "late by 1 day", "Delivery Manager, ICB"):
        assert words in page


def test_it_is_as_it_was_by_the_end_of_the_day(cast: Cast, meeting: Any) -> None:
    submit(cast, meeting, PAPERS - 4 * DAY)
    before = round_chapter.contents(cast.plan, PAPERS - 5 * DAY, meeting)
    after = round_chapter.contents(cast.plan, PAPERS - 4 * DAY, meeting)
    assert before is not None
    assert after is not None
    assert [before["reports"][0]["state"], after["reports"][0]["state"]] == ["awaited", "submitted"]
    assert "Not submitted yet: Ambition group 1" in render_to_string("reports/pack/round.html", {"round": before})


def test_a_pack_for_no_meeting_of_the_board_has_no_round(cast: Cast, meeting: Any) -> None:
    assert round_chapter.contents(cast.plan, PAPERS, None) is None
    assert round_chapter.contents(cast.plan, PAPERS, MeetingFactory(body=group(cast))) is None
    assert round_chapter.contents(cast.plan, PAPERS - 22 * DAY, meeting) is None, "the round has not opened"


def test_an_ambition_without_a_group_is_told(cast: Cast, meeting: Any) -> None:
    AmbitionFactory(plan=cast.plan, number=7, body=None)
    found = round_chapter.contents(cast.plan, PAPERS, meeting)
    assert found is not None
    assert found["without_group"] == [7]


@pytest.mark.parametrize(
    ("as_at", "label", "is_old"),
    [
        pytest.param(EARLIER - 6 * DAY, "Not stated", False, id="before anything was stated"),
        pytest.param(EARLIER - 5 * DAY, "Off track", False, id="from the day it was stated"),
        pytest.param(PAPERS - 6 * DAY, "Off track", False, id="until the next is stated"),
        pytest.param(PAPERS - 5 * DAY, "At risk", False, id="the next"),
        pytest.param(PAPERS + 60 * DAY, "At risk", False, id="while no later round has closed"),
        pytest.param(PAPERS + 61 * DAY, "At risk", True, id="old, once the papers of a later round were due"),
    ],
)
def test_the_overall_is_the_last_that_was_stated(
    cast: Cast, meeting: Any, as_at: dt.date, label: str, is_old: bool
) -> None:
    submit(cast, board_meeting(cast, EARLIER), EARLIER - 5 * DAY, overall="off_track")
    submit(cast, meeting, PAPERS - 5 * DAY)
    RoundReportFactory(body=group(cast), meeting=board_meeting(cast, PAPERS + 61 * DAY), draft=True, overall="on_track")
    stated = overall.stated(cast.plan, as_at)[1]
    assert (stated.label, stated.is_old) == (label, is_old)


def test_where_no_meetings_are_set_it_is_old_after_a_round_s_length(cast: Cast) -> None:
    elsewhen = board_meeting(cast, EARLIER)
    submit(cast, elsewhen, EARLIER)
    as_at = EARLIER + 76 * DAY
    assert overall.stated(cast.plan, as_at)[1].is_old


def test_every_ambition_is_there_in_one_query(cast: Cast, meeting: Any) -> None:
    submit(cast, meeting, PAPERS - 5 * DAY)
    AmbitionFactory(plan=cast.plan, number=2, body=BodyFactory(partnership=cast.partnership))
    AmbitionFactory(plan=cast.plan, number=3, body=None)
    with CaptureQueriesContext(connection) as asked:
        stated = overall.stated(cast.plan, PAPERS)
    assert len(asked) == 1
    assert {number: (one.label, one.colour) for number, one in stated.items()} == {
        1: ("At risk", "amber"),
        2: ("Not stated", "grey"),
        3: ("Not stated", "grey"),
    }
    page = render_to_string("reports/parts/overall.html", {"stated": stated})
    assert "Anna Ambition, 22 March 2026, for the meeting on 3 April 2026" in page
    assert "No group does this ambition’s work" in page
