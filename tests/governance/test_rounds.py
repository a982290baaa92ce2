"""The days of a reporting round, worked out backwards from the day papers are due, and which round it is on a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from governance import rounds
from governance.models import Body
from governance.rounds import Round, Stage
from tests.factories import BodyFactory, MeetingFactory, noon

PAPERS = dt.date(2026, 4, 3)  # Good Friday: no bank holiday moves a day of the round
DAY = dt.timedelta(days=1)


def round_of(papers: dt.date = PAPERS, opened: dt.date | None = None) -> Round:
    meeting = MeetingFactory.build(body=None, sits_on=papers + 7 * DAY, papers_due_on=papers)
    meeting.round_opens_on = opened or rounds.opens_on(papers)
    return rounds.of_meeting(meeting)


@pytest.mark.parametrize(
    ("before_papers", "stage"),
    [
        pytest.param(22, Stage.TO_COME, id="three weeks and a day before papers"),
        pytest.param(21, Stage.OPEN, id="it opens three weeks before"),
        pytest.param(15, Stage.OPEN, id="the day before the reminder"),
        pytest.param(14, Stage.REMINDED, id="two weeks before: the reminder"),
        pytest.param(8, Stage.REMINDED, id="the day before the chase"),
        pytest.param(7, Stage.CHASED, id="a week before: the chase"),
        pytest.param(2, Stage.CHASED, id="it closes at the end of its last day"),
        pytest.param(1, Stage.CLOSED, id="the day after"),
        pytest.param(0, Stage.CLOSED, id="papers are due"),
        pytest.param(-30, Stage.CLOSED, id="long after"),
    ],
)
def test_the_stage_of_each_day(before_papers: int, stage: Stage) -> None:
    assert round_of().stage(PAPERS - before_papers * DAY) is stage


@pytest.mark.parametrize(
    "papers",
    [
        pytest.param(dt.date(2026, 4, 6), id="the clocks go forward within it, and Easter falls in it"),
        pytest.param(dt.date(2026, 11, 2), id="the clocks go back within it"),
        pytest.param(dt.date(2026, 12, 28), id="Christmas and Boxing Day within it"),
    ],
)
def test_its_days_are_calendar_days_whatever_the_clocks_and_the_holidays_do(papers: dt.date) -> None:
    days = round_of(papers)
    assert [(papers - day).days for day in (days.opens, days.reminder, days.chase, days.closes)] == [21, 14, 7, 2]


def test_a_round_that_opened_late_is_not_reminded_before_it_opens() -> None:
    days = round_of(opened=PAPERS - 10 * DAY)
    assert (days.opens, days.reminder, days.chase) == (PAPERS - 10 * DAY, PAPERS - 10 * DAY, PAPERS - 7 * DAY)
    assert days.stage(PAPERS - 11 * DAY) is Stage.TO_COME
    assert days.stage(PAPERS - 10 * DAY) is Stage.REMINDED


@pytest.fixture
def board(db: None) -> Any:
    return BodyFactory(kind=Body.Kind.BOARD)


def meeting(board: Any, papers: dt.date, **more: Any) -> Any:
    return MeetingFactory(body=board, sits_on=papers + 7 * DAY, papers_due_on=papers, **more)


def test_which_round_it_is_on_a_day(board: Any) -> None:
    first, second = meeting(board, PAPERS), meeting(board, PAPERS + 61 * DAY)
    MeetingFactory(body=BodyFactory(partnership=board.partnership), papers_due_on=PAPERS + 30 * DAY)

    def current(on: dt.date) -> Any:
        return rounds.current(board.partnership_id, on)

    assert current(PAPERS - 100 * DAY) == first, "the first to come, where none has opened"
    assert current(PAPERS - 21 * DAY) == first
    assert current(PAPERS + 39 * DAY) == first, "until the next opens, also long after papers were due"
    assert current(PAPERS + 40 * DAY) == second
    assert rounds.before(second) == first
    assert rounds.before(first) is None


def test_a_cancelled_meeting_has_no_round_and_a_moved_one_is_told_by_the_new_day(board: Any) -> None:
    old = meeting(board, PAPERS, cancelled_at=noon(PAPERS - 40 * DAY), cancelled_why="The chair is away.")
    assert rounds.current(board.partnership_id, PAPERS) is None
    new = meeting(board, PAPERS + 7 * DAY, moved_from=old)
    assert rounds.current(board.partnership_id, PAPERS) == new
    assert rounds.sittings(new) == [new.pk, old.pk]
