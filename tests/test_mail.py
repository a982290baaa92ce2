"""Mail over a real connection to a real server: what it receives and refuses, and what happens while it is down."""

from __future__ import annotations

import datetime as dt
from smtplib import SMTPException
from typing import Any

import pytest
from django.utils import timezone

from governance.models import Notice
from governance.services import notify
from governance.tasks import send_notices
from tests.factories import PersonFactory
from tests.mail_server import Inbox, mail_server
from tests.processes import free_port

pytestmark = pytest.mark.django_db


def notices(number: int) -> None:
    """As many notices, to one person and each about another thing."""
    person = PersonFactory(name="Zoë Müller", email="zoe@example.org")
    now = timezone.now() - dt.timedelta(minutes=1)
    words = {"kind": "overdue", "subject": "Überfällig – 1 milestone", "body": "“1.1.1” is late.", "created_at": now}
    notify(Notice(person=person, key=f"n-{each}", address="/my-work/", **words) for each in range(number))


@pytest.fixture
def smtp(settings) -> int:
    """The port to which the product sends, at which nobody listens yet."""
    port = free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    return port


def test_what_arrives_is_plain_text_and_html_with_all_its_headers(smtp):
    notices(2)
    with mail_server(inbox := Inbox(), smtp):
        assert [send_notices(), send_notices()] == [2, 0]
    assert inbox.counts() == {"n-0": 1, "n-1": 1}
    first, second = inbox.accepted
    parts: Any = first.get_payload()
    plain, html = parts
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert "“1.1.1” is late." in plain.get_payload(decode=True).decode()
    assert "“1.1.1” is late." in html.get_payload(decode=True).decode()
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first["List-Unsubscribe"].strip().startswith("<http://127.0.0.1:8000/mail/stop/")
    assert first["Message-ID"] != second["Message-ID"]


def test_while_the_server_is_down_nothing_is_lost_and_all_is_sent_later(smtp):
    notices(3)
    for _ in range(2):
        with pytest.raises(OSError, match="refused"):
            send_notices()
    tried = Notice.objects.filter(attempts=1)
    assert (tried.count(), Notice.objects.filter(mailed_at=None).count()) == (2, 3)
    assert all(each.leased_until and each.leased_until > timezone.now() for each in tried)
    with mail_server(inbox := Inbox(), smtp):
        assert send_notices() == 1, "What was tried waits until its lease is over."
        tried.update(leased_until=timezone.now() - dt.timedelta(seconds=1))
        assert send_notices() == 2
    assert inbox.counts() == {"n-0": 1, "n-1": 1, "n-2": 1}


def test_one_that_is_refused_holds_up_no_other(smtp):
    notices(2)
    gone = PersonFactory(email="gone@example.org")
    Notice.objects.filter(key="n-0").update(person=gone)
    inbox = Inbox()
    inbox.refuses = {"gone@example.org"}
    with mail_server(inbox, smtp):
        send_notices()
    assert inbox.counts() == {"n-1": 1}
    left = Notice.objects.get(key="n-0")
    assert (left.mailed_at, left.attempts) == (None, 1)


def test_a_server_that_goes_away_half_way_loses_nothing(smtp, settings):
    settings.EMAIL_TIMEOUT = 0.5
    notices(3)
    inbox = Inbox()
    inbox.holds_after = 1
    with mail_server(inbox, smtp), pytest.raises((OSError, SMTPException)):
        send_notices()
    assert inbox.counts() == {"n-0": 1}
    inbox.holds_after = -1
    Notice.objects.update(leased_until=None)
    with mail_server(inbox, smtp):
        assert send_notices() == 2
    assert inbox.counts() == {"n-0": 1, "n-1": 1, "n-2": 1}
