"""The pages of meetings: an officer sets, moves and cancels; those who chair take one through its agenda."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.models import AgendaItem, ArisingAction, Attendance, Meeting, MeetingDecision, Person
from governance.wording import day
from tests.factories import MeetingFactory, MembershipFactory
from tests.people import Cast

from .meeting_stage import board

SignIn = Callable[[Person], Client]


def today() -> dt.date:
    return timezone.localdate()


def sits(cast: Cast, days: int = 0) -> Meeting:
    """A meeting of the board today, or some days from now; papers are due on the day."""
    on = today() + dt.timedelta(days=days)
    return MeetingFactory(body=board(cast), sits_on=on, papers_due_on=on)


def page(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_an_officer_sets_a_series_and_moves_and_cancels_a_meeting(cast: Cast, signed_in: SignIn) -> None:
    client, start = signed_in(cast.officer), today() + dt.timedelta(days=1)
    typed = {"body": board(cast).pk, "months": 2, "nth": 3, "weekday": "TH", "papers_lead": 5, "starts_at": "14.30"}
    typed |= {"starts_on": day(start), "until": day(start + dt.timedelta(days=365))}
    address = reverse("add-series-of-meetings")
    wrong = client.post(address, typed | {"rule": "FREQ=DAILY"})
    assert wrong.status_code == 422
    assert "Enter a rule such as" in wrong.content.decode().split('id="id_rule_error"')[1]
    assert client.post(address, typed).status_code == 302
    first, second, *rest = Meeting.objects.order_by("sits_on")
    assert len(rest) in (4, 5)
    assert "every 2 months on the third Thursday" in page(client, "meetings")
    new_day = first.sits_on + dt.timedelta(days=1)
    moved = {"sits_on": day(new_day), "papers_due_on": day(new_day), "why": "The hall is taken."}
    assert client.post(reverse("move-meeting", args=[first.pk]), moved).status_code == 302
    assert client.post(reverse("cancel-meeting", args=[second.pk]), {"why": ""}).status_code == 422
    assert client.post(reverse("cancel-meeting", args=[second.pk]), {"why": "No quorum."}).status_code == 302
    listed = page(client, "meetings")
    assert f"Moved from {day(first.sits_on)}" in listed
    assert "No quorum." in listed
    assert f"It sits on {day(new_day)}" in page(client, "meeting", first.pk)


def test_a_member_takes_the_meeting_through_its_agenda(cast: Cast, signed_in: SignIn) -> None:
    meeting, later, client = sits(cast), sits(cast, 60), signed_in(cast.board)
    for title in ("Waiting times", "The budget"):
        typed = {"kind": "decision", "title": title}
        assert client.post(reverse("add-agenda-item", args=[meeting.pk]), typed).status_code == 302
    first, second = AgendaItem.objects.order_by("order")
    change = reverse("change-agenda-item", args=[meeting.pk, second.pk])
    assert client.post(change, {"do": "earlier"}).status_code == 302
    assert list(meeting.agenda.all()) == [second, first]
    assert client.post(change, {"do": "vanish"}).status_code == 400
    decided = {"item": second.pk, "words": "Agreed for a year."}
    assert client.post(reverse("record-decision", args=[meeting.pk]), decided).status_code == 302
    assert MeetingDecision.objects.get().item == second
    assert client.post(reverse("carry-over", args=[meeting.pk])).status_code == 302
    assert list(later.agenda.all()) == [first]
    shown = page(client, "meeting", meeting.pk)
    assert "Agreed for a year." in shown
    assert "Not dealt with. Carried over to" in shown


def test_attendance_and_actions_arising(cast: Cast, signed_in: SignIn) -> None:
    meeting, client = sits(cast), signed_in(cast.board)
    came = {f"came_{cast.board.pk}": "present", "stand_in": cast.lead.pk}
    address = reverse("attendance", args=[meeting.pk])
    assert client.post(address, came).status_code == 422, "in whose place is missing"
    assert client.post(address, came | {"stood_in_for": cast.board.pk}).status_code == 302
    assert Attendance.objects.count() == 2
    due = day(today() + dt.timedelta(days=30))
    typed = {"words": "Write to schools.", "due_on": due, "owner": cast.post.pk}
    assert client.post(reverse("add-arising", args=[meeting.pk]), typed).status_code == 302
    action = ArisingAction.objects.get()
    assert "Write to schools." in page(client, "meeting", sits(cast, 60).pk), "on every agenda until it is done"
    finish = reverse("finish-arising", args=[action.pk])
    lead = signed_in(cast.lead)
    assert finish in page(lead, "meeting", meeting.pk)
    assert lead.post(finish, {"done_on": day(today()), "note": "Letter sent."}).status_code == 302
    assert "Write to schools." not in page(lead, "meeting", meeting.pk)


def test_a_reader_finds_nothing_to_press(cast: Cast, signed_in: SignIn) -> None:
    shown = page(signed_in(cast.lead), "meeting", sits(cast).pk)
    assert "Record" not in shown
    assert "Move this meeting" not in shown


def test_pages_ask_no_more_of_the_database_as_they_grow(
    cast: Cast, signed_in: SignIn, django_assert_max_num_queries: Callable
) -> None:
    meeting, client = sits(cast), signed_in(cast.officer)
    for number in range(12):
        sits(cast, 7 + number)
        person = MembershipFactory(body=board(cast)).person
        Attendance.objects.create(meeting=meeting, person=person, came="present")
        item = AgendaItem.objects.create(
            body=board(cast), meeting=meeting, key=f"k{number}", title="So", added_at=meeting.added_at
        )
        MeetingDecision.objects.create(
            meeting=meeting, item=item, words="So.", by=cast.board, recorded_at=meeting.added_at
        )
        ArisingAction.objects.create(
            meeting=meeting, words="So.", owner=cast.post, due_on=today(), by=cast.board, recorded_at=meeting.added_at
        )
    with django_assert_max_num_queries(10):
        client.get(reverse("meetings"))
    with django_assert_max_num_queries(14):
        client.get(reverse("meeting", args=[meeting.pk]))
    with django_assert_max_num_queries(23):
        client.get(reverse("minutes", args=[meeting.pk]))
    with django_assert_max_num_queries(13):
        client.get(reverse("attendance", args=[meeting.pk]))
