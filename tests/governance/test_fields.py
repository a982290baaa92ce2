"""Days as people type them, the day before the month."""

import contextlib
import datetime as dt

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from governance.fields import ASK, CHECK_YEAR, NO_SUCH_DAY, NO_YEAR, DayField, read_day

THE_DAY = dt.date(2026, 3, 7)


@pytest.mark.parametrize(
    "typed",
    [
        "7/3/2026",
        "07/03/2026",
        "7/3/26",
        "7.3.2026",
        "7-3-2026",
        "7 3 2026",
        "2026-03-07",
        "2026/3/7",
        "7 March 2026",
        "7th of March 2026",
        "7 mar 26",
        "7-Mar-2026",
        "7 MARCH, 2026",
        "  7   March  2026 ",
        "Saturday 7 March 2026",
        "Saturday, 7 March 2026",
    ],
)
def test_ways_to_write_a_day(typed):
    assert read_day(typed) == THE_DAY


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("soon", ASK),
        ("March 2026", ASK),
        ("7 Marsh 2026", ASK),
        ("7/3/2026 or so", ASK),
        ("٧/٣/٢٠٢٦", ASK),
        ("31/2/2026", NO_SUCH_DAY),
        ("3/27/2026", NO_SUCH_DAY),
        ("2026-13-01", NO_SUCH_DAY),
        ("7 March", NO_YEAR),
        ("7/3", NO_YEAR),
        ("7/3/1926", CHECK_YEAR),
        ("7/3/0026", CHECK_YEAR),
    ],
)
def test_what_cannot_be_read_is_told(typed, message):
    with pytest.raises(ValidationError) as refused:
        read_day(typed)
    assert refused.value.messages == [message]


@given(st.text())
def test_no_text_makes_it_crash(typed):
    with contextlib.suppress(ValidationError):
        assert isinstance(read_day(typed), dt.date)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_what_is_written_is_read_again(day):
    assert read_day(DayField().prepare_value(day)) == day


class OneDay(forms.Form):
    day = DayField(required=False)


def test_what_was_typed_is_kept():
    form = OneDay({"day": "the other day"})
    assert not form.is_valid()
    assert 'value="the other day"' in str(form["day"])


def test_a_day_that_is_known_is_written_in_full():
    assert 'value="7 March 2026"' in str(OneDay(initial={"day": THE_DAY})["day"])


@pytest.mark.parametrize("typed", ["", None])
def test_nothing_is_no_day(typed):
    form = OneDay({"day": typed})
    assert form.is_valid()
    assert form.cleaned_data["day"] is None
