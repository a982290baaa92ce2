"""Notices and mail settings for the tests of telling people."""

from __future__ import annotations

import datetime as dt

from governance.models import Notice
from governance.services import send_next
from tests.factories import PersonFactory, noon

NOW = noon(dt.date(2026, 3, 2))
"""Monday, 2 March 2026, at noon."""


def notice(key: str = "overdue:1", **changes) -> Notice:
    """A notice that is not written yet: of overdue work, to somebody new unless told otherwise."""
    words = {"subject": "1 milestone became overdue", "body": "1.1.1-M1", "address": "/my-work/", "created_at": NOW}
    person = changes.pop("person", None) or PersonFactory()
    return Notice(key=key, person=person, **({"kind": "overdue"} | words | changes))


def send_all(now: dt.datetime = NOW) -> int:
    """Deal with all that waits; how many."""
    dealt_with = 0
    while send_next(now=now):
        dealt_with += 1
    return dealt_with
