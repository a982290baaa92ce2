"""Recording what was measured: who may, what is refused, what supersedes what, and what takes a reading back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from measures import services
from measures.models import Reading, Series
from measures.services import ReadSince, check_reading, is_a_jump
from tests.factories import BaselineFactory, ReadingFactory, SeriesFactory, SuccessMeasureFactory, noon
from tests.people import Cast, as_of_today

TODAY = dt.date(2026, 3, 2)
NOW = noon(TODAY)
LATER = noon(TODAY, 5)
DAY = dt.date(2026, 2, 28)
REPORTERS = {"lead", "officer", "data_officer"}
OTHERS = ["colleague", "ambition_lead", "group_member", "operational", "board", "observer", "nobody", "stranger"]


@pytest.fixture
def series(cast: Cast) -> Series:
    """A percentage that Alice's post owns."""
    made: Any = SeriesFactory(measure=SuccessMeasureFactory(plan=cast.plan, owner=cast.post), ref="SM1a")
    return made


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def record(series: Series, who: Any, value: str | None = "41", **also: Any) -> services.Recorded:
    also = {"as_of": DAY, "by": as_of_today(who), "now": NOW} | also
    return services.record_reading(series=series, value=number(value), **also)


def refused(series: Series, who: Any, value: str | None = "41", **also: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as problem:
        record(series, who, value, **also)
    return problem.value.message_dict


# Who


@pytest.mark.parametrize("part", [*sorted(REPORTERS), *OTHERS])
def test_who_may_record_and_withdraw(cast: Cast, series: Series, part: str) -> None:
    there = ReadingFactory(series=series)
    who = as_of_today(getattr(cast, part))
    acts = (
        lambda: record(series, getattr(cast, part)),
        lambda: services.withdraw_reading(reading=there, why="Another school.", by=who, now=NOW),
    )
    for act in acts:
        if part in REPORTERS:
            act()
        else:
            with pytest.raises(PermissionDenied):
                act()
    assert Reading.objects.count() == (3 if part in REPORTERS else 1)


def test_a_post_reports_its_own_measures_only(cast: Cast, series: Series) -> None:
    unowned = SeriesFactory(measure__plan=cast.plan)
    record(series, cast.lead)
    with pytest.raises(PermissionDenied):
        record(unowned, cast.lead)


# What may be recorded


PERCENT: dict[str, Any] = {"unit": "per_cent"}
COUNT: dict[str, Any] = {"unit": "count"}
SCORE: dict[str, Any] = {"unit": "score", "highest": Decimal(2), "decimals": 1}
CHECKS = [
    pytest.param(PERCENT, ("43", None, None), {}, id="a per cent"),
    pytest.param(PERCENT, ("0", None, None), {}, id="nought is a value"),
    pytest.param(PERCENT, (None, "43", "100"), {}, id="a per cent worked out"),
    pytest.param(PERCENT, ("43", "34", "79"), {}, id="a per cent that agrees to its places"),
    pytest.param(
        PERCENT,
        ("42", "34", "79"),
        {"value": "34 of 79 is 43%. Mend what is wrong, or leave the value empty."},
        id="a per cent that disagrees",
    ),
    pytest.param(
        PERCENT, (None, None, None), {"value": "Enter the value, or the numerator and the denominator."}, id="nothing"
    ),
    pytest.param(COUNT, (None, None, None), {"value": "Enter the value."}, id="no count"),
    pytest.param(
        {"unit": "months"}, (None, "90", "10"), {"value": "Enter the value."}, id="an average is not worked out"
    ),
    pytest.param(
        PERCENT, ("101", None, None), {"value": "A percentage ends at 100%. Check the figure."}, id="over 100 per cent"
    ),
    pytest.param(SCORE, ("2.1", None, None), {"value": "Its scale ends at 2.0. Check the figure."}, id="off the scale"),
    pytest.param(SCORE, ("2", None, None), {}, id="the top of the scale"),
    pytest.param(
        COUNT, ("-1", None, None), {"value": "It cannot be below nought. Enter 0 or more."}, id="below nought"
    ),
    pytest.param(COUNT, ("3.5", None, None), {"value": "A count is whole. Leave out the decimals."}, id="half a child"),
    pytest.param(COUNT, ("1330", None, None), {}, id="a count"),
    pytest.param(
        PERCENT,
        (None, "3.5", "10"),
        {"numerator": "A count is whole. Leave out the decimals."},
        id="half a child of ten",
    ),
    pytest.param(
        PERCENT, (None, "11", "10"), {"numerator": "It is more than the denominator, 10. Check both."}, id="11 of 10"
    ),
    pytest.param({"unit": "months"}, ("9.5", "95", "10"), {}, id="an average's numerator may be larger"),
    pytest.param(
        PERCENT,
        (None, "0", "0"),
        {"denominator": "It cannot be nought. Enter how many there were in all."},
        id="of nought",
    ),
    pytest.param(
        PERCENT,
        ("43", "43", None),
        {"denominator": "Enter the denominator too, or leave the numerator empty."},
        id="of how many?",
    ),
    pytest.param(
        PERCENT,
        ("43", None, "100"),
        {"numerator": "Enter the numerator too, or leave the denominator empty."},
        id="how many of them?",
    ),
    pytest.param(
        COUNT, ("10000000000", None, None), {"value": "Enter a number below 10,000,000,000."}, id="beyond all counting"
    ),
    pytest.param(COUNT, ("NaN", None, None), {"value": "Enter a number below 10,000,000,000."}, id="no number"),
    pytest.param(
        SCORE, ("1.23456", None, None), {"value": "Enter no more than four decimal places."}, id="too exact to keep"
    ),
]


@pytest.mark.parametrize(("kind", "typed", "problems"), CHECKS)
def test_what_a_reading_must_be(
    kind: dict[str, Any], typed: tuple[str | None, str | None, str | None], problems: dict[str, str]
) -> None:
    series = Series(better="up", **kind)
    assert check_reading(series, DAY, *map(number, typed), today=TODAY) == problems


@pytest.mark.parametrize(
    ("as_of", "begins"),
    [
        pytest.param(TODAY, "", id="today"),
        pytest.param(TODAY + dt.timedelta(days=1), "This day is still to come.", id="tomorrow"),
        pytest.param(dt.date(2000, 1, 1), "", id="2000"),
        pytest.param(dt.date(1999, 12, 31), "This is before 2000.", id="before 2000"),
    ],
)
def test_which_days_it_may_speak_of(as_of: dt.date, begins: str) -> None:
    said = check_reading(Series(**PERCENT), as_of, Decimal(43), None, None, TODAY).get("as_of", "")
    assert said.startswith(begins)
    assert bool(said) == bool(begins)


def test_everything_that_is_wrong_is_said_at_once(cast: Cast, series: Series) -> None:
    wrong = refused(series, cast.officer, "101", as_of=dt.date(1999, 1, 1), numerator=Decimal(3))
    assert set(wrong) == {"as_of", "value", "denominator"}
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    ("kind", "value", "latest", "asks"),
    [
        pytest.param(PERCENT, "66", "41", False, id="25 points"),
        pytest.param(PERCENT, "66.1", "41", True, id="more than 25 points up"),
        pytest.param(PERCENT, "15", "41", True, id="more than 25 points down"),
        pytest.param(SCORE, "1.5", "1.0", False, id="a quarter of the scale"),
        pytest.param(SCORE, "1.6", "1.0", True, id="more than a quarter of the scale"),
        pytest.param(COUNT, "1122", "561", False, id="twice"),
        pytest.param(COUNT, "1123", "561", True, id="more than twice"),
        pytest.param(COUNT, "280", "561", True, id="less than half"),
        pytest.param(COUNT, "5", "1", False, id="few"),
        pytest.param(COUNT, "6", "0", True, id="from nought"),
        pytest.param({"unit": "months"}, "95", "9.5", True, id="a point forgotten"),
        pytest.param(COUNT, "561", None, False, id="the first"),
    ],
)
def test_what_is_a_jump(kind: dict[str, Any], value: str, latest: str | None, asks: bool) -> None:
    assert is_a_jump(Series(**kind), Decimal(value), number(latest)) is asks


