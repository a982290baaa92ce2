"""A starting profile for each source that a plan names, to be edited to what the source really exports.

The real headings are not known, so each is a guess: a row for each month or day, and a column for each series under
the series' own name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from measures.models import Frequency, Placement, Profile, Series, Source
from plans.models import Plan

from .layout import key, series_of

LONGEST = 200


@dataclass(frozen=True)
class Standard:
    """What a source's export may look like: how it writes dates, and a heading for each of its series."""

    source: Source
    dates: str
    date_heading: str
    headings: dict[str, Series]


def standard(plan: Plan) -> list[Standard]:
    """One for each source in the order of printing; a measure with two sources is in both."""
    of_source: defaultdict[Source, list[Series]] = defaultdict(list)
    by_measure: defaultdict[int, list[Series]] = defaultdict(list)
    for series in series_of(plan):
        by_measure[series.measure_id].append(series)
    for placement in Placement.objects.filter(measure__plan=plan).select_related("source").order_by("order", "pk"):
        known = of_source[placement.source]
        known += [series for series in by_measure[placement.measure_id] if series not in known]
    return [_of(source, series) for source, series in of_source.items() if series]


def _of(source: Source, series: list[Series]) -> Standard:
    monthly = all(each.measure.frequency == Frequency.MONTHLY for each in series)
    dates, heading = (Profile.Dates.MONTH, "Month") if monthly else (Profile.Dates.DAY_FIRST, "Day")
    often = Counter([key(heading), *(key(each.name) for each in series)])
    return Standard(source, dates, heading, {_heading(each, often): each for each in series})


def _heading(series: Series, often: Counter[str]) -> str:
    """A series' own name, or with its reference where another of the source's has the same name."""
    name = series.name if often[key(series.name)] == 1 else f"{series.ref} {series.name}"
    return name[:LONGEST]
