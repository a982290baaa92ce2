"""The published plan's measures once they are loaded: their numbers, and facts picked from the plan by hand."""

import datetime as dt
from decimal import Decimal

import pytest

from measures.models import Baseline, Evidences, Placement, Series, Source, SuccessMeasure, Target
from plans.models import Plan
from reports import whole
from tests.factories import noon
from tests.plans.folders import PUBLISHED

NOW = noon(dt.date(2025, 1, 10))


@pytest.fixture
def plan(db: None) -> Plan:
    whole.load(PUBLISHED, now=NOW)
    return Plan.objects.get(slug="hillingdon-send")


def test_its_numbers(plan: Plan) -> None:
    assert (plan.measures.count(), plan.series.count(), Source.objects.count()) == (23, 39, 14)
    assert Placement.objects.filter(measure__plan=plan).count() == 26
    assert Target.objects.filter(series__plan=plan).count() == 148
    assert Evidences.objects.filter(measure__plan=plan).count() == 36
    assert not SuccessMeasure.objects.exclude(plan=plan).exists()


def test_loading_it_again_changes_nothing(plan: Plan) -> None:
    assert "nothing to change" in str(whole.load(PUBLISHED, now=NOW))
    assert "nothing to change" in str(whole.load(PUBLISHED, now=NOW, replace=True))


def test_it_may_come_into_a_plan_that_was_adopted_before_it_had_measures(plan: Plan) -> None:
    Placement.objects.all().delete()
    Evidences.objects.all().delete()
    Target.objects.all().delete()
    Series.objects.all().delete()
    SuccessMeasure.objects.all().delete()
    Plan.objects.update(adopted_on=dt.date(2025, 1, 11))
    assert whole.load(PUBLISHED, now=NOW).added == 23 + 26 + 36 + 39 + 41 + 4 + 148


TARGETS = [
    pytest.param("SM1a", "24/25", "2025-08-31", "value", "12.00", id="a-school-year"),
    pytest.param("SM2a", "By April 25", "2025-04-30", "value", "24", id="a-month"),
    pytest.param("SM17a", "By Sept 28", "2028-09-30", "value", "15", id="a-month-cut-short"),
    pytest.param("SM13c", "By Apr 25", "2025-04-30", "value", "87", id="printed-in-another-row"),
    pytest.param("SM16d", "By Jul 27", "2027-07-31", "relative", "-60", id="in-per-cent-of-the-baseline"),
    pytest.param("SM22a", "By Jul 28", "2028-07-31", "points", "8", id="in-points"),
    pytest.param("SM23a", "By Jul 28", "2028-07-31", "relative", "-10", id="a-decrease-printed-with-a-plus"),
    pytest.param("SM10a", "By Apr 26", "2026-04-30", "range", None, id="a-range"),
]


@pytest.mark.parametrize(("series", "words", "due", "kind", "amount"), TARGETS)
def test_targets(plan: Plan, series: str, words: str, due: str, kind: str, amount: str | None) -> None:
    target = Target.objects.get(series__plan=plan, series__ref=series, due_as_printed=words)
    assert (target.due_on, target.kind) == (dt.date.fromisoformat(due), kind)
    assert target.amount == (Decimal(amount) if amount else None)


def test_every_target_says_what_its_kind_needs(plan: Plan) -> None:
    for target in Target.objects.filter(series__plan=plan):
        target.clean()


def test_nothing_that_was_read_is_confirmed_yet(plan: Plan) -> None:
    assert not Target.objects.filter(confirmed_by__isnull=False).exists()


def test_three_quarterly_baselines_of_which_one_is_the_reference(plan: Plan) -> None:
    rows = Baseline.objects.filter(series__plan=plan, series__ref="SM12b")
    assert [(int(row.value), row.is_reference) for row in rows] == [(24, False), (57, False), (61, True)]


def test_four_new_measurements_have_no_baseline(plan: Plan) -> None:
    new = plan.series.filter(baselines__isnull=True)
    assert {series.ref: series.no_baseline for series in new} == dict.fromkeys(
        ["SM3a", "SM3b", "SM4a", "SM4b"], "New measurement no baseline yet"
    )


def test_the_same_measure_under_two_ambitions_keeps_both_prints(plan: Plan) -> None:
    prints = Placement.objects.filter(measure__plan=plan, measure__ref="SM16")
    assert [(p.ambition.number, p.source.name) for p in prints.select_related("ambition", "source")] == [
        (2, "Education internal data"),
        (5, "Education database"),
    ]
