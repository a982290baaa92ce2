"""What the rows of a plan's measures must say, each by itself and beside its series: numbers, totals, dates.

The database holds most of it too; here it is told in words, by file and row.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from measures.interpretation import top_of_scale
from measures.models import Series, Target
from plans import printed_dates
from plans.document.reading import printed_day
from plans.document.rows import Row
from plans.document.tables import Reader

from .rows import BaselineRow, ComparatorRow, SeriesRow, TargetRow

if TYPE_CHECKING:
    from .reading import MeasuresDraft

R = TypeVar("R", BaselineRow, ComparatorRow, TargetRow)

NEEDS: dict[str, tuple[str, ...]] = {
    Target.Kind.VALUE: ("amount",),
    Target.Kind.RANGE: ("low", "high"),
    Target.Kind.RELATIVE: ("basis", "amount"),
    Target.Kind.POINTS: ("basis", "amount"),
}
"""The columns that a target of each kind has; it leaves the others of them empty."""
CHANGES = (Target.Kind.RELATIVE, Target.Kind.POINTS)
_TERM = re.compile(r"spring|summer|autumn", re.IGNORECASE)


def hold(reader: Reader, rows: MeasuresDraft) -> None:
    """Collect what contradicts itself, and numbers that no such series has."""
    for measure in rows.measures:
        _both_or_neither(reader, measure, "owner_post", "owner_organisation")
    by_ref = {row.ref: row for row in rows.series}
    baselines, targets = _by_series(rows.baselines), _by_series(rows.targets)
    comparators = _by_series(rows.comparators)
    for series in rows.series:
        _hold_part(reader, series, by_ref.get(series.part_of))
        _hold_baselines(reader, series, baselines[series.ref])
        _hold_targets(reader, series, targets[series.ref], baselines[series.ref])
        for row in (*baselines[series.ref], *comparators[series.ref]):
            _on_scale(reader, row, "value", series)


def date(reader: Reader, rows: MeasuresDraft, terms: printed_dates.Terms | None) -> None:
    """Put each target's day into the draft, and collect those that have none or share one.

    Without the terms, which a refused partnership has not, words that name a term are left for another time.
    """
    taken: dict[tuple[str, dt.date], TargetRow] = {}
    for row in rows.targets:
        if not row.due_as_printed or (terms is None and _TERM.search(row.due_as_printed)):
            continue
        try:
            due_on = due_day(row, terms or {})
        except ValueError as problem:
            reader.wrong(row, f"due_as_printed: {problem}")
            continue
        rows.due[row.series, row.due_as_printed] = due_on
        first = taken.setdefault((row.series, due_on), row)
        if first is not row and row.series:
            text = f"“{row.series}” has a target for {due_on} in row {first.row} already. Keep one."
            reader.wrong(row, f"due_as_printed: {text}")


def due_day(row: TargetRow, terms: printed_dates.Terms) -> dt.date:
    """The day by which a target is to be reached: the last of what its printed words name, or that of `due_on`.

    Raises ValueError for words that cannot be read or that name no one day, and for a column that says otherwise.
    """
    reading = printed_day(row.due_as_printed, row.due_on, terms)
    if reading.recurrence or reading.due_on is None:
        raise ValueError(f"“{row.due_as_printed}” comes round again. Give each date a row of its own.")
    return reading.due_on


def _hold_part(reader: Reader, row: SeriesRow, total: SeriesRow | None) -> None:
    """A part belongs to the measure of its total and counts in the same unit."""
    if total is None:
        return
    if total.measure != row.measure:
        text = f"“{total.ref}” is a series of “{total.measure}”. Name one of the same measure, or none."
        reader.wrong(row, f"part_of: {text}")
    elif total.unit != row.unit:
        text = f"“{total.ref}” counts in {total.unit} and this in {row.unit}. A total counts as its parts do."
        reader.wrong(row, f"part_of: {text}")


def _hold_baselines(reader: Reader, series: SeriesRow, rows: list[BaselineRow]) -> None:
    if rows and series.no_baseline:
        text = f"says that there is none, and baselines.csv has one in row {rows[0].row}. Empty it, or take that out."
        reader.wrong(series, f"no_baseline: {text}")
    references = [row for row in rows if row.is_reference]
    for row in references[1:]:
        text = f"“{series.ref}” has its reference in row {references[0].row} already. Write yes in one of them."
        reader.wrong(row, f"is_reference: {text}")
    if rows and not references and not any(_is_blamed(reader, row, "is_reference") for row in rows):
        reader.wrong(
            rows[0], f"is_reference: no baseline of “{series.ref}” is the reference. Write yes in one of them."
        )
    for row in rows:
        _hold_rate(reader, row)


def _hold_rate(reader: Reader, row: BaselineRow) -> None:
    """A numerator has a denominator that is no smaller, and neither is below nought."""
    _both_or_neither(reader, row, "numerator", "denominator")
    if row.numerator is None or row.denominator is None:
        return
    if row.denominator <= 0:
        reader.wrong(row, f"denominator: {row.denominator} is not above nought. Write how many there were in all.")
    elif not 0 <= row.numerator <= row.denominator:
        text = f"{row.numerator} is not from 0 to the denominator, {row.denominator}. Put it right."
        reader.wrong(row, f"numerator: {text}")


def _hold_targets(reader: Reader, series: SeriesRow, rows: list[TargetRow], baselines: list[BaselineRow]) -> None:
    for row in rows:
        _hold_kind(reader, row)
        if row.kind in CHANGES and not any(baseline.is_reference for baseline in baselines):
            text = f"a change needs a baseline, and “{series.ref}” has no reference in baselines.csv. Add it there."
            reader.wrong(row, f"kind: {text}")
        for column in () if row.kind in CHANGES else NEEDS.get(row.kind, ()):
            _on_scale(reader, row, column, series)
        if row.low is not None and row.high is not None and row.high < row.low:
            reader.wrong(row, f"high: {row.high} is below low, {row.low}. Put them in order.")


def _hold_kind(reader: Reader, row: TargetRow) -> None:
    """A target has what its kind needs, and nothing that another kind would."""
    needed = NEEDS.get(row.kind)
    if needed is None:
        return
    for column in ("basis", "amount", "low", "high"):
        is_empty = getattr(row, column) in (None, "")
        if column in needed and is_empty and not _is_blamed(reader, row, column):
            reader.wrong(row, f"{column}: empty, and a target of the kind {row.kind} needs it. Fill it in.")
        elif column not in needed and not is_empty:
            reader.wrong(row, f"{column}: a target of the kind {row.kind} has none. Empty it, or change the kind.")


def _on_scale(reader: Reader, row: Row, column: str, series: SeriesRow) -> None:
    """A number lies between nought and the top of its series' scale."""
    value: Decimal | None = getattr(row, column)
    top = top_of_scale(Series(unit=series.unit, highest=series.highest))
    if value is None:
        return
    if value < 0:
        reader.wrong(row, f"{column}: {value} is below nought. Write a number from 0.")
    elif top is not None and value > top:
        reader.wrong(row, f"{column}: {value} is above {top}, the top of “{series.ref}”. Mend it, or its series.")


def _both_or_neither(reader: Reader, row: Row, first: str, second: str) -> None:
    filled = [column for column in (first, second) if getattr(row, column) not in (None, "")]
    if len(filled) != 1:
        return
    empty = second if filled == [first] else first
    if not _is_blamed(reader, row, empty):
        reader.wrong(row, f"{empty}: empty though {filled[0]} is not. Fill in both or neither.")


def _is_blamed(reader: Reader, row: Row, column: str) -> bool:
    """Whether a cell is empty only because it could not be read, which has been told."""
    return (row.FILE, row.row, column) in reader.blamed


def _by_series(rows: Iterable[R]) -> defaultdict[str, list[R]]:
    found: defaultdict[str, list[R]] = defaultdict(list)
    for row in rows:
        found[row.series].append(row)
    return found
