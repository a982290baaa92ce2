"""The calendar that somebody's own program reads: what stands in it for whom, and what stays the same when it moves."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar

from governance import feeds
from governance.models import Body, Meeting, Person
from plans.models import Recurrence
from tests.factories import (
    DateChangeFactory,
    MeetingFactory,
    MilestoneFactory,
    OccurrenceFactory,
    SignOffFactory,
    StatusUpdateFactory,
    WithdrawalFactory,
    noon,
)
from tests.people import Cast, as_of_today

NOW = timezone.now()
DAY = dt.timedelta(days=1)


@pytest.fixture
def address(cast: Cast):
    """Makes the address of somebody's calendar: `address(cast.lead)`."""

    def make(person: Person) -> str:
        return f"/calendar/{feeds.make(by=as_of_today(person), now=NOW)}.ics"

    return make


@pytest.fixture
def events(client, address):
    """What a calendar program reads, by the first part of each UID."""

    def read(person: Person) -> dict[str, Any]:
        answer = client.get(address(person))
        assert answer.status_code == 200
        read_back = Calendar.from_ical(answer.content)
        return {str(each["uid"]).split("@")[0]: each for each in read_back.walk("VEVENT")}

    return read


def body(cast: Cast, kind: Body.Kind) -> Body:
    return Body.objects.filter(partnership=cast.partnership, kind=kind).first()


def meeting(of: Body, days: int = 20, **changes) -> Meeting:
    return MeetingFactory(body=of, sits_on=timezone.localdate() + days * DAY, **changes)


def moved(old: Meeting, days: int) -> Meeting:
    """As a meeting moves: it is cancelled, and another takes its UID."""
    Meeting.objects.filter(pk=old.pk).update(cancelled_at=noon(dt.date(2025, 5, 5)), cancelled_why="Moved.")
    return meeting(old.body, days, uid=old.uid, moved_from=old, added_at=noon(dt.date(2025, 5, 5)))


SEES = {
    "lead": {"board", "milestone"},
    "ambition_lead": {"board", "group", "milestone", "other milestone"},
    "operational": {"board", "operational"},
    "colleague": {"board", "other milestone"},
    "observer": set(),
    "nobody": set(),
}


@pytest.mark.parametrize(("part", "expected"), SEES.items())
def test_what_stands_in_it(cast: Cast, events, part, expected):
    kinds = {"board": "board", "group": "ambition_group", "operational": "operational_group"}
    sittings = {name: meeting(body(cast, kind)) for name, kind in kinds.items()}
    uids = {f"milestone-{cast.milestone.pk}": "milestone", f"milestone-{cast.other_milestone.pk}": "other milestone"}
    for name, each in sittings.items():
        uids |= {str(each.uid): name, f"papers-{each.uid}": name}
    assert {uids[uid] for uid in events(getattr(cast, part))} == expected


def test_it_holds_days_papers_and_dates(cast: Cast, events):
    board = body(cast, "board")
    sitting = meeting(board, starts_at=None)
    read = events(cast.lead)
    papers, due = read[f"papers-{sitting.uid}"], read[f"milestone-{cast.milestone.pk}"]
    assert read[str(sitting.uid)]["dtstart"].dt == sitting.sits_on
    assert (papers["summary"], papers["dtstart"].dt) == (f"Papers due: {board.name}", sitting.papers_due_on)
    assert due["dtstart"].dt == cast.milestone.agreed_due_on
    assert str(due["summary"]) == "Due: 1.1.1-a Publish the panel's terms"
    assert due["url"] == "http://127.0.0.1:8000/plans/hillside-send/actions/1.1.1/"


