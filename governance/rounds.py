"""The reporting round, worked out backwards from the day papers are due: opens, reminder, chase, closes.

The days are stored with the meeting only where colours depend on them (`Meeting.round_opens_on`); the others follow.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from .models import Body, Meeting
from .models.meetings import MeetingQuerySet

OPENS = dt.timedelta(days=21)
"""How long before the day papers are due a round opens: what is said from then on counts for it."""
REMINDER = dt.timedelta(days=14)
CHASE = dt.timedelta(days=7)
CLOSES = dt.timedelta(days=2)
"""How long before the day papers are due leads and groups are to have reported, so that the pack can be built."""


class Stage(StrEnum):
    """How far a round is on a day."""

    TO_COME = "to come"
    OPEN = "open"
    REMINDED = "reminded"
    CHASED = "being chased"
    CLOSED = "closed"


@dataclass(frozen=True)
class Round:
    """The days of one meeting's round, each the first day of its stage; papers are due after it closes."""

    opens: dt.date
    reminder: dt.date
    chase: dt.date
    closes: dt.date
    papers_due: dt.date

    def stage(self, on: dt.date) -> Stage:
        """How far it is on a day. It closes at the end of the day `closes`."""
        if on > self.closes:
            return Stage.CLOSED
        began = [(self.chase, Stage.CHASED), (self.reminder, Stage.REMINDED), (self.opens, Stage.OPEN)]
        return next((stage for since, stage in began if on >= since), Stage.TO_COME)


def opens_on(papers_due_on: dt.date) -> dt.date:
    """The day on which the round of a meeting opens."""
    return papers_due_on - OPENS


def of_meeting(meeting: Meeting) -> Round:
    """The round of a meeting; its stages never fall before it opened."""
    papers = meeting.papers_due_on
    opened = meeting.round_opens_on
    reminder, chase, closes = (max(opened, papers - before) for before in (REMINDER, CHASE, CLOSES))
    return Round(opened, reminder, chase, closes, papers)


def of_board(partnership: int) -> MeetingQuerySet:
    """The meetings of a partnership's board, each with its round; cancelled ones have none any more."""
    board = Meeting.objects.standing().filter(body__partnership=partnership, body__kind=Body.Kind.BOARD)
    return board.select_related("body")


def current(partnership: int, on: dt.date) -> Meeting | None:
    """The meeting whose round opened last; before any has, the first to come; None where no meeting is set."""
    meetings = of_board(partnership)
    opened = meetings.filter(round_opens_on__lte=on).order_by("-papers_due_on", "-pk").first()
    return opened or meetings.order_by("papers_due_on", "pk").first()


def before(meeting: Meeting) -> Meeting | None:
    """The sitting of the board before this one."""
    earlier = of_board(meeting.body.partnership_id).filter(sits_on__lt=meeting.sits_on)
    return earlier.order_by("-sits_on", "-pk").first()


def sittings(meeting: Meeting) -> list[int]:
    """The keys of a meeting and of the days it was moved from: what was written for those is written for it."""
    keys = [meeting.pk]
    while meeting.moved_from:
        meeting = meeting.moved_from
        keys.append(meeting.pk)
    return keys
