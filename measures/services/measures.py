"""Adding measures and series, putting their words right, and saying which actions a measure is evidence of.

Nothing with readings is removed, and nothing of an adopted plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError

from governance.models import Post
from governance.roles import Standing
from measures.models import Baseline, Effect, Evidences, Placement, Reading, Series, Source, SuccessMeasure, Target
from plans.models import Action, Ambition, Plan
from plans.services.tree import added_on

from .writing import Row, delete, of_this_partnership, opened, put, read_again, write

OTHER_ACTIONS = "changed which actions it is evidence of"
"""Why a row of a measure's history says nothing else: what it is evidence of has no history of its own."""
MOST_PLACES = 4
LARGEST_TOLERANCE = 50


class MeasureText(TypedDict, total=False):
    """What is typed of a measure. The reference is for a new one only."""

    ref: str
    title: str
    definition: str
    owner: Post | None
    frequency: str
    hides_small_numbers: bool


class SeriesText(TypedDict, total=False):
    """What is typed of a series. All but name, direction, places and tolerance is for a new one only."""

    ref: str
    name: str
    unit: str
    better: str
    decimals: int
    tolerance: int
    highest: Decimal | None
    numerator: str
    denominator: str
    part_of: Series | None
    no_baseline: str


class BaselineText(TypedDict, total=False):
    """Where a new series stood before the plan."""

    as_printed: str
    period: str
    as_of: dt.date | None
    value: Decimal


@transaction.atomic
def add_measure(
    *, plan: Plan, text: MeasureText, ambition: Ambition, printed_ref: str, source: str, by: Standing, now: dt.datetime
) -> SuccessMeasure:
    """Add a measure at the end, with the place where the plan prints it and the source that it names there.

    Raises PermissionDenied, or ValidationError by field, as every function here does.
    """
    plan = opened(plan, by)
    of_this_partnership(plan, text.get("owner"))
    if ambition.plan_id != plan.pk:
        raise ValidationError({"ambition": "Choose an ambition of this plan."})
    measure = SuccessMeasure(plan=plan, order=_next(plan.measures), added_on=added_on(plan, now))
    put(measure, text)
    write(measure, by, now)
    named = _source(plan, source)
    Placement.objects.create(
        measure=measure, ambition=ambition, printed_ref=printed_ref or measure.ref, source=named, order=1
    )
    return measure


@transaction.atomic
def change_measure(
    *, measure: SuccessMeasure, text: MeasureText, by: Standing, now: dt.datetime, seen: int | None = None
) -> SuccessMeasure:
    """Put a measure's words right, or say who owns it. Raises ChangedSince where it is not the version `seen`."""
    plan = opened(measure.plan, by)
    of_this_partnership(plan, text.get("owner"))
    current = read_again(measure, seen)
    return write(current, by, now) if put(current, text) else current


@transaction.atomic
def add_series(
    *,
    measure: SuccessMeasure,
    text: SeriesText,
    by: Standing,
    now: dt.datetime,
    baseline: BaselineText | None = None,
) -> Series:
    """Add a series at the end of its measure, with its baseline where there is one."""
    plan = opened(measure.plan, by)
    series = Series(plan=plan, measure=measure, order=_next(measure.series))
    put(series, text)
    _hold(series)
    write(series, by, now)
    if baseline:
        _add_baseline(series, baseline)
    return series


@transaction.atomic
def change_series(
    *,
    series: Series,
    text: SeriesText,
    by: Standing,
    now: dt.datetime,
    is_settled: bool = False,
    seen: int | None = None,
) -> Series:
    """Put a series' words right. Which way is better is settled by changing it or by saying so: no doubt is left."""
    opened(series.plan, by)
    current = read_again(series, seen)
    before = current.better
    changes = put(current, text)
    if current.doubt and (is_settled or current.better != before):
        current.doubt, changes = "", True
    if not changes:
        return current
    _hold(current)
    return write(current, by, now)


