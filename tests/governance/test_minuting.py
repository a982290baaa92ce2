"""Who came, what was decided, what is to be done: recorded by those who chair, carried forward until done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from governance import minutes, minuting
from governance.minuting import Came
from governance.models import ArisingAction, Attendance, BodyRole, Notice
from tests.factories import MembershipFactory, noon
from tests.people import Cast, as_of_today

from .meeting_stage import LATER, NOW, SOON, TODAY, board, meets, put_on

DUE = dt.date(2026, 4, 24)


def arises(cast: Cast, on: dt.date = TODAY, **given: Any) -> ArisingAction:
    """Something the board's meeting on a day asked of the lead's post."""
    meeting = board(cast).meetings.filter(sits_on=on).first() or meets(cast, on)
    asked = {"words": "Write to schools.", "due_on": DUE, "owner": cast.post} | given
    return minuting.add_arising(meeting=meeting, by=as_of_today(cast.board), now=noon(max(on, TODAY)), **asked)


def test_the_last_word_on_who_came_counts_and_the_history_keeps_the_others(cast: Cast) -> None:
    meeting, by = meets(cast, TODAY), as_of_today(cast.board)
    for came in ("apologies", "present", "present"):
        minuting.record_attendance(meeting=meeting, rows=[Came(cast.board, came)], by=by, now=NOW)
    row = Attendance.objects.get()
    assert row.came == "present"
    assert [each.history_user for each in row.history.all()] == [cast.board, cast.board]


def test_a_deputy_comes_in_the_place_of_a_member(cast: Cast) -> None:
    MembershipFactory(body=board(cast), person__name="Della Deputy", role=BodyRole.DEPUTY)
    meeting = meets(cast, TODAY)
    rows = [Came(cast.board, "apologies"), Came(cast.lead, "present", cast.board)]
    minuting.record_attendance(meeting=meeting, rows=rows, by=as_of_today(cast.officer), now=NOW)
    written = minutes.of_meeting(meeting)
    assert [(each.name, each.note) for each in written.present] == [("Alice Lead", "in place of Benedict Board")]
    assert [(each.name, each.note) for each in written.apologies] == [("Benedict Board", "Co-chair")]


@pytest.mark.parametrize(
    ("who", "came", "instead_of", "on", "says"),
    [
        pytest.param("lead", "present", None, TODAY, "does not sit on", id="no seat"),
        pytest.param("lead", "present", "colleague", TODAY, "in whose place", id="for somebody without a seat"),
        pytest.param("board", "present", "board", TODAY, "in whose place", id="for themselves"),
        pytest.param("stranger", "present", "board", TODAY, "of this partnership", id="from elsewhere"),
        pytest.param("board", "present", None, SOON, "from that day on", id="before the day"),
        pytest.param("board", "apologies", None, SOON, "", id="apologies come before"),
    ],
)
def test_who_may_have_come(who: str, came: str, instead_of: str | None, on: dt.date, says: str, cast: Cast) -> None:
    rows = [Came(getattr(cast, who), came, getattr(cast, instead_of) if instead_of else None)]
    asked = {"meeting": meets(cast, on), "rows": rows, "by": as_of_today(cast.officer), "now": NOW}
    if says:
        with pytest.raises(ValidationError, match=says):
            minuting.record_attendance(**asked)
    else:
        minuting.record_attendance(**asked)
    assert Attendance.objects.count() == (0 if says else 1)


def test_a_decision_on_an_item_deals_with_it(cast: Cast) -> None:
    meeting = meets(cast, TODAY, papers_due_on=TODAY)
    item, by = put_on(cast), as_of_today(cast.board)
    minuting.record_decision(meeting=meeting, words=" Agreed. ", item=item, by=by, now=NOW)
    minuting.record_decision(meeting=meeting, words="To meet in person.", by=by, now=NOW)
    written = minutes.of_meeting(meeting)
    assert [(each.item, each.decisions[0].words) for each in written.items] == [(item, "Agreed.")]
    assert written.items[0].item.dealt_with_at == NOW
    assert [each.words for each in written.other_decisions] == ["To meet in person."]


def test_a_decision_says_something_on_the_day_or_after_it(cast: Cast) -> None:
    by = as_of_today(cast.board)
    with pytest.raises(ValidationError, match="Say what was decided"):
        minuting.record_decision(meeting=meets(cast, TODAY), words=" ", by=by, now=NOW)
    with pytest.raises(ValidationError, match="from that day on"):
        minuting.record_decision(meeting=meets(cast, SOON), words="So.", by=by, now=NOW)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"words": " "}, "words", id="nothing to do"),
        pytest.param({"owner": None}, "owner", id="nobody"),
        pytest.param({"owner_in_words": "The chair"}, "owner", id="two owners"),
        pytest.param({"due_on": dt.date(2026, 3, 1)}, "due_on", id="due before it was asked"),
    ],
)
def test_an_action_has_one_owner_and_a_day(given: dict[str, Any], field: str, cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        arises(cast, **given)
    assert list(refused.value.message_dict) == [field]


def test_an_action_is_carried_forward_until_it_is_done(cast: Cast) -> None:
    action = arises(cast)
    assert Notice.objects.get().person == cast.lead, "who holds the post is told"
    assert list(minuting.open_actions(board(cast))) == [action]
    before, after = meets(cast, SOON), meets(cast, LATER)
    assert [each.state for each in minutes.of_meeting(before).previous] == ["Open"]
    assert [each.state for each in minutes.of_meeting(after).previous] == ["Late"]
    done = {"action": action, "done_on": dt.date(2026, 5, 1), "note": "Letter sent.", "now": noon(LATER)}
    minuting.finish_arising(**done, by=as_of_today(cast.lead))
    assert not minuting.open_actions(board(cast))
    assert [each.state for each in minutes.of_meeting(after).previous] == ["Done: Letter sent."]
    assert [each.state for each in minutes.of_meeting(before).previous] == ["Open"], "as it stood on that day"
    assert not minutes.of_meeting(meets(cast, dt.date(2026, 7, 16))).previous
    with pytest.raises(ValidationError, match="already"):
        minuting.finish_arising(**done, by=as_of_today(cast.board))


@pytest.mark.parametrize(
    ("part", "may"),
    [
        ("lead", True),
        ("board", True),
        ("officer", True),
        ("colleague", False),
        ("operational", False),
        ("stranger", False),
    ],
)
def test_who_says_that_an_action_is_done(part: str, may: bool, cast: Cast) -> None:
    asked = {"action": arises(cast), "done_on": TODAY, "note": "Done.", "now": NOW}
    by = as_of_today(getattr(cast, part))
    if may:
        assert minuting.finish_arising(**asked, by=by).done_on == TODAY
    else:
        with pytest.raises(PermissionDenied):
            minuting.finish_arising(**asked, by=by)


@pytest.mark.parametrize("part", ["lead", "operational", "data_officer", "stranger"])
def test_only_those_who_chair_the_body_write_its_minutes(part: str, cast: Cast) -> None:
    meeting, by = meets(cast, TODAY), as_of_today(getattr(cast, part))
    for act, asked in (
        (minuting.record_attendance, {"rows": [Came(cast.board, "present")]}),
        (minuting.record_decision, {"words": "So."}),
        (minuting.add_arising, {"words": "So.", "due_on": DUE, "owner": cast.post}),
    ):
        with pytest.raises(PermissionDenied):
            act(meeting=meeting, by=by, now=NOW, **asked)
