"""The rows of a table read as readings, each checked by the rules that a reading entered by hand is checked by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from measures.models import Series, Unit
from measures.services.checks import check_reading, worked_out

from . import cells, columns
from .cells import Unreadable, is_empty
from .columns import Columns, Figure, Place
from .dates import Read, read_date
from .layout import Layout, key
from .problems import Problems, shown
from .sheets import Row, Sheet

T = TypeVar("T")
TOO_WIDE = "This row has {} cells where the header has {}. Put cells that hold commas in quotation marks."


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says of one series and day. None and empty words are what it does not speak of."""

    series: int
    as_of: dt.date
    period: str
    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    is_provisional: bool | None
    note: str
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class _Common:
    """What a row says of all its figures."""

    day: dt.date
    period: str
    is_provisional: bool | None
    note: str


def readings(sheet: Sheet, layout: Layout, today: dt.date, problems: Problems) -> Iterator[tuple[int, list[Said]]]:
    """Each row beneath the header that holds anything, by its number, with the readings in it.

    What is wrong goes into `problems`; a reading with anything wrong is not among those of its row. Raises Refused.
    """
    header = next((row for number, row in sheet.rows if number == layout.header_row), ())
    found = columns.found(layout, header, problems)
    if found is None:
        return
    table = _Table(found, layout, today, problems, is_text=not sheet.name)
    for number, row in sheet.rows:
        if any(not is_empty(cell) for cell in row):
            yield number, _Line(table, number, row).readings()


@dataclass(frozen=True)
class _Table:
    """What holds for all the rows of a table."""

    columns: Columns
    layout: Layout
    today: dt.date
    problems: Problems
    is_text: bool

    def date(self, cell: Any) -> Read:
        """The day that a row speaks of. Raises Unreadable, as does what follows."""
        if is_empty(cell):
            raise Unreadable("The cell is empty, and the row has a figure. Enter the day it speaks of.")
        return read_date(cell, self.layout.dates)

    def series(self, cell: Any) -> Series:
        """The series that a row names."""
        if is_empty(cell):
            raise Unreadable("The cell is empty, and the row has a figure. Write which series it is of.")
        series = self.layout.names.get(key(str(cell)))
        if series is None:
            raise Unreadable(
                f"“{shown(cell)}” is no series of this plan. Write its reference, or add this name to the profile."
            )
        return series


class _Line:
    """One row while it is read."""

    def __init__(self, table: _Table, number: int, row: Row) -> None:
        self.table, self.number, self.row = table, number, row
        self.problems = table.problems

    def readings(self) -> list[Said]:
        """The readings of the row. A figure that is not given was not reported, whatever else the row says."""
        of = self.table.columns
        if self.table.is_text and any(not is_empty(cell) for cell in self.row[of.width :]):
            self.problems.add(self.number, "", TOO_WIDE.format(len(self.row), of.width))
            return []
        given = [figure for figure in of.figures if self._is_given(figure)]
        if not given:
            return []
        common, named = self._common(of), self._cell(of.series, self.table.series)
        said = [self._said(figure, figure.series or named, common) for figure in given]
        return [one for one in said if one]

    def _is_given(self, figure: Figure) -> bool:
        return any(place and not is_empty(place(self.row)) for place in (figure.value, figure.numerator))

    def _common(self, of: Columns) -> _Common | None:
        before = self.problems.count
        read = self._cell(of.date, self.table.date)
        provisional = self._cell(of.provisional, cells.yes_or_no)
        note = self._cell(of.note, cells.note)
        if read is None or self.problems.count > before:
            return None
        return _Common(*read, provisional, note or "")

    def _said(self, figure: Figure, series: Series | None, common: _Common | None) -> Said | None:
        """A figure as a reading; None where anything is wrong with it, which then was told."""
        if series is None:
            return None
        before = self.problems.count
        value = self._number(figure.value, per_cent=series.unit == Unit.PER_CENT)
        numerator, denominator = self._number(figure.numerator), self._number(figure.denominator)
        if common is None or self.problems.count > before:
            return None
        broken = check_reading(series, common.day, value, numerator, denominator, self.table.today)
        self._tell(figure, broken)
        value = worked_out(series, value, numerator, denominator)
        if broken or value is None:
            return None
        return Said(
            series=series.pk,
            as_of=common.day,
            period=common.period,
            value=value,
            numerator=numerator,
            denominator=denominator,
            is_provisional=common.is_provisional,
            note=common.note,
            row=self.number,
            column=figure.value.heading,
        )

    def _number(self, place: Place | None, *, per_cent: bool = False) -> Decimal | None:
        if place is None:
            return None
        return self._cell(place, lambda cell: cells.number(cell, place.factor, per_cent=per_cent))

    def _cell(self, place: Place | None, read: Callable[[Any], T]) -> T | None:
        """What stands in a cell; None where there is no such column, or where it is wrong and that was told."""
        if place is None:
            return None
        try:
            return read(place(self.row))
        except Unreadable as problem:
            self.problems.add(self.number, place.heading, str(problem))
            return None

    def _tell(self, figure: Figure, broken: dict[str, str]) -> None:
        """The rules that a reading does not keep, each in its column with what stands there."""
        of = {"as_of": self.table.columns.date, "numerator": figure.numerator, "denominator": figure.denominator}
        for name, words in broken.items():
            place = of.get(name) or figure.value
            cell = place(self.row)
            told = words if is_empty(cell) else f"“{cells.told(cell)}”: {words}"
            self.problems.add(self.number, place.heading, told)
