"""What a rule raises about measures: a series that missed its target at several readings in a row, as at a day.

Everybody who may read the plan reads what is raised, so series are judged here by what everybody may see: a reading
too small to show is neither a miss nor a success, and a measure that hides small numbers is raised without numbers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.urls import reverse

from governance.escalating import Cause
from governance.escalation_notices import shortened
from governance.models import EscalationRule
from governance.wording import count, day
from plans.models import Plan

from .judged import Judged, Measured, as_if, judged
from .models import Series
from .numbers import exact
from .trajectory import State

VERDICTS = frozenset({State.MISSED, State.NEAR, State.MET})
"""States that say whether a target was met."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A reading that missed the target in force, as it was last judged before the next reading."""

    as_of: dt.date
    value: str
    goal: str


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to raise, and the series that it is about."""

    cause: Cause
    series: Series


def missed_again(rule: EscalationRule, as_at: dt.date) -> list[Found]:
    """Series of adopted plans that missed at so many of their last readings in a row; one run is one cause.

    A fixed number of queries for each plan.
    """
    return [
        _found(rule, plan, measured, one, run)
        for plan in Plan.objects.adopted().filter(partnership=rule.partnership).order_by("pk")
        for measured in judged(plan, as_at, small_numbers=False)
        for one in measured.series
        if len(run := misses(one, as_at)) >= rule.threshold
    ]


def misses(one: Judged, as_at: dt.date) -> list[Miss]:
    """The run of missed readings that a series ends with, oldest first; empty where the latest was no miss."""
    run = []
    for number in range(len(one.figures), 0, -1):
        miss = _miss(one, number, as_at)
        if miss is None:
            break
        run.append(miss)
    return run[::-1]


def _miss(one: Judged, number: int, as_at: dt.date) -> Miss | None:
    """The reading in that place of the series (from 1 on), where its last verdict before the next one is a miss."""
    figure = one.figures[number - 1]
    before = replace(one, figures=one.figures[: number - 1])
    for on in _days(one, number, as_at):
        stood = as_if(before, figure, on).trajectory
        if stood.state in VERDICTS:
            if stood.state != State.MISSED or stood.target is None or figure.value is None:
                return None
            return Miss(figure.as_of, exact(figure.value, one.series), stood.target.goal)
    return None


def _days(one: Judged, number: int, as_at: dt.date) -> Iterator[dt.date]:
    """The days on which a reading is judged, the latest first: its own, and those on which targets came due after it.

    Until the next reading, or until today. On later ones it may be too old to answer, which is no verdict.
    """
    read_on = one.figures[number - 1].as_of
    until = one.figures[number].as_of if number < len(one.figures) else as_at + dt.timedelta(days=1)
    yield from (step.due_on for step in reversed(one.steps) if read_on < step.due_on < until)
    yield read_on


def _found(rule: EscalationRule, plan: Plan, measured: Measured, one: Judged, run: list[Miss]) -> Found:
    measure, series = measured.measure, one.series
    named = series.name if series.name == measure.title else f"{measure.title}, {series.name}"
    cause = Cause(
        key=f"rule:{rule.pk}:{rule.kind}:{series.pk}:{run[0].as_of}",
        title=shortened(f"{series.ref} {named}: missed its target at {count(len(run), 'reading')} in a row"),
        words=_words(run, hides=measure.hides_small_numbers),
        address=f"{reverse('measure', args=[plan.slug, measure.ref])}#{series.ref}",
    )
    return Found(cause, series)


def _words(run: list[Miss], *, hides: bool) -> str:
    if hides:
        return " ".join(f"On {day(miss.as_of)} it missed its target." for miss in run)
    return " ".join(f"On {day(miss.as_of)} it was {miss.value}; its target was {miss.goal}." for miss in run)