def test_a_jump_is_asked_about_and_taken_in_once_confirmed(cast: Cast, series: Series) -> None:
    ReadingFactory(series=series, as_of=dt.date(2025, 4, 30), value=Decimal(41))
    wrong = refused(series, cast.officer, "90")
    assert wrong == {
        "confirmed_jump": ["90% is far from 41% on 30 April 2025. Please confirm that it is right, or mend it."]
    }
    assert record(series, cast.officer, "90", confirmed_jump=True).is_new


def test_the_first_reading_is_held_against_the_baseline(cast: Cast, series: Series) -> None:
    BaselineFactory(series=series, value=Decimal(40))
    assert "the baseline of 40%" in refused(series, cast.officer, "4")["confirmed_jump"][0]


def test_an_earlier_day_is_held_against_the_days_before_it(cast: Cast, series: Series) -> None:
    ReadingFactory(series=series, as_of=dt.date(2025, 4, 30), value=Decimal(90))
    assert record(series, cast.officer, "41", as_of=dt.date(2024, 4, 30)).is_new


# What it records


def test_it_records_what_was_said_by_whom_and_when(cast: Cast, series: Series) -> None:
    said = {"period": " Spring  term", "is_provisional": True, "note": "Two schools\nare late."}
    reading = record(series, cast.lead, None, numerator=Decimal(34), denominator=Decimal(79), **said).reading
    reading.refresh_from_db()
    assert (reading.value, reading.numerator, reading.denominator) == (Decimal("43.0380"), 34, 79)
    assert (reading.period, reading.is_provisional, reading.note) == ("Spring term", True, "Two schools are late.")
    assert (reading.by, reading.recorded_at, reading.as_of) == (cast.lead, NOW, DAY)


