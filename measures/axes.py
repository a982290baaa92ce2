"""Where the axes of a chart begin and end and are marked, and labels beside it that do not touch. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

SPANS = Decimal("0.5")
"""Values that reach over this much of their scale (0 to 100 per cent) are shown on the whole of it."""
MOST_MONTHS = 6
"""As many dates fit under a chart on a phone."""
_EVERY = (1, 2, 3, 6, 12, 24, 60, 120, 1200)
_NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis of values: its ends, and how far its marks stand apart."""

    low: Decimal
    high: Decimal
    step: Decimal

    @property
    def marks(self) -> list[Decimal]:
        """Where the lines across the chart lie."""
        return [self.low + self.step * number for number in range(int((self.high - self.low) / self.step) + 1)]


def scale(values: Sequence[Decimal], *, top: Decimal | None = None, whole: bool = False) -> Scale:
    """The axis on which some values are seen best. `top`: the end of their scale; `whole`: they are counted.

    It begins at nought where that costs no more than half of the picture, and ends at `top` at the latest.
    """
    low, high = min(values), max(values)
    within = top is not None and low >= 0 and high <= top
    if top is not None and within and high - low >= top * SPANS:
        return Scale(_NOUGHT, top, _step(top, whole=whole))
    span = high - low or abs(high) or Decimal(1)
    start = _NOUGHT if 0 <= low <= span else low - span / 20
    end = high + span / 20 if high else span
    step = _step(end - start, whole=whole)
    start = (start / step).to_integral_value(ROUND_FLOOR) * step
    end = (end / step).to_integral_value(ROUND_CEILING) * step
    return Scale(max(start, _NOUGHT) if low >= 0 else start, min(end, top) if top is not None and within else end, step)


def _step(span: Decimal, *, whole: bool) -> Decimal:
    """The least of 1, 2, 5, 10, 20, 50 … (or 0.1, 0.2 …) that cuts a span into six parts or fewer."""
    rough = span / 6
    unit = Decimal(1).scaleb(rough.adjusted())
    step = next(unit * times for times in (1, 2, 5, 10) if unit * times >= rough)
    return max(step, Decimal(1)) if whole else step


def months(first: dt.date, last: dt.date) -> list[tuple[dt.date, str]]:
    """First days of months to mark between two days, with their words: "2026", or "Apr" and the year where it turns."""
    for every in _EVERY:
        days = _firsts(first, last, every)
        if len(days) <= MOST_MONTHS:
            break
    if every >= 12:
        return [(day, f"{day.year}") for day in days]
    return [(day, _month(day, before)) for day, before in zip(days, [None, *days], strict=False)]


def _firsts(first: dt.date, last: dt.date, every: int) -> list[dt.date]:
    """The first day of each month, or of every so many months as years have them, between two days."""
    before = first.year * 12 + first.month - 1
    numbers = range(before - before % every, last.year * 12 + last.month, every)
    days = [dt.date(number // 12, number % 12 + 1, 1) for number in numbers if number >= 12]
    return [day for day in days if first <= day <= last]


def _month(day: dt.date, before: dt.date | None) -> str:
    same_year = before is not None and before.year == day.year
    return f"{day:%b}" if same_year else f"{day:%b}<br>{day.year}"


def spread(wanted: Sequence[float], gap: float, lowest: float) -> list[float]:
    """Places as near as may be to those wanted, at least `gap` apart and none beyond `lowest`; in the order given."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    places: list[float] = []
    for index in order:
        places.append(max(wanted[index], places[-1] + gap) if places else wanted[index])
    ceiling = lowest
    for number in reversed(range(len(places))):
        places[number] = min(places[number], ceiling)
        ceiling = places[number] - gap
    return [place for _, place in sorted(zip(order, places, strict=True))]
