"""Printed due words, read as days, and promises that come round again."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.printed_dates import Reading, occurrences, read

TERMS = {
    "Autumn 2024": dt.date(2024, 12, 31),
    "Spring 2025": dt.date(2025, 3, 31),
    "Summer 2025": dt.date(2025, 8, 31),
    "Autumn 2025": dt.date(2025, 12, 31),
    "Spring 2026": dt.date(2026, 3, 31),
}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("words", "due", "first_named", "recurrence"),
    [
        ("", None, None, ""),
        ("by January 2025", "2025-01-31", None, ""),
        ("By January 2025", "2025-01-31", None, ""),
        ("in November 2024", "2024-11-30", None, ""),
        ("for completion by May 2025", "2025-05-31", None, ""),
        ("by February 25", "2025-02-28", None, ""),
        ("by February 2028", "2028-02-29", None, ""),
        ("by October 24", "2024-10-31", None, ""),
        ("by Sept 2025", "2025-09-30", None, ""),
        ("by Jan 25", "2025-01-31", None, ""),
        ("by 17 January 2025", "2025-01-17", None, ""),
        ("by the 17th January 2025", "2025-01-17", None, ""),
        ("by Autumn 2025", "2025-12-31", None, ""),
        ("by summer term 25", "2025-08-31", None, ""),
        ("from April 2024 to March 2025", "2025-03-31", "2024-04-01", ""),
        ("between Spring 2025 and Autumn 2025", "2025-12-31", "2025-03-31", ""),
        ("by January 2025 and every term thereafter", "2025-01-31", None, "termly"),
        ("by May 2025 and thereafter 1 session per term", "2025-05-31", None, "termly"),
        ("by October 2025 and thereafter termly reviewed by AG2", "2025-10-31", None, "termly"),
        ("by February 2025 and continue or regular basis", "2025-02-28", None, ""),
        ("run termly", None, None, "termly"),
        ("quarterly from June 2025", "2025-06-30", None, "quarterly"),
        ("annually, by July 2025", "2025-07-31", None, "yearly"),
        ("by July 2025 and every year", "2025-07-31", None, "yearly"),
    ],
)
def test_words_that_are_read(words: str, due: str | None, first_named: str | None, recurrence: str) -> None:
    reading = Reading(day(due) if due else None, day(first_named) if first_named else None, recurrence)
    assert read(words, TERMS) == reading


@pytest.mark.parametrize(
    ("words", "because"),
    [
        ("soon", "a month (by January 2025"),
        ("by 2025", "a month (by January 2025"),
        ("by March", "a month (by January 2025"),
        ("by 31/01/2025", "a month (by January 2025"),
        ("by March 202", "a month (by January 2025"),
        ("by Winter 2025", "a month (by January 2025"),
        ("by May 2025, June 2025 or July 2025", "a month (by January 2025"),
        ("by May 2025 and June 2025", "names two dates"),
        ("by 31 February 2025", "not a day of the calendar"),
        ("by Autumn 2031", "last day of Autumn 2031 is not known"),
        ("from March 2025 to April 2024", "ends before it begins"),
        ("termly and quarterly", "two things of how often"),
    ],
)
def test_words_that_are_refused_with_what_to_do(words: str, because: str) -> None:
    with pytest.raises(ValueError, match=re.escape(because)):
        read(words, TERMS)


@given(st.text())
def test_any_words_are_read_or_refused(words: str) -> None:
    try:
        reading = read(words, TERMS)
    except ValueError as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - either outcome is right
    else:
        assert reading.due_on or reading.recurrence or not words.strip()


@pytest.mark.parametrize(
    ("first", "recurrence", "until", "days"),
    [
        pytest.param("2025-01-31", "", "2030-01-01", ["2025-01-31"], id="once"),
        pytest.param(
            "2025-01-31", "termly", "2025-12-31", ["2025-01-31", "2025-08-31", "2025-12-31"], id="termly-from-mid-term"
        ),
        pytest.param(
            "2025-03-31", "termly", "2025-12-30", ["2025-03-31", "2025-08-31"], id="termly-from-the-end-of-a-term"
        ),
        pytest.param("2026-05-01", "termly", "2028-01-01", ["2026-05-01"], id="termly-after-the-last-known-term"),
        pytest.param(
            "2025-06-30",
            "quarterly",
            "2026-03-31",
            ["2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31"],
            id="quarterly-keeps-to-the-last-day",
        ),
        pytest.param(
            "2024-11-30", "quarterly", "2025-03-01", ["2024-11-30", "2025-02-28"], id="quarterly-into-february"
        ),
        pytest.param(
            "2025-01-15", "quarterly", "2025-07-14", ["2025-01-15", "2025-04-15"], id="quarterly-keeps-the-day"
        ),
        pytest.param(
            "2024-02-29",
            "yearly",
            "2028-12-31",
            ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"],
            id="yearly-over-leap-years",
        ),
        pytest.param("2025-06-30", "quarterly", "2025-01-01", ["2025-06-30"], id="the-first-is-kept-after-the-end"),
    ],
)
def test_occurrences(first: str, recurrence: str, until: str, days: list[str]) -> None:
    assert occurrences(day(first), recurrence, TERMS, day(until)) == [day(each) for each in days]
