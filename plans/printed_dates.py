"""The due words that a plan prints, read as days: "by January 2025", "by Autumn 2025", "and every term thereafter".

`read()` turns words into a day, `occurrences()` a promise that comes round again into its days. Words are read or
refused, never guessed at: a milestone that prints no date has none.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from .models import Recurrence

Terms = Mapping[str, dt.date]
"""The last day of each school term by its name, such as "Autumn 2025"."""

UNDERSTOOD = (
    "Understood are a month (by January 2025, by Jan 25), a day (by 17 January 2025), a term (by Autumn 2025) or a "
    "period (from April 2024 to March 2025), each with or without how often it comes round (termly, every term "
    "thereafter, quarterly, yearly)"
)


@dataclass(frozen=True)
class Reading:
    """What due words mean: the day, the first day of a period that they name, and how often it comes round."""

    due_on: dt.date | None
    first_named_on: dt.date | None = None
    recurrence: str = Recurrence.ONCE


MONTHS = {name[:3].casefold(): number for number, name in enumerate(calendar.month_name) if name}
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in calendar.month_name if name) + "|sept"
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?:(?P<month>{_MONTH})|(?P<season>spring|summer|autumn)"
    r"(?:\s+term)?)\s+(?:20)?(?P<year>\d\d)(?!\w)",
    re.IGNORECASE,
)
_RECURRENCES = {
    Recurrence.TERMLY: r"\btermly\b|\b(?:every|each|per)\s+term\b",
    Recurrence.QUARTERLY: r"\bquarterly\b|\b(?:every|each|per)\s+quarter\b",
    Recurrence.YEARLY: r"\bannual(?:ly)?\b|\byearly\b|\b(?:every|each|per)\s+year\b",
}
_LEFT_OVER = re.compile(rf"\b(?:\d|(?:{_MONTH}|spring|summer|autumn|winter)\b)", re.IGNORECASE)
_PERIOD = re.compile(r"\b(?:from|between)\b", re.IGNORECASE)


def read(words: str, terms: Terms) -> Reading:
    """What printed due words mean; no words mean no date.

    Raises ValueError, saying which forms are understood, for words that name no day, several, or an unknown term.
    """
    if not words.strip():
        return Reading(None)
    recurrence = _recurrence(words)
    dates = list(_DATE.finditer(words))
    rest = _DATE.sub(" ", words)
    for pattern in _RECURRENCES.values():
        rest = re.sub(rf"(?:\b\d+\s+\w+\s+)?(?:{pattern})", " ", rest, flags=re.IGNORECASE)
    if _LEFT_OVER.search(rest) or not (dates or recurrence) or len(dates) > 2:
        raise ValueError(f"“{words}” is not a date that can be read. {UNDERSTOOD}.")
    days = [_first_and_last(date, terms) for date in dates]
    if len(days) == 2:
        return Reading(*_period(words, days), recurrence)
    return Reading(days[0][1] if days else None, None, recurrence)


def occurrences(first: dt.date, recurrence: str, terms: Terms, until: dt.date) -> list[dt.date]:
    """Every day that a promise is due, from its first to `until`; the first is there even if it is later.

    Termly means the end of each term after the one that the first day falls in. Quarterly and yearly keep the day
    of the month, and its last day where the first is a month's last day.
    """
    if recurrence == Recurrence.TERMLY:
        return [first, *_later_terms(first, terms, until)]
    months = {Recurrence.QUARTERLY.value: 3, Recurrence.YEARLY.value: 12}.get(str(recurrence))
    if months is None:
        return [first]
    most = (until.year - first.year) * 12 + until.month - first.month
    later = [months_after(first, step) for step in range(months, most + 1, months)]
    return [first, *(day for day in later if day <= until)]


def last_of_month(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _recurrence(words: str) -> str:
    found = [kind for kind, pattern in _RECURRENCES.items() if re.search(pattern, words, re.IGNORECASE)]
    if len(found) > 1:
        raise ValueError(f"“{words}” says two things of how often it comes round. Keep one. {UNDERSTOOD}.")
    return found[0].value if found else Recurrence.ONCE.value


def _first_and_last(date: re.Match[str], terms: Terms) -> tuple[dt.date | None, dt.date]:
    """The first and last day that a printed date may mean; a term's first day is not printed anywhere."""
    year = 2000 + int(date["year"])
    if date["season"]:
        return None, _end_of_term(f"{date['season'].capitalize()} {year}", terms)
    month = MONTHS[date["month"][:3].casefold()]
    if not date["day"]:
        return dt.date(year, month, 1), last_of_month(year, month)
    try:
        day = dt.date(year, month, int(date["day"]))
    except ValueError:
        raise ValueError(f"“{date[0]}” is not a day of the calendar. Write a day that there is.") from None
    return day, day


def _end_of_term(name: str, terms: Terms) -> dt.date:
    ends = {known.casefold(): ends_on for known, ends_on in terms.items()}
    if name.casefold() not in ends:
        raise ValueError(f"The last day of {name} is not known. Add it to the partnership's term dates.")
    return ends[name.casefold()]


def _period(words: str, days: list[tuple[dt.date | None, dt.date]]) -> tuple[dt.date, dt.date]:
    """The last and the first day of a period, which its words call one and which runs forwards."""
    (opens, from_its_end), (_, ends) = days
    if not _PERIOD.search(words):
        raise ValueError(f"“{words}” names two dates. Make it two milestones, one for each. {UNDERSTOOD}.")
    begins = opens or from_its_end
    if begins > ends:
        raise ValueError(f"“{words}” ends before it begins. Put the earlier date first.")
    return ends, begins


def _later_terms(first: dt.date, terms: Terms, until: dt.date) -> list[dt.date]:
    ends = sorted(terms.values())
    # The first term end on or after the first day closes the term that it falls in; the ones after that are due.
    of_first = next((day for day in ends if day >= first), until)
    return [day for day in ends if of_first < day <= until]


def months_after(first: dt.date, months: int) -> dt.date:
    """The same day some months later, or earlier; the last day of a month stays one."""
    years, month = divmod(first.month - 1 + months, 12)
    last = last_of_month(first.year + years, month + 1)
    at_the_end = first == last_of_month(first.year, first.month)
    return last if at_the_end or first.day > last.day else last.replace(day=first.day)
