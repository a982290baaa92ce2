"""Settling how the plan's targets are read. What is printed never changes; what it is taken to mean does, on record.

A value or a range is what is printed. A change on the baseline is our reading until an officer confirms it, or says
what is meant.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from governance.roles import Standing
from governance.wording import day
from measures.interpretation import top_of_scale
from measures.models import Baseline, Series, Target
from measures.numbers import exact
from plans.facts import london_day
from plans.services import ChangedSince

from .writing import opened, put, read_again, write

NEEDS: dict[str, tuple[str, ...]] = {
    Target.Kind.VALUE: ("amount",),
    Target.Kind.RANGE: ("low", "high"),
    Target.Kind.RELATIVE: ("amount", "basis"),
    Target.Kind.POINTS: ("amount", "basis"),
}
"""What a target of each kind has; the others are emptied."""
INTERPRETED = (Target.Kind.RELATIVE, Target.Kind.POINTS)


class Meaning(TypedDict, total=False):
    """What a target is taken to mean."""

    kind: str
    basis: str
    amount: Decimal | None
    low: Decimal | None
    high: Decimal | None


class TargetText(Meaning, total=False):
    """What is typed of a new target: its printed words as well."""

    due_as_printed: str
    due_on: dt.date
    as_printed: str
    sample: str
    note: str


@transaction.atomic
def confirm_target(*, target: Target, by: Standing, now: dt.datetime, seen: int | None = None) -> Target:
    """Say that a target is read as it is meant. Raises PermissionDenied, ChangedSince where it is not the version
    `seen`, or ValidationError where there is nothing to confirm, as every function here does."""
    opened(target.series.plan, by)
    current = read_again(target, seen)
    if not current.is_interpreted:
        raise ValidationError("It is a number as printed, so there is nothing to confirm.")
    if current.confirmed_at is not None:
        raise ValidationError(f"It was confirmed on {day(london_day(current.confirmed_at))}.")
    return _confirmed(current, by, now)


@transaction.atomic
def confirm_targets(*, series: Series, by: Standing, now: dt.datetime, seen: int | None = None) -> int:
    """Confirm every target of a series that is not confirmed yet, as it is read now; how many there were.

    `seen` is what `latest_version` said when they were shown.
    """
    opened(series.plan, by)
    open_ones = list(unconfirmed(series))
    if not open_ones:
        raise ValidationError("Every target of this series is confirmed already, or printed as it stands.")
    if seen is not None and latest_version(series) != seen:
        raise ChangedSince(open_ones[0], seen)
    for target in open_ones:
        _confirmed(target, by, now)
    return len(open_ones)


@transaction.atomic
def settle_target(
    *, target: Target, meaning: Meaning, reason: str, by: Standing, now: dt.datetime, seen: int | None = None
) -> Target:
    """Say what a target means where it was read otherwise, and why. It is confirmed with that."""
    opened(target.series.plan, by)
    current = read_again(target, seen)
    if not put(current, _as_its_kind_needs(meaning)):
        raise ValidationError("This is how it is read already. Change something, or confirm it.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is read so."})
    _hold(current)
    return _confirmed(current, by, now, reason.strip())


@transaction.atomic
def add_target(*, series: Series, text: TargetText, by: Standing, now: dt.datetime) -> Target:
    """Add a dated target to a series. Whoever enters a change on the baseline says with it how it is read."""
    opened(series.plan, by)
    target = Target(series=series)
    put(target, {**text, **_as_its_kind_needs(text)})
    _hold(target)
    if series.targets.filter(due_on=target.due_on).exists():
        raise ValidationError({"due_as_printed": f"There is a target for {day(target.due_on)} already."})
    return _confirmed(target, by, now) if target.is_interpreted else write(target, by, now)


def unconfirmed(series: Series) -> Any:
    """The targets of a series whose reading nobody has confirmed."""
    return series.targets.filter(kind__in=INTERPRETED, confirmed_at__isnull=True)


def latest_version(series: Series) -> int:
    """Changed whenever a target of the series is."""
    return Target.history.filter(series=series).aggregate(last=Max("history_id"))["last"] or 0


def _confirmed(target: Target, by: Standing, now: dt.datetime, why: str = "") -> Target:
    target.confirmed_by, target.confirmed_at = by.person, now
    return write(target, by, now, why)


def _as_its_kind_needs(meaning: Meaning) -> dict[str, Any]:
    """What the kind has, as typed, and nothing of what only another kind would have."""
    kind = meaning.get("kind", "")
    if kind not in NEEDS:
        raise ValidationError({"kind": "Choose what it is."})
    empty = {"basis": "", "amount": None, "low": None, "high": None}
    return {"kind": kind} | empty | {name: value for name, value in meaning.items() if name in NEEDS[kind]}


def _hold(target: Target) -> None:
    """Raise ValidationError, by field, unless the target has what its kind needs and lies on its series' scale."""
    target.clean()
    if target.is_interpreted:
        if not Baseline.objects.filter(series=target.series, is_reference=True).exists():
            raise ValidationError({"kind": "This series has no baseline that a change could be measured from."})
        return
    numbers = {name: getattr(target, name) for name in NEEDS.get(target.kind, ())}
    problems = {name: words for name, value in numbers.items() if (words := _off_the_scale(target.series, value))}
    if problems:
        raise ValidationError(dict(problems))


def _off_the_scale(series: Series, value: Decimal) -> str:
    top = top_of_scale(series)
    if value < 0:
        return "It cannot be below nought. Enter 0 or more."
    return f"The scale ends at {exact(top, series)}. Check the figure." if top is not None and value > top else ""
