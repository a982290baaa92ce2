"""A plan's measures on a day, read once and judged: what every page, chart, export and pack is made from.

A fixed number of queries whatever the size of the plan. Who may not see small numbers never has them in hand: they
are taken out before anything is judged.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from plans.models import Action, Plan

from . import suppression
from .interpretation import Step, steps
from .models import Baseline, Evidences, Placement, Reading, Series, SuccessMeasure
from .suppression import Figure, Line
from .trajectory import STATE_LABELS, Facts, Point, State, Trajectory, judge

SEVERITY: dict[str, int] = {state: rank for rank, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class Judged:
    """One series with its dated steps, what was reported of it, and how it stands."""

    series: Series
    baseline: Baseline | None
    steps: tuple[Step, ...]
    figures: tuple[Figure, ...]
    trajectory: Trajectory


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure with its series; it stands as its worst series does."""

    measure: SuccessMeasure
    series: list[Judged]
    state: str
    sentence: str
    placements: list[Placement] = field(default_factory=list)
    evidences: list[Evidences] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The state in a word or two."""
        return STATE_LABELS[self.state]

    @property
    def is_late(self) -> bool:
        """Whether a reading of any of its series is overdue."""
        return any(each.trajectory.is_late for each in self.series)


def judged(plan: Plan, as_at: dt.date, *, small_numbers: bool) -> list[Measured]:
    """The measures of a plan as at a day, in the order printed. `small_numbers`: whether the reader may see them."""
    rows = _measures(SuccessMeasure.objects.filter(plan=plan, added_on__lte=as_at))
    return _judge(list(rows), plan, as_at, small_numbers=small_numbers)


def judge_one(measure: SuccessMeasure, as_at: dt.date, *, small_numbers: bool) -> Measured:
    """One measure as at a day."""
    (row,) = _measures(SuccessMeasure.objects.filter(pk=measure.pk))
    return _judge([row], measure.plan, as_at, small_numbers=small_numbers)[0]


def as_if(one: Judged, figure: Figure, as_at: dt.date) -> Judged:
    """A judged series as it would stand with one more reading, or with another for its day. Nothing is recorded."""
    figures = [each for each in one.figures if each.as_of != figure.as_of]
    in_order = sorted([*figures, figure], key=lambda each: each.as_of)
    measure = one.series.measure
    return _series(one.series, measure, measure.plan, tuple(in_order), as_at)


def evidence_of(action: Action, as_at: dt.date, *, small_numbers: bool) -> list[Measured]:
    """The measures that are evidence of an action, as at a day."""
    rows = _measures(SuccessMeasure.objects.filter(evidences__action=action, added_on__lte=as_at))
    return _judge(list(rows), action.plan, as_at, small_numbers=small_numbers)


def _measures(measures: QuerySet[SuccessMeasure]) -> QuerySet[SuccessMeasure]:
    series = Series.objects.prefetch_related("baselines", "comparators", "targets").select_related("part_of")
    return measures.select_related("owner__organisation").prefetch_related(
        Prefetch("series", series),
        Prefetch("placements", Placement.objects.select_related("ambition", "source")),
        Prefetch("evidences", Evidences.objects.select_related("action__objective")),
    )


def _judge(rows: list[SuccessMeasure], plan: Plan, as_at: dt.date, *, small_numbers: bool) -> list[Measured]:
    readings: defaultdict[int, list[Reading]] = defaultdict(list)
    for reading in Reading.objects.filter(series__measure__in=rows).current(as_at).order_by("as_of"):
        readings[reading.series_id].append(reading)
    return [_measured(row, plan, readings, as_at, small_numbers=small_numbers) for row in rows]


def _measured(
    measure: SuccessMeasure, plan: Plan, readings: dict[int, list[Reading]], as_at: dt.date, *, small_numbers: bool
) -> Measured:
    lines = [_line(series, readings.get(series.pk, [])) for series in measure.series.all()]
    hides = measure.hides_small_numbers and not small_numbers
    shown = suppression.hide(lines) if hides else {line.ref: line.figures for line in lines}
    series = [_series(each, measure, plan, shown[each.ref], as_at) for each in measure.series.all()]
    worst = min(series, key=lambda one: SEVERITY[one.trajectory.state], default=None)
    return Measured(
        measure,
        series,
        worst.trajectory.state if worst else State.NO_TARGET,
        worst.trajectory.sentence if worst else "Nothing is counted for it yet.",
        list(measure.placements.all()),
        list(measure.evidences.all()),
    )


def _line(series: Series, readings: list[Reading]) -> Line:
    return Line(series.ref, series.unit, series.part_of.ref if series.part_of else "", tuple(map(_figure, readings)))


def _figure(reading: Reading) -> Figure:
    return Figure(
        as_of=reading.as_of,
        value=reading.value,
        numerator=reading.numerator,
        denominator=reading.denominator,
        is_provisional=reading.is_provisional,
        period=reading.period,
        note=reading.note,
        pk=reading.pk,
    )


def _series(series: Series, measure: SuccessMeasure, plan: Plan, figures: tuple[Figure, ...], as_at: dt.date) -> Judged:
    baseline = next((each for each in series.baselines.all() if each.is_reference), None)
    dated = steps(series, baseline, list(series.targets.all()))
    facts = Facts(
        unit=series.unit,
        better=series.better,
        decimals=series.decimals,
        tolerance=series.tolerance,
        frequency=measure.frequency,
        starts_on=plan.starts_on,
        baseline=Point(baseline.as_of or plan.starts_on, baseline.value, period=baseline.period) if baseline else None,
        steps=dated,
        points=tuple(Point(f.as_of, f.value, f.is_provisional, f.period) for f in figures),
    )
    return Judged(series, baseline, dated, figures, judge(facts, as_at))
