"""Setting a series, moving a meeting and cancelling it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from governance import holding, series
from governance.models import Attendance, Meeting, Notice
from tests.factories import noon
from tests.people import Cast, as_of_today

from .meeting_stage import LATER, NOW, SOON, TODAY, board, meets, put_on, sets


def set_series(cast: Cast, **given: Any) -> Any:
    asked = {"rule": series.every(2, 1, "FR"), "starts_on": TODAY, "until": dt.date(2027, 3, 1)} | given
    return holding.add_series(body=board(cast), by=as_of_today(cast.officer), now=NOW, **asked)


def move(cast: Cast, meeting: Meeting, on: dt.date = LATER, **given: Any) -> Meeting:
    asked = {"papers_due_on": on - dt.timedelta(days=7), "why": "A clash with the schools’ day."} | given
    return holding.move_meeting(meeting=meeting, sits_on=on, by=as_of_today(cast.officer), now=NOW, **asked)


def test_a_series_sets_its_meetings_with_papers_and_rounds(cast: Cast) -> None:
    made = set_series(cast, starts_at=dt.time(10), place="Civic Centre")
    first, second, *rest = made.meetings.all()
    assert (first.sits_on, first.papers_due_on, first.round_opens_on) == (
        dt.date(2026, 3, 6),
        dt.date(2026, 2, 27),
        dt.date(2026, 2, 6),
    )
    assert (second.sits_on, second.starts_at, second.place) == (dt.date(2026, 5, 1), dt.time(10), "Civic Centre")
    assert rest[-1].sits_on == dt.date(2027, 1, 4), "1 January is a bank holiday and a Friday"
    assert "1 January 2027 is New Year's Day, so it sits on 4 January 2027" in holding.told(made)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"rule": "sometimes"}, "rule", id="no rule"),
        pytest.param({"starts_on": dt.date(2026, 3, 1)}, "starts_on", id="from the past"),
        pytest.param({"until": dt.date(2026, 3, 1)}, "until", id="ends before it begins"),
        pytest.param({"until": dt.date(2030, 3, 1)}, "until", id="too far ahead"),
        pytest.param({"rule": series.every(1, -1, "TH")}, "sits_on", id="on a day the body sits"),
    ],
)
def test_a_series_that_is_refused_sets_nothing(given: dict[str, Any], field: str, cast: Cast) -> None:
    meets(cast, SOON)
    with pytest.raises(ValidationError) as refused:
        set_series(cast, **given)
    assert field in refused.value.message_dict
    assert Meeting.objects.count() == 1


def test_a_meeting_that_moves_is_another_row_with_the_same_identity(cast: Cast) -> None:
    old = sets(cast, SOON)
    item = put_on(cast)
    moved = move(cast, old)
    old.refresh_from_db()
    item.refresh_from_db()
    assert (old.sits_on, old.is_cancelled) == (SOON, True)
    assert old.cancelled_why == "Moved to 21 May 2026. A clash with the schools’ day."
    assert (moved.uid, moved.moved_from, moved.sits_on) == (old.uid, old, LATER)
    assert item.meeting == moved
    assert list(Meeting.objects.standing()) == [moved]
    assert [notice.person for notice in Notice.objects.all()] == [cast.board], "its members are told, once"


def test_a_meeting_may_keep_its_day_and_change_its_papers(cast: Cast) -> None:
    moved = move(cast, sets(cast, SOON), SOON, papers_due_on=SOON, place="Online")
    assert (moved.papers_due_on, moved.place) == (SOON, "Online")


def test_what_a_cancelled_meeting_was_to_deal_with_goes_to_the_next(cast: Cast) -> None:
    first = sets(cast, SOON)
    item = put_on(cast)
    second = sets(cast, LATER)
    holding.cancel_meeting(meeting=first, why="No quorum.", by=as_of_today(cast.officer), now=NOW)
    item.refresh_from_db()
    assert item.meeting == second
    holding.cancel_meeting(meeting=second, why="No quorum.", by=as_of_today(cast.officer), now=NOW)
    item.refresh_from_db()
    assert item.meeting is None, "it waits until another is set"


def held(meeting: Meeting, cast: Cast) -> None:
    Attendance.objects.create(meeting=meeting, person=cast.board, came="present")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        pytest.param({"why": "  "}, "Say why", id="no reason"),
        pytest.param({"on": dt.date(2026, 3, 1)}, "a day to come", id="to a day past"),
        pytest.param({"papers_due_on": dt.date(2026, 5, 22)}, "or before it", id="papers after it"),
        pytest.param({"on": dt.date(2026, 7, 2)}, "has a meeting on that day", id="to a day taken"),
    ],
)
def test_a_move_that_is_refused_changes_nothing(given: dict[str, Any], says: str, cast: Cast) -> None:
    meeting = meets(cast, SOON)
    meets(cast, dt.date(2026, 7, 2))
    with pytest.raises(ValidationError, match=says):
        move(cast, meeting, **given)
    assert Meeting.objects.standing().count() == 2
    assert not Notice.objects.exists()


def test_nothing_moves_that_was_held_or_cancelled(cast: Cast) -> None:
    meeting = meets(cast, TODAY)
    held(meeting, cast)
    with pytest.raises(ValidationError, match="was held"):
        move(cast, meeting)
    other = meets(cast, SOON, cancelled_at=NOW, cancelled_why="No quorum.")
    with pytest.raises(ValidationError, match="already"):
        holding.cancel_meeting(meeting=other, why="Again.", by=as_of_today(cast.officer), now=NOW)


@pytest.mark.parametrize("part", ["lead", "board", "operational", "data_officer", "stranger"])
def test_only_officers_of_the_partnership_set_move_and_cancel(part: str, cast: Cast) -> None:
    who, meeting = as_of_today(getattr(cast, part)), meets(cast)
    series_of = {"body": board(cast), "rule": "FREQ=WEEKLY", "starts_on": TODAY, "until": LATER}
    moved = {"meeting": meeting, "sits_on": LATER, "papers_due_on": LATER, "why": "So."}
    for act, asked in (
        (holding.add_series, series_of),
        (holding.move_meeting, moved),
        (holding.cancel_meeting, {"meeting": meeting, "why": "So."}),
    ):
        with pytest.raises(PermissionDenied):
            act(**asked, by=who, now=noon(TODAY))
