"""The weekly digest: what could wait, gathered into one message a person a week, on the day that they chose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from . import delivery, unsubscribing
from .models import Notice, Person
from .series import LONDON
from .wording import count

HOUR = dt.time(7)
"""When on its day a digest is made up, by the clocks of London."""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def due(digest_day: int, now: dt.datetime) -> dt.datetime:
    """The last moment, up to now, at which a digest of this day of the week was to be made up.

    A digest that nobody made in time, because no worker ran, is made up later for that same moment.
    """
    today = now.astimezone(LONDON).date()
    on = today - dt.timedelta(days=(today.weekday() - digest_day) % 7)
    moment = dt.datetime.combine(on, HOUR, tzinfo=LONDON)
    return moment if moment <= now else dt.datetime.combine(on - dt.timedelta(days=7), HOUR, tzinfo=LONDON)


def key(person: int, moment: dt.datetime) -> str:
    """What makes a digest unique: its person and the week, Monday to Sunday, in which it was due."""
    year, week, _ = moment.astimezone(LONDON).isocalendar()
    return f"digest:{person}:{year}-W{week:02}"


def gather(*, now: dt.datetime) -> int:
    """Make up every digest that is due; return how many. Run twice, or by two workers, each is made once."""
    days = Coalesce("mail_settings__digest_day", Value(0))
    waiting = Notice.objects.for_digests().values("person")
    people = Person.objects.filter(pk__in=waiting).annotate(digest_day=days).order_by("pk")
    return sum(_gather_for(person, due(person.digest_day, now), now) for person in people)


@transaction.atomic
def _gather_for(person: Person, moment: dt.datetime, now: dt.datetime) -> bool:
    waiting = Notice.objects.for_digests().filter(person=person, created_at__lte=moment)
    _hold_back(person, waiting, now)
    rows = list(waiting.order_by("kind", "created_at", "pk"))
    if not rows:
        return False
    digest, is_new = Notice.objects.get_or_create(key=key(person.pk, moment), defaults=_digest_of(person, rows, now))
    if is_new:
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(digest=digest)
    return is_new


def _hold_back(person: Person, waiting: Iterable[Notice], now: dt.datetime) -> None:
    """Say of what its person does not want that no mail is sent of it."""
    kinds = unsubscribing.unwanted(person)
    for notice in waiting:
        decided = delivery.decide(notice, is_active=person.is_active, unwanted=kinds, last_mailed_about=None, now=now)
        if isinstance(decided, delivery.Held):
            Notice.objects.filter(pk=notice.pk).update(held_back=decided.reason)


def _digest_of(person: Person, rows: list[Notice], now: dt.datetime) -> dict[str, object]:
    return {
        "person": person,
        "kind": Notice.Kind.DIGEST,
        "subject": f"{count(len(rows), 'thing')} of this week",
        "body": "\n\n".join([INTRODUCTION, *map(_line, rows)]),
        "address": reverse("notices"),
        "created_at": now,
    }


INTRODUCTION = "This is what could wait, in one message a week. Each is on the site in full."


def _line(row: Notice) -> str:
    return f"{row.subject}\n{settings.BASE_URL}{row.address}" if row.address else row.subject
