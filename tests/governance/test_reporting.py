"""A body's report to the board: who writes it, how two people write it, when it is late, and that it stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from governance import reporting, rounds
from governance.models import BodyRole, RoundReport
from governance.reporting import Submission, WrittenSince, may_write
from tests.factories import MembershipFactory, noon
from tests.people import Cast, as_of_today

from .round_factories import DAY, PAPERS, RoundReportFactory, board_meeting

BEGUN = {"why": "2 milestones: 1 overdue and 1 on track.", "progress": "The panel met."}
NOW = noon(PAPERS - 10 * DAY)


@pytest.fixture
def meeting(cast: Cast) -> Any:
    return board_meeting(cast)


def group(cast: Cast) -> Any:
    return cast.partnership.bodies.get(key="AG1")


def start(cast: Cast, meeting: Any, part: str = "ambition_lead", key: str = "AG1", **words: str) -> RoundReport:
    return reporting.start_report(
        body=cast.partnership.bodies.get(key=key),
        meeting=meeting,
        by=as_of_today(getattr(cast, part)),
        now=NOW,
        prefilled=BEGUN | words,
    )


def submit(cast: Cast, report: RoundReport, now: dt.datetime = NOW) -> RoundReport:
    who = as_of_today(cast.ambition_lead)
    return reporting.submit_report(report=report, seen=report.recorded_at, by=who, now=now)


@pytest.mark.parametrize(("key", "writer"), [("AG1", "ambition_lead"), ("OG", "operational"), ("SEPB", None)])
def test_who_writes_what(cast: Cast, meeting: Any, key: str, writer: str | None) -> None:
    body = cast.partnership.bodies.get(key=key)
    may = {part for part, person in cast.people().items() if may_write(as_of_today(person), body)}
    assert may == ({writer} if writer else set()), "officers see it and never write it"
    for part in set(cast.people()) - may:
        with pytest.raises(PermissionDenied):
            start(cast, meeting, part, key)


def test_a_seat_on_a_group_beside_one_on_the_operational_group_does_not_write_for_it(cast: Cast) -> None:
    MembershipFactory(body=group(cast), person=cast.operational)
    assert not may_write(as_of_today(cast.operational), group(cast))
    MembershipFactory(body=group(cast), person=cast.operational, role=BodyRole.LEAD)
    assert may_write(as_of_today(cast.operational), group(cast))


def test_it_begins_as_a_draft_with_the_words_it_was_given(cast: Cast, meeting: Any) -> None:
    report = start(cast, meeting)
    assert (report.version, report.is_submitted, report.overall) == (1, False, "")
    assert (report.progress, report.by, report.recorded_at) == ("The panel met.", cast.ambition_lead, NOW)


def test_two_who_begin_at_once_do_not_lose_each_others_words(cast: Cast, meeting: Any) -> None:
    first = start(cast, meeting)
    with pytest.raises(WrittenSince) as since:
        start(cast, meeting, why="Another view.")
    assert since.value.report == first
    assert RoundReport.objects.get().why == BEGUN["why"]


def test_two_who_save_at_once_do_not_overwrite_each_other(cast: Cast, meeting: Any) -> None:
    report = start(cast, meeting)
    seen, who = report.recorded_at, as_of_today(cast.ambition_lead)

    def save(why: str, seen: dt.datetime | None, minutes: int) -> RoundReport:
        now = NOW + dt.timedelta(minutes=minutes)
        return reporting.save_report(report=report, words={"why": why}, seen=seen, by=who, now=now)

    first = save("Mine.", seen, 1)
    for stale in (seen, None):
        with pytest.raises(WrittenSince) as since:
            save("Theirs.", stale, 2)
        assert since.value.report.why == "Mine."
    assert save("Both.", first.recorded_at, 3).why == "Both."
    with pytest.raises(WrittenSince):
        reporting.submit_report(report=report, seen=first.recorded_at, by=who, now=NOW)


@pytest.mark.parametrize("missing", ["overall", "why", "progress"])
def test_what_no_report_is_submitted_without(cast: Cast, meeting: Any, missing: str) -> None:
    report = start(cast, meeting, **({"overall": "on_track"} | {missing: " "}))
    with pytest.raises(ValidationError) as refused:
        submit(cast, report)
    assert set(refused.value.message_dict) == {missing}
    assert not RoundReport.objects.get().is_submitted


def test_what_was_submitted_stays_as_it_is(cast: Cast, meeting: Any) -> None:
    report = submit(cast, start(cast, meeting, overall="on_track"))
    assert report.submitted_at == report.recorded_at == NOW
    who = as_of_today(cast.ambition_lead)
    with pytest.raises(ValidationError, match="Write it again"):
        reporting.save_report(report=report, words={"why": "No."}, seen=NOW, by=who, now=NOW)
    with pytest.raises(ValidationError, match="Write it again"):
        start(cast, meeting)
    with pytest.raises(DatabaseError), transaction.atomic():
        RoundReport.objects.filter(pk=report.pk).update(why="No.")


def test_written_again_it_is_a_new_version_with_the_words_of_the_last(cast: Cast, meeting: Any) -> None:
    first = submit(cast, start(cast, meeting, overall="off_track"))
    who = as_of_today(cast.ambition_lead)
    second = reporting.write_again(report=first, by=who, now=NOW + DAY)
    assert (second.version, second.overall, second.why, second.is_submitted) == (2, "off_track", first.why, False)
    with pytest.raises(WrittenSince):
        reporting.write_again(report=first, by=who, now=NOW + DAY)
    how_far = reporting.submissions([group(cast)], meeting, PAPERS)[group(cast).pk]
    assert (how_far.submitted, how_far.draft) == (first, second), "the board has the first until the second is there"
    submit(cast, second, noon(PAPERS))
    how_far = reporting.submissions([group(cast)], meeting, PAPERS)[group(cast).pk]
    assert how_far.words == "Submitted on 17 March 2026; written again on 27 March 2026"
    assert how_far.days_late == 0, "a later version of a report that was in time is not late"


@pytest.mark.parametrize(
    ("at", "late"),
    [
        pytest.param(dt.datetime(2026, 3, 25, 23, 59, tzinfo=dt.UTC), 0, id="last minute of the day it closes"),
        pytest.param(dt.datetime(2026, 3, 26, 0, 0, tzinfo=dt.UTC), 1, id="the minute after"),
        pytest.param(noon(PAPERS), 2, id="on the day papers are due"),
    ],
)
def test_a_report_is_late_once_its_round_has_closed(cast: Cast, meeting: Any, at: dt.datetime, late: int) -> None:
    report = submit(cast, start(cast, meeting, overall="on_track"), at)
    assert reporting.lateness(report) == late
    words = reporting.submissions([group(cast)], meeting, PAPERS + 30 * DAY)[group(cast).pk].words
    assert ("late" in words) == bool(late)


def test_in_summer_the_day_ends_by_the_clock_on_the_wall(cast: Cast) -> None:
    meeting = board_meeting(cast, dt.date(2026, 7, 10))
    report: Any = RoundReportFactory(body=group(cast), meeting=meeting)
    closes = rounds.of_meeting(meeting).closes
    report.submitted_at = dt.datetime.combine(closes, dt.time(22, 59), tzinfo=dt.UTC)
    assert reporting.lateness(report) == 0
    report.submitted_at += dt.timedelta(minutes=1)
    assert reporting.lateness(report) == 1, "23:00 in Greenwich is midnight in London"


def words_of(first: bool, draft: bool, closed: bool) -> str:
    report = RoundReport(submitted_at=NOW) if first else None
    return Submission(report, report, RoundReport() if draft else None, 0, closed).words


@pytest.mark.parametrize(
    ("first", "draft", "closed", "words"),
    [
        (False, False, False, "Not begun"),
        (False, True, False, "Being written"),
        (False, False, True, "Missing: nothing was begun"),
        (False, True, True, "Missing: a draft was begun"),
        (True, True, True, "Submitted on 17 March 2026"),
    ],
)
def test_how_far_a_report_is(first: bool, draft: bool, closed: bool, words: str) -> None:
    assert words_of(first, draft, closed) == words


def test_what_was_written_before_a_meeting_moved_is_written_for_it(cast: Cast, meeting: Any) -> None:
    first = submit(cast, start(cast, meeting, overall="on_track"))
    draft = reporting.write_again(report=first, by=as_of_today(cast.ambition_lead), now=NOW)
    type(meeting).objects.filter(pk=meeting.pk).update(cancelled_at=NOW, cancelled_why="Moved.")
    moved = board_meeting(cast, PAPERS + 7 * DAY)
    type(meeting).objects.filter(pk=moved.pk).update(moved_from=meeting)
    moved.refresh_from_db()
    how_far = reporting.submissions([group(cast)], moved, PAPERS)[group(cast).pk]
    assert (how_far.submitted, how_far.draft) == (first, draft)
    with pytest.raises(WrittenSince):
        start(cast, moved)


def test_a_report_is_for_a_meeting_of_the_partnerships_own_board(cast: Cast, meeting: Any) -> None:
    meeting.cancelled_at = NOW
    with pytest.raises(ValidationError, match="cancelled"):
        start(cast, meeting)
    elsewhere = RoundReportFactory.create(draft=True).meeting
    with pytest.raises(ValidationError, match="own board"):
        start(cast, elsewhere)


def test_who_sees_a_draft_and_who_sees_what_was_submitted(cast: Cast, meeting: Any) -> None:
    draft: Any = RoundReportFactory(body=group(cast), meeting=meeting, draft=True)
    submitted: Any = RoundReportFactory(body=cast.partnership.bodies.get(key="OG"), meeting=meeting)
    seen = {part: set(RoundReport.objects.visible_to(as_of_today(person))) for part, person in cast.people().items()}
    both = {part for part, found in seen.items() if found == {draft, submitted}}
    assert both == {"ambition_lead", "group_member", "officer"}
    assert {part for part, found in seen.items() if not found} == {"observer", "nobody", "stranger"}
    assert all(submitted in found for part, found in seen.items() if found)


def test_who_is_asked_for_a_report(cast: Cast) -> None:
    bodies = [group(cast), cast.partnership.bodies.get(key="OG")]
    today = as_of_today(cast.officer).on

    def asked() -> list[list[str]]:
        return [[person.name for person in people] for people in reporting.writers(bodies, today).values()]

    assert asked() == [["Anna Ambition"], ["Olive Operational"]]
    MembershipFactory(body=bodies[1], role=BodyRole.CHAIR, person__name="Cora Chair")
    cast.ambition_lead.memberships.update(ends_on=today - DAY)
    assert asked() == [[], ["Cora Chair"]], "the chairs of the operational group, where it has any"
