"""The workbook for those without an export: a row for each series of the plan, to be filled in and uploaded."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from governance.fields import FIRST_YEAR
from measures.models import Better, Series, Unit
from measures.numbers import plain
from plans.csv import safe
from plans.models import Plan

from .layout import HEADINGS, SHEET, series_of

GUIDE = "How to fill it in"
WIDTHS = {
    "Series": 12,
    "Measure": 44,
    "Line": 44,
    "Day": 14,
    "Value": 12,
    "Numerator": 12,
    "Denominator": 13,
    "Provisional": 12,
    "Note": 40,
}
DAY_FORMAT = "DD/MM/YYYY"
MOST, ANY = "9999999999", "Enter a number, nought or more."
STEPS = (
    "Write on the sheet “Readings”. It has a row for each series of the plan. Leave empty what has no figure.",
    "Day: the last day that the figure speaks of, such as 31/01/2026. For another day, copy the row.",
    "Value: the figure itself. A per cent is written as 43 or as 43%.",
    "Numerator and denominator: where the figure is a rate, so many out of so many. Both or neither.",
    "Provisional: yes for a figure that may still change. Empty is no.",
    "An empty value means that nothing was reported. It is never read as nought.",
    "Save it and upload it. You see what it would record before anything is recorded. A figure given again for the "
    "same day supersedes the earlier one, which stays on record.",
)


def template(plan: Plan, today: dt.date) -> bytes:
    """The workbook. Uploaded as it is, it changes nothing."""
    book = Workbook()
    sheet: Any = book.active
    series = series_of(plan)
    _readings(sheet, series, today)
    _guide(book.create_sheet(GUIDE), series)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _readings(sheet: Worksheet, series: list[Series], today: dt.date) -> None:
    sheet.title = SHEET
    sheet.append(list(HEADINGS))
    for each in series:
        sheet.append([safe(text) for text in (each.ref, each.measure.title, each.name)])
    for letter, width in zip("ABCDEFGHI", WIDTHS.values(), strict=True):
        sheet.column_dimensions[letter].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for (cell,) in sheet["D2:D1000"]:
        cell.number_format = DAY_FORMAT
    sheet.freeze_panes = "A2"
    for check in _checks(series, today):
        sheet.add_data_validation(check)


def _checks(series: list[Series], today: dt.date) -> Iterable[DataValidation]:
    """What a spreadsheet can say of a wrong figure as it is typed; the upload checks everything again."""
    first, last = dt.date(FIRST_YEAR, 1, 1), today
    days = _check(
        "date", f"DATE({first:%Y,%m,%d})", f"DATE({last:%Y,%m,%d})", "Enter a day up to today, such as 31/01/2026."
    )
    days.add("D2:D1000")
    yes_no = DataValidation(type="list", formula1='"yes,no"', allow_blank=True, showErrorMessage=True)
    yes_no.error = "Choose yes or no."
    yes_no.add("H2:H1000")
    rates = _check("decimal", "0", MOST, ANY)
    rates.add("F2:G1000")
    yield from (days, yes_no, rates)
    for row, each in enumerate(series, start=2):
        highest = _highest(each)
        words = f"Enter a number from 0 to {highest}." if highest else ANY
        value = _check("decimal", "0", highest or MOST, words)
        value.add(f"E{row}")
        yield value


def _highest(series: Series) -> str:
    return "100" if series.unit == Unit.PER_CENT else plain(series.highest)


def _check(kind: Literal["date", "decimal"], low: str, high: str, words: str) -> DataValidation:
    check = DataValidation(type=kind, operator="between", formula1=low, formula2=high, allow_blank=True)
    check.showErrorMessage, check.error = True, words
    return check


def _guide(sheet: Worksheet, series: list[Series]) -> None:
    """The explaining sheet, locked: it is read, not filled in."""
    for step in STEPS:
        sheet.append([step])
    sheet.append([])
    header = ("Series", "Measure", "Line", "Counted in", "Which way is better", "Numerator", "Denominator")
    sheet.append(list(header))
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for each in series:
        words = (Unit(each.unit).label, Better(each.better).label, each.numerator, each.denominator)
        sheet.append([safe(text) for text in (each.ref, each.measure.title, each.name, *words)])
    for letter, width in zip("ABCDEFG", (12, 44, 44, 14, 26, 40, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    for number in range(1, len(STEPS) + 1):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(header))
        sheet.cell(number, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.protection.sheet = True
