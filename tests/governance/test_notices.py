"""Notices: written once for a cause, mailed once each in plain text and HTML, and waiting while mail is down."""

from __future__ import annotations

import datetime as dt
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail import EmailMultiAlternatives

from governance import mail_links, unsubscribing
from governance.mailing import LEASE, LONGEST_LEASE, _claim, lease, message
from governance.models import Notice, Unwanted
from governance.services import notify, send_next
from tests.factories import PersonFactory

from .told import NOW, notice, send_all

DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


def test_the_same_cause_is_written_once():
    person = PersonFactory()
    for _ in range(2):
        notify([notice(person=person)])
    assert Notice.objects.count() == 1


def test_each_is_sent_once(mailoutbox):
    notify([notice("one"), notice("two")])
    assert [send_all(), send_all()] == [2, 0]
    assert {mail.to[0] for mail in mailoutbox} == {each.person.email for each in Notice.objects.all()}


def test_mail_says_where_to_go_in_both_its_parts(mailoutbox, settings):
    notify([notice(body="1.1.1-M1 <Publish & tell>")])
    send_all()
    (mail,) = mailoutbox
    html = mail.alternatives[0][0]
    assert mail.subject == f"{settings.BRAND_NAME}: 1 milestone became overdue"
    assert "1.1.1-M1 <Publish & tell>\n\nhttp://127.0.0.1:8000/my-work/\n" in mail.body
    assert "1.1.1-M1 &lt;Publish &amp; tell&gt;" in html
    assert 'href="http://127.0.0.1:8000/my-work/"' in html
    assert '<html lang="en-GB">' in html
    assert "<img" not in html
    assert "src=" not in html


@pytest.mark.parametrize(
    ("kind", "can_be_stopped"),
    [pytest.param("overdue", True, id="overdue work"), pytest.param("account", False, id="one’s account")],
)
def test_mail_can_be_stopped_by_one_click_unless_it_is_about_the_account(kind, can_be_stopped):
    written = notice(kind=kind)
    headers = message(written).message()
    assert headers["X-Notice"] == written.key
    assert bool(headers["List-Unsubscribe"]) is can_be_stopped
    if can_be_stopped:
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert headers["List-Unsubscribe"] == f"<{unsubscribing.address(written)}>"


def test_a_message_that_is_sent_again_has_the_same_identity(mailoutbox):
    """A worker that is killed after the mail server took a message and before its row says so."""
    notify([notice()])
    send_all()
    Notice.objects.update(mailed_at=None, leased_until=NOW + LEASE)
    send_all(NOW + LEASE + dt.timedelta(seconds=1))
    first, again = (mail.message()["Message-ID"] for mail in mailoutbox)
    assert first == again
    assert first.endswith("@127.0.0.1>")


def test_mail_that_is_down_delays_and_loses_nothing(mailoutbox, monkeypatch):
    notify([notice()])
    with monkeypatch.context() as down:
        down.setattr(EmailMultiAlternatives, "send", lambda self: (_ for _ in ()).throw(SMTPServerDisconnected("down")))
        with pytest.raises(SMTPServerDisconnected):
            send_next(now=NOW)
    assert send_all(NOW) == 0, "Another worker leaves it alone while it is being tried."
    assert send_all(NOW + LEASE + dt.timedelta(seconds=1)) == 1
    assert Notice.objects.get().attempts == 2


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(0, 5), (1, 10), (2, 20), (3, 40), (4, 60), (30000, 60)],
)
def test_each_failure_makes_the_next_wait_longer_up_to_an_hour(attempts, minutes):
    assert lease(attempts) == dt.timedelta(minutes=minutes) <= LONGEST_LEASE


def test_two_workers_never_take_the_same_one():
    notify([notice("one"), notice("two")])
    taken = [_claim(NOW), _claim(NOW), _claim(NOW)]
    assert [each.key if each else None for each in taken] == ["one", "two", None]


def test_of_the_same_thing_nobody_is_mailed_again_within_a_week(mailoutbox):
    person = PersonFactory()
    notify([notice("first", person=person, about="milestone:1")])
    send_all(NOW)
    later = NOW + 6 * DAY
    notify(
        [
            notice("again", person=person, about="milestone:1", created_at=later),
            notice("another thing", person=person, about="milestone:2", created_at=later),
            notice("another person", about="milestone:1", created_at=later),
        ]
    )
    send_all(later)
    assert [mail.message()["X-Notice"] for mail in mailoutbox] == ["first", "another thing", "another person"]
    assert list(Notice.objects.for_digests().values_list("key", flat=True)) == ["again"]


def test_two_workers_do_not_mail_the_same_thing_twice_at_once():
    person = PersonFactory()
    notify([notice("first", person=person, about="a"), notice("again", person=person, about="a")])
    taken = _claim(NOW)
    assert taken is not None
    assert taken.key == "first"
    send_all()
    assert Notice.objects.for_digests().get().key == "again"


def test_what_somebody_does_not_want_is_kept_on_the_site_alone(mailoutbox):
    person = PersonFactory()
    Unwanted.objects.create(person=person, kind="overdue", since=NOW)
    notify([notice(person=person), notice("account-1", person=person, kind="account")])
    assert send_all() == 2
    assert [mail.message()["X-Notice"] for mail in mailoutbox] == ["account-1"]
    assert Notice.objects.get(kind="overdue").held_back == "You asked for no mail of this kind."


def test_a_link_that_needs_no_sign_in_is_only_in_the_mail(mailoutbox):
    written = notice(body=f"Late.\n\nAnswer here:\n{mail_links.place('/answer/')}\n\nThank you.")
    notify([written])
    send_all()
    token = mail_links.token(written.key)
    assert f"Answer here:\nhttp://127.0.0.1:8000/answer/{token}/\n" in mailoutbox[0].body
    stored = Notice.objects.get()
    assert token not in stored.body
    assert mail_links.emptied(stored.body) == "Late.\n\nThank you."
