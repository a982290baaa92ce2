"""A day as it is typed on the command line."""

from __future__ import annotations

import datetime as dt

from django.core.management.base import CommandError


def date_typed(text: str) -> dt.date:
    """The date that was typed; CommandError where it is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as wrong:
        raise CommandError(f"{text!r} is not a date. Write a day such as 2026-03-27.") from wrong


def day_typed(text: str | None, today: dt.date) -> dt.date:
    """A day up to today, today where none was typed; CommandError where it is no date or has not come."""
    if not text:
        return today
    read = date_typed(text)
    if read > today:
        raise CommandError(
            f"{text} is in the future: nobody can say yet how the plan will stand. Choose up to {today}."
        )
    return read
