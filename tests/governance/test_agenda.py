"""What waits for a body's next meeting, and what becomes of it there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from governance import agenda
from governance.models import AgendaItem
from tests.factories import noon
from tests.people import Cast, as_of_today

from .meeting_stage import LATER, NOW, SOON, TODAY, meets, put_on, sets


def test_the_same_cause_is_on_one_agenda_once(cast: Cast) -> None:
    meeting = meets(cast)
    first, again = put_on(cast), put_on(cast)
    assert first == again
    assert AgendaItem.objects.get().meeting == meeting


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(SOON - dt.timedelta(days=8), SOON, id="before papers are due"),
        pytest.param(SOON - dt.timedelta(days=7), SOON, id="on the day papers are due"),
        pytest.param(SOON - dt.timedelta(days=6), LATER, id="papers are past: the one after"),
        pytest.param(LATER, None, id="none is set"),
    ],
)
def test_it_goes_to_the_next_meeting_whose_papers_are_not_past(
    today: dt.date, expected: dt.date | None, cast: Cast
) -> None:
    meets(cast, SOON)
    meets(cast, LATER)
    meets(cast, dt.date(2026, 3, 12), cancelled_at=NOW, cancelled_why="No quorum.")
    item = put_on(cast, now=noon(today))
    assert (item.meeting.sits_on if item.meeting else None) == expected


def test_the_day_is_that_of_london(cast: Cast) -> None:
    """At half past eleven at night in UTC it is the next day in London in summer."""
    meets(cast, dt.date(2026, 7, 9), papers_due_on=dt.date(2026, 7, 2))
    assert put_on(cast, now=dt.datetime(2026, 7, 2, 23, 30, tzinfo=dt.UTC)).meeting is None
    assert put_on(cast, "other", dt.datetime(2026, 7, 2, 22, 30, tzinfo=dt.UTC)).meeting is not None


def test_what_waits_goes_on_the_agenda_as_soon_as_a_meeting_is_set(cast: Cast) -> None:
    item = put_on(cast)
    assert item.meeting is None
    meeting = sets(cast, SOON)
    item.refresh_from_db()
    assert item.meeting == meeting


def test_items_are_ordered_dealt_with_and_carried_over(cast: Cast) -> None:
    meeting, later = meets(cast, TODAY, papers_due_on=TODAY), meets(cast, LATER)
    by = as_of_today(cast.board)
    first, second = (put_on(cast, key) for key in ("a", "b"))
    third = agenda.add_item(meeting=meeting, kind="decision", title=" The budget ", by=by, now=NOW)
    agenda.order(item=third, earlier=True, by=by)
    agenda.order(item=first, earlier=True, by=by)
    assert [each.key for each in meeting.agenda.all()] == ["a", third.key, "b"]
    assert third.title == "The budget"
    agenda.deal_with(item=first, by=by, now=NOW)
    carried = agenda.carry_over(meeting=meeting, by=by, now=NOW)
    assert carried == [third, second]
    assert [each.pk for each in later.agenda.all()] == [third.pk, second.pk]
    assert {each.words for each in meeting.decisions.all()} == {
        "Not dealt with. Carried over to the meeting on 21 May 2026."
    }


def test_nothing_is_carried_over_before_the_meeting_and_it_may_have_nowhere_to_go(cast: Cast) -> None:
    meeting, by = meets(cast, SOON), as_of_today(cast.board)
    item = put_on(cast)
    with pytest.raises(ValidationError, match="It sits on 26 March 2026"):
        agenda.carry_over(meeting=meeting, by=by, now=NOW)
    assert not agenda.left_over(meeting.body, LATER).exclude(pk=item.pk).exists()
    agenda.carry_over(meeting=meeting, by=by, now=noon(SOON))
    item.refresh_from_db()
    assert item.meeting is None
    assert list(agenda.waiting(meeting.body)) == [item]


@pytest.mark.parametrize("part", ["lead", "operational", "data_officer", "stranger"])
def test_only_those_who_chair_the_body_change_its_agenda(part: str, cast: Cast) -> None:
    meets(cast)
    item, by = put_on(cast), as_of_today(getattr(cast, part))
    for act in (
        lambda: agenda.add_item(meeting=item.meeting, kind="other", title="So", by=by, now=NOW),
        lambda: agenda.order(item=item, earlier=True, by=by),
        lambda: agenda.deal_with(item=item, by=by, now=NOW),
        lambda: agenda.carry_over(meeting=item.meeting, by=by, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_nothing_is_added_to_a_cancelled_meeting(cast: Cast) -> None:
    meeting = meets(cast, cancelled_at=NOW, cancelled_why="No quorum.")
    with pytest.raises(ValidationError, match="cancelled"):
        agenda.add_item(meeting=meeting, kind="other", title="So", by=as_of_today(cast.officer), now=NOW)
