"""When a series meets: the rule, working days only, papers before, summer time and winter time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from governance import series
from governance.series import Sitting

NEW_YEAR, LAST_DAY = dt.date(2026, 1, 1), dt.date(2027, 12, 31)


def days(rule: str, starts_on: dt.date = NEW_YEAR, until: dt.date = LAST_DAY) -> list[dt.date]:
    return [each.day for each in series.sittings(rule, starts_on, until)]


def test_every_two_months_on_the_third_thursday() -> None:
    assert days(series.every(2, 3, "TH"), until=dt.date(2026, 7, 16)) == [
        dt.date(2026, 1, 15),
        dt.date(2026, 3, 19),
        dt.date(2026, 5, 21),
        dt.date(2026, 7, 16),
    ]


def test_a_first_day_after_the_weekday_begins_a_step_later() -> None:
    assert days(series.every(2, 3, "TH"), dt.date(2026, 1, 16))[0] == dt.date(2026, 3, 19)


@pytest.mark.parametrize(
    ("rule", "sitting"),
    [
        pytest.param(
            "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25",
            Sitting(dt.date(2026, 12, 29), dt.date(2026, 12, 25), "Christmas Day"),
            id="over Christmas, a weekend and a day in lieu",
        ),
        pytest.param(
            "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=3",
            Sitting(dt.date(2026, 4, 7), dt.date(2026, 4, 3), "Good Friday"),
            id="over the whole of Easter",
        ),
        pytest.param(
            "FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=1",
            Sitting(dt.date(2026, 8, 3), dt.date(2026, 8, 1), "a Saturday"),
            id="a weekend, and no Scottish bank holiday on Monday",
        ),
        pytest.param("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=17", Sitting(dt.date(2026, 3, 17)), id="no Irish holiday"),
    ],
)
def test_a_day_nobody_works_moves_to_the_next_that_is_worked(rule: str, sitting: Sitting) -> None:
    assert series.sittings(rule, NEW_YEAR, LAST_DAY)[0] == sitting


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        pytest.param("", "Enter a rule", id="nothing"),
        pytest.param("every other Thursday", "Enter a rule", id="words"),
        pytest.param("FREQ=DAILY", "Enter a rule", id="no body meets daily"),
        pytest.param("INTERVAL=2;BYDAY=TH", "Enter a rule", id="no frequency"),
        pytest.param("FREQ=MONTHLY;INTERVAL=0;BYDAY=1MO", "Enter a rule", id="an interval of nothing never ends"),
        pytest.param("FREQ=MONTHLY;BYDAY=9MO", "Enter a rule", id="no ninth Monday"),
        pytest.param("FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2", "Enter a rule", id="31 February never comes"),
        pytest.param("FREQ=MONTHLY;BYDAY=1MO;UNTIL=20269999", "Enter a rule", id="until no day"),
        pytest.param("FREQ=MONTHLY;BYDAY=1MO\nRDATE:20260102", "Enter a rule", id="more than a rule"),
        pytest.param("FREQ=MONTHLY;BYDAY=1MO;UNTIL=20200101", "No day", id="over before it begins"),
        pytest.param("FREQ=WEEKLY;BYDAY=MO", "more than 60", id="too many"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused_beside_it(rule: str, says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        series.sittings(rule, NEW_YEAR, LAST_DAY)
    assert says in refused.value.message_dict["rule"][0]


@pytest.mark.parametrize(
    ("meeting", "lead", "papers"),
    [
        pytest.param(dt.date(2026, 3, 19), 5, dt.date(2026, 3, 12), id="a week before"),
        pytest.param(dt.date(2026, 4, 8), 5, dt.date(2026, 3, 30), id="Easter does not count"),
        pytest.param(dt.date(2026, 3, 19), 0, dt.date(2026, 3, 19), id="the day itself"),
    ],
)
def test_papers_are_due_working_days_before(meeting: dt.date, lead: int, papers: dt.date) -> None:
    assert series.working_days_before(meeting, lead) == papers


def test_ten_in_the_morning_is_ten_in_london_whatever_the_clocks_do() -> None:
    winter, summer = (series.begins_at(dt.date(2026, 3, each), dt.time(10)) for each in (27, 30))
    assert [each.astimezone(dt.UTC).hour for each in (winter, summer)] == [10, 9]
    assert summer - winter == dt.timedelta(days=3), "clocks on the wall"
    assert summer.astimezone(dt.UTC) - winter.astimezone(dt.UTC) == dt.timedelta(days=3, hours=-1)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (series.every(2, 3, "TH"), "every 2 months on the third Thursday"),
        (series.every(1, -1, "MO"), "every month on the last Monday"),
        ("FREQ=WEEKLY;INTERVAL=6;BYDAY=TU", "FREQ=WEEKLY;INTERVAL=6;BYDAY=TU"),
    ],
)
def test_a_rule_in_words(rule: str, words: str) -> None:
    assert series.in_words(rule) == words
