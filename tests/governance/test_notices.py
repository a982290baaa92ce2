"""Notices: written once for a cause, sent once each, and waiting while mail is down."""

from __future__ import annotations

import datetime as dt
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail import EmailMessage

from governance.models import Notice
from governance.services import LEASE, notify, send_next
from tests.factories import PersonFactory, noon

NOW = noon(dt.date(2026, 3, 2))


def notice(key: str = "overdue:1", **changes) -> Notice:
    words = {"subject": "1 milestone became overdue", "body": "1.1.1-M1", "address": "/my-work/", "created_at": NOW}
    return Notice(key=key, person=changes.pop("person", None) or PersonFactory(), **(words | changes))


def send_all(now: dt.datetime = NOW) -> int:
    sent = 0
    while send_next(now=now):
        sent += 1
    return sent


@pytest.mark.django_db
def test_the_same_cause_is_written_once():
    person = PersonFactory()
    for _ in range(2):
        notify([notice(person=person)])
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_each_is_sent_once(mailoutbox):
    notify([notice("one"), notice("two")])
    assert [send_all(), send_all()] == [2, 0]
    assert {mail.to[0] for mail in mailoutbox} == {each.person.email for each in Notice.objects.all()}


@pytest.mark.django_db
def test_mail_says_where_to_go(mailoutbox, settings):
    notify([notice()])
    send_all()
    assert mailoutbox[0].subject == f"{settings.BRAND_NAME}: 1 milestone became overdue"
    assert mailoutbox[0].body.endswith(f"{settings.BASE_URL}/my-work/\n")


@pytest.mark.django_db
def test_mail_that_is_down_delays_and_loses_nothing(mailoutbox, monkeypatch):
    notify([notice()])
    with monkeypatch.context() as down:
        down.setattr(EmailMessage, "send", lambda self: (_ for _ in ()).throw(SMTPServerDisconnected("down")))
        with pytest.raises(SMTPServerDisconnected):
            send_next(now=NOW)
    assert send_all(NOW) == 0, "Another worker leaves it alone while it is being tried."
    assert send_all(NOW + LEASE + dt.timedelta(seconds=1)) == 1
    assert Notice.objects.get().attempts == 2


@pytest.mark.django_db
def test_two_workers_never_take_the_same_one():
    from governance.services import _claim

    notify([notice("one"), notice("two")])
    taken = [_claim(NOW), _claim(NOW), _claim(NOW)]
    assert [each.key if each else None for each in taken] == ["one", "two", None]
