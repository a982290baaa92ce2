"""Meetings: the list, and the officer's form that sets one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.holding import add_meeting
from governance.models import Meeting
from tests.factories import MeetingFactory
from tests.people import Cast, as_of_today

DAY = dt.date(2027, 3, 27)
MEETINGS = "/meetings/"


def board(cast: Cast) -> Any:
    return cast.partnership.bodies.get(key="SEPB")


def test_an_officer_sets_a_meeting(cast: Cast, signed_in) -> None:
    typed = {"body": board(cast).pk, "sits_on": "27 March 2027", "papers_due_on": "20/3/2027"}
    client = signed_in(cast.officer)
    assert client.post(MEETINGS, typed).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.body.key, meeting.sits_on, meeting.papers_due_on) == ("SEPB", DAY, dt.date(2027, 3, 20))
    assert "Saturday 27 March 2027" in client.get(MEETINGS).content.decode()


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        pytest.param({"body": ""}, "body", "Choose the body that meets.", id="no body"),
        pytest.param({"sits_on": "soon"}, "sits_on", "Enter a day such as", id="no day"),
        pytest.param({"papers_due_on": "28 March 2027"}, "papers_due_on", "or before it", id="papers after it"),
        pytest.param({"sits_on": "1 May 2027"}, "sits_on", "has a meeting on that day already", id="twice"),
    ],
)
def test_what_is_wrong_is_told_beside_the_field(
    typed: dict[str, str], field: str, says: str, cast: Cast, signed_in
) -> None:
    MeetingFactory(body=board(cast), sits_on=dt.date(2027, 5, 1))
    sent = {"body": str(board(cast).pk), "sits_on": "27 March 2027", "papers_due_on": "20 March 2027"} | typed
    answer = signed_in(cast.officer).post(MEETINGS, sent)
    assert answer.status_code == 422
    assert says in answer.content.decode().split(f'id="id_{field}_error"')[1]
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("part", "status", "post"),
    [
        ("officer", 200, 422),
        ("lead", 200, 403),
        ("board", 200, 403),
        ("observer", 404, 404),
        ("nobody", 404, 404),
        ("stranger", 200, 422),
    ],
)
def test_who_reads_and_who_sets(part: str, status: int, post: int, cast: Cast, signed_in) -> None:
    meeting = MeetingFactory(body=board(cast), sits_on=timezone.localdate())
    client = signed_in(getattr(cast, part))
    answer = client.get(MEETINGS)
    assert answer.status_code == status
    assert client.post(MEETINGS, {"body": meeting.body.pk}).status_code == post
    if part == "stranger":
        assert "SEPB" not in answer.content.decode(), "an officer elsewhere sees only their own partnership's"


def test_the_service_asks_who(cast: Cast) -> None:
    asked = {"body": board(cast), "sits_on": DAY, "papers_due_on": DAY}
    for part in ("lead", "board", "operational", "data_officer", "stranger"):
        with pytest.raises(PermissionDenied):
            add_meeting(**asked, by=as_of_today(getattr(cast, part)), now=timezone.now())
    assert add_meeting(**asked, by=as_of_today(cast.officer), now=timezone.now()) == Meeting.objects.get()
    with pytest.raises(ValidationError):
        add_meeting(**asked, by=as_of_today(cast.officer), now=timezone.now())
