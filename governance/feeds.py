"""The private address at which somebody's calendar program reads: made, shown once, and revoked."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction

from .mail_links import hashed
from .models import CalendarFeed, Person
from .roles import Standing


def in_use(person: Person) -> CalendarFeed | None:
    """The address that works now, if there is one."""
    return CalendarFeed.objects.filter(person=person, revoked_at__isnull=True).first()


def reader(token: str) -> Person | None:
    """Whose calendar a token reads; None for one that is unknown or revoked, or whose person is stopped."""
    feeds = CalendarFeed.objects.filter(token_sha256=hashed(token), revoked_at__isnull=True, person__is_active=True)
    found = feeds.select_related("person").first()
    return found.person if found else None


@transaction.atomic
def make(*, by: Standing, now: dt.datetime) -> str:
    """Make an address of one's own and return its token, which is stored nowhere; the one before stops working."""
    revoke(by=by, now=now)
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(person=by.person, token_sha256=hashed(token), created_at=now)
    return token


@transaction.atomic
def revoke(*, by: Standing, now: dt.datetime) -> bool:
    """Stop one's own address from working; False where there was none."""
    Person.objects.select_for_update(of=("self",)).get(pk=by.person.pk)
    return bool(CalendarFeed.objects.filter(person=by.person, revoked_at__isnull=True).update(revoked_at=now))
