"""How a series varies by itself: natural process limits, and the signs that something changed it. Pure functions.

An XmR chart as boards of the NHS read it: the mean, and limits 2.66 mean moving ranges to either side. Between the
limits a series moves by chance; four rules tell what chance would hardly bring about. With fewer than 12 points the
limits would move with every new one, so there are none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import groupby, pairwise
from typing import Protocol

from governance.wording import day

from .models import Better, Unit
from .numbers import Told, number

FEWEST = 12
"""Points that it takes for firm limits."""
RUN = 8
"""Points in a row on one side of the mean that are a sign."""
TREND = 6
"""Points in a row, each above or each below the one before, that are a sign."""
SCALE = Decimal("2.66")
"""Three standard deviations for each mean moving range: 3 / 1.128, rounded as it is printed everywhere."""

Measured = tuple[dt.date, Decimal]
"""A value on its day."""


class Judged(Told, Protocol):
    """What says how values are told and which way is better: the facts of a series."""

    @property
    def better(self) -> str:
        """Which way is better, one of `Better`."""


class Rule(StrEnum):
    """What chance would hardly bring about."""

    OUTSIDE = "outside"
    RUN = "run"
    TREND = "trend"
    NEAR_LIMIT = "near_limit"


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that matched, the days of the points that it matched on, and whether they lie high or rise."""

    rule: Rule
    days: tuple[dt.date, ...]
    is_upwards: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """Mean and limits of a series' points, in its unit; signs of a change, oldest first; and what they show."""

    mean: Decimal
    lower: Decimal
    upper: Decimal
    signals: tuple[Signal, ...]
    sentence: str = ""


def limits(points: Sequence[Measured], series: Judged) -> Limits | None:
    """Mean, limits and signals of points, oldest first; None with fewer than 12.

    Limits end where the scale does, at nought and at 100 per cent. The signals are told by the limits before that,
    so that a series near the end of its scale is not said to be near a limit whenever it moves.
    """
    if len(points) < FEWEST:
        return None
    mean, spread = process(points)
    lower, upper = max(mean - spread, Decimal(0)), mean + spread
    if series.unit == Unit.PER_CENT:
        upper = min(upper, Decimal(100))
    chart = Limits(mean, lower, upper, find(points, mean, spread))
    return replace(chart, sentence=_sentence(chart, points, series))


def process(points: Sequence[Measured]) -> tuple[Decimal, Decimal]:
    """The mean, and how far the natural limits lie from it on either side."""
    values = [value for _, value in points]
    ranges = [abs(after - before) for before, after in pairwise(values)]
    return sum(values, Decimal(0)) / len(values), SCALE * sum(ranges, Decimal(0)) / len(ranges)


def find(points: Sequence[Measured], mean: Decimal, spread: Decimal) -> tuple[Signal, ...]:
    """Every sign of a change, by the day on which it ends."""
    rules = (_outside, _runs, _trends, _near_limits)
    found = [signal for rule in rules for signal in rule(points, mean, spread)]
    return tuple(sorted(found, key=lambda signal: (signal.days[-1], signal.days[0])))


# The rules


def _outside(points: Sequence[Measured], mean: Decimal, spread: Decimal) -> Iterator[Signal]:
    """A point outside the limits."""
    for on, value in points:
        if abs(value - mean) > spread:
            yield Signal(Rule.OUTSIDE, (on,), value > mean)


def _runs(points: Sequence[Measured], mean: Decimal, spread: Decimal) -> Iterator[Signal]:
    """Eight or more in a row on one side of the mean; a point on the mean ends a run."""
    for side, run in groupby(points, key=lambda point: _sign(point[1] - mean)):
        days = tuple(on for on, _ in run)
        if side and len(days) >= RUN:
            yield Signal(Rule.RUN, days, side > 0)


def _trends(points: Sequence[Measured], mean: Decimal, spread: Decimal) -> Iterator[Signal]:
    """Six or more in a row, each above or each below the one before; two that are equal end it."""
    for side, moves in groupby(pairwise(points), key=lambda pair: _sign(pair[1][1] - pair[0][1])):
        pairs = list(moves)
        days = (pairs[0][0][0], *(after[0] for _, after in pairs))
        if side and len(days) >= TREND:
            yield Signal(Rule.TREND, days, side > 0)


