"""Recording what was measured. Every reading is one new row: a correction is a later row for the same day, and a
reading of a mistaken day or series is withdrawn by a later row that says why.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.roles import Standing
from governance.verbs import Verb
from governance.wording import day
from measures import scope
from measures.models import Baseline, Reading, Series
from measures.numbers import exact
from plans.facts import london_day
from plans.scope import require
from plans.services import ANYTHING

from .checks import check_reading, is_a_jump, worked_out


class ReadSince(Exception):
    """There is a reading for that day which the page did not show. `reading` is what stands there."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(f"There is a reading for {day(reading.as_of)}.")
        self.reading = reading


@dataclass(frozen=True, slots=True)
class Recorded:
    """What stands for the day now, and whether it is new: what was there already is not recorded again."""

    reading: Reading
    is_new: bool


@transaction.atomic
def record_reading(
    *,
    series: Series,
    as_of: dt.date,
    value: Decimal | None,
    by: Standing,
    now: dt.datetime,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    period: str = "",
    is_provisional: bool = False,
    note: str = "",
    confirmed_jump: bool = False,
    seen: int | None = ANYTHING,
) -> Recorded:
    """Record the value of a series on a day; where one stands there already, this one takes its place.

    `seen` is the reading of that day that whoever reports had before them. Raises PermissionDenied, ValidationError
    by field, or ReadSince where another stands there; then nothing is written.
    """
    current, today = _locked(series, by), london_day(now)
    wrong = check_reading(current, as_of, value, numerator, denominator, today)
    if wrong:
        raise ValidationError(dict(wrong))
    reading = Reading(
        series=current,
        as_of=as_of,
        period=_one_line(period),
        value=worked_out(current, value, numerator, denominator),
        numerator=numerator,
        denominator=denominator,
        is_provisional=is_provisional,
        note=_one_line(note),
        by=by.person,
        recorded_at=now,
    )
    there = standing_for(current, as_of, today)
    if there and _says(there) == _says(reading):
        return Recorded(there, is_new=False)
    if there and seen not in (ANYTHING, there.pk):
        raise ReadSince(there)
    if not confirmed_jump:
        _ask_about_a_jump(reading, today)
    return Recorded(_kept(reading), is_new=True)


@transaction.atomic
def withdraw_reading(*, reading: Reading, why: str, by: Standing, now: dt.datetime) -> Reading:
    """Take back a reading that was entered for a mistaken day or series. It stays readable, with who and why.

    Raises PermissionDenied, or ValidationError where it no longer stands or nothing says why.
    """
    current = _locked(reading.series, by)
    if standing_for(current, reading.as_of, london_day(now)) != reading:
        raise ValidationError("It was corrected or withdrawn since you opened this. Look at what stands there now.")
    if not why.strip():
        raise ValidationError({"why": "Say why it is withdrawn."})
    return _kept(
        Reading(
            series=current,
            as_of=reading.as_of,
            period=reading.period,
            is_withdrawn=True,
            note=_one_line(why),
            by=by.person,
            recorded_at=now,
        )
    )


def standing_for(series: Series, as_of: dt.date, today: dt.date) -> Reading | None:
    """The reading of a series that counts for a day, if there is one."""
    return Reading.objects.current(today).filter(series=series, as_of=as_of).select_related("by", "series").first()


@dataclass(frozen=True, slots=True)
class Before:
    """The value that a reading is held against, and what it is in words: "41% on 30 April 2025"."""

    value: Decimal
    words: str


def before(series: Series, as_of: dt.date, today: dt.date) -> Before | None:
    """The reading before a day, the last that counts; where there is none, the baseline."""
    last = Reading.objects.current(today).filter(series=series, as_of__lt=as_of).order_by("as_of").last()
    if last is not None and last.value is not None:
        return Before(last.value, f"{exact(last.value, series)} on {day(last.as_of)}")
    baseline = Baseline.objects.filter(series=series, is_reference=True).first()
    return Before(baseline.value, f"the baseline of {exact(baseline.value, series)}") if baseline else None


def jump(series: Series, as_of: dt.date, value: Decimal, today: dt.date) -> str:
    """How far a value is from the one before it, in words, where that is a jump; else nothing."""
    held_against = before(series, as_of, today)
    if held_against is None or not is_a_jump(series, value, held_against.value):
        return ""
    return f"{exact(value, series)} is far from {held_against.words}."


def _ask_about_a_jump(reading: Reading, today: dt.date) -> None:
    words = jump(reading.series, reading.as_of, reading.value, today) if reading.value is not None else ""
    if words:
        raise ValidationError({"confirmed_jump": f"{words} Please confirm that it is right, or mend it."})


def _locked(series: Series, by: Standing) -> Series:
    """The series as it stands now, so that two readings of one day follow each other. Raises PermissionDenied."""
    current = Series.objects.select_for_update(of=("self",)).select_related("measure__plan").get(pk=series.pk)
    require(by, Verb.REPORT_READING, scope.of_measure(current.measure))
    return current


def _says(reading: Reading) -> tuple[object, ...]:
    """All that a reading says. Who said it and when makes no difference."""
    numbers = reading.value, reading.numerator, reading.denominator
    return (*numbers, reading.period, reading.is_provisional, reading.note)


def _kept(reading: Reading) -> Reading:
    reading.clean_fields(exclude=["series", "by", "file"])
    reading.save()
    return reading


def _one_line(text: str) -> str:
    return " ".join(text.split())
