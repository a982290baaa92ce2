"""What a reading must be to be recorded, in one place for what is typed and for what is loaded from files.

Pure: each rule reads the figure and its series and answers in words that say what to do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from measures.interpretation import top_of_scale
from measures.models import Series, Unit
from measures.numbers import exact, number, plain, rounded

FIRST_YEAR = 2000
LARGEST = Decimal(10**10)
PLACES = Decimal("0.0001")
"""Measures are exact to four decimal places and have at most ten figures before the point."""
SHARE_OF_SCALE = 4
"""On a scale, a move by more than this part of it is a jump: 25 points of a per cent, half a point of 0 to 2."""
MULTIPLE = 2
"""Without a scale, a jump is to more than so many times the value before, or to less than its so many-th part."""
TOO_FEW_TO_JUMP = 5
"""Where both values are no more than this, no move is a jump."""


@dataclass(frozen=True, slots=True)
class _Given:
    """A reading before it is recorded."""

    series: Series
    as_of: dt.date
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    today: dt.date

    @property
    def is_per_cent(self) -> bool:
        """Whether its value is a numerator out of a denominator, times a hundred."""
        return self.series.unit == Unit.PER_CENT


def check_reading(
    series: Series,
    as_of: dt.date,
    value: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    today: dt.date,
) -> dict[str, str]:
    """What is wrong with a reading, by field, in words that say what to do; nothing where it may be recorded.

    The value of a per cent may be left out where its numerator and denominator are given.
    """
    given = _Given(series, as_of, value, numerator, denominator, today)
    problems: dict[str, str] = {}
    for field, rule in RULES:
        if field not in problems and (words := rule(given)):
            problems[field] = words
    if not problems.keys() - {"as_of"} and (words := _disagreement(given)):
        problems["value"] = words
    return problems


def worked_out(
    series: Series, value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None
) -> Decimal | None:
    """The value as given; of a per cent without one, so many of so many, to four decimal places."""
    if value is not None or series.unit != Unit.PER_CENT or numerator is None or not denominator:
        return value
    return (100 * numerator / denominator).quantize(PLACES, ROUND_HALF_UP)


def is_a_jump(series: Series, value: Decimal, latest: Decimal | None) -> bool:
    """Whether a value is so far from the one before it that somebody should say it is right."""
    if latest is None:
        return False
    top = top_of_scale(series)
    if top is not None:
        return abs(value - latest) * SHARE_OF_SCALE > top
    low, high = sorted((value, latest))
    return high > TOO_FEW_TO_JUMP and high > low * MULTIPLE


def _day(given: _Given) -> str:
    if given.as_of > given.today:
        return "This day is still to come. Enter the day that the figure speaks of, today at the latest."
    return f"This is before {FIRST_YEAR}. Check the year." if given.as_of.year < FIRST_YEAR else ""


def _unfit(typed: Decimal | None) -> str:
    """What no number of a measure can be."""
    if typed is None:
        return ""
    if not typed.is_finite() or abs(typed) >= LARGEST:
        return f"Enter a number below {LARGEST:,}."
    if typed < 0:
        return "It cannot be below nought. Enter 0 or more."
    return "" if typed == typed.quantize(PLACES) else "Enter no more than four decimal places."


def _broken(given: _Given, typed: Decimal | None) -> str:
    """A count, and each half of a per cent, is whole."""
    counts = given.is_per_cent or given.series.unit == Unit.COUNT
    return "A count is whole. Leave out the decimals." if counts and _is_broken(typed) else ""


def _is_broken(typed: Decimal | None) -> bool:
    return typed is not None and typed != typed.to_integral_value()


def _no_numerator(given: _Given) -> str:
    if given.numerator is None and given.denominator is not None:
        return "Enter the numerator too, or leave the denominator empty."
    return ""


def _no_denominator(given: _Given) -> str:
    if given.denominator is None and given.numerator is not None:
        return "Enter the denominator too, or leave the numerator empty."
    return "It cannot be nought. Enter how many there were in all." if given.denominator == 0 else ""


def _more_than_all(given: _Given) -> str:
    if not given.is_per_cent or given.numerator is None or not given.denominator:
        return ""
    if given.numerator <= given.denominator:
        return ""
    return f"It is more than the denominator, {plain(given.denominator)}. Check both."


def _value(given: _Given) -> str:
    if given.value is None:
        return _no_value(given)
    top = top_of_scale(given.series)
    if top is not None and given.value > top:
        per_cent = given.is_per_cent and given.series.highest is None
        return f"{'A percentage' if per_cent else 'Its scale'} ends at {exact(top, given.series)}. Check the figure."
    return _broken(given, given.value) if given.series.unit == Unit.COUNT else ""


def _no_value(given: _Given) -> str:
    if not given.is_per_cent:
        return "Enter the value."
    if given.numerator is None and given.denominator is None:
        return "Enter the value, or the numerator and the denominator."
    return ""


def _disagreement(given: _Given) -> str:
    """A per cent that is given as a value too must be what its numerator and denominator make it."""
    made = worked_out(given.series, None, given.numerator, given.denominator)
    if given.value is None or made is None:
        return ""
    if rounded(given.value, given.series.decimals) == rounded(made, given.series.decimals):
        return ""
    halves = f"{plain(given.numerator)} of {plain(given.denominator)}"
    return f"{halves} is {number(made, given.series)}. Mend what is wrong, or leave the value empty."


RULES: tuple[tuple[str, Callable[[_Given], str]], ...] = (
    ("as_of", _day),
    ("value", lambda given: _unfit(given.value)),
    ("numerator", lambda given: _unfit(given.numerator)),
    ("denominator", lambda given: _unfit(given.denominator)),
    ("numerator", _no_numerator),
    ("denominator", _no_denominator),
    ("numerator", lambda given: _broken(given, given.numerator)),
    ("denominator", lambda given: _broken(given, given.denominator)),
    ("numerator", _more_than_all),
    ("value", _value),
)
"""Which field is wrong, and why: the first that matches is told, one a field."""
