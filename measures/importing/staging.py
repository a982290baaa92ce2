"""What a file says, kept on disk while it is looked through: in order, one reading a series and day.

Held in memory, a hundred thousand readings would weigh more than the rest of the program.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from types import TracebackType
from typing import Any

from .reading import Said

_TABLE = """
CREATE TABLE said (
  series INTEGER, as_of INTEGER, period TEXT, value TEXT, numerator TEXT, denominator TEXT,
  is_provisional INTEGER, note TEXT, row INTEGER, col TEXT, PRIMARY KEY (series, as_of)
) WITHOUT ROWID
"""
_ADD = "INSERT INTO said VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_SAME = "SELECT * FROM said WHERE series = ? AND as_of = ?"
BATCH = 500


class Staged:
    """Readings in the order of series and day; use it in a `with` statement, and it is gone afterwards."""

    def __init__(self) -> None:
        # The empty name is a database in a temporary file, which SQLite deletes when it is closed.
        self._kept = sqlite3.connect("", isolation_level=None)
        self._kept.execute("PRAGMA journal_mode = OFF")
        self._kept.execute(_TABLE)
        self._kept.execute("BEGIN")

    def __enter__(self) -> Staged:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._kept.close()

    def add(self, said: Said) -> Said | None:
        """Keep a reading. Where the file has said something of that series and day already, that is returned."""
        if self._kept.execute(_ADD, _row(said)).rowcount:
            return None
        return _said(self._kept.execute(_SAME, (said.series, said.as_of.toordinal())).fetchone())

    def series(self) -> list[int]:
        """The series that are spoken of."""
        return [pk for (pk,) in self._kept.execute("SELECT DISTINCT series FROM said ORDER BY series")]

    def batches(self) -> Iterator[list[Said]]:
        """All of it, some hundreds at a time, each batch of one series and in the order of days."""
        for pk in self.series():
            rows = map(_said, self._kept.execute("SELECT * FROM said WHERE series = ? ORDER BY as_of", (pk,)))
            while batch := list(islice(rows, BATCH)):
                yield batch


def _row(said: Said) -> tuple[Any, ...]:
    return (
        said.series,
        said.as_of.toordinal(),
        said.period,
        *(None if number is None else str(number) for number in (said.value, said.numerator, said.denominator)),
        said.is_provisional,
        said.note,
        said.row,
        said.column,
    )


def _said(row: tuple[Any, ...]) -> Said:
    series, day, period, value, numerator, denominator, provisional, note, number, column = row
    return Said(
        series=series,
        as_of=dt.date.fromordinal(day),
        period=period,
        value=Decimal(value),
        numerator=None if numerator is None else Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
        is_provisional=None if provisional is None else bool(provisional),
        note=note,
        row=number,
        column=column,
    )
