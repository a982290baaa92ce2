"""Where a milestone stands: the colour rules. First match wins; the only definition there is.

`RULES` is the table of the design: for each rule a name, a colour, its label, and the condition as a `Q` over the
columns of `facts.py`. The database decides which rule matches; `telling.py` puts the match into words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_

from django.db.models import Case, CharField, F, IntegerField, Q, Value, When

from .facts import REPORTING_INTERVAL

LOOK_AHEAD = dt.timedelta(days=180)
"""Work due within this is expected to be reported on, started or not."""
LAST_CALL = dt.timedelta(days=30)
"""Work not started with this or less to go is at risk."""
SIGN_OFF_WAIT = dt.timedelta(days=28)
"""A claim that waits longer counts against the operational group."""


class Colour(StrEnum):
    """The colours of positions, worst first; a withdrawn milestone stands outside every count."""

    RED = "red"
    GREY = "grey"
    AMBER = "amber"
    PURPLE = "purple"
    GREEN = "green"
    BLUE = "blue"
    WHITE = "white"
    WITHDRAWN = "withdrawn"


SEVERITY: dict[str, int] = {colour: rank for rank, colour in enumerate(Colour)}

NOTHING_SAID = Q(declared__isnull=True)
NOT_STARTED = NOTHING_SAID | Q(declared="not_started")
CLAIMED = Q(declared="complete")


@dataclass(frozen=True)
class Rule:
    """One row of the table."""

    name: str
    colour: Colour
    label: str
    when: Callable[[dt.date], Q]
    meaning: str


def _overdue(as_at: dt.date) -> Q:
    return Q(due_on__lt=as_at)


def expected(by: dt.date) -> Q:
    """Work that is to be heard of by a day: under way or due soon; a later next update that was agreed is kept."""
    next_is_later = Q(next_update_on__isnull=False, next_update_on__gte=by)
    return (~NOT_STARTED | Q(due_on__lte=by + LOOK_AHEAD)) & ~next_is_later


def _not_heard_of(as_at: dt.date) -> Q:
    """Expected to be heard of, and silent since the last round opened.

    Where the board's meetings set no round, silent for longer than `REPORTING_INTERVAL`.
    """
    before_the_round = Q(round_opened_on__isnull=False, heard_on__lt=F("round_opened_on"))
    too_long = Q(round_opened_on__isnull=True, heard_on__lt=as_at - REPORTING_INTERVAL)
    return expected(as_at) & (Q(heard_on__isnull=True) | before_the_round | too_long)


def _at_risk(as_at: dt.date) -> Q:
    return Q(declared="at_risk") | (NOT_STARTED & Q(due_on__lte=as_at + LAST_CALL))


RULES: tuple[Rule, ...] = (
    Rule(
        "withdrawn",
        Colour.WITHDRAWN,
        "Withdrawn",
        lambda _: Q(withdrawn=True),
        "No longer to be done, by a recorded decision. Outside every count.",
    ),
    Rule(
        "signed_off",
        Colour.BLUE,
        "Signed off",
        lambda _: CLAIMED & Q(accepted=True),
        "The lead says that it is complete and the operational group accepted the evidence.",
    ),
    Rule(
        "awaiting_sign_off",
        Colour.PURPLE,
        "Awaiting sign-off",
        lambda _: CLAIMED,
        "The lead says that it is complete; the operational group has yet to answer.",
    ),
    Rule("overdue", Colour.RED, "Overdue", _overdue, "Its due date has passed and it is not complete."),
    Rule(
        "off_track",
        Colour.RED,
        "Off track",
        lambda _: Q(declared="off_track"),
        "The lead says that it will not be done in time without a change.",
    ),
    Rule(
        "no_date",
        Colour.GREY,
        "No date",
        lambda _: Q(due_on__isnull=True) & NOTHING_SAID,
        "The plan prints no date for it and nothing has been said of it.",
    ),
    Rule(
        "no_current_update",
        Colour.GREY,
        "No current update",
        _not_heard_of,
        f"Under way, or due within {LOOK_AHEAD.days} days, and not heard of since the last reporting round opened "
        f"(for {REPORTING_INTERVAL.days} days where the board has set no meetings).",
    ),
    Rule(
        "at_risk",
        Colour.AMBER,
        "At risk",
        _at_risk,
        f"The lead says that its date is in danger, or it is not started with {LAST_CALL.days} days or fewer to go.",
    ),
    Rule(
        "on_track",
        Colour.GREEN,
        "On track",
        lambda _: Q(declared="on_track"),
        "The lead says that it will be done in time.",
    ),
    Rule("not_due", Colour.WHITE, "Not due to start", lambda _: Q(), "Not started, and not due for a while."),
)

RULE: dict[str, Rule] = {rule.name: rule for rule in RULES}


def _named(colour: Colour) -> str:
    first, *others = [rule.label for rule in RULES if rule.colour is colour]
    return " or ".join([first, *(label.lower() for label in others)])


COLOUR_LABELS: dict[str, str] = {colour.value: _named(colour) for colour in Colour}
"""What a colour may be for, in words: red is "Overdue or off track"."""

SAID: dict[str, Colour] = {"on_track": Colour.GREEN, "at_risk": Colour.AMBER, "off_track": Colour.RED}
"""The colour that a declaration asks for. "Not started" asks for none, and a claim is never judged otherwise."""

DIFFERS = reduce(or_, (Q(declared=said) & ~Q(colour__in=[colour, Colour.WITHDRAWN]) for said, colour in SAID.items()))
"""Milestones whose lead last said one thing and whose colour, by these rules, is another."""


def differs(declared: str | None, colour: str) -> bool:
    """The same as `DIFFERS`, of one milestone that has been read."""
    return declared in SAID and colour not in (SAID[declared], Colour.WITHDRAWN)


@dataclass(frozen=True)
class Position:
    """Where a milestone stands on a day: a colour, its word, and one sentence saying why."""

    rule: str
    colour: str
    label: str
    sentence: str
    days_overdue: int = 0


def as_columns(as_at: dt.date) -> dict[str, Case]:
    """The columns `rule`, `colour` and `severity` (0 is worst) for `MilestoneQuerySet.positioned()`."""
    return {
        "rule": _first_match(as_at, lambda rule: Value(rule.name), CharField()),
        "colour": _first_match(as_at, lambda rule: Value(rule.colour.value), CharField()),
        "severity": _first_match(as_at, lambda rule: Value(SEVERITY[rule.colour]), IntegerField()),
    }


def _first_match(
    as_at: dt.date, result: Callable[[Rule], Value], output: CharField[str, str] | IntegerField[int, int]
) -> Case:
    *conditional, last = RULES
    whens = [When(rule.when(as_at), then=result(rule)) for rule in conditional]
    return Case(*whens, default=result(last), output_field=output)


def worst(colours: list[str]) -> str:
    """The worst of an action's milestones; withdrawn only where there is nothing else.

    Ambitions and plans have no such colour: the worst of so many would make them red for ever.
    """
    counted = [colour for colour in colours if colour != Colour.WITHDRAWN]
    return min(counted or colours or [Colour.GREY], key=SEVERITY.__getitem__)
