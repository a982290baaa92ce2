"""What happens to each milestone of the demonstration, relative to today, so that every colour is there on any day.

A story is the line of the opening sheet and what was said in the weeks since. Which milestone has which story follows
from its due date and its place in the plan, never from chance: the demonstration is the same on every machine.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from plans.models import Declared

ADOPTED_DAYS_AGO = 120
"""How long ago the plan moved here in the demonstration."""


@dataclass(frozen=True)
class Step:
    """Something said or decided, so many days ago."""

    days_ago: int
    act: str
    words: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True)
class Story:
    """How a milestone stood when the plan moved here, and what came after."""

    opening: str
    steps: tuple[Step, ...] = field(default=())


_PROGRESS = (
    "A first draft went to the ambition group; two comments are being worked in.",
    "The working group met twice and agreed what is left to do.",
    "Half of the settings have taken part and said what helped.",
    "Partners agreed the text; families are reading it this month.",
)
_TROUBLE = (
    ("Staff who would do this work left and the post is not filled.", "Cover is agreed for three days a week."),
    ("The system change waits in the supplier's queue.", "A manual return is in use until the change is made."),
    ("Schools could not release staff for the sessions.", "Sessions moved to twilight times and online."),
    ("Health and council partners read the funding differently.", "Both finance leads meet before the next board."),
)


def _said(days_ago: int, declared: str, turn: int) -> Step:
    wrong, doing = _TROUBLE[turn % len(_TROUBLE)]
    done = _PROGRESS[turn % len(_PROGRESS)]
    troubled = declared in (Declared.AT_RISK, Declared.OFF_TRACK)
    return Step(days_ago, declared, (done, wrong, doing) if troubled else (done, "", ""))


def _claim(days_ago: int) -> Step:
    return Step(
        days_ago,
        Declared.COMPLETE,
        ("Finished, published and shared with every partner.", "", "Families say they now know whom to ask."),
    )


def _last_round() -> tuple[Step, Step]:
    """The last due date of a recurrence claimed and accepted, where one has gone by."""
    return (Step(28, "claim the last round", _claim(28).words), Step(24, "accept"))


def _stories(turn: int) -> dict[str, Story]:
    """Every story, told with the words of a turn so that two neighbours do not read the same."""
    accepted = Step(32, "accept")
    returned = Step(18, "return", ("The link opens the draft. Please send the published version.", "", ""))
    trouble = _said(20, Declared.OFF_TRACK, turn)
    return {
        "done before": Story("signed off"),
        "done since": Story("on track", (_claim(50), accepted)),
        "claimed": Story("on track", (_claim(12),)),
        "claimed long ago": Story("on track", (_claim(41),)),
        "returned": Story("on track", (_claim(30), returned)),
        "overdue, being mended": Story("at risk", (_said(70, Declared.AT_RISK, turn), trouble)),
        "overdue, silent": Story("on track"),
        "on track": Story("on track", (_said(60, Declared.ON_TRACK, turn), Step(9, "still true"))),
        "at risk": Story("on track", (_said(14, Declared.AT_RISK, turn),)),
        "off track": Story("at risk", (_said(16, Declared.OFF_TRACK, turn),)),
        "silent": Story("on track"),
        "not started": Story("not started", (Step(20, Declared.NOT_STARTED),)),
        "under way early": Story("not started", (_said(25, Declared.ON_TRACK, turn),)),
        "nothing said": Story(""),
        "heard by telephone": Story("on track", (Step(5, "claim for the post", _claim(5).words),)),
        "withdrawn": Story("at risk", (Step(35, "withdraw"),)),
        "kept up": Story("signed off", (*_last_round(), _said(9, Declared.ON_TRACK, turn))),
        "kept up, next at risk": Story("signed off", (*_last_round(), _said(8, Declared.AT_RISK, turn))),
        "kept up, next off track": Story("signed off", (*_last_round(), _said(8, Declared.OFF_TRACK, turn))),
        "last round claimed": Story("signed off", (_last_round()[0],)),
        "rounds missed": Story("signed off"),
    }


_LONG_PAST = (
    *("done before", "done before", "overdue, being mended", "done before", "done since", "done before"),
    *("claimed", "done before", "done before", "overdue, silent", "done before", "done before", "done since"),
    *("done before", "returned", "done before", "claimed long ago", "done before", "heard by telephone"),
)
_JUST_PAST = ("overdue, being mended", "claimed", "done since", "returned", "overdue, silent")
_SOON = ("on track", "at risk", "off track", "silent", "not started")
_FAR = ("under way early", "not started")
_UNDATED = ("not started", "nothing said", "silent")
_RECURRING = (
    *("kept up", "kept up, next at risk", "rounds missed", "last round claimed"),
    *("kept up, next off track", "kept up"),
)


@dataclass
class Teller:
    """Hands out stories in turn, by when a milestone is due."""

    today: dt.date
    withdrawn: str = "5.1.1-M2"
    turns: dict[str, int] = field(default_factory=dict)

    def story(self, ref: str, due_on: dt.date | None, *, recurring: bool) -> Story:
        """The next story for a milestone due on a day."""
        kind, cycle = self._cycle(due_on, recurring)
        turn = self.turns.get(kind, 0)
        self.turns[kind] = turn + 1
        name = "withdrawn" if ref == self.withdrawn else cycle[turn % len(cycle)]
        return _stories(turn)[name]

    def _cycle(self, due_on: dt.date | None, recurring: bool) -> tuple[str, tuple[str, ...]]:
        if due_on is None:
            return "undated", _UNDATED
        if recurring:
            return "recurring", _RECURRING
        if due_on > self.today:
            return ("far", _FAR) if due_on > self.today + dt.timedelta(days=180) else ("soon", _SOON)
        adopted = self.today - dt.timedelta(days=ADOPTED_DAYS_AGO)
        return ("just past", _JUST_PAST) if due_on > adopted else ("long past", _LONG_PAST)
