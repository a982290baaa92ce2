"""A board that met on one day and meets again on another, for the tests of meetings."""

from __future__ import annotations

import datetime as dt
from typing import Any

from governance import agenda, holding
from governance.models import AgendaItem, Body, Meeting
from tests.factories import MeetingFactory, noon
from tests.people import Cast, as_of_today

TODAY = dt.date(2026, 3, 2)
NOW = noon(TODAY)
SOON = dt.date(2026, 3, 26)
LATER = dt.date(2026, 5, 21)


def board(cast: Cast) -> Body:
    return cast.partnership.bodies.get(key="SEPB")


def meets(cast: Cast, on: dt.date = SOON, **fields: Any) -> Meeting:
    """A meeting of the board, set past the services."""
    return MeetingFactory(body=board(cast), sits_on=on, **fields)


def sets(cast: Cast, on: dt.date, **fields: Any) -> Meeting:
    """A meeting of the board, set by the officer."""
    papers = {"papers_due_on": on - dt.timedelta(days=7)} | fields
    return holding.add_meeting(body=board(cast), sits_on=on, by=as_of_today(cast.officer), now=NOW, **papers)


def put_on(cast: Cast, key: str = "cause-1", now: dt.datetime = NOW) -> AgendaItem:
    """Something the board is to deal with."""
    return agenda.put_on_next_agenda(
        body=board(cast), key=key, kind="escalation", title="Overdue work", words="Why?", address="/plans/", now=now
    )
