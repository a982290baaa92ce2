"""One measure's page, series by series: every number that its chart shows, in tables, with who recorded it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max

from governance.wording import day
from plans.facts import london_day

from .interpretation import Step
from .judged import Judged, Measured
from .listing import HIDDEN, goal
from .models import Reading, Series, Target
from .numbers import number
from .pictures import Picture, large
from .suppression import Figure
from .trajectory import STATE_LABELS
from .trend import Trend, since_baseline, since_last

SHOWN = 12
"""How many of a series' latest readings the page lists at once; the earlier ones are a press away."""


@dataclass(frozen=True, slots=True)
class Row:
    """One reading, or what took its place. Of a hidden one only the day is told."""

    pk: int | None
    as_of: str
    period: str
    value: str
    rate: str
    is_hidden: bool
    is_provisional: bool
    note: str
    recorded: str
    file: str


@dataclass(frozen=True, slots=True)
class Promise:
    """One dated target: as it is printed, what that comes to, and who may still have to say so."""

    pk: int | None
    due: str
    due_as_printed: str
    as_printed: str
    goal: str
    reading: str
    status: str
    is_open: bool
    is_in_force: bool
    sample: str
    note: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A baseline, or what the same thing is elsewhere."""

    what: str
    value: str
    period: str
    as_printed: str
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One series of the page."""

    ref: str
    name: str
    unit: str
    better: str
    of: str
    doubt: str
    state: str
    label: str
    sentence: str
    trends: list[Trend]
    expected: str
    is_late: bool
    points: str
    signals: str
    projection: str
    picture: Picture
    readings: list[Row]
    earlier: list[Row]
    superseded: list[Row]
    promises: list[Promise]
    open: int
    """How many targets rest on a reading of the words that nobody has confirmed."""
    version: int
    """Changed whenever a target of it is: what whoever confirms them all has seen."""
    beside: list[Beside]
    no_baseline: str


def sections(row: Measured, as_at: dt.date, *, whole: bool) -> list[Section]:
    """A judged measure's series in words.

    `whole`: with notes, and with what was corrected or withdrawn. Either may tell a number that is hidden, so whoever
    may not see small numbers has neither.
    """
    recorded: defaultdict[int, list[Reading]] = defaultdict(list)
    rows = Reading.objects.filter(series__measure=row.measure).by(as_at).select_related("by", "file")
    for reading in rows:
        recorded[reading.series_id].append(reading)
    versions = _versions([one.series.pk for one in row.series])
    return [_section(one, recorded[one.series.pk], versions.get(one.series.pk, 0), whole=whole) for one in row.series]


def _versions(series: list[int]) -> dict[int, int]:
    """Of each series the latest record in the history of its targets."""
    records = Target.history.filter(series_id__in=series).order_by()
    return dict(records.values_list("series_id").annotate(last=Max("history_id")))


def _section(one: Judged, recorded: list[Reading], version: int, *, whole: bool) -> Section:
    series, stands = one.series, one.trajectory
    by_key: dict[int | None, Reading] = {reading.pk: reading for reading in recorded}
    current = {figure.pk for figure in one.figures}
    shown = [_shown(figure, by_key.get(figure.pk), series, whole=whole) for figure in reversed(one.figures)]
    old = [reading for reading in recorded if reading.pk not in current] if whole else []
    return Section(
        ref=series.ref,
        name=series.name,
        unit=series.get_unit_display(),
        better=series.get_better_display(),
        of=f"{series.numerator} of {series.denominator}" if series.numerator and series.denominator else "",
        doubt=series.doubt,
        state=stands.state,
        label=STATE_LABELS[stands.state],
        sentence=stands.sentence,
        trends=[trend for trend in (since_baseline(one), since_last(one)) if trend],
        expected=day(stands.reading_due_on),
        is_late=stands.is_late,
        points=stands.points_in_words,
        signals=stands.signals,
        projection=stands.projection,
        picture=large(one),
        readings=shown[:SHOWN],
        earlier=shown[SHOWN:],
        superseded=[_superseded(reading, series) for reading in reversed(old)],
        promises=list(_promises(one)),
        open=sum(not step.is_confirmed for step in one.steps),
        version=version,
        beside=list(_beside(series)),
        no_baseline="" if one.baseline else series.no_baseline,
    )


# Readings


def _shown(figure: Figure, reading: Reading | None, series: Series, *, whole: bool) -> Row:
    if figure.value is None or reading is None:
        return Row(figure.pk, day(figure.as_of), "", HIDDEN, "", True, False, "", "", "")
    return Row(
        pk=figure.pk,
        as_of=day(figure.as_of),
        period=figure.period,
        value=number(figure.value, series),
        rate=_rate(figure.numerator, figure.denominator),
        is_hidden=False,
        is_provisional=figure.is_provisional,
        note=figure.note if whole else "",
        recorded=_recorded(reading),
        file=reading.file.name if reading.file else "",
    )


def _superseded(reading: Reading, series: Series) -> Row:
    """A row that another took the place of, or the one that withdrew what was there."""
    return Row(
        pk=reading.pk,
        as_of=day(reading.as_of),
        period=reading.period,
        value="Withdrawn" if reading.value is None else number(reading.value, series),
        rate=_rate(reading.numerator, reading.denominator),
        is_hidden=False,
        is_provisional=reading.is_provisional,
        note=reading.note,
        recorded=_recorded(reading),
        file=reading.file.name if reading.file else "",
    )


def _rate(numerator: Decimal | None, denominator: Decimal | None) -> str:
    if numerator is None or denominator is None:
        return ""
    return f"{numerator.normalize():,f} of {denominator.normalize():,f}"


def _recorded(reading: Reading) -> str:
    return f"{day(london_day(reading.recorded_at))}, {reading.by}"


# Targets


def _promises(one: Judged) -> Iterator[Promise]:
    printed = {target.pk: target for target in one.series.targets.all()}
    for step in one.steps:
        target = printed.get(step.pk) if step.pk else None
        yield Promise(
            pk=step.pk,
            due=day(step.due_on),
            due_as_printed=step.due_as_printed,
            as_printed=step.as_printed,
            goal=goal(step),
            reading=step.reading,
            status=_status(step, target),
            is_open=not step.is_confirmed,
            is_in_force=step == one.trajectory.target,
            sample=target.sample if target else "",
            note=step.note,
        )


def _status(step: Step, target: Target | None) -> str:
    if not step.is_confirmed:
        return "Interpretation, not yet confirmed"
    if target and target.confirmed_at:
        return f"Confirmed on {day(london_day(target.confirmed_at))}"
    return "As printed"


# What stands beside


def _beside(series: Series) -> Iterator[Beside]:
    for one in series.baselines.all():
        what = "Baseline" if one.is_reference else "Before the plan, beside the baseline"
        yield Beside(what, number(one.value, series), one.period, one.as_printed, one.sample)
    for other in series.comparators.all():
        yield Beside(other.name, number(other.value, series), other.period, other.as_printed)
