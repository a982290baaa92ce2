"""The measures in the export keep its contract: the schema, what is printed, what was reported by any past day."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from measures.document import contents, export
from measures.models import Series, SuccessMeasure
from plans.models import Plan
from reports import whole
from tests.factories import (
    ActionFactory,
    BaselineFactory,
    ComparatorFactory,
    EvidencesFactory,
    PlacementFactory,
    PlanFactory,
    PostFactory,
    PostHoldingFactory,
    ReadingFactory,
    SeriesFactory,
    SuccessMeasureFactory,
    TargetFactory,
    noon,
)
from tests.plans.folders import PUBLISHED

pytestmark = pytest.mark.django_db

LOADED_ON = dt.date(2025, 1, 10)
AS_AT = dt.date(2026, 3, 27)


@pytest.fixture
def plan(db: None) -> Plan:
    """The published plan."""
    whole.load(PUBLISHED, now=noon(LOADED_ON))
    return Plan.objects.get(slug="hillingdon-send")


def exported(plan: Plan, as_at: dt.date = AS_AT, *, small_numbers: bool = True) -> Any:
    """The export as a reader has it: through JSON."""
    return json.loads(json.dumps(whole.export(whole.contents(plan, as_at, small_numbers=small_numbers))))


def measures(plan: Plan, as_at: dt.date = AS_AT, *, small_numbers: bool = True) -> dict[str, Any]:
    """The measures of the export by reference."""
    return {measure["ref"]: measure for measure in exported(plan, as_at, small_numbers=small_numbers)["measures"]}


def is_valid(document: Any) -> bool:
    return Draft202012Validator(whole.schema(), format_checker=FormatChecker()).is_valid(document)


# The published plan


def test_the_published_plan_keeps_the_contract(plan: Plan) -> None:
    Draft202012Validator(whole.schema(), format_checker=FormatChecker()).validate(exported(plan))
    assert is_valid(exported(plan, LOADED_ON, small_numbers=False))


def test_its_numbers(plan: Plan) -> None:
    told = exported(plan)["measures"]
    series = [one for measure in told for one in measure["series"]]
    assert (len(told), sum(len(measure["ambitions"]) for measure in told)) == (23, 26)
    assert (len(series), sum(len(one["targets"]) for one in series)) == (39, 148)
    assert [measure["ref"] for measure in told] == [f"SM{number}" for number in range(1, 24)]


def test_a_measure_printed_under_two_ambitions_is_one(plan: Plan) -> None:
    told = measures(plan)["SM16"]
    assert told["ambitions"] == [2, 5]
    assert told["printed_refs"] == ["2.3.1", "5..2.1& 2.3.1 & 2.3.2"]
    assert (told["source"], told["actions"]) == ("Education internal data", ["2.3.1", "5.2.1"])
    assert told["position"]["state"] == "not_reported"


KINDS: dict[str, tuple[str, int, int, dict[str, Any]]] = {
    "a-value": ("SM2", 0, 0, {"as_printed": "24%", "kind": "value", "value": 24, "confirmed": True}),
    "a-value-with-places": ("SM21", 0, 0, {"as_printed": "92.5%", "kind": "value", "value": 92.5}),
    "a-school-year": ("SM1", 0, 0, {"period": "24/25", "due_on": "2025-08-31", "value": 12}),
    "a-range": ("SM10", 0, 0, {"as_printed": "1.6-1.7", "kind": "range", "value": None, "low": 1.6, "high": 1.7}),
    "per-cent-of-the-baseline": (
        "SM16",
        0,
        0,
        {"kind": "relative", "value": None, "computed_value": 505, "confirmed": False, "period": "By Jul 25"},
    ),
    "points-on-the-baseline": ("SM22", 0, 1, {"kind": "points", "value": None, "computed_value": 27}),
    "a-decrease-printed-with-a-plus": ("SM23", 0, 0, {"as_printed": "+2%", "computed_value": 9.3}),
}


@pytest.mark.parametrize(("measure", "series", "target", "expected"), KINDS.values(), ids=KINDS.keys())
def test_a_target_of_each_kind(plan: Plan, measure: str, series: int, target: int, expected: dict[str, Any]) -> None:
    told = measures(plan)[measure]["series"][series]["targets"][target]
    assert {key: told[key] for key in expected} == expected


def test_a_baseline_and_none(plan: Plan) -> None:
    told = measures(plan)
    assert told["SM1"]["series"][0]["baseline"] == {
        "value": 11.86,
        "period": "23/24",
        "as_printed": "Baseline 23/24 census data Hillingdon SEN Support 11.86%",
    }
    assert told["SM3"]["series"][0]["baseline"] is None


def test_a_plan_without_measures(plan: Plan) -> None:
    other = exported(Plan.objects.get(slug="hillingdon-sufficiency"))
    assert (other["measures"], is_valid(other)) == ([], True)


# Readings


@pytest.fixture
def counted(db: None) -> Series:
    """A series of suspensions of few children, with one reading too small to publish and one that is not."""
    series = SeriesFactory(count=True, decimals=0, measure__hides_small_numbers=True)
    ReadingFactory(series=series, as_of=dt.date(2025, 7, 31), value=3, note="Three in July")
    ReadingFactory(series=series, as_of=dt.date(2025, 12, 31), value=60, is_provisional=True)
    return series


def readings(series: Series, as_at: dt.date = AS_AT, *, small_numbers: bool = True) -> Any:
    [measure] = exported(series.plan, as_at, small_numbers=small_numbers)["measures"]
    return measure["series"][0]["readings"]


def test_readings_as_they_were_reported(counted: Series) -> None:
    assert readings(counted) == [
        {"as_of": "2025-07-31", "value": 3, "provisional": False},
        {"as_of": "2025-12-31", "value": 60, "provisional": True},
    ]


def test_a_number_too_small_to_publish_is_null_and_still_a_reading(counted: Series) -> None:
    assert readings(counted, small_numbers=False)[0] == {"as_of": "2025-07-31", "value": None, "provisional": False}
    document = exported(counted.plan, small_numbers=False)
    assert is_valid(document)
    assert "Three in July" not in json.dumps(whole.contents(counted.plan, AS_AT, small_numbers=False))


def test_a_past_day_is_told_as_it_was(counted: Series) -> None:
    assert [each["as_of"] for each in readings(counted, dt.date(2025, 12, 30))] == ["2025-07-31"]
    assert readings(counted, dt.date(2025, 7, 31)) == [], "it came in ten days later"
    before = exported(counted.plan, dt.date(2025, 12, 30))
    ReadingFactory(series=counted, as_of=dt.date(2025, 7, 31), value=8, recorded_at=noon(dt.date(2026, 1, 20)))
    assert exported(counted.plan, dt.date(2025, 12, 30)) == before
    assert [each["value"] for each in readings(counted)] == [8, 60]


def test_a_measure_is_not_there_before_it_was_added(counted: Series) -> None:
    SuccessMeasure.objects.update(added_on=dt.date(2026, 1, 1))
    assert exported(counted.plan, dt.date(2025, 12, 31))["measures"] == []


WRONG: dict[str, Any] = {
    "a-state-of-no-such-name": lambda measure: measure["position"].update(state="fine"),
    "a-unit-of-no-such-name": lambda measure: measure["series"][0].update(unit="stars"),
    "a-value-in-words": lambda measure: measure["series"][0]["readings"][0].update(value="3"),
    "a-day-in-words": lambda measure: measure["series"][0]["readings"][0].update(as_of="July"),
    "a-field-too-many": lambda measure: measure.update(owner="Head of SEND"),
    "a-field-too-few": lambda measure: measure["series"][0].pop("baseline"),
}


@pytest.mark.parametrize("bend", WRONG.values(), ids=WRONG.keys())
def test_the_schema_refuses_what_was_not_promised(counted: Series, bend: Any) -> None:
    document = exported(counted.plan)
    assert is_valid(document)
    bend(document["measures"][0])
    assert not is_valid(document)


@pytest.mark.parametrize(("given", "value"), [([], None), (["--small-numbers"], 3)], ids=["hidden", "shown-when-asked"])
def test_the_command_hides_small_numbers_unless_asked(
    counted: Series, capsys: pytest.CaptureFixture[str], given: list[str], value: int | None
) -> None:
    call_command("export_plan", counted.plan.slug, "--as-at", AS_AT.isoformat(), *given)
    document = json.loads(capsys.readouterr().out)
    assert document["measures"][0]["series"][0]["readings"][0]["value"] == value


# The document that everything is made from


@pytest.fixture
def full(db: None) -> Series:
    """A series of which everything is said."""
    post = PostFactory(title="Head of SEND", organisation__key="LA")
    plan = PlanFactory(partnership=post.organisation.partnership)
    measure = SuccessMeasureFactory(plan=plan, ref="SM1", owner=post, frequency="yearly", definition="Seen in time")
    PlacementFactory(measure=measure, printed_ref="1.1.1 a", source__name="Census", ambition__number=1)
    PlacementFactory(measure=measure, printed_ref="1.1.1", source__name="Case database", ambition__number=2)
    EvidencesFactory(measure=measure, effect="raises", action=ActionFactory(plan=plan, ref="1.1.1"))
    series = SeriesFactory(measure=measure, ref="SM1a", name="Within 6 weeks", decimals=1)
    BaselineFactory(series=series, sample="20 files")
    ComparatorFactory(series=series)
    TargetFactory(series=series)
    TargetFactory(series=series, points=True, due_on=dt.date(2026, 4, 30), due_as_printed="By Apr 26")
    ReadingFactory(series=series, value="42.5", numerator=17, denominator=40, period="April 25")
    return series


def test_a_measure_in_full(full: Series) -> None:
    [told] = contents(full.plan, AS_AT, small_numbers=True)
    assert told["source"] == "Census"
    assert told["sources"] == ["Census", "Case database"]
    assert told["placements"][0] == {"ambition": 1, "printed_ref": "1.1.1 a", "source": "Census", "note": ""}
    assert told["evidences"] == [{"action": "1.1.1", "effect": "raises"}]
    assert (told["frequency"], told["definition"], told["hides_small_numbers"]) == ("yearly", "Seen in time", False)
    assert set(told["position"]) == {"state", "label", "sentence"}


def test_a_series_in_full(full: Series) -> None:
    [told] = contents(full.plan, AS_AT, small_numbers=True)[0]["series"]
    assert told["baseline"] == {
        "value": 40,
        "period": "April 24",
        "as_of": "2024-04-30",
        "as_printed": "Baseline April 24, 40%",
    }
    assert told["baselines"] == [told["baseline"] | {"sample": "20 files", "is_reference": True}]
    assert told["comparators"] == [
        {"name": "National", "value": 43, "period": "", "as_printed": "43% national average"}
    ]
    assert (
        told["latest"]
        == told["readings"][0]
        == {
            "as_of": "2025-04-30",
            "period": "April 25",
            "value": 42.5,
            "numerator": 17,
            "denominator": 40,
            "provisional": False,
            "hidden": False,
            "note": "",
        }
    )
    assert told["target"] == {"due_on": "2025-04-30", "goal": "43% or more", "as_printed": "43%"} | told["target"]
    assert (told["next_target"]["due_on"], told["since_baseline"], told["since_last"]) == ("2026-04-30", "better", None)
    assert (told["to_next"], told["targets"][1]["computed_value"]) == (7.5, 50)
    assert "figure" not in told


def test_an_owner_is_vacant_while_nobody_holds_the_post(full: Series) -> None:
    [told] = contents(full.plan, AS_AT, small_numbers=True)
    assert (told["owner"], told["owner_is_vacant"]) == ("Head of SEND, LA", True)
    PostHoldingFactory(post=full.measure.owner, starts_on=dt.date(2026, 1, 1))
    assert not contents(full.plan, AS_AT, small_numbers=True)[0]["owner_is_vacant"]
    assert contents(full.plan, dt.date(2025, 12, 31), small_numbers=True)[0]["owner_is_vacant"]


def test_nobody_owns_it(counted: Series) -> None:
    [told] = contents(counted.plan, AS_AT, small_numbers=True)
    assert (told["owner"], told["owner_is_vacant"]) == ("", True)


def test_with_figures_each_series_has_its_chart(full: Series) -> None:
    [told] = contents(full.plan, AS_AT, small_numbers=True, figures=True)[0]["series"]
    assert {"data", "layout"} <= set(told["figure"])
    json.dumps(told["figure"])


def test_the_export_has_nothing_that_was_not_promised(full: Series) -> None:
    [told] = export(contents(full.plan, AS_AT, small_numbers=True, figures=True))
    assert "figure" not in told["series"][0]
    assert "owner" not in told


@pytest.mark.parametrize("more", [0, 20])
def test_the_same_queries_whatever_the_size(full: Series, more: int, django_assert_num_queries: Any) -> None:
    for _ in range(more):
        series = SeriesFactory(measure__plan=full.plan)
        BaselineFactory(series=series)
        ReadingFactory(series=TargetFactory(series=series).series)
    with django_assert_num_queries(9):
        contents(full.plan, AS_AT, small_numbers=True)
