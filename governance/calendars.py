"""A calendar in the format of RFC 5545, written from plain entries: the same entries give the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, Timezone

from .series import LONDON

LASTS = dt.timedelta(hours=2)
"""How long a meeting is shown to take: when it ends is not recorded."""
OFTEN = dt.timedelta(hours=6)
"""How often a calendar program is asked to look again."""
ZONE_FROM, ZONE_TO = dt.date(2020, 1, 1), dt.date(2040, 1, 1)
"""The years whose clock changes the calendar carries with it."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing on a day. `uid` stays the same when it moves, and `sequence` then grows."""

    uid: str
    title: str
    on: dt.date
    changed_at: dt.datetime
    starts_at: dt.time | None = None
    sequence: int = 0
    is_cancelled: bool = False
    place: str = ""
    words: str = ""
    address: str = ""


def uid(thing: str) -> str:
    """A name that nothing else in the world has, for what this site calls `thing`."""
    return f"{thing}@{urlsplit(settings.BASE_URL).hostname}"


def written(name: str, entries: Iterable[Entry]) -> bytes:
    """The whole calendar. Days without a time last all day; times are London's, with its clock changes."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.BRAND_NAME}//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", OFTEN, {"VALUE": "DURATION"})
    events = sorted(entries, key=lambda entry: (entry.on, entry.uid))
    if any(entry.starts_at for entry in events):
        calendar.add_component(Timezone.from_tzid("Europe/London", first_date=ZONE_FROM, last_date=ZONE_TO))
    for entry in events:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.astimezone(dt.UTC))
    event.add("last-modified", entry.changed_at.astimezone(dt.UTC))
    event.add("sequence", entry.sequence)
    event.add("summary", f"Cancelled: {entry.title}" if entry.is_cancelled else entry.title)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    _when(event, entry)
    for field, value in (("location", entry.place), ("description", entry.words)):
        if value:
            event.add(field, value)
    if entry.address:
        event.add("url", f"{settings.BASE_URL}{entry.address}")
    return event


def _when(event: Event, entry: Entry) -> None:
    """Its start and end. Only what has a time makes somebody busy."""
    if entry.starts_at is None:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + dt.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return
    starts = dt.datetime.combine(entry.on, entry.starts_at, tzinfo=LONDON)
    event.add("dtstart", starts)
    event.add("dtend", (starts.astimezone(dt.UTC) + LASTS).astimezone(LONDON))
