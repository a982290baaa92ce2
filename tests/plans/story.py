"""One milestone's history told in a line: `story.claims(ago=40).returned(ago=30).says("on_track", ago=3)`.

Days are counted back from `AS_AT`, the day on which the tests ask where the milestone stands.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from plans.models import DateChange, Milestone
from plans.position import Position
from tests.factories import (
    ConfirmationFactory,
    DateChangeFactory,
    MilestoneFactory,
    OccurrenceFactory,
    PersonFactory,
    PostFactory,
    SignOffFactory,
    StatusUpdateFactory,
    WithdrawalFactory,
    noon,
)

from .date_factories import DateDecisionFactory, DateRequestFactory

AS_AT = dt.date(2026, 6, 1)


def ago(days: int) -> dt.date:
    """So many days before the day that is asked about; fewer than none are days to come."""
    return AS_AT - dt.timedelta(days=days)


class Story:
    """A milestone and what happened to it, one thing after another."""

    def __init__(self, due: int | None, again: list[int] | None = None, **milestone: Any) -> None:
        self.lead = PersonFactory(name="Alice Lead")
        self.group = PersonFactory(name="Olive Operational")
        self.officer = PersonFactory(name="Oscar Officer")
        self.last: Any
        if again:
            milestone |= {"recurrence": "quarterly"}
        agreed = None if due is None else ago(-due)
        self.milestone: Any = MilestoneFactory(agreed_due_on=agreed, **milestone)
        self.due_on = agreed
        self.asked: Any
        for day in again or ():
            OccurrenceFactory(milestone=self.milestone, due_on=ago(-day))

    def says(self, declared: str, ago: int, **said: Any) -> Self:
        """The lead declares how it stands."""
        trouble = {declared: True} if declared in ("at_risk", "off_track") else {"declared": declared}
        self.last = StatusUpdateFactory(milestone=self.milestone, by=self.lead, said_on=_day(ago), **trouble, **said)
        return self

    def claims(self, ago: int, completed: int | None = None, again: int | None = None, **said: Any) -> Self:
        """The lead says that it is complete, since `completed` days ago; of one that comes round, which."""
        self.last = StatusUpdateFactory(
            milestone=self.milestone,
            by=self.lead,
            claim=True,
            said_on=_day(ago),
            completed_on=_day(ago if completed is None else completed),
            occurrence_due_on=None if again is None else _day(-again),
            **said,
        )
        return self

    def claimed_for_the_post(self, ago: int) -> Self:
        """An officer records a claim that they heard by telephone."""
        post = PostFactory(title="Head of SEND", organisation__key="Council")
        self.claims(ago, on_behalf_of=post, heard="phone")
        return self

    def confirmed(self, ago: int) -> Self:
        """The post confirms it."""
        ConfirmationFactory(update=self.last, by=self.lead, recorded_at=noon(_day(ago), 1))
        return self

    def accepted(self, ago: int, **decided: Any) -> Self:
        """The operational group signs the last claim off."""
        SignOffFactory(update=self.last, by=self.group, recorded_at=noon(_day(ago), 2), **decided)
        return self

    def returned(self, ago: int) -> Self:
        """The operational group returns it."""
        SignOffFactory(update=self.last, by=self.group, recorded_at=noon(_day(ago), 2), returned=True)
        return self

    def moved(self, to: int, ago: int, kind: str = DateChange.Kind.MOVED) -> Self:
        """The due date becomes another, so many days after the day asked about."""
        DateChangeFactory(
            milestone=self.milestone,
            by=self.group,
            kind=kind,
            from_date=self.due_on,
            to_date=_day(-to),
            recorded_at=noon(_day(ago)),
        )
        self.due_on = _day(-to)
        return self

    def asks(self, to: int, ago: int) -> Self:
        """The lead asks for a new date, so many days after the day asked about."""
        self.asked = DateRequestFactory(
            milestone=self.milestone,
            by=self.lead,
            from_date=self.due_on,
            asked_for=_day(-to),
            recorded_at=noon(_day(ago)),
        )
        return self

    def granted(self, ago: int) -> Self:
        """The operational group grants it, which moves the date."""
        DateDecisionFactory(request=self.asked, by=self.group, recorded_at=noon(_day(ago)))
        self.due_on = self.asked.asked_for
        return self

    def refused(self, ago: int) -> Self:
        """The operational group refuses it."""
        DateDecisionFactory(request=self.asked, by=self.group, recorded_at=noon(_day(ago)), refused=True)
        return self

    def withdrawn(self, ago: int, *, whole_action: bool = False) -> Self:
        """It is no longer to be done."""
        what = {"action": self.milestone.action, "milestone": None} if whole_action else {"milestone": self.milestone}
        WithdrawalFactory(by=self.officer, recorded_at=noon(_day(ago)), **what)
        return self

    def position(self, as_at: dt.date = AS_AT) -> Position:
        """Where it stands on a day."""
        (milestone,) = Milestone.objects.filter(pk=self.milestone.pk).positioned(as_at).in_words()
        found: Position = milestone.position
        return found


def _day(days_ago: int) -> dt.date:
    return ago(days_ago)
