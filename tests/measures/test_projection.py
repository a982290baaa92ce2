"""Whether the next target will be met if nothing changes: when that is said, in what words, and how often it held."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from measures.interpretation import Step
from measures.projection import Outlook, outlook
from measures.trajectory import Facts, Point, judge

from .plain_facts import facts, target

STEADY = "48 52 49 51 50 48 52 49 51 50 48 52"
"""Mean 50, ranges 28 in all of 11, so limits at 43.2 and 56.8."""
DUE = dt.date(2024, 6, 30)


def last_of_month(place: int) -> dt.date:
    """The day of a reading: the last of a month, from January 2023 on."""
    return dt.date(2023 + (place + 1) // 12, (place + 1) % 12 + 1, 1) - dt.timedelta(days=1)


def line(values: str, goal: str, **more: Any) -> Facts:
    """A percentage read each month, with one target still to come; `-` is a reading too small to show."""
    points = [
        Point(last_of_month(place), None if value == "-" else Decimal(value))
        for place, value in enumerate(values.split())
    ]
    return facts(points, [target(DUE.isoformat(), goal)], **{"frequency": "monthly", "baseline": None} | more)


def projected(values: str, goal: str, **more: Any) -> str:
    known = line(values, goal, **more)
    return judge(known, known.points[-1].as_of).projection


# The words


@pytest.mark.parametrize(
    ("kind", "goal", "words"),
    [
        pytest.param(
            {}, "43",
            "If nothing changes, the target of 43% or more, due 30 June 2024, will be met: readings fall between 43% "
            "and 57%.",
            id="wholly above, where higher is better",
        ),
        pytest.param(
            {}, "57",
            "Unless something changes, the target of 57% or more, due 30 June 2024, will not be met: readings fall "
            "between 43% and 56.8%.",
            id="wholly below, where higher is better",
        ),
        pytest.param(
            {}, "50",
            "If nothing changes, the target of 50% or more, due 30 June 2024, may or may not be met: readings fall "
            "between 43% and 57%.",
            id="on both sides",
        ),
        pytest.param(
            {"unit": "count", "better": "down"}, "60",
            "If nothing changes, the target of 60 or fewer, due 30 June 2024, will be met: readings fall between 43 "
            "and 57.",
            id="wholly below, where lower is better",
        ),
        pytest.param(
            {"unit": "count", "better": "down"}, "40",
            "Unless something changes, the target of 40 or fewer, due 30 June 2024, will not be met: readings fall "
            "between 43 and 57.",
            id="wholly above, where lower is better",
        ),
    ],
)  # fmt: skip
def test_what_is_said(kind: dict[str, Any], goal: str, words: str) -> None:
    assert projected(STEADY, goal, **kind) == words


@pytest.mark.parametrize(
    ("better", "goal", "found"),
    [
        pytest.param("up", "40-60", Outlook.MET, id="up: wholly above a range's lower end"),
        pytest.param("up", "45-60", Outlook.OPEN, id="up: the lower end between the limits"),
        pytest.param("down", "20-60", Outlook.MET, id="down: wholly below a range's upper end"),
        pytest.param("hold", "40-60", Outlook.MET, id="hold: wholly within"),
        pytest.param("hold", "45-60", Outlook.OPEN, id="hold: partly within"),
        pytest.param("hold", "48-52", Outlook.OPEN, id="hold: wider than what is asked for"),
        pytest.param("hold", "60-70", Outlook.NOT_MET, id="hold: wholly below"),
        pytest.param("hold", "20-30", Outlook.NOT_MET, id="hold: wholly above"),
    ],
)
def test_ranges_and_series_that_stay_in_place(better: str, goal: str, found: Outlook) -> None:
    known = line(STEADY, goal, better=better)
    assert outlook(known, judge(known, known.points[-1].as_of)) is found


def test_all_of_a_hundred_per_cent_may_be_reached_from_below() -> None:
    """The limit is cut off at 100, which does not make 100 certain, nor out of reach."""
    assert "may or may not be met" in projected("96 99 97 100 96 99 97 100 96 99 97 100", "100")


def test_a_series_that_never_moved_is_told_by_where_it_stands() -> None:
    assert "will be met: readings fall between 100% and 100%" in projected("100 " * 12, "100", better="hold")


# When nothing is said


@pytest.mark.parametrize(
    ("values", "on"),
    [
        pytest.param(STEADY.removesuffix(" 52"), "2023-11-30", id="fewer than 12 points"),
        pytest.param(f"{STEADY} 75", "2024-01-31", id="a sign of a change now"),
        pytest.param(f"{STEADY} 75 50 49 51 50 49 51 50", "2024-06-01", id="a sign among the last eight"),
        pytest.param(f"{STEADY} -", "2024-01-31", id="the last is too small to show"),
        pytest.param(f"- {STEADY}", "2024-01-31", id="some are too small to show"),
        pytest.param(STEADY, "2024-03-14", id="a reading is late"),
        pytest.param(STEADY, "2024-06-30", id="no target is still to come"),
    ],
)
def test_when_nothing_is_said(values: str, on: str) -> None:
    assert judge(line(values, "40"), dt.date.fromisoformat(on)).projection == ""


def test_a_sign_of_a_change_long_ago_does_not_count() -> None:
    known = line(f"75 {STEADY}", "20")
    assert "will be met" in judge(known, known.points[-1].as_of).projection


def test_nothing_is_said_of_a_target_that_cannot_be_worked_out() -> None:
    assert projected(STEADY, "+10%") == ""


# How often it held: synthetic series with a standard deviation of 2, and targets up to 6 standard deviations away.

SEED, SERIES = 20260131, 400
MONTH, YEAR = 1, 12
NOISE = 2

Make = Callable[[random.Random, int, int], list[float]]


@dataclass(frozen=True)
class Record:
    """Of some series: for how many each was said, and how often the target was then met."""

    said: dict[Outlook | None, int]
    met: dict[Outlook | None, int]

    def share_met(self, what: Outlook) -> float:
        return self.met[what] / self.said[what]

    def share_said(self, *what: Outlook | None) -> float:
        return sum(self.said[one] for one in what) / SERIES


def stable(chance: random.Random, months: int, ahead: int) -> list[float]:
    return [chance.gauss(50, NOISE) for _ in range(months + ahead)]


def drifting(a_month: float) -> Make:
    """Up or down by so many standard deviations a month, without end."""

    def make(chance: random.Random, months: int, ahead: int) -> list[float]:
        way = chance.choice([-1, 1]) * a_month * NOISE
        return [chance.gauss(50, NOISE) + way * month for month in range(months + ahead)]

    return make


def stepping(before_the_end: int) -> Make:
    """A step up or down by three standard deviations, so many months before the last reading; 0 is just after it."""

    def make(chance: random.Random, months: int, ahead: int) -> list[float]:
        way, since = chance.choice([-3, 3]) * NOISE, months - before_the_end
        return [chance.gauss(50, NOISE) + (way if month >= since else 0) for month in range(months + ahead)]

    return make


@cache
def back_test(make: Make, ahead: int) -> Record:
    """Judge many series by their first 12 to 36 months, then see what the month of the target brought."""
    chance = random.Random(SEED)
    said: dict[Outlook | None, int] = dict.fromkeys([*Outlook, None], 0)
    met = dict(said)
    for _ in range(SERIES):
        months = chance.choice([12, 18, 24, 36])
        values = [_as_read(value) for value in make(chance, months, ahead)]
        goal = _as_read(float(sum(values[:months]) / months) + chance.uniform(-6, 6) * NOISE)
        step = Step(last_of_month(months + ahead - 1), goal, None, goal, f"{goal} or more")
        points = tuple(Point(last_of_month(month), value) for month, value in enumerate(values[:months]))
        known = facts(points, unit="score", decimals=1, frequency="monthly", baseline=None, steps=(step,))
        found = outlook(known, judge(known, points[-1].as_of))
        said[found] += 1
        met[found] += values[-1] >= goal
    return Record(said, met)


def _as_read(value: float) -> Decimal:
    return round(Decimal(value), 1)


STABLE = stable
SLOW, FAST = drifting(0.05), drifting(0.2)
STEP_AFTER, STEP_BEFORE = stepping(0), stepping(8)


@pytest.mark.parametrize(
    ("make", "ahead", "at_least", "at_most"),
    [
        pytest.param(STABLE, MONTH, 0.98, 0.02, id="stable, next month"),
        pytest.param(STABLE, YEAR, 0.98, 0.02, id="stable, in a year"),
        pytest.param(SLOW, MONTH, 0.97, 0.03, id="slow drift, next month"),
        pytest.param(SLOW, YEAR, 0.94, 0.06, id="slow drift, in a year"),
        pytest.param(FAST, MONTH, 0.90, 0.10, id="fast drift, next month"),
        pytest.param(FAST, YEAR, 0.70, 0.30, id="fast drift that was not seen, in a year"),
        pytest.param(STEP_BEFORE, MONTH, 0.94, 0.06, id="a step eight months ago"),
        pytest.param(STEP_AFTER, MONTH, 0.85, 0.15, id="a step just after it was said: what it cannot know"),
    ],
)
def test_how_often_it_held(make: Make, ahead: int, at_least: float, at_most: float) -> None:
    """When it said "will be met", how often it was, at least; when it said "will not", how often it was, at most."""
    record = back_test(make, ahead)

    assert record.share_met(Outlook.MET) >= at_least
    assert record.share_met(Outlook.NOT_MET) <= at_most


@pytest.mark.parametrize("ahead", [MONTH, YEAR], ids=["next month", "in a year"])
def test_of_stable_series_it_says_something_and_mostly_something_certain(ahead: int) -> None:
    record = back_test(STABLE, ahead)

    assert record.share_said(None) < 0.1
    assert record.share_said(Outlook.MET, Outlook.NOT_MET) > 0.4
    assert 0.3 < record.share_met(Outlook.OPEN) < 0.7


@pytest.mark.parametrize(
    "make", [pytest.param(FAST, id="fast drift"), pytest.param(STEP_BEFORE, id="a step eight months ago")]
)
def test_of_series_that_change_it_mostly_says_nothing(make: Make) -> None:
    assert back_test(make, MONTH).share_said(None) > 0.5
