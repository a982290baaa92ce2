"""A layout's columns found in a file's header row: which cell of a row holds what, for which series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from measures.models import Column, Series

from .layout import Layout, Wanted, key
from .problems import Problems, shown

Holds = Column.Holds
MOST_TOLD = 12


@dataclass(frozen=True, slots=True)
class Place:
    """One column of the file: where it is, what it is called there, and what its numbers are multiplied by."""

    index: int
    heading: str
    factor: Decimal

    def __call__(self, row: Sequence[Any]) -> Any:
        """The cell of a row that stands here; rows may be shorter than their header."""
        return row[self.index] if self.index < len(row) else None


@dataclass(frozen=True, slots=True)
class Figure:
    """The columns of one figure of a row. Without a series, the row itself names it."""

    series: Series | None
    value: Place
    numerator: Place | None
    denominator: Place | None


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a row has what."""

    width: int
    date: Place
    series: Place | None
    figures: tuple[Figure, ...]
    provisional: Place | None
    note: Place | None


def found(layout: Layout, header: Sequence[Any], problems: Problems) -> Columns | None:
    """The columns of a file, or None where the header row lacks some; then `problems` says which."""
    headings = [str(cell) if cell is not None else "" for cell in header]
    at = {key(heading): index for index, heading in reversed(list(enumerate(headings))) if heading.strip()}
    before = problems.count
    _check(layout, headings, at, problems)
    if problems.count > before:
        return None
    places = {
        (wanted.holds, _pk(wanted)): Place(at[key(wanted.heading)], wanted.heading, wanted.factor)
        for wanted in layout.columns
        if key(wanted.heading) in at
    }
    owners = {_pk(wanted): wanted.series for wanted in layout.columns if wanted.holds == Holds.VALUE}
    return Columns(
        width=max((index for index, heading in enumerate(headings, start=1) if heading.strip()), default=0),
        date=places[Holds.DATE, None],
        series=places.get((Holds.SERIES, None)),
        figures=tuple(_figure(pk, series, places) for pk, series in owners.items()),
        provisional=places.get((Holds.PROVISIONAL, None)),
        note=places.get((Holds.NOTE, None)),
    )


def _pk(wanted: Wanted) -> int | None:
    return wanted.series.pk if wanted.series else None


def _figure(pk: int | None, series: Series | None, places: dict[tuple[str, int | None], Place]) -> Figure:
    numerator, denominator = places.get((Holds.NUMERATOR, pk)), places.get((Holds.DENOMINATOR, pk))
    return Figure(series, places[Holds.VALUE, pk], numerator, denominator)


def _check(layout: Layout, headings: list[str], at: dict[str, int], problems: Problems) -> None:
    often = Counter(map(key, headings))
    there = ", ".join(f"“{shown(heading)}”" for heading in headings[:MOST_TOLD] if heading.strip()) or "none"
    for wanted in layout.columns:
        if key(wanted.heading) not in at:
            if wanted.is_needed:
                problems.add(layout.header_row, "", _missing(wanted, there))
        elif often[key(wanted.heading)] > 1:
            problems.add(
                layout.header_row, wanted.heading, "This heading stands twice in the file. Rename one of the two."
            )


def _missing(wanted: Wanted, there: str) -> str:
    return (
        f"There is no column “{wanted.heading}”. The headings in this row are: {there}. Mend the file’s heading, or "
        "the header row and the columns of the profile."
    )
