"""What a rule raises about measures: a run of missed readings, told without numbers where the measure hides them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from governance.models import Escalation, EscalationRule
from measures.escalations import missed_again
from measures.models import Reading, Series, SeriesEscalation
from measures.services.escalating import raise_all
from tests.factories import (
    BaselineFactory,
    PlanFactory,
    ReadingFactory,
    SeriesFactory,
    SuccessMeasureFactory,
    TargetFactory,
    noon,
)
from tests.governance.escalation_factories import RuleFactory

APRIL_25, APRIL_26 = dt.date(2025, 4, 30), dt.date(2026, 4, 30)
ON = dt.date(2026, 6, 30)


@pytest.fixture
def rule(db: None) -> EscalationRule:
    return RuleFactory(kind="measure_missed", threshold=2)


@pytest.fixture
def series(rule: EscalationRule) -> Series:
    """43% by April 2025, 50% by April 2026; higher is better, and 40% is far short of either."""
    measure = SuccessMeasureFactory(plan=PlanFactory(partnership=rule.partnership), ref="SM1", title="Seen in time")
    series = SeriesFactory(measure=measure, ref="SM1a", name="In six weeks")
    BaselineFactory(series=series)
    TargetFactory(series=series, due_on=APRIL_25, amount=Decimal(43), as_printed="43%")
    TargetFactory(series=series, due_on=APRIL_26, amount=Decimal(50), as_printed="50%")
    return series


def read(series: Series, *readings: tuple[dt.date, int]) -> None:
    for as_of, value in readings:
        ReadingFactory(series=series, as_of=as_of, value=Decimal(value))


@pytest.mark.parametrize(
    ("readings", "found"),
    [
        pytest.param([(APRIL_25, 40), (APRIL_26, 41)], True, id="both missed"),
        pytest.param([(APRIL_25, 43), (APRIL_26, 41)], False, id="the first met its target"),
        pytest.param([(APRIL_25, 40), (APRIL_26, 50)], False, id="the latest met its target"),
        pytest.param([(APRIL_25, 42), (APRIL_26, 41)], False, id="one was within the tolerance"),
        pytest.param([(APRIL_26, 41)], False, id="one reading alone"),
        pytest.param([(dt.date(2025, 3, 31), 40), (dt.date(2026, 3, 31), 41)], True, id="read before each was due"),
        pytest.param([(dt.date(2024, 9, 30), 30), (APRIL_26, 41)], True, id="a reading answers the target after it"),
        pytest.param([(dt.date(2024, 2, 28), 30), (APRIL_26, 41)], False, id="too old to answer any target"),
    ],
)
def test_a_run_of_missed_readings(rule, series, readings, found):
    read(series, *readings)
    assert [each.series for each in missed_again(rule, ON)] == ([series] if found else [])


def test_it_says_what_was_read_and_what_was_asked(rule, series):
    read(series, (APRIL_25, 40), (APRIL_26, 41))
    (found,) = missed_again(rule, ON)
    assert found.cause.title == "SM1a Seen in time, In six weeks: missed its target at 2 readings in a row"
    assert "On 30 April 2026 it was 41%; its target was 50% or more." in found.cause.words
    assert found.cause.address.endswith("/measures/SM1/#SM1a")


def test_a_measure_that_hides_small_numbers_is_raised_without_any(rule, series):
    series.measure.hides_small_numbers = True
    series.measure.save()
    read(series, (APRIL_25, 40), (APRIL_26, 41))
    (found,) = missed_again(rule, ON)
    assert found.cause.words == "On 30 April 2025 it missed its target. On 30 April 2026 it missed its target."


def test_a_reading_too_small_to_show_is_no_miss(rule):
    measure = SuccessMeasureFactory(plan=PlanFactory(partnership=rule.partnership), hides_small_numbers=True)
    series = SeriesFactory(measure=measure, count=True)
    TargetFactory(series=series, due_on=APRIL_25, amount=Decimal(0), as_printed="0")
    read(series, (APRIL_25, 9), (APRIL_26, 3))
    assert missed_again(rule, ON) == []


def test_the_job_raises_a_run_once_however_long_it_grows(rule, series):
    read(series, (APRIL_25, 40), (APRIL_26, 41))
    first = raise_all(as_at=ON, now=noon(ON))
    read(series, (dt.date(2026, 5, 31), 41))
    assert (first, raise_all(as_at=ON, now=noon(ON, 1))) == (1, 0)
    link = SeriesEscalation.objects.get()
    assert (link.series, link.escalation) == (series, Escalation.objects.get())


def test_a_new_run_is_another_cause(rule, series):
    read(series, (APRIL_25, 40), (dt.date(2025, 5, 31), 40))
    raise_all(as_at=dt.date(2025, 6, 30), now=noon(dt.date(2025, 6, 30)))
    read(series, (dt.date(2025, 6, 30), 60), (dt.date(2026, 5, 31), 40), (dt.date(2026, 6, 1), 40))
    assert raise_all(as_at=ON, now=noon(ON)) == 1


def test_drafts_and_other_partnerships_are_left_alone(rule, series):
    read(series, (APRIL_25, 40), (APRIL_26, 41))
    other = RuleFactory(kind="measure_missed", threshold=2)
    assert missed_again(other, ON) == []
    type(series.plan).objects.filter(pk=series.plan.pk).update(partnership=other.partnership)
    assert missed_again(rule, ON) == []


def test_the_number_of_queries_does_not_grow(rule, series, django_assert_max_num_queries):
    for _ in range(6):
        read(SeriesFactory(measure=series.measure), (APRIL_25, 40), (APRIL_26, 41))
    assert Reading.objects.count() == 12
    with django_assert_max_num_queries(12):
        missed_again(rule, ON)
