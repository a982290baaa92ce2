"""Sending what waits by mail: each notice once, whoever is killed and whatever is down meanwhile.

A worker takes a notice by compare-and-set with a lease, sends it, and at once writes that it was mailed. Killed before
the mail server accepted the message, it sent nothing, and another worker sends it when the lease is over. Killed
between that and its own row (one statement, some milliseconds), the message is sent a second time: no protocol of
mail can tell. Both then have the same Message-ID, which follows from the notice's key, so that mail systems which
drop doubles show one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string

from . import delivery, mail_links, unsubscribing
from .models import Notice

LEASE = dt.timedelta(minutes=5)
"""How long a worker may take over one message before another may try; doubled with each failure."""
LONGEST_LEASE = dt.timedelta(hours=1)
AT_ONCE = 10


def send_next(*, now: dt.datetime, connection: Any = None) -> bool:
    """Deal with one waiting notice: mail it, leave it to the digest, or hold it back. False where none waits.

    `connection` is a mail connection to send it by, which stays open for the next. What it raises goes to the
    caller; the notice then waits until its lease is over, longer after each failure.
    """
    notice = _claim(now)
    if notice is None:
        return False
    match _decided(notice, now):
        case delivery.Held(reason):
            _settle(notice, held_back=reason)
        case delivery.Digest():
            _settle(notice, can_wait=True)
        case delivery.Now():
            _send(notice, connection)
            mailed(notice, now)
    return True


def lease(attempts: int) -> dt.timedelta:
    """For how long a notice is left alone that was tried `attempts` times before."""
    return min(LEASE * 2 ** min(attempts, 10), LONGEST_LEASE)


@transaction.atomic
def _claim(now: dt.datetime) -> Notice | None:
    """Take one notice by compare-and-set, so that two workers never send the same."""
    waiting = Notice.objects.unsent(now).order_by("created_at", "pk").values_list("pk", "attempts")
    for pk, attempts in waiting[:AT_ONCE]:
        mine = Notice.objects.unsent(now).filter(pk=pk, attempts=attempts)
        if mine.update(leased_until=now + lease(attempts), attempts=F("attempts") + 1):
            return Notice.objects.select_related("person").get(pk=pk)
    return None


def _decided(notice: Notice, now: dt.datetime) -> delivery.Delivery:
    return delivery.decide(
        notice,
        is_active=notice.person.is_active,
        unwanted=unsubscribing.unwanted(notice.person),
        last_mailed_about=_last_mailed_about(notice, now),
        now=now,
    )


def _last_mailed_about(notice: Notice, now: dt.datetime) -> dt.datetime | None:
    """When the same person was last mailed of the same thing; this moment, where another worker is doing so."""
    if not notice.about:
        return None
    same = Notice.objects.filter(person=notice.person, about=notice.about).exclude(pk=notice.pk)
    if same.filter(leased_until__gt=now, pk__lt=notice.pk).exists():
        return now
    return same.filter(mailed_at__isnull=False).order_by("-mailed_at").values_list("mailed_at", flat=True).first()


def _send(notice: Notice, connection: Any) -> None:
    made = message(notice, connection)
    if connection is not None:
        connection.open()
    made.send()


def _settle(notice: Notice, **values: Any) -> None:
    Notice.objects.filter(pk=notice.pk).update(leased_until=None, attempts=0, **values)


def mailed(notice: Notice, now: dt.datetime) -> None:
    """Write that a notice was mailed, and with a digest all that it gathers."""
    Notice.objects.filter(Q(pk=notice.pk) | Q(digest=notice.pk)).update(mailed_at=now, leased_until=None)


def message(notice: Notice, connection: Any = None) -> EmailMultiAlternatives:
    """A notice as a message in plain text and in HTML, with nothing in it that would be fetched from anywhere."""
    stop = unsubscribing.address(notice)
    body = mail_links.filled(notice.body, notice.key)
    context = {
        "subject": notice.subject,
        "body": body,
        "page": f"{settings.BASE_URL}{notice.address}" if notice.address else "",
        "stop": stop,
        "kind": notice.get_kind_display(),
        "brand": settings.BRAND_NAME,
        "preferences": f"{settings.BASE_URL}{unsubscribing.preferences_page()}",
    }
    made = EmailMultiAlternatives(
        subject=" ".join(f"{settings.BRAND_NAME}: {notice.subject}".split()),
        body=render_to_string("governance/mail/notice.txt", context),
        to=[notice.person.email],
        headers=_headers(notice, stop),
        connection=connection,
    )
    made.attach_alternative(render_to_string("governance/mail/notice.html", context), "text/html")
    return made


def _headers(notice: Notice, stop: str) -> dict[str, str]:
    headers = {
        "Message-ID": f"<{hashlib.sha256(notice.key.encode()).hexdigest()[:40]}@{_host()}>",
        "X-Notice": notice.key,
        "Auto-Submitted": "auto-generated",
    }
    if stop:
        # RFC 8058: a mail program may send the request itself, without opening a page.
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"
