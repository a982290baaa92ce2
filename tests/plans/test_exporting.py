"""The export keeps its contract: the schema, the printed order, counts that add up, and any past day."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from plans.document import load
from plans.models import Milestone, Plan
from reports import whole
from reports.whole import schema
from tests.factories import SignOffFactory, StatusUpdateFactory, noon

from .folders import PUBLISHED, published_rows

LOADED_ON = dt.date(2025, 1, 10)


@pytest.fixture
def plan(db: None) -> Plan:
    load(PUBLISHED, now=noon(LOADED_ON))
    return Plan.objects.get(slug="hillingdon-send")


def exported(plan: Plan, as_at: dt.date) -> Any:
    """The export as a reader has it: through JSON."""
    return json.loads(json.dumps(whole.export(whole.contents(plan, as_at, small_numbers=False))))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


def test_the_published_plan_keeps_the_contract(plan: Plan) -> None:
    Draft202012Validator(schema(), format_checker=FormatChecker()).validate(exported(plan, LOADED_ON))


@pytest.mark.parametrize(
    ("where", "wrong"),
    [("colour", "pink"), ("recurrence", "weekly"), ("days_overdue", -1), ("due_on", "soon"), ("reason", None)],
)
def test_the_schema_refuses_what_was_not_promised(plan: Plan, where: str, wrong: Any) -> None:
    document = exported(plan, LOADED_ON)
    document["actions"][0]["milestones"][0][where] = wrong
    assert not Draft202012Validator(schema(), format_checker=FormatChecker()).is_valid(document)


def test_every_action_in_printed_order(plan: Plan) -> None:
    document = exported(plan, LOADED_ON)
    assert [action["ref"] for action in document["actions"]] == [row["ref"] for row in published_rows("actions.csv")]
    milestones = [m["id"] for action in document["actions"] for m in action["milestones"]]
    assert milestones == [row["ref"] for row in published_rows("milestones.csv")]
    leads = [lead["as_printed"] for action in document["actions"] for lead in action["leads"]]
    assert leads == [row["as_printed"] for row in published_rows("leads.csv")]


@pytest.mark.parametrize("as_at", [dt.date(2024, 11, 1), dt.date(2025, 6, 1), dt.date(2026, 6, 1)])
def test_counts_add_up_to_the_milestones(plan: Plan, as_at: dt.date) -> None:
    document = exported(plan, as_at)
    colours = [m["colour"] for action in document["actions"] for m in action["milestones"]]
    assert sum(sum(ambition["counts"].values()) for ambition in document["ambitions"]) == len(colours) == 109
    reds = sum(ambition["counts"]["red"] for ambition in document["ambitions"])
    assert reds == colours.count("red")


def test_a_past_day_is_told_as_it_was(plan: Plan) -> None:
    milestone = Milestone.objects.get(ref="1.1.5-M1")
    before = exported(plan, dt.date(2025, 3, 31))
    claim = StatusUpdateFactory(milestone=milestone, claim=True, said_on=dt.date(2025, 4, 10))
    SignOffFactory(update=claim)
    told = {day: _told(plan, day, "1.1.5-M1") for day in (dt.date(2025, 4, 9), dt.date(2025, 4, 10))}
    assert [told[day]["colour"] for day in sorted(told)] == ["red", "blue"]
    assert told[dt.date(2025, 4, 9)]["days_overdue"] == 9
    assert exported(plan, dt.date(2025, 3, 31)) == before


def _told(plan: Plan, day: dt.date, ref: str) -> Any:
    actions = exported(plan, day)["actions"]
    return next(m for action in actions for m in action["milestones"] if m["id"] == ref)


@pytest.mark.parametrize(("typed", "words"), [("2999-01-01", "is in the future"), ("soon", "is not a date")])
def test_the_command_refuses_days_it_cannot_tell(plan: Plan, typed: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("export_plan", plan.slug, "--as-at", typed)


def test_the_command_prints_json_and_nothing_else(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("export_plan", plan.slug, "--as-at", "2025-06-01")
    printed = capsys.readouterr()
    assert json.loads(printed.out) == exported(plan, dt.date(2025, 6, 1))
    assert printed.err == ""
