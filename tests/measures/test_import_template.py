"""The template: a row for each series, nothing that a spreadsheet would run, and back again without a change."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from measures.importing.layout import HEADINGS
from measures.importing.template import GUIDE, template
from measures.models import Series
from tests.factories import SeriesFactory, SuccessMeasureFactory
from tests.people import Cast

from .handed_in import loaded, looked_through, recorded, saved

TODAY = dt.date(2026, 3, 27)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def series(cast: Cast) -> list[Any]:
    """Three series, one with names that a spreadsheet would run."""
    measure = SuccessMeasureFactory(plan=cast.plan, title="=HYPERLINK(1)")
    return [
        SeriesFactory(measure=measure, ref="SM1a", name="@good"),
        SeriesFactory(measure=measure, ref="-SM1b", name="Outcome", unit="score", highest=Decimal(2)),
        SeriesFactory(measure=measure, ref="SM1c", name="Views", unit="count"),
    ]


@pytest.fixture
def book(cast: Cast, series: list[Series]) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(template(cast.plan, TODAY)))


def test_it_has_a_row_for_each_series(book: Workbook) -> None:
    rows: Any = list(book["Readings"].iter_rows(values_only=True))
    assert rows[0] == tuple(HEADINGS)
    assert [row[0] for row in rows[1:4]] == ["SM1a", "'-SM1b", "SM1c"]
    assert {cell for row in rows[1:] for cell in row[3:]} == {None}


def test_nothing_in_it_runs(book: Workbook) -> None:
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell.value for cell in cells if str(cell.value)[0] in "=+-@\t\r"]


def test_the_explaining_sheet_is_locked_and_the_other_is_not(book: Workbook) -> None:
    assert book.worksheets[0].title == "Readings"
    assert (book[GUIDE].protection.sheet, book["Readings"].protection.sheet) == (True, False)


def test_the_spreadsheet_says_at_once_what_is_wrong(book: Workbook) -> None:
    checks = {str(check.sqref): check for check in book["Readings"].data_validations.dataValidation}
    assert (checks["D2:D1000"].type, checks["D2:D1000"].formula2) == ("date", "DATE(2026,03,27)")
    assert checks["H2:H1000"].formula1 == '"yes,no"'
    assert [checks[f"E{row}"].formula2 for row in (2, 3, 4)] == ["100", "2", "9999999999"]


def test_uploaded_as_it_is_it_changes_nothing(cast: Cast, series: list[Series]) -> None:
    file = looked_through(cast.plan, template(cast.plan, TODAY), cast.data_officer)
    assert (file.state, file.new, file.superseding, file.unchanged) == ("shown", 0, 0, 0)


def test_filled_in_it_comes_back_to_its_series(cast: Cast, series: list[Series], book: Workbook) -> None:
    sheet: Any = book["Readings"]
    for row, value in enumerate((0.43, 1.5, 7), start=2):
        sheet.cell(row, 4).value = dt.date(2026, 1, 31)
        sheet.cell(row, 5).value = value
    sheet["E2"].number_format = "0%"  # what a spreadsheet does where somebody types 43%
    loaded(cast.plan, saved(book), cast.data_officer)
    assert [(ref, value) for ref, _, value in recorded()] == [("SM1a", 43), ("-SM1b", Decimal("1.5")), ("SM1c", 7)]


ROWS = 20_000
MOST_MEMORY = 8 * 1024 * 1024
"""What 20,000 rows may need at their peak. Held in memory, the workbook alone needs three times as much."""


def long_workbook(rows: int) -> bytes:
    """Twenty series over many days."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("Readings")
    sheet.append(["Series", "Day", "Value"])
    first = dt.date(2020, 1, 1)
    for number in range(rows):
        sheet.append([f"SM{number % 20}", first + dt.timedelta(days=number // 20), number % 101])
    return saved(book)


def test_a_long_file_streams_in_bounded_memory(cast: Cast) -> None:
    measure = SuccessMeasureFactory(plan=cast.plan)
    for number in range(20):
        SeriesFactory(measure=measure, ref=f"SM{number}")
    content = long_workbook(ROWS)
    tracemalloc.start()
    try:
        file = looked_through(cast.plan, content, cast.data_officer)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (file.state, file.new, file.rows) == ("shown", ROWS, ROWS)
    assert peak < MOST_MEMORY
