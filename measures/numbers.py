"""A series' values as people say them: 43%, 1,330, 9.5 months."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from .models import Unit


class Told(Protocol):
    """What says how its values are told: a series, or the facts of one."""

    @property
    def unit(self) -> str:
        """What it counts in, one of `Unit`."""

    @property
    def decimals(self) -> int:
        """How many decimal places its numbers are told to."""


def rounded(value: Decimal, places: int) -> Decimal:
    """A value to so many decimal places; a half goes up, away from nought, as people round."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def number(value: Decimal, series: Told) -> str:
    """A value in its series' unit, to the places that the series is told to."""
    return to_places(value, series, series.decimals)


def exact(value: Decimal, series: Told) -> str:
    """A value in its series' unit to every place that it has, and to no fewer than the series is told to."""
    own = value.normalize().as_tuple().exponent
    return to_places(value, series, max(series.decimals, -own if isinstance(own, int) else 0))


def to_places(value: Decimal, series: Told, places: int) -> str:
    """A value in its series' unit to so many decimal places."""
    told = f"{rounded(value, places):,f}"
    if series.unit == Unit.PER_CENT:
        return f"{told}%"
    return f"{told} months" if series.unit == Unit.MONTHS else told


def difference(value: Decimal, series: Told) -> str:
    """How far two values are apart, without a sign: per cent are told in points."""
    told = f"{rounded(abs(value), series.decimals) or abs(value).normalize():,f}"
    if series.unit == Unit.PER_CENT:
        return f"{told} point{'' if told == '1' else 's'}"
    return f"{told} months" if series.unit == Unit.MONTHS else told


def plain(value: Decimal | None) -> str:
    """A value for a spreadsheet: every place that was given and no more, without a unit; empty where there is none."""
    if value is None:
        return ""
    return f"{value.normalize():f}"