def test_the_same_again_records_nothing(cast: Cast, series: Series) -> None:
    first = record(series, cast.lead)
    again = record(series, cast.officer, "41.00", now=LATER, seen=None)
    assert (again.is_new, again.reading) == (False, first.reading)
    assert Reading.objects.count() == 1


def test_another_value_supersedes_and_both_stay(cast: Cast, series: Series) -> None:
    first = record(series, cast.lead).reading
    second = record(series, cast.officer, "42", now=LATER, seen=first.pk).reading
    assert list(Reading.objects.current(TODAY)) == [second]
    assert Reading.objects.count() == 2


@pytest.mark.parametrize("seen", [None, 0], ids=["no reading was shown", "another reading was shown"])
def test_what_the_page_did_not_show_is_not_superseded(cast: Cast, series: Series, seen: int | None) -> None:
    first = record(series, cast.lead).reading
    with pytest.raises(ReadSince) as said:
        record(series, cast.officer, "42", now=LATER, seen=seen)
    assert said.value.reading == first
    assert list(Reading.objects.all()) == [first]


def test_a_final_figure_supersedes_a_provisional_one(cast: Cast, series: Series) -> None:
    first = record(series, cast.lead, is_provisional=True).reading
    assert record(series, cast.lead, now=LATER, seen=first.pk).is_new


def test_a_note_too_long_to_keep_is_refused(cast: Cast, series: Series) -> None:
    assert "note" in refused(series, cast.officer, note="x" * 501)


# Taking back


def withdraw(reading: Reading, who: Any, why: str = "It is another school's.") -> Reading:
    return services.withdraw_reading(reading=reading, why=why, by=as_of_today(who), now=LATER)


def test_a_withdrawn_reading_leaves_its_day_empty_and_stays_readable(cast: Cast, series: Series) -> None:
    reading = record(series, cast.lead).reading
    row = withdraw(reading, cast.officer)
    assert (row.is_withdrawn, row.value, row.note, row.by) == (True, None, "It is another school's.", cast.officer)
    assert not Reading.objects.current(TODAY).exists()
    assert Reading.objects.filter(pk=reading.pk).exists()


def test_a_withdrawn_day_can_be_reported_again(cast: Cast, series: Series) -> None:
    withdraw(record(series, cast.lead).reading, cast.lead)
    assert record(series, cast.lead, now=noon(TODAY, 10), seen=None).is_new


@pytest.mark.parametrize("why", ["", "  "])
def test_withdrawing_needs_a_reason(cast: Cast, series: Series, why: str) -> None:
    reading = record(series, cast.lead).reading
    with pytest.raises(ValidationError, match="Say why"):
        withdraw(reading, cast.lead, why)


def test_what_was_corrected_or_withdrawn_already_cannot_be_withdrawn(cast: Cast, series: Series) -> None:
    first = record(series, cast.lead).reading
    second = record(series, cast.lead, "42", now=noon(TODAY, 2), seen=first.pk).reading
    with pytest.raises(ValidationError, match="corrected or withdrawn since"):
        withdraw(first, cast.lead)
    withdraw(second, cast.lead)
    with pytest.raises(ValidationError, match="corrected or withdrawn since"):
        withdraw(second, cast.lead)
