"""The weekly digest: on the day that somebody chose, by London's clocks, at most one a week, whoever makes it up."""

from __future__ import annotations

import datetime as dt

import pytest

from governance import digest
from governance.models import MailSettings, Notice, Unwanted
from governance.services import notify
from tests.factories import PersonFactory

from .told import notice, send_all

MONDAY = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=digest.LONDON)


@pytest.mark.parametrize(
    ("digest_day", "now", "expected"),
    [
        pytest.param(0, at(MONDAY, 7), at(MONDAY, 7), id="on the day, at seven"),
        pytest.param(0, at(MONDAY, 6, 59), at(MONDAY - 7 * DAY, 7), id="before seven: a week ago"),
        pytest.param(0, at(MONDAY + 2 * DAY, 9), at(MONDAY, 7), id="two days late, for the day it was due"),
        pytest.param(4, at(MONDAY, 9), at(MONDAY - 3 * DAY, 7), id="Fridays, asked on a Monday"),
        pytest.param(6, at(dt.date(2026, 3, 29), 7), dt.datetime(2026, 3, 29, 6, tzinfo=dt.UTC), id="clocks go on"),
        pytest.param(6, at(dt.date(2026, 10, 25), 7), dt.datetime(2026, 10, 25, 7, tzinfo=dt.UTC), id="clocks go back"),
    ],
)
def test_when_a_digest_is_due(digest_day, now, expected):
    assert digest.due(digest_day, now) == expected


def test_a_week_is_counted_from_monday_to_sunday():
    assert digest.key(7, at(MONDAY, 7)) == digest.key(7, at(MONDAY + 6 * DAY, 7)) == "digest:7:2026-W10"
    assert digest.key(7, at(MONDAY + 7 * DAY, 7)) == "digest:7:2026-W11"


@pytest.fixture
def waiting(db):
    """Two things that can wait, of Saturday, and one of Tuesday that comes too late for Monday's digest."""
    person = PersonFactory()
    saturday, tuesday = at(MONDAY - 2 * DAY, 9), at(MONDAY + DAY, 9)
    notify(
        [
            notice("claimed:1", person=person, can_wait=True, created_at=saturday, subject="A claim waits"),
            notice("claimed:2", person=person, can_wait=True, created_at=saturday, subject="Another waits"),
            notice("claimed:3", person=person, can_wait=True, created_at=tuesday, subject="A third waits"),
        ]
    )
    return person


def test_what_could_wait_comes_in_one_message(waiting, mailoutbox):
    assert send_all(at(MONDAY, 6)) == 0
    assert [digest.gather(now=at(MONDAY, 7, minute)) for minute in (1, 2)] == [1, 0]
    send_all(at(MONDAY, 8))
    (mail,) = mailoutbox
    assert "2 things of this week" in mail.subject
    assert "A claim waits\nhttp://127.0.0.1:8000/my-work/" in mail.body
    assert "A third waits" not in mail.body
    gathered = Notice.objects.get(kind="digest").gathered.all()
    assert {(each.key, each.mailed_at) for each in gathered} == {
        ("claimed:1", at(MONDAY, 8)),
        ("claimed:2", at(MONDAY, 8)),
    }


def test_at_most_one_a_week_and_the_rest_in_the_next(waiting, mailoutbox):
    made = [digest.gather(now=at(MONDAY + days * DAY, 9)) for days in range(14)]
    assert made == [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    assert not Notice.objects.for_digests().exists()


def test_a_digest_that_no_worker_made_in_time_is_made_later_once(waiting):
    assert [digest.gather(now=at(MONDAY + 3 * DAY, hour)) for hour in (9, 10)] == [1, 0]
    assert Notice.objects.get(kind="digest").gathered.count() == 2


def test_it_comes_on_the_day_that_was_chosen(waiting):
    MailSettings.objects.create(person=waiting, digest_day=4)
    assert digest.gather(now=at(MONDAY, 9)) == 0
    assert digest.gather(now=at(MONDAY + 4 * DAY, 9)) == 1
    assert Notice.objects.get(kind="digest").gathered.count() == 3


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        pytest.param("digest", "It would go into the weekly digest, and you asked for none.", id="the digest"),
        pytest.param("overdue", "You asked for no mail of this kind.", id="the kind itself"),
    ],
)
def test_what_is_not_wanted_is_held_back_and_makes_no_digest(waiting, kind, why):
    Unwanted.objects.create(person=waiting, kind=kind, since=at(MONDAY, 1))
    assert digest.gather(now=at(MONDAY, 9)) == 0
    assert set(Notice.objects.filter(key__in=["claimed:1", "claimed:2"]).values_list("held_back", flat=True)) == {why}


def test_nobody_is_sent_an_empty_one(db):
    notify([notice()])
    assert digest.gather(now=at(MONDAY + 7 * DAY, 9)) == 0
