"""The demonstration: believable, labelled, the same whenever it is made, and never mixed with real work."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from governance.models import Person
from plans.models import Plan, StatusUpdate
from plans.position import Colour
from reports.demonstration import seed


@pytest.fixture
def plan(db) -> Plan:
    call_command("load_plan", "fixtures/hillingdon", stdout=StringIO())
    return Plan.objects.select_related("partnership").get(slug="hillingdon-send")


DAYS = [dt.date(2026, 2, 28), dt.date(2026, 11, 22), dt.date(2028, 5, 2)]


@pytest.mark.parametrize("today", DAYS)
def test_every_colour_is_there_on_any_day(plan, today):
    assert seed(plan=plan, today=today)
    colours = set(plan.milestones.positioned(today).values_list("colour", flat=True))
    assert colours == set(Colour)


def test_it_says_that_it_is_one(plan):
    seed(plan=plan, today=dt.date(2026, 11, 22))
    plan.partnership.refresh_from_db()
    assert plan.partnership.is_demonstration


def test_made_again_it_changes_nothing(plan):
    today = dt.date(2026, 11, 22)
    seed(plan=plan, today=today)
    before = StatusUpdate.objects.count()
    assert not seed(plan=plan, today=today)
    assert StatusUpdate.objects.count() == before


def test_it_refuses_a_plan_at_work(plan):
    Plan.objects.filter(pk=plan.pk).update(adopted_on=dt.date(2026, 1, 1))
    plan.refresh_from_db()
    with pytest.raises(ValidationError, match="sample activity is not added"):
        seed(plan=plan, today=dt.date(2026, 11, 22))
    assert not Person.objects.exists()


def test_people_are_named_by_post_and_some_posts_are_vacant(plan):
    seed(plan=plan, today=dt.date(2026, 11, 22))
    names = set(Person.objects.values_list("name", flat=True))
    assert "SEND Advisory Team Manager, LBH" in names
    assert not any(name.startswith("MHLDA") for name in names)


def test_the_command_prints_who_may_sign_in(plan):
    said = StringIO()
    call_command("seed_demo", stdout=said)
    assert "send-improvement-officer@demonstration.example  SEND Improvement Officer" in said.getvalue()


def test_the_command_says_what_to_load_first(db):
    with pytest.raises(CommandError, match="load_plan fixtures/hillingdon"):
        call_command("seed_demo")