def _near_limits(points: Sequence[Measured], mean: Decimal, spread: Decimal) -> Iterator[Signal]:
    """Two of three in a row beyond two thirds of the way from the mean to the same limit."""
    for side in (1, -1):
        near = [place for place, (_, value) in enumerate(points) if (value - mean) * side * 3 > spread * 2]
        for places in _together(near):
            yield Signal(Rule.NEAR_LIMIT, tuple(points[place][0] for place in places), side > 0)


def _together(places: Sequence[int]) -> Iterator[list[int]]:
    """Places in groups of two or more in which each is at most two after the one before."""
    group: list[int] = []
    for place in places:
        if group and place - group[-1] > 2:
            yield from _if_several(group)
            group = []
        group.append(place)
    yield from _if_several(group)


def _if_several(group: list[int]) -> list[list[int]]:
    return [group] if len(group) > 1 else []


def _sign(value: Decimal) -> int:
    return (value > 0) - (value < 0)


# Words


def _sentence(chart: Limits, points: Sequence[Measured], series: Judged) -> str:
    """What the chart shows: the last sign of a change, or that there is none."""
    if not chart.signals:
        lower, mean, upper = (number(value, series) for value in (chart.lower, chart.mean, chart.upper))
        return f"{len(points)} readings vary around {mean}, between {lower} and {upper}: nothing more than chance."
    last = _last(chart.signals)
    said = _RULES[last.rule](last, chart, dict(points), series)
    is_first = all(signal.days[-1] >= last.days[0] for signal in chart.signals)
    return (
        f"{said}: more than chance{_worth(last, series)}.{'' if is_first else ' There were signs of a change before.'}"
    )


def _last(signals: Sequence[Signal]) -> Signal:
    """The sign that ends last; of several on one day, the one that says most of what lasts."""
    return max(signals, key=lambda signal: (signal.days[-1], -list(_RULES).index(signal.rule)))


def _worth(signal: Signal, series: Judged) -> str:
    if series.better == Better.HOLD:
        return ""
    is_good = signal.is_upwards == (series.better == Better.UP)
    return f", and for the {'better' if is_good else 'worse'}"


Values = dict[dt.date, Decimal]


def _outside_in_words(signal: Signal, chart: Limits, values: Values, series: Judged) -> str:
    (on,) = signal.days
    end, limit = ("above", chart.upper) if signal.is_upwards else ("below", chart.lower)
    return f"{number(values[on], series)} on {day(on)} is {end} the limit of {number(limit, series)}"


def _run_in_words(signal: Signal, chart: Limits, values: Values, series: Judged) -> str:
    side = "above" if signal.is_upwards else "below"
    return f"{_in_a_row(signal)} lie {side} the mean of {number(chart.mean, series)}"


def _trend_in_words(signal: Signal, chart: Limits, values: Values, series: Judged) -> str:
    return f"{_in_a_row(signal)} {'rise' if signal.is_upwards else 'fall'} one after another"


def _near_in_words(signal: Signal, chart: Limits, values: Values, series: Judged) -> str:
    end, limit = ("upper", chart.upper) if signal.is_upwards else ("lower", chart.lower)
    those = f"{len(signal.days)} readings close together, {day(signal.days[0])} to {day(signal.days[-1])},"
    return f"{those} lie near the {end} limit of {number(limit, series)}"


def _in_a_row(signal: Signal) -> str:
    return f"{len(signal.days)} readings in a row, {day(signal.days[0])} to {day(signal.days[-1])},"


_RULES: dict[Rule, Callable[[Signal, Limits, Values, Judged], str]] = {
    Rule.RUN: _run_in_words,
    Rule.TREND: _trend_in_words,
    Rule.OUTSIDE: _outside_in_words,
    Rule.NEAR_LIMIT: _near_in_words,
}
