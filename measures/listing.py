"""Judged series as rows of the list: every cell ready, so that the page and its CSV say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from governance.wording import listed

from .addresses import Addresses
from .interpretation import Step
from .judged import Judged, Measured
from .models import Placement, SuccessMeasure
from .numbers import number, plain
from .pictures import Picture
from .trajectory import STATE_LABELS, Point
from .trend import Trend, since_baseline, since_last

HIDDEN = "Too small to show"


Draw = Callable[[Judged], Picture]


@dataclass(frozen=True, slots=True)
class Line:
    """One series as the list shows it. Texts are empty where there is nothing to say."""

    ref: str
    name: str
    href: str
    state: str
    label: str
    sentence: str
    because: str
    latest: str
    as_of: str
    is_provisional: bool
    target: str
    target_due: str
    next_target: str
    next_due: str
    is_unconfirmed: bool
    since_baseline: Trend | None
    since_last: Trend | None
    expected: str
    is_late: bool
    judged: Judged
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Block:
    """One measure with those of its series that are listed."""

    ref: str
    title: str
    href: str
    sources: str
    owner: str
    also: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Group:
    """The measures that are listed under one ambition; `number` is 0 for those that the plan prints under none."""

    number: int
    title: str
    blocks: list[Block]


def in_order(rows: Iterable[Measured], ambition: int | None = None) -> list[Measured]:
    """By the ambition that each is listed under, and there as the plan prints them."""
    return sorted(rows, key=lambda row: _place(row, ambition))


def groups(rows: Iterable[Measured], at: Addresses, draw: Draw, ambition: int | None = None) -> list[Group]:
    """Ordered measures under their ambitions; one that was asked for comes before the first that prints it."""
    return [
        Group(under, title, [_block(row, at, under, draw) for row in those])
        for (under, title), those in groupby(rows, key=lambda row: _under(row, ambition))
    ]


def _home(row: Measured, ambition: int | None) -> Placement | None:
    """Where a measure is listed: under the ambition that was asked for, or else the first that prints it."""
    asked = (place for place in row.placements if place.ambition.number == ambition)
    return next(asked, row.placements[0] if row.placements else None)


def _place(row: Measured, ambition: int | None) -> tuple[bool, int, int]:
    home = _home(row, ambition)
    return (home is None, home.ambition.number if home else 0, home.order if home else row.measure.order)


def _under(row: Measured, ambition: int | None) -> tuple[int, str]:
    home = _home(row, ambition)
    return (home.ambition.number, home.ambition.title) if home else (0, "")


def _block(row: Measured, at: Addresses, under: int, draw: Draw | None = None) -> Block:
    others = [str(place.ambition.number) for place in row.placements if place.ambition.number != under]
    return Block(
        ref=row.measure.ref,
        title=row.measure.title,
        href=at.measure(row.measure.ref),
        sources=_sources(row),
        owner=_owner(row.measure),
        also=f"Also under ambition{'s' if len(others) > 1 else ''} {listed(others)}" if others else "",
        lines=[_line(one, row.measure, at, draw) for one in row.series],
    )


def _sources(row: Measured) -> str:
    return "; ".join(dict.fromkeys(place.source.name for place in row.placements))


def _owner(measure: SuccessMeasure) -> str:
    return str(measure.owner) if measure.owner else ""


def _line(one: Judged, measure: SuccessMeasure, at: Addresses, draw: Draw | None) -> Line:
    """One judged series in words."""
    stands = one.trajectory
    return Line(
        ref=one.series.ref,
        name=one.series.name,
        href=at.measure(measure.ref, one.series.ref),
        state=stands.state,
        label=STATE_LABELS[stands.state],
        sentence=stands.sentence,
        because=stands.because,
        latest=_latest(one),
        as_of=_as_of(stands.latest),
        is_provisional=bool(stands.latest and stands.latest.is_provisional),
        target=goal(stands.target),
        target_due=short(stands.target.due_on) if stands.target else "",
        next_target=goal(stands.next_target),
        next_due=short(stands.next_target.due_on) if stands.next_target else "",
        is_unconfirmed=_rests_on_a_reading(stands.target, stands.next_target),
        since_baseline=since_baseline(one),
        since_last=since_last(one),
        expected=short(stands.reading_due_on),
        is_late=stands.is_late,
        judged=one,
        picture=draw(one) if draw else None,
    )


def goal(step: Step | None) -> str:
    """What a target asks for; where that cannot be worked out, its printed words."""
    return (step.goal or f"“{step.as_printed}”") if step else ""


def short(date: dt.date) -> str:
    """A day as a narrow column has it, never broken: 31 Aug 2026."""
    return f"{date.day}\N{NO-BREAK SPACE}{date:%b}\N{NO-BREAK SPACE}{date:%Y}"


def _latest(one: Judged) -> str:
    latest = one.trajectory.latest
    if latest is None:
        return ""
    return HIDDEN if latest.value is None else number(latest.value, one.series)


def _as_of(point: Point | None) -> str:
    if point is None:
        return ""
    return f"{point.period} ({short(point.as_of)})" if point.period else short(point.as_of)


def _rests_on_a_reading(*steps: Step | None) -> bool:
    return any(step is not None and not step.is_confirmed for step in steps)


HEADER = [
    "Measure",
    "Title",
    "Ambition",
    "Also under",
    "Source",
    "Reported by",
    "Series",
    "Name",
    "Unit",
    "Better",
    "Baseline",
    "Baseline period",
    "Latest",
    "As of",
    "Provisional",
    "Target in force",
    "Due",
    "Next target",
    "Next due",
    "Rests on an interpretation not yet confirmed",
    "How it stands",
    "Why",
    "Since the baseline",
    "Since the last reading",
    "Next reading due by",
    "Late",
]


def cells(rows: Iterable[Measured], at: Addresses, ambition: int | None = None) -> Iterator[list[Any]]:
    """The rows of the CSV, in the order of `HEADER`. Days are ISO and values plain, as spreadsheets read them."""
    for row in rows:
        home = _home(row, ambition)
        under = home.ambition.number if home else ""
        block = _block(row, at, home.ambition.number if home else 0)
        for each in block.lines:
            yield [block.ref, block.title, under, block.also, block.sources, block.owner, *_of_series(each)]


def _of_series(each: Line) -> list[Any]:
    series, stands = each.judged.series, each.judged.trajectory
    return [
        each.ref,
        each.name,
        series.get_unit_display(),
        series.get_better_display(),
        *_baseline(each.judged),
        *_reported(stands.latest),
        *_step(stands.target),
        *_step(stands.next_target),
        _yes(each.is_unconfirmed),
        each.label,
        each.sentence,
        each.since_baseline.words if each.since_baseline else "",
        each.since_last.words if each.since_last else "",
        stands.reading_due_on.isoformat(),
        _yes(each.is_late),
    ]


def _baseline(one: Judged) -> list[str]:
    return [plain(one.baseline.value), one.baseline.period] if one.baseline else [one.series.no_baseline, ""]


def _reported(point: Point | None) -> list[str]:
    if point is None:
        return ["", "", ""]
    value = HIDDEN if point.value is None else plain(point.value)
    return [value, point.as_of.isoformat(), _yes(point.is_provisional)]


def _step(step: Step | None) -> list[str]:
    return [goal(step), step.due_on.isoformat() if step else ""]


def _yes(it_is: bool) -> str:
    return "yes" if it_is else ""
