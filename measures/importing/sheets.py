"""The rows of a file, one after another and never all at once: of CSV, or of one sheet of a workbook.

Only values are read. Formulas are never worked out: what counts is the value that the cell had when it was saved.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

import openpyxl
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from measures.models import Profile

from .cells import UNCALCULATED, Percent
from .layout import Layout, key
from .opening import BROKEN, Refused
from .problems import shown

MOST_COLUMNS = 500
MOST_ROWS = 1_048_576
"""As many as a sheet can have."""
DELIMITERS = ",;\t"
Row = Sequence[Any]
_LITERAL = re.compile(r'"[^"]*"|\\.')


@dataclass(frozen=True)
class Sheet:
    """One table: its name (CSV has none), and its rows with their numbers. Blank rows may be left out."""

    name: str
    rows: Iterator[tuple[int, Row]]


@contextmanager
def opened(file: IO[bytes], kind: str, how: Layout) -> Iterator[Sheet]:
    """The table of a file that `opening.examine` let through. Raises Refused, also while the rows are read.

    A layout without a sheet's name means a workbook's first.
    """
    file.seek(0)
    if kind == Profile.Format.CSV:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        try:
            yield Sheet("", _lines(text, how.header_row))
        finally:
            text.detach()  # or it would close a file that is not its own
        return
    book = _book(file)
    try:
        chosen = _chosen(book, how.sheet)
        yield Sheet(chosen.title, _rows(chosen))
    finally:
        book.close()


def _lines(text: io.TextIOWrapper, header_row: int) -> Iterator[tuple[int, Row]]:
    header = [text.readline() for _ in range(header_row)][-1]
    text.seek(0)
    number = 0
    try:
        for number, cells in enumerate(csv.reader(text, delimiter=_delimiter(header), strict=True), start=1):
            yield number, cells
    except csv.Error as error:
        raise Refused(
            f"Row {number + 1} of the file is not CSV ({shown(error)}): put cells that hold quotation marks or commas "
            "in quotation marks, and upload it again."
        ) from None


def _delimiter(line: str) -> str:
    """What stands between the cells: the sign that the line of headings has most of."""
    return max(DELIMITERS, key=line.count)


def _book(file: IO[bytes]) -> Any:
    try:
        return openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception:
        # What is wrong inside a workbook comes out of the library as nearly any error there is.
        raise Refused(BROKEN) from None


def _chosen(book: Any, name: str) -> Any:
    sheets = book.worksheets
    found = [sheet for sheet in sheets if not name or key(sheet.title) == key(name)]
    if found:
        return found[0]
    if not sheets:
        raise Refused(BROKEN)
    there = ", ".join(f"“{shown(sheet.title)}”" for sheet in sheets[:10])
    raise Refused(
        f"There is no sheet “{name}”: the workbook has {there}; mend the sheet’s name here or in the profile."
    )


def _rows(sheet: Any) -> Iterator[tuple[int, Row]]:
    book = sheet.parent
    percents = _percents(book)
    with sheet._get_source() as source:
        parser = _Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        rows = parser.parse()
        while True:
            try:
                number, cells = next(rows)
                row = _row(cells, percents)
            except StopIteration:
                return
            except Exception:
                raise Refused(BROKEN) from None
            if number > MOST_ROWS:
                raise Refused(f"The sheet has more than {MOST_ROWS:,} rows: split it by period and upload the parts.")
            yield number, row


class _Parser(WorkSheetParser):
    """The library's reader of sheets, but that it takes a formula which was never worked out for an empty cell."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """A cell with its place, value and style."""
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            cell["value"] = UNCALCULATED
        return cell


def _row(cells: list[dict[str, Any]], percents: set[int]) -> Row:
    """A row's cells, each at its place. What stands beyond the last column that is read is left out."""
    row: list[Any] = []
    for cell in cells:
        value, column = cell["value"], cell["column"]
        if value is None or column > MOST_COLUMNS:
            continue
        row += [None] * (column - len(row))
        is_share = cell["style_id"] in percents and value.__class__ in (int, float) and math.isfinite(value)
        row[column - 1] = Percent(Decimal(repr(value)) * 100) if is_share else value
    return row


def _percents(book: Any) -> set[int]:
    """The styles that show a number as a per cent; a sign in quotation marks is only written after it."""
    formats = (_LITERAL.sub("", _format(style.numFmtId, book)) for style in book._cell_styles)
    return {place for place, form in enumerate(formats) if "%" in form}


def _format(number: int, book: Any) -> str:
    own = number - BUILTIN_FORMATS_MAX_SIZE
    if own < 0:
        return str(BUILTIN_FORMATS.get(number, ""))
    return str(book._number_formats[own]) if own < len(book._number_formats) else ""
