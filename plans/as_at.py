"""The day that a page speaks of, as somebody asked for it in the address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import forms

EARLIEST = dt.date(2000, 1, 1)
_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")


@dataclass(frozen=True)
class AsAt:
    """The day to show; where the one that was asked for cannot be, today, what is wrong, and what was typed."""

    day: dt.date
    error: str = ""
    given: str = ""


def asked(given: str | None, today: dt.date) -> AsAt:
    """Read `?as_at=`: empty means today; a day to come or text that is no date is told, never guessed at."""
    given = (given or "").strip()
    if not given:
        return AsAt(today)
    try:
        day = forms.DateField(input_formats=_FORMATS).to_python(given)
    except (forms.ValidationError, ValueError):
        day = None
    if day is None:
        return AsAt(today, "Enter a day as the calendar has it, such as 31 January 2026.", given)
    if day > today:
        return AsAt(today, "Choose today or an earlier day: nobody can say yet how a later one will stand.", given)
    if day < EARLIEST:
        return AsAt(today, f"Choose a day from {EARLIEST.day} {EARLIEST:%B %Y} on: nothing is recorded before.", given)
    return AsAt(day)
