"""Days and periods as sources write them: a day, a month, a school year or a financial year, by its last day."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from governance.fields import FIRST_YEAR, LAST_YEAR, MONTHS, read_day
from measures.models import Profile

from .cells import Unreadable
from .problems import shown

Read = tuple[dt.date, str]
"""The last day meant, and the period in words where the source speaks of one."""

_TIME = re.compile(r"[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m|Z|[+-]\d{2}:?\d{2})?$", re.ASCII | re.IGNORECASE)
_YEAR_FIRST = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}", re.ASCII)
_MONTH = re.compile(r"(?P<month>[a-z]+)\.?[ ,'’-]{0,2}(?P<year>\d{4}|\d{2})", re.ASCII)
_MONTH_FIGURES = re.compile(
    r"(?:(?P<month>\d{1,2})[-/.](?P<year>\d{4})|(?P<year_first>\d{4})[-/.](?P<last>\d{1,2}))", re.ASCII
)
_YEARS = re.compile(
    r"(?:(?:[a-z]{2,9}\.? )*|[fas]y)(?P<first>\d{4}|\d{2}) ?(?:[-/–]|to) ?(?P<second>\d{4}|\d{2})", re.ASCII
)


def read_date(cell: Any, dates: str) -> Read:
    """The day that a cell means, read as a profile's `dates` says. Raises Unreadable."""
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, str):
        cell = _TIME.sub("", " ".join(cell.split()))
    elif not isinstance(cell, dt.date):
        raise Unreadable(f"“{shown(cell)}” is no day. Make it a date in the sheet, or write it out: {_LIKE[dates]}.")
    day, period = _HOW[dates](cell)
    _in_range(day.year)
    return day, period


def _day_first(cell: str | dt.date) -> Read:
    if isinstance(cell, dt.date):
        return cell, ""
    try:
        return read_day(cell), ""
    except ValidationError as problem:
        raise Unreadable(f"“{shown(cell)}” cannot be read as a day. {' '.join(problem.messages)}") from None


def _year_first(cell: str | dt.date) -> Read:
    if isinstance(cell, str) and not _YEAR_FIRST.fullmatch(cell):
        raise _not_like(cell, Profile.Dates.YEAR_FIRST)
    return _day_first(cell)


def _month(cell: str | dt.date) -> Read:
    if isinstance(cell, dt.date):
        return _end_of_month(cell.year, cell.month)
    typed = cell.casefold()
    words, figures = _MONTH.fullmatch(typed), _MONTH_FIGURES.fullmatch(typed)
    month = MONTHS.get(words["month"], 0) if words else int(figures["month"] or figures["last"]) if figures else 0
    if not 1 <= month <= 12:
        raise _not_like(cell, Profile.Dates.MONTH)
    year = words["year"] if words else figures["year"] or figures["year_first"] if figures else ""
    return _end_of_month(_year(year), month)


def _end_of_month(year: int, month: int) -> Read:
    last = dt.date(year, month, calendar.monthrange(year, month)[1])
    return last, f"{last:%B %Y}"


def _school_year(cell: str | dt.date) -> Read:
    second = _second_year(cell, Profile.Dates.SCHOOL_YEAR)
    return dt.date(second, 8, 31), f"School year {second - 1}/{second % 100:02}"


def _financial_year(cell: str | dt.date) -> Read:
    second = _second_year(cell, Profile.Dates.FINANCIAL_YEAR)
    return dt.date(second, 3, 31), f"Financial year {second - 1}/{second % 100:02}"


def _second_year(cell: str | dt.date, dates: str) -> int:
    match = None if isinstance(cell, dt.date) else _YEARS.fullmatch(cell.casefold())
    if match is None:
        raise _not_like(cell, dates)
    first, second = _year(match["first"]), _year(match["second"])
    if second != first + 1:
        raise Unreadable(
            f"“{shown(cell)}” does not name two years that follow each other. Write it such as {_LIKE[dates]}."
        )
    return second


def _year(text: str) -> int:
    return _in_range(int(text) + (FIRST_YEAR if len(text) == 2 else 0))


def _in_range(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(f"The year {year} cannot be right: it must be between {FIRST_YEAR} and {LAST_YEAR}.")
    return year


def _not_like(cell: str | dt.date, dates: str) -> Unreadable:
    told = f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else shown(cell)
    return Unreadable(f"“{told}” is not written as {_LIKE[dates]}. Write it so, or mend the profile’s dates.")


_LIKE: dict[str, str] = {
    Profile.Dates.DAY_FIRST: "31/01/2026",
    Profile.Dates.YEAR_FIRST: "2026-01-31",
    Profile.Dates.MONTH: "Jan 2026",
    Profile.Dates.SCHOOL_YEAR: "2025/26",
    Profile.Dates.FINANCIAL_YEAR: "2025/26",
}
_HOW: dict[str, Callable[[str | dt.date], Read]] = {
    Profile.Dates.DAY_FIRST: _day_first,
    Profile.Dates.YEAR_FIRST: _year_first,
    Profile.Dates.MONTH: _month,
    Profile.Dates.SCHOOL_YEAR: _school_year,
    Profile.Dates.FINANCIAL_YEAR: _financial_year,
}