@transaction.atomic
def set_evidences(
    *,
    measure: SuccessMeasure,
    effects: Mapping[Action, str],
    by: Standing,
    now: dt.datetime,
    seen: int | None = None,
) -> bool:
    """Say which actions a measure is evidence of and what each should do to it; whether that changes anything."""
    plan = opened(measure.plan, by)
    current = read_again(measure, seen)
    wanted = {action.pk: effect for action, effect in effects.items()}
    if any(action.plan_id != plan.pk for action in effects) or not set(wanted.values()) <= set(Effect.values):
        raise ValidationError("Choose actions of this plan, and for each what it should do.")
    there = {each.action_id: each for each in current.evidences.all()}
    if {pk: each.effect for pk, each in there.items()} == wanted:
        return False
    current.evidences.exclude(action__in=wanted).delete()
    for pk, effect in wanted.items():
        Evidences.objects.update_or_create(measure=current, action_id=pk, defaults={"effect": effect})
    write(current, by, now, OTHER_ACTIONS)
    return True


@transaction.atomic
def remove(*, row: Row, by: Standing, now: dt.datetime) -> None:
    """Delete a measure, a series or a target of a draft, with all that hangs on it."""
    plan = opened(plan_of(row), by)
    if plan.is_adopted:
        raise ValidationError("The plan is adopted, so nothing is deleted.")
    if has_readings(row):
        raise ValidationError("Readings were recorded of it, so it is not deleted.")
    try:
        for each in [*_beneath(row), row]:
            delete(each, by, now)
    except ProtectedError as error:
        raise ValidationError("Something else in the system refers to it, so it cannot be deleted.") from error


def has_readings(row: Row) -> bool:
    """Whether anything was reported of a row or of the series that a target belongs to."""
    if isinstance(row, SuccessMeasure):
        return Reading.objects.filter(series__measure=row).exists()
    return Reading.objects.filter(series=row.series_id if isinstance(row, Target) else row.pk).exists()


def plan_of(row: Row) -> Plan:
    """The plan that a measure, a series or a target belongs to."""
    return row.series.plan if isinstance(row, Target) else row.plan


def _beneath(row: Row) -> list[Row]:
    """The series and targets that go with a row, leaves first; parts before their totals."""
    if isinstance(row, Target):
        return []
    if isinstance(row, Series):
        return list(row.targets.all())
    found: list[Row] = []
    for series in sorted(row.series.all(), key=lambda each: each.part_of_id is None):
        found += [*series.targets.all(), series]
    return found


def _next(beside: Any) -> int:
    return (beside.aggregate(last=Max("order"))["last"] or 0) + 1


def _source(plan: Plan, name: str) -> Source:
    """The source of that name; whichever way it is spelt here already stands."""
    named = " ".join(name.split())
    if not named:
        raise ValidationError({"source": "Enter where its numbers come from."})
    known = Source.objects.filter(partnership=plan.partnership_id, name__iexact=named).first()
    return known or Source.objects.create(partnership=plan.partnership, name=named)


def _add_baseline(series: Series, text: BaselineText) -> None:
    if series.no_baseline:
        raise ValidationError({"no_baseline": "There is one: empty this, or take the baseline out."})
    baseline = Baseline(series=series, order=1, **text)
    baseline.clean_fields(exclude=["series"])
    baseline.save()


def _hold(series: Series) -> None:
    """Raise ValidationError, by field, for what no series can be; the database holds the same."""
    problems = {}
    if series.decimals > MOST_PLACES:
        problems["decimals"] = f"Enter a number from 0 to {MOST_PLACES}."
    if series.tolerance > LARGEST_TOLERANCE:
        problems["tolerance"] = f"Enter a number from 0 to {LARGEST_TOLERANCE}."
    total = series.part_of
    if total and (total.measure_id, total.unit) != (series.measure_id, series.unit):
        problems["part_of"] = "Choose a series of this measure that counts in the same unit."
    if problems:
        raise ValidationError(dict(problems))
