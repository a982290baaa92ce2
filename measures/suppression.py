"""Small numbers: counts of 1 to 5 are not shown to people without the right, nor what they could be worked out from.

What is hidden is taken away here, before anything is judged, drawn, exported or put into words, so that nothing that
is made from these figures can give it away. Nought is no small number: it is shown.

First every small count is hidden. Then, while a sum would give one away, its smallest other part is hidden too, and
where it has none left, the total. A sum is a series with those that are part of it, and the rates of one measure that
share a denominator and add up to it, as good, requires improvement and inadequate do.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .models import Unit

SMALLEST_SHOWN = 6
"""Counts from 1 to one less than this are hidden; nought is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A reading as it is shown. Of a hidden one only its day is known: value, rate and note are gone."""

    as_of: dt.date
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_provisional: bool = False
    period: str = ""
    note: str = ""
    pk: int | None = None

    @property
    def is_hidden(self) -> bool:
        """Whether it was reported and may not be shown."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a measure with its figures: what it counts in, and the series that is its total, if any."""

    ref: str
    unit: str
    part_of: str
    figures: tuple[Figure, ...]


Key = tuple[str, dt.date]


def hide(lines: Sequence[Line]) -> dict[str, tuple[Figure, ...]]:
    """The figures of a measure's series, by the series' reference, with what must not be seen taken out."""
    days: defaultdict[dt.date, list[_Cell]] = defaultdict(list)
    for line in lines:
        for figure in line.figures:
            days[figure.as_of].append(_Cell(line.ref, line.unit, line.part_of, figure))
    hidden = {(ref, day) for day, cells in days.items() for ref in _Day(cells).hidden_in_all()}
    return {line.ref: tuple(_shown(figure, line.ref, hidden) for figure in line.figures) for line in lines}


def _shown(figure: Figure, ref: str, hidden: set[tuple[str, dt.date]]) -> Figure:
    if (ref, figure.as_of) not in hidden:
        return figure
    return replace(figure, value=None, numerator=None, denominator=None, note="")


@dataclass(frozen=True, slots=True)
class _Cell:
    """What one series has on one day."""

    ref: str
    unit: str
    part_of: str
    figure: Figure

    @property
    def counts(self) -> tuple[Decimal | None, Decimal | None]:
        """How many it counts, and how many of its denominator it does not; None where that is not on record."""
        figure = self.figure
        if figure.numerator is not None and figure.denominator is not None:
            return figure.numerator, figure.denominator - figure.numerator
        return (figure.value if self.unit == Unit.COUNT else None), None

    @property
    def size(self) -> Decimal:
        """By what parts of a sum are told to be smaller and larger."""
        counted = self.counts[0]
        return counted if counted is not None else self.figure.value or Decimal(0)

    @property
    def is_small(self) -> bool:
        """Whether any number in it is too small to show by itself."""
        numbers = [self.figure.denominator, *self.counts, self.figure.value if self.unit == Unit.COUNT else None]
        return self.figure.is_hidden or any(number is not None and 0 < number < SMALLEST_SHOWN for number in numbers)


class _Day:
    """The figures of one day, and the sums that they stand in."""

    def __init__(self, cells: list[_Cell]) -> None:
        self.cells = {cell.ref: cell for cell in cells}
        self.hidden = {cell.ref for cell in cells if cell.is_small}
        self.parts: defaultdict[str, list[_Cell]] = defaultdict(list)
        for cell in cells:
            if cell.part_of in self.cells:
                self.parts[cell.part_of].append(cell)
        self.denominators = {f"of {number}": number for number in self._shared()}

    def hidden_in_all(self) -> set[str]:
        """The references of what is hidden: the small counts, and what they could be worked out from."""
        while self.hidden and (more := next(filter(None, map(self._given_away_by, self.parts)), None)):
            self.hidden.add(more)
        return self.hidden

    def _shared(self) -> Iterator[Decimal]:
        """Denominators that several rates share and add up to: each is a total that stands in no line of its own."""
        by_denominator: defaultdict[Decimal, list[_Cell]] = defaultdict(list)
        for cell in self.cells.values():
            if cell.part_of not in self.cells and cell.figure.denominator is not None:
                by_denominator[cell.figure.denominator].append(cell)
        for denominator, cells in by_denominator.items():
            if len(cells) > 1 and sum(cell.size for cell in cells) == denominator:
                self.parts[f"of {denominator}"] = cells
                yield denominator

    def _given_away_by(self, total: str) -> str | None:
        """What must be hidden next so that one sum gives nothing away; None where it does not."""
        parts = self.parts[total]
        shown = sorted((cell for cell in parts if cell.ref not in self.hidden), key=lambda cell: cell.size)
        smallest = next((cell.ref for cell in shown if cell.size), None)
        if total in self.hidden:
            return smallest if len(shown) == len(parts) else None
        if len(shown) == len(parts) or not self._tells(total, parts, len(parts) - len(shown)):
            return None
        # A denominator stands in every rate of it, so it is hidden when the last of them is.
        return smallest or (total if total in self.cells else next((cell.ref for cell in shown), None))

    def _tells(self, total: str, parts: list[_Cell], missing: int) -> bool:
        """Whether a total less what is shown of it tells what is hidden."""
        whole = self.cells[total].counts if total in self.cells else (self.denominators[total], None)
        at_the_end = list(self._taken_apart(parts))
        shown = [cell.counts for cell in at_the_end if cell.ref not in self.hidden]
        loose = len(at_the_end) - len(shown)
        return missing == 1 or any(_is_told(_less(whole[n], [each[n] for each in shown]), loose) for n in (0, 1))

    def _taken_apart(self, parts: Iterable[_Cell]) -> Iterator[_Cell]:
        """The parts of a sum, where a hidden one is itself a total with its own parts in its place."""
        for cell in parts:
            if cell.ref in self.hidden and self.parts.get(cell.ref):
                yield from self._taken_apart(self.parts[cell.ref])
            else:
                yield cell


def _less(total: Decimal | None, shown: list[Decimal | None]) -> Decimal | None:
    """What is left of a total when all that is shown is taken away; None where a number is not on record."""
    known = [number for number in shown if number is not None]
    return total - sum(known) if total is not None and len(known) == len(shown) else None


def _is_told(left: Decimal | None, many: int) -> bool:
    """Whether what is left for so many hidden counts is itself small, or tells each of them: all are 1, or all 5."""
    if left is None or left <= 0:
        return False
    return left < SMALLEST_SHOWN or left <= many or left == many * (SMALLEST_SHOWN - 1)
