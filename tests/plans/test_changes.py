"""The history of the plan's own text, as sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.models import Person
from governance.roles import Standing
from plans import changes, services
from plans.models import Action, Milestone, Plan
from tests.factories import ActionFactory, BodyFactory, MilestoneFactory, ObjectiveFactory, PlanFactory, noon
from tests.people import Cast, as_of_today

NOW = noon(dt.date(2090, 3, 2))
"""Later than what the factories make, whose history is of the moment they make it."""


@pytest.fixture
def officer(cast: Cast) -> Standing:
    return as_of_today(cast.officer)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return PlanFactory(partnership=cast.partnership, draft=True)


@pytest.fixture
def milestone(plan: Plan) -> Milestone:
    return MilestoneFactory(
        action__objective__ambition__plan=plan, action__ref="1.1.1", ref="1.1.1-M1", title="Open the clinic"
    )


def said(thing: Plan | Action | Milestone) -> str:
    """The latest sentence."""
    return changes.sentences(thing)[0].sentence


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": "Open both clinics"}, "changed the title from “Open the clinic” to “Open both clinics”"),
        (
            {"agreed_due_on": dt.date(2026, 9, 30)},
            "changed the agreed date from 30 June 2026 to 30 September 2026",
        ),
        ({"agreed_due_on": None}, "took out the agreed date, 30 June 2026"),
        ({"recurrence": "termly"}, "changed how often it comes round from “Once” to “Every term”"),
        (
            {"ref": "1.1.1-M9", "title": "Open it"},
            "changed the reference from “1.1.1-M1” to “1.1.1-M9” and "
            "changed the title from “Open the clinic” to “Open it”",
        ),
    ],
    ids=["a title", "a date", "a date taken out", "a recurrence", "two fields"],
)
def test_a_changed_milestone(milestone: Milestone, officer: Standing, change: dict, sentence: str) -> None:
    services.change_milestone(milestone=milestone, seen=None, **change, by=officer, now=NOW)
    latest = changes.sentences(milestone)[0]
    assert (latest.sentence, latest.who, latest.when) == (sentence, "Oscar Officer", NOW)


def test_rows_added_and_removed(milestone: Milestone, officer: Standing) -> None:
    action = milestone.action
    added = services.add_milestone(action=action, ref="1.1.1-M2", title="Close it", by=officer, now=NOW)
    assert said(action) == "added milestone 1.1.1-M2, “Close it”"
    services.remove(row=added, by=officer, now=NOW)
    assert said(action) == "removed milestone 1.1.1-M2, “Close it”"
    assert changes.sentences(action)[0].about == "Milestone 1.1.1-M2"


def test_a_row_that_moved_and_the_one_that_made_way(milestone: Milestone, officer: Standing) -> None:
    other = MilestoneFactory(action=milestone.action, ref="1.1.1-M2")
    services.move(row=other, up=True, by=officer, now=NOW)
    assert said(other) == "moved it up the list"
    assert len(changes.sentences(milestone)) == 1
    services.change_milestone(milestone=milestone, seen=None, title="Open it", by=officer, now=NOW)
    assert said(milestone) == "changed the title from “Open the clinic” to “Open it”"


def test_leads(cast: Cast, milestone: Milestone, officer: Standing) -> None:
    action = milestone.action
    first = services.add_lead(action=action, post=cast.post, by=officer, now=NOW)
    assert said(action) == "added Head of SEND, Council as the accountable lead"
    second = services.add_lead(action=action, post=cast.other_post, by=officer, now=NOW)
    assert said(action) == "added Delivery Manager, ICB as a lead"
    services.make_accountable(lead=second, by=officer, now=NOW)
    assert said(action) == "made Delivery Manager, ICB the accountable lead"
    services.end_lead(lead=first, ends_on=dt.date(2026, 3, 31), by=officer, now=NOW)
    assert said(action) == "ended Head of SEND, Council as a lead on 31 March 2026"


def test_an_adopted_plan_says_once_that_the_accountable_post_changed(cast: Cast, officer: Standing) -> None:
    before = len(changes.sentences(cast.action))
    lead = services.add_lead(
        action=cast.action, post=cast.other_post, starts_on=dt.date(2025, 1, 1), by=officer, now=NOW
    )
    services.make_accountable(lead=lead, by=officer, now=NOW)
    told = [change.sentence for change in changes.sentences(cast.action)]
    assert told[0] == "made Delivery Manager, ICB the accountable lead"
    assert len(told) == before + 2


def test_an_ambitions_group(plan: Plan, cast: Cast, officer: Standing) -> None:
    ambition = services.add_ambition(plan=plan, number=1, title="Inclusion", by=officer, now=NOW)
    group = BodyFactory(partnership=cast.partnership, name="Ambition Group 2")
    services.change_ambition(ambition=ambition, seen=None, body=group, by=officer, now=NOW)
    assert said(plan) == "set the ambition group to “Ambition Group 2”"


def test_decisions_stand_among_the_changes(cast: Cast, officer: Standing) -> None:
    services.correct_date(
        milestone=cast.milestone, to_date=dt.date(2026, 7, 31), reason="Page 12.", by=officer, now=NOW
    )
    assert said(cast.plan) == "put right the date, from 30 June 2026 to 31 July 2026: Page 12."
    services.withdraw(thing=cast.action, reason="It moved.", minute="SEPB, 3 March", by=officer, now=NOW)
    latest = changes.sentences(cast.plan)[0]
    assert (latest.about, latest.sentence) == ("Action 1.1.1", "withdrew it (SEPB, 3 March): It moved.")


def test_a_plan_says_nothing_of_another(milestone: Milestone, cast: Cast) -> None:
    refs = {change.ref for change in changes.sentences(cast.plan)}
    assert milestone.ref not in refs
    assert cast.milestone.ref in refs


def test_changes_come_newest_first_a_page_at_a_time(
    cast: Cast, signed_in: Callable[[Person], Client], officer: Standing
) -> None:
    for number in range(60):
        later = NOW + dt.timedelta(days=400, minutes=number)
        services.change_action(action=cast.action, seen=None, outcome=f"Outcome {number}", by=officer, now=later)
    client, address = signed_in(cast.officer), reverse("plan-history", args=[cast.plan.slug])
    first, second = (client.get(address, {"page": page}).content.decode() for page in (1, 2))
    assert "to “Outcome 59”" in first
    assert "to “Outcome 0”" in second
    assert "Oscar Officer" in first


def test_a_page_of_history_costs_the_same_whatever_the_plans_size(
    cast: Cast, signed_in: Callable[[Person], Client]
) -> None:
    client, address = signed_in(cast.officer), reverse("plan-history", args=[cast.plan.slug])
    client.get(address)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
        for number in range(20):
            objective = ObjectiveFactory(ambition=cast.action.objective.ambition, ref=f"8.{number}{len(counts)}")
            MilestoneFactory(action=ActionFactory(objective=objective, ref=f"8.{number}.{len(counts)}"))
    assert counts[1] <= counts[0]