@pytest.mark.parametrize(
    ("on", "utc_hour"),
    [
        pytest.param(dt.date(2027, 3, 27), 10, id="the day before the clocks go forward"),
        pytest.param(dt.date(2027, 3, 28), 9, id="the day they do"),
        pytest.param(dt.date(2027, 10, 30), 9, id="the day before they go back"),
        pytest.param(dt.date(2027, 10, 31), 10, id="the day they do so"),
    ],
)
def test_a_time_is_londons_whatever_the_clocks_do(cast: Cast, client, address, on, utc_hour):
    MeetingFactory(body=body(cast, "board"), sits_on=on, starts_at=dt.time(10))
    read = Calendar.from_ical(client.get(address(cast.board)).content)
    (zone,) = read.walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/London"
    events: Any = read.walk("VEVENT")
    (timed,) = [each for each in events if isinstance(each["dtstart"].dt, dt.datetime)]
    starts, ends = (timed[name].dt for name in ("dtstart", "dtend"))
    assert timed["dtstart"].params["tzid"] == "Europe/London"
    assert starts.astimezone(dt.UTC).hour == utc_hour
    assert ends.astimezone(dt.UTC) - starts.astimezone(dt.UTC) == dt.timedelta(hours=2)


def test_a_meeting_that_moves_keeps_its_name_and_counts_its_moves(cast: Cast, events):
    first = meeting(body(cast, "board"))
    before = events(cast.board)[str(first.uid)]
    last = moved(moved(first, 30), 40)
    read = events(cast.board)
    assert (before["sequence"], read[str(first.uid)]["sequence"]) == (0, 2)
    assert read[str(first.uid)]["dtstart"].dt == last.sits_on
    assert read[str(first.uid)]["status"] == "CONFIRMED"
    assert len(read) == 2


def test_a_cancelled_meeting_says_so_and_why(cast: Cast, events):
    old = meeting(body(cast, "board"))
    Meeting.objects.filter(pk=old.pk).update(cancelled_at=NOW, cancelled_why="Not enough members.")
    read = events(cast.board)[str(old.uid)]
    assert (read["status"], read["sequence"]) == ("CANCELLED", 1)
    assert read["description"] == "Cancelled: Not enough members."


def test_a_milestone_that_moves_keeps_its_name_and_a_withdrawn_one_is_cancelled(cast: Cast, events):
    name = f"milestone-{cast.milestone.pk}"
    DateChangeFactory(milestone=cast.milestone, to_date=dt.date(2027, 9, 30))
    now = events(cast.lead)[name]
    assert (now["sequence"], now["dtstart"].dt, now["status"]) == (1, dt.date(2027, 9, 30), "CONFIRMED")
    WithdrawalFactory(milestone=cast.milestone)
    assert (events(cast.lead)[name]["sequence"], events(cast.lead)[name]["status"]) == (2, "CANCELLED")


def test_of_a_milestone_that_comes_round_again_the_next_date_counts(cast: Cast, events):
    termly = MilestoneFactory(action=cast.action, recurrence=Recurrence.QUARTERLY, agreed_due_on=dt.date(2026, 6, 30))
    name = f"milestone-{termly.pk}"
    for due_on in (dt.date(2026, 6, 30), dt.date(2026, 9, 30)):
        OccurrenceFactory(milestone=termly, due_on=due_on)
    before = events(cast.lead)[name]
    claim = StatusUpdateFactory(milestone=termly, claim=True, occurrence_due_on=dt.date(2026, 6, 30))
    SignOffFactory(update=claim)
    after = events(cast.lead)[name]
    assert [each["dtstart"].dt.month for each in (before, after)] == [6, 9]
    assert [each["sequence"] for each in (before, after)] == [0, 1]


def test_the_same_rows_give_the_same_bytes(cast: Cast, client, address):
    meeting(body(cast, "board"), starts_at=dt.time(10))
    place = address(cast.lead)
    assert client.get(place).content == client.get(place).content


def test_it_is_private_asks_for_no_session_and_says_nothing_after_rights_end(cast: Cast, client, address):
    place = address(cast.lead)
    answer = client.get(place)
    assert "private" in answer["Cache-Control"]
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert not answer.cookies
    cast.post.holdings.update(ends_on=timezone.localdate() - DAY)
    assert b"VEVENT" not in client.get(place).content
    Person.objects.filter(pk=cast.lead.pk).update(is_active=False)
    assert client.get(place).status_code == 404
    assert client.get("/calendar/nonsense.ics").status_code == 404
    assert client.post(place).status_code == 405


def test_the_number_of_queries_does_not_grow(cast: Cast, client, address, django_assert_max_num_queries):
    for days in range(20):
        meeting(body(cast, "board"), days + 20)
    place = address(cast.lead)
    with django_assert_max_num_queries(8):
        client.get(place)
