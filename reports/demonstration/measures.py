"""Readings of the demonstration: made up, relative to today, and entered through the service that the pages use.

Which series has which story follows from its place in the plan, never from chance: the demonstration is the same on
every machine, and has every state that a measure can be in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import cycle

from governance.models import Person, Post
from governance.roles import Standing
from measures import services
from measures.interpretation import Step, steps
from measures.models import Frequency, Series, SuccessMeasure, Unit
from plans.models import ActionLead, Plan
from plans.printed_dates import months_after

As = Callable[[Person, int], Standing]
At = Callable[[int], dt.datetime]

LAG = 12
"""Days from the day that a reading speaks of until it is entered."""
HOW_FAR = ("1.1", "0.45", "1.02", "0.97", "silent", "1.0", "-0.15", "0.3", "nothing", "0.98", "1.2")
"""Each series' story in turn: how much of the way from its baseline to each target it has come; "silent" stopped
reporting after the first year, "nothing" never began."""
WOBBLE = tuple(map(Decimal, ("0", "0.6", "-0.4", "0.3", "-0.8", "0.9", "-0.2", "0.1", "0.7", "-0.5", "0.4", "-0.3")))
"""How readings of a month or a quarter lie about their line, in hundredths of the value."""
FEW = 24
"""Out of how many the rates of measures are that count few children."""
STOOD_STILL = ("SM2a",)
"""Evidence of work that the demonstration signs off, and that changed nothing."""
UNOWNED = ("SM7", "SM18")
"""Measures left without an owner, so that what comes of it can be seen."""


@dataclass(frozen=True)
class Reported:
    """A reading to be entered."""

    series: Series
    as_of: dt.date
    value: Decimal
    is_provisional: bool
    out_of: bool
    """Whether it is entered as so many of so few that small numbers have to be hidden."""


def report(plan: Plan, *, today: dt.date, moved_here: int, by: Person, officer: Person, as_: As, at: At) -> int:
    """Name owners, settle one interpretation, and enter every reading; return how many were entered.

    `moved_here` is how many days ago the plan moved here: what speaks of earlier days was entered on that day.
    """
    measures = list(plan.measures.prefetch_related("series__baselines", "series__targets", "evidences__action"))
    for measure in measures:
        if measure.ref not in UNOWNED:
            _give_owner(measure, as_(officer, moved_here), at(moved_here))
    entered = 0
    for reported in _reported(measures, today):
        days_ago = min((today - reported.as_of).days - LAG, moved_here)
        _enter(reported, as_(by, days_ago), at(days_ago))
        entered += 1
    _settle(plan, as_(officer, 20), at(20))
    return entered


def _give_owner(measure: SuccessMeasure, by: Standing, now: dt.datetime) -> None:
    """The accountable lead of the first action that the measure is evidence of."""
    first = measure.evidences.first()
    lead = ActionLead.objects.filter(action=first.action_id, is_accountable=True).first() if first else None
    if lead:
        owner = Post.objects.get(pk=lead.post_id)
        services.change_measure(measure=measure, text={"owner": owner}, by=by, now=now)


def _enter(reported: Reported, by: Standing, now: dt.datetime) -> None:
    services.record_reading(
        series=reported.series,
        as_of=reported.as_of,
        value=None if reported.out_of else reported.value,
        numerator=_of_few(reported.value) if reported.out_of else None,
        denominator=Decimal(FEW) if reported.out_of else None,
        is_provisional=reported.is_provisional,
        confirmed_jump=True,
        by=by,
        now=now,
    )


def _of_few(value: Decimal) -> Decimal:
    return (value * FEW / 100).quantize(Decimal(1), ROUND_HALF_UP)


def _settle(plan: Plan, by: Standing, now: dt.datetime) -> None:
    """An officer has confirmed how the first interpreted series is read; the others still wait."""
    interpreted = plan.series.filter(targets__kind__in=["relative", "points"]).distinct().order_by("measure__order")
    if first := interpreted.first():
        services.confirm_targets(series=first, by=by, now=now)


def _reported(measures: list[SuccessMeasure], today: dt.date) -> Iterator[Reported]:
    """Every reading, series by series and oldest first."""
    stories = cycle(HOW_FAR)
    for measure in measures:
        for series, story in zip(measure.series.all(), stories, strict=False):
            yield from _of(series, measure, "0" if series.ref in STOOD_STILL else story, today)


def _of(series: Series, measure: SuccessMeasure, story: str, today: dt.date) -> Iterator[Reported]:
    if story == "nothing":
        return
    baseline = series.baselines.filter(is_reference=True).first()
    dated = [step for step in steps(series, baseline, list(series.targets.all())) if step.is_worked_out]
    start = baseline.value if baseline else _first(dated) * Decimal("0.8")
    days = _days(measure.frequency, dated, today)
    for turn, as_of in enumerate(days[:1] if story == "silent" else days):
        way = Decimal("0.9") if story == "silent" else Decimal(story)
        value = start + (_aim(dated, as_of, start) - start) * way
        if measure.frequency:
            value += value * WOBBLE[turn % len(WOBBLE)] * 4 / 100
        out_of = measure.hides_small_numbers and series.unit == Unit.PER_CENT
        is_provisional = as_of == days[-1] and (measure.order + series.order) % 4 == 0
        yield Reported(series, as_of, _sound(series, value), is_provisional, out_of)


def _days(frequency: str, dated: list[Step], today: dt.date) -> list[dt.date]:
    """The days that readings speak of: fourteen months or six quarters, or each target's own day."""
    latest = today - dt.timedelta(days=LAG + 2)
    if frequency not in (Frequency.MONTHLY, Frequency.QUARTERLY):
        return [step.due_on for step in dated if step.due_on <= latest]
    apart, many = (1, 14) if frequency == Frequency.MONTHLY else (3, 6)
    last = latest.replace(day=1) - dt.timedelta(days=1)
    last = months_after(last, -(last.month % apart))
    return [months_after(last, -apart * back) for back in reversed(range(many))]


def _aim(dated: list[Step], on: dt.date, start: Decimal) -> Decimal:
    """What the target of a day asks for: the last one due by then, or the first to come."""
    due = [step for step in dated if step.due_on <= on] or dated[:1]
    return _first(due[-1:]) if due else start


def _first(dated: list[Step]) -> Decimal:
    step = dated[0]
    value = step.value if step.value is not None else step.low
    return value if value is not None else Decimal(0)


def _sound(series: Series, value: Decimal) -> Decimal:
    """A value that the series can have, to its own decimals."""
    top = Decimal(100) if series.unit == Unit.PER_CENT else series.highest
    kept = max(value, Decimal(0)) if top is None else min(max(value, Decimal(0)), top)
    return kept.quantize(Decimal(1).scaleb(-series.decimals), ROUND_HALF_UP)
