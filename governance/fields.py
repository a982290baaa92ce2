"""Form fields that read what people type as people mean it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .wording import day

ASK = "Enter a day such as 27 March 2026 or 27/3/2026."
NO_SUCH_DAY = "There is no such day in the calendar. Enter one such as 27 March 2026."
NO_YEAR = "Enter the year as well, such as 27 March 2026."
FIRST_YEAR, LAST_YEAR = 2000, 2099
CHECK_YEAR = f"Check the year: it must be between {FIRST_YEAR} and {LAST_YEAR}."

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})", re.ASCII)
DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})(?:[-/. ](?P<year>\d{4}|\d{2}))?", re.ASCII)
IN_WORDS = re.compile(
    r"(?:[a-z]+day,? )?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]?(?P<month>[a-z]+)\.?,?"
    r"(?:[ -]?(?P<year>\d{4}|\d{2}))?",
    re.ASCII,
)


def read_day(text: str) -> dt.date:
    """A day as people write it, the day before the month. Raises ValidationError saying what to enter."""
    typed = " ".join(text.lower().split())
    match = YEAR_FIRST.fullmatch(typed) or DAY_FIRST.fullmatch(typed) or IN_WORDS.fullmatch(typed)
    if match is None:
        raise ValidationError(ASK)
    month = match["month"]
    number = int(month) if month.isdigit() else MONTHS.get(month)
    if number is None:
        raise ValidationError(ASK)
    return _day(match["year"], number, int(match["day"]))


def _day(year: str | None, month: int, day_of_month: int) -> dt.date:
    if year is None:
        raise ValidationError(NO_YEAR)
    full = int(year) + (FIRST_YEAR if len(year) == 2 else 0)
    if not FIRST_YEAR <= full <= LAST_YEAR:
        raise ValidationError(CHECK_YEAR)
    try:
        return dt.date(full, month, day_of_month)
    except ValueError as no_such_day:
        raise ValidationError(NO_SUCH_DAY) from no_such_day


class DayField(forms.CharField):
    """One text box for a day. What cannot be read is kept as it was typed, with a message beside it."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A box as wide as a written date."""
        return {"class": "govuk-input--width-10", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        """The day, or None where nothing was typed."""
        if value in self.empty_values:
            return None
        return value if isinstance(value, dt.date) else read_day(str(value))

    def run_validators(self, value: Any) -> None:
        """None: the reading said all there is to say, and the length of a date means nothing."""

    def prepare_value(self, value: Any) -> Any:
        """A day that is known already is written in full."""
        return day(value) if isinstance(value, dt.date) else value
