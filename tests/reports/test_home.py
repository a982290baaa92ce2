"""Where the first page leads, the list of plans, and the page about the colours."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plans.models import Plan
from plans.position import RULES
from tests.busy import busy_plan, put_off
from tests.factories import MilestoneFactory, PlanFactory, StatusUpdateFactory
from tests.people import Cast

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.mark.parametrize(
    ("who", "place"),
    [
        ("lead", "/my-work/"),
        ("colleague", "/my-work/"),
        ("ambition_lead", "/my-work/"),
        ("group_member", "/plans/hillside-send/"),
        ("operational", "/plans/hillside-send/"),
        ("board", "/plans/hillside-send/"),
        ("officer", "/plans/hillside-send/"),
        ("data_officer", "/plans/hillside-send/"),
        ("stranger", "/my-work/"),
    ],
)
def test_straight_to_what_the_person_came_for(who: str, place: str, cast: Cast, signed_in: Any) -> None:
    answer = signed_in(getattr(cast, who)).get("/")

    assert (answer.status_code, answer["Location"]) == (302, place)


def test_the_operational_group_first_answers_what_waits(cast: Cast, signed_in: Any) -> None:
    StatusUpdateFactory(milestone=cast.milestone, claim=True, said_on=TODAY - dt.timedelta(days=3))

    assert signed_in(cast.operational).get("/")["Location"] == "/plans/hillside-send/sign-off/"
    assert signed_in(cast.board).get("/")["Location"] == "/plans/hillside-send/"


def test_the_one_adopted_plan_with_milestones_is_the_main_one(cast: Cast, signed_in: Any) -> None:
    PlanFactory(partnership=cast.partnership, slug="sufficiency")
    assert signed_in(cast.officer).get("/")["Location"] == "/plans/hillside-send/"

    MilestoneFactory(action__objective__ambition__plan=Plan.objects.get(slug="sufficiency"))
    assert signed_in(cast.officer).get("/")["Location"] == "/plans/"


def test_observers_and_newcomers_are_told_why_there_is_nothing(cast: Cast, signed_in: Any) -> None:
    assert "You read board packs once" in signed_in(cast.observer).get("/").content.decode()
    assert "You have no part in a plan yet" in signed_in(cast.nobody).get("/").content.decode()


def test_who_is_not_signed_in_is_asked_to(client: Client, db: None) -> None:
    assert client.get("/")["Location"].startswith("/accounts/login/")


def test_plans_are_listed_with_their_counts(cast: Cast, signed_in: Any) -> None:
    put_off(cast.milestone, cast.other_milestone)
    MilestoneFactory(action=cast.action, agreed_due_on=TODAY - dt.timedelta(days=3))
    PlanFactory(partnership=cast.partnership, title="A draft of another", draft=True)

    seen_by_board = signed_in(cast.board).get(reverse("plans")).content.decode()
    seen_by_officer = signed_in(cast.officer).get(reverse("plans")).content.decode()

    assert "3 milestones: 1 overdue or off track, 2 not due to start" in seen_by_board
    assert "A draft of another" not in seen_by_board
    assert "A draft of another" in seen_by_officer
    assert "<strong>Draft</strong>" in seen_by_officer
    assert "Hillside" not in signed_in(cast.stranger).get(reverse("plans")).content.decode()


@pytest.mark.parametrize("plans", [1, 5])
def test_the_list_takes_the_same_queries_however_many(
    plans: int, cast: Cast, signed_in: Any, django_assert_num_queries: Any
) -> None:
    for _ in range(plans):
        busy_plan(10, PlanFactory(partnership=cast.partnership))
    client = signed_in(cast.board)

    with django_assert_num_queries(9):
        client.get(reverse("plans"))


def test_anybody_may_read_what_the_colours_mean(client: Client, db: None) -> None:
    page = client.get(reverse("colours")).content.decode()

    for rule in RULES:
        assert rule.label in page
        assert rule.meaning in page
