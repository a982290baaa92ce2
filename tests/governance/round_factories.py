"""Rounds of a board and reports to it, made directly, past the services, for tests of what reads them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from governance.models import RoundReport
from tests.factories import BodyFactory, MeetingFactory, PersonFactory, noon

PAPERS = dt.date(2026, 3, 27)
"""The papers of the board that `board_meeting` sets are due on this day: opens 6 March, closes 25 March."""
DAY = dt.timedelta(days=1)


def board_meeting(cast: Any, papers: dt.date = PAPERS) -> Any:
    """A meeting of the cast's board, a week after its papers are due."""
    board = cast.partnership.bodies.get(key="SEPB")
    return MeetingFactory(body=board, sits_on=papers + 7 * DAY, papers_due_on=papers)


class RoundReportFactory(DjangoModelFactory):
    """At risk, submitted five days before papers are due; `RoundReportFactory(draft=True)` is not submitted."""

    class Meta:
        model = RoundReport

    class Params:
        draft = factory.Trait(submitted_at=None)

    body = factory.SubFactory(BodyFactory)
    meeting = factory.SubFactory(MeetingFactory)
    by = factory.SubFactory(PersonFactory)
    overall = "at_risk"
    why = "One clinic cannot open."
    progress = "The panel met twice."
    recorded_at = factory.LazyAttribute(lambda o: noon(o.meeting.papers_due_on - 5 * DAY))
    submitted_at = factory.SelfAttribute("recorded_at")
