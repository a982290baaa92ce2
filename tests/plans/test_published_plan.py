"""The published plan as it is kept here: its numbers, and facts picked from it by hand."""

import datetime as dt
from typing import Any

import pytest

from governance.models import Body, Post
from plans.document import load
from plans.models import Action, AreaForImprovement, Milestone, Plan
from tests.factories import noon

from .folders import PUBLISHED


@pytest.fixture
def plan(db: None) -> Plan:
    load(PUBLISHED, now=noon(dt.date(2025, 1, 10)))
    return Plan.objects.get(slug="hillingdon-send")


def test_its_numbers(plan: Plan) -> None:
    counted = {name: getattr(plan, name).count() for name in ("ambitions", "objectives", "actions", "milestones")}
    assert counted == {"ambitions": 5, "objectives": 23, "actions": 45, "milestones": 109}
    assert (plan.areas.count(), plan.findings.count(), plan.acronyms.count()) == (20, 4, 36)
    assert AreaForImprovement.objects.filter(plan=plan, objectives__isnull=False).values("objectives").count() == 27
    assert Post.objects.count() == 31


def test_the_second_plan_stands_beside_it(plan: Plan) -> None:
    other = Plan.objects.get(slug="hillingdon-sufficiency")
    assert (other.partnership, other.ambitions.count(), other.milestones.count()) == (plan.partnership, 3, 0)


def test_its_period_and_the_inspection_it_answers(plan: Plan) -> None:
    assert (plan.starts_on, plan.ends_on) == (dt.date(2024, 10, 31), dt.date(2028, 12, 31))
    assert plan.inspection_started_on == dt.date(2024, 4, 29)


@pytest.mark.parametrize(
    ("ref", "due", "recurrence", "occurrences"),
    [
        ("1.1.4-M1", "2025-02-28", "", 0),
        ("2.3.1-M2", "2024-10-31", "", 0),
        ("1.5.2-M2", "2025-12-31", "", 0),
        ("1.3.1-2-M1", "2025-03-31", "", 0),
        ("2.2.1-M2", "2024-01-31", "", 0),
        ("1.1.5-M2", "2025-01-31", "termly", 12),
        ("4.3.2-M1", "2025-05-31", "termly", 11),
        ("1.4.1-M2", "2025-06-30", "quarterly", 15),
        ("4.3.2-M2", None, "termly", 0),
        ("1.2.2-M5", None, "", 0),
    ],
)
def test_dates_read_from_printed_words(
    plan: Plan, ref: str, due: str | None, recurrence: str, occurrences: int
) -> None:
    milestone = plan.milestones.get(ref=ref)
    assert milestone.agreed_due_on == (dt.date.fromisoformat(due) if due else None)
    assert (milestone.recurrence, milestone.occurrences.count()) == (recurrence, occurrences)


def test_three_milestones_print_no_date(plan: Plan) -> None:
    undated = plan.milestones.filter(agreed_due_on__isnull=True).values_list("ref", flat=True)
    assert sorted(undated) == ["1.2.2-M5", "1.3.1-M1", "4.3.2-M2"]


def test_references_printed_twice_are_kept_apart(plan: Plan) -> None:
    twice = plan.actions.filter(printed_ref__in=["1.3.1", "1.3.2"]).values_list("ref", flat=True)
    assert sorted(twice) == ["1.3.1", "1.3.1-2", "1.3.2", "1.3.2-2"]


@pytest.mark.parametrize(
    ("ref", "code", "finding", "objectives"),
    [
        ("AFI-1.2", "1.2", 1, ["1.2", "1.6"]),
        ("AFI-2.2", "2.2", 2, ["1.1", "2.3"]),
        ("AFI-U2", "", None, ["1.1", "2.2"]),
        ("AFI-U6", "", None, ["4.2"]),
    ],
)
def test_areas_for_improvement(plan: Plan, ref: str, code: str, finding: Any, objectives: list[str]) -> None:
    area = plan.areas.select_related("finding").get(ref=ref)
    assert (area.code, area.finding.number if area.finding else None) == (code, finding)
    assert sorted(objective.ref for objective in area.objectives.all()) == objectives


def test_leads_in_printed_order_with_one_assumed_accountable(plan: Plan) -> None:
    leads = Action.objects.get(plan=plan, ref="1.1.5").leads.select_related("post__organisation")
    assert [str(lead.post) for lead in leads] == [
        "Borough Director, NWL ICB",
        "DCO, NWL ICB",
        "Director of Education & SEND, LBH",
        "AD of SEND & Inclusion, LBH",
    ]
    assert [lead.is_assumed for lead in leads] == [True, False, False, False]


def test_what_waits_for_what(plan: Plan) -> None:
    assert [m.ref for m in Milestone.objects.get(plan=plan, ref="2.2.1-M2").depends_on.all()] == ["2.2.1-M1"]
    assert Milestone.depends_on.through.objects.count() == 15


def test_the_governance_above_the_ambition_groups(plan: Plan) -> None:
    group = plan.ambitions.get(number=4).body
    assert group is not None
    assert [body.key for body in group.reports_to.all()] == ["SEND-OG"]
    board = Body.objects.get(key="SEPB")
    assert (board.has_joint_chairs, {body.key for body in board.reports_to.all()}) == (True, {"SELECT", "ICB-GB"})
