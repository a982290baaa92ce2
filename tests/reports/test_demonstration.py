"""The demonstration: believable, labelled, the same whenever it is made, and never mixed with real work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from governance.models import Person
from measures.judged import judged
from measures.models import Reading
from measures.thread import thread
from measures.trajectory import State
from plans.models import DateRequest, Plan, StatusUpdate
from plans.position import Colour
from reports import whole
from reports.demonstration import PASSWORD, seed

TODAY = dt.date(2026, 11, 22)
OTHER_DAYS = [dt.date(2026, 2, 28), dt.date(2028, 5, 2)]


def loaded() -> Plan:
    call_command("load_plan", "fixtures/hillingdon", stdout=StringIO())
    return Plan.objects.select_related("partnership").get(slug="hillingdon-send")


@pytest.fixture
def plan(db: None) -> Plan:
    return loaded()


@pytest.fixture(scope="class")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Plan, str]]:
    said = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        plan = loaded()
        assert seed(plan=plan, today=TODAY)
        call_command("seed_demo", stdout=said)
        yield plan, said.getvalue()
        transaction.set_rollback(True)


class TestOnOneDay:
    """What is made once, looked at in several ways."""

    def test_every_colour_is_there(self, made, db):
        plan, _ = made
        assert set(plan.milestones.positioned(TODAY).values_list("colour", flat=True)) == set(Colour)

    def test_every_state_of_a_measure_is_there(self, made, db):
        plan, _ = made
        series = [each for one in judged(plan, TODAY, small_numbers=False) for each in one.series]
        # By now every series of the plan has a target in force, so that none is too early to judge.
        assert {each.trajectory.state for each in series} == set(State) - {State.NO_TARGET, State.TOO_EARLY}
        assert any(each.trajectory.chart for each in series), "one series has the twelve points that limits need"
        assert any(each.trajectory.is_late for each in series)

    def test_work_that_changed_nothing_is_there(self, made, db):
        plan, _ = made
        document = whole.contents(plan, TODAY, small_numbers=False)
        assert [one.ref for one in thread(document).no_change] == ["1.1.4"]

    def test_new_dates_were_asked_for(self, made, db):
        plan, _ = made
        asked = DateRequest.objects.filter(milestone__plan=plan)
        assert set(asked.values_list("decision__outcome", flat=True)) == {"granted", "refused", None}

    def test_it_says_that_it_is_one(self, made, db):
        plan, _ = made
        plan.partnership.refresh_from_db()
        assert plan.partnership.is_demonstration

    def test_made_again_it_changes_nothing(self, made, db):
        plan, _ = made
        before = StatusUpdate.objects.count(), Reading.objects.count()
        assert not seed(plan=plan, today=TODAY)
        assert (StatusUpdate.objects.count(), Reading.objects.count()) == before

    def test_people_are_named_by_post_and_some_posts_are_vacant(self, made, db):
        names = set(Person.objects.values_list("name", flat=True))
        assert "SEND Advisory Team Manager, LBH" in names
        assert not any(name.startswith("MHLDA") for name in names)

    def test_the_command_prints_who_may_sign_in(self, made, db):
        _, said = made
        assert "send-improvement-officer@demonstration.example  SEND Improvement Officer" in said
        assert PASSWORD in said


@pytest.mark.parametrize("today", OTHER_DAYS)
def test_every_colour_is_there_on_any_day(plan, today):
    assert seed(plan=plan, today=today)
    colours = set(plan.milestones.positioned(today).values_list("colour", flat=True))
    assert colours == set(Colour)


def test_it_refuses_a_plan_at_work(plan):
    Plan.objects.filter(pk=plan.pk).update(adopted_on=dt.date(2026, 1, 1))
    plan.refresh_from_db()
    with pytest.raises(ValidationError, match="sample activity is not added"):
        seed(plan=plan, today=TODAY)
    assert not Person.objects.exists()


def test_the_command_says_what_to_load_first(db):
    with pytest.raises(CommandError, match="load_plan fixtures/hillingdon"):
        call_command("seed_demo")
