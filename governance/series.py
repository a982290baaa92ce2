"""When a body meets that meets again and again: the days of a rule of RFC 5545, on working days only.

The bank holidays are those of England and Wales. A meeting that would fall on one, or on a weekend, is held on the
next working day. Times are those of Europe/London, in summer and in winter.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from holidays import country_holidays

from .wording import count

LONDON = ZoneInfo("Europe/London")
DAY = dt.timedelta(days=1)
MOST = 60
"""No more meetings than this are set at once."""
PARTS = {
    "FREQ": r"WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9][0-9]?",
    "BYDAY": r"(-1|[1-4])?(MO|TU|WE|TH|FR)(,(-1|[1-4])?(MO|TU|WE|TH|FR))*",
    "BYMONTHDAY": r"-1|[1-9]|1[0-9]|2[0-8]",
    "BYMONTH": r"([1-9]|1[0-2])(,([1-9]|1[0-2]))*",
    "COUNT": r"[1-9][0-9]?",
    "UNTIL": r"[0-9]{8}(T[0-9]{6}Z?)?",
}
"""What a rule may say: no body meets more often than weekly, and a rule that never comes true is never followed."""
WEEKDAYS = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday"}
NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
ON_A_WEEKDAY = re.compile(r"FREQ=MONTHLY;INTERVAL=(?P<months>\d+);BYDAY=(?P<nth>-?\d)(?P<weekday>[A-Z]{2})")
NOT_A_RULE = "Enter a rule such as FREQ=MONTHLY;INTERVAL=2;BYDAY=3TH."


@dataclass(frozen=True)
class Sitting:
    """A day on which a body meets. Where the rule names a day that is not worked, `instead_of` it, and why not."""

    day: dt.date
    instead_of: dt.date | None = None
    because: str = ""


def every(months: int, nth: int, weekday: str) -> str:
    """The rule of every so many months on the nth (or, -1, the last) weekday: `every(2, 3, "TH")`."""
    return f"FREQ=MONTHLY;INTERVAL={months};BYDAY={nth}{weekday}"


def in_words(rule: str) -> str:
    """What a rule means, for those written by `every`; any other is told as it is."""
    match = ON_A_WEEKDAY.fullmatch(rule)
    if match is None or int(match["nth"]) not in NTH or match["weekday"] not in WEEKDAYS:
        return rule
    months = int(match["months"])
    often = "every month" if months == 1 else f"every {count(months, 'month')}"
    return f"{often} on the {NTH[int(match['nth'])]} {WEEKDAYS[match['weekday']]}"


def sittings(rule: str, starts_on: dt.date, until: dt.date) -> list[Sitting]:
    """The days of a rule from one day to another, both included, each on a working day and each once.

    Raises ValidationError, by the field `rule`, where it cannot be read, names no day or more than `MOST`.
    """
    read = _read(rule, starts_on)
    found: dict[dt.date, Sitting] = {}
    for moment in takewhile(lambda each: each.date() <= until, read):
        sitting = _on_a_working_day(moment.date())
        found.setdefault(sitting.day, sitting)
        if len(found) > MOST:
            raise ValidationError(
                {"rule": f"That would be more than {MOST} meetings. Choose fewer, or an earlier end."}
            )
    if not found:
        raise ValidationError({"rule": "No day from the first to the last fits this rule."})
    return list(found.values())


def _read(rule: str, starts_on: dt.date) -> Any:
    parts = [part.partition("=")[::2] for part in rule.upper().split(";")]
    known = all(name in PARTS and re.fullmatch(PARTS[name], value, re.ASCII) for name, value in parts)
    if not known or "FREQ" not in dict(parts):
        raise ValidationError({"rule": NOT_A_RULE})
    try:
        return rrulestr(rule.upper(), dtstart=dt.datetime.combine(starts_on, dt.time()), ignoretz=True)
    except ValueError as wrong:
        raise ValidationError({"rule": NOT_A_RULE}) from wrong


def _on_a_working_day(day: dt.date) -> Sitting:
    moved = next_working_day(day)
    return Sitting(day) if moved == day else Sitting(moved, day, not_worked(day))


def not_worked(day: dt.date) -> str:
    """Why nobody works on a day: “a Saturday”, “Good Friday”; empty on a working day."""
    if holiday := _bank_holidays(day.year).get(day):
        return holiday
    return f"a {day:%A}" if day.weekday() > 4 else ""


def next_working_day(day: dt.date) -> dt.date:
    """The day itself where it is worked, or the first after it that is."""
    while not_worked(day):
        day += DAY
    return day


def working_days_before(day: dt.date, days: int) -> dt.date:
    """The day that lies so many working days before another: when papers are due."""
    while days > 0:
        day -= DAY
        days -= not not_worked(day)
    return day


def begins_at(day: dt.date, time: dt.time) -> dt.datetime:
    """The moment at which a meeting begins: the clock on the wall in London, summer time or not."""
    return dt.datetime.combine(day, time, tzinfo=LONDON)


@cache
def _bank_holidays(year: int) -> dict[dt.date, str]:
    return dict(country_holidays("GB", subdiv="ENG", years=year))
