"""Leads are dated; each action has one accountable post, and past days keep the one they had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from governance.models import Person
from plans import services
from plans.models import Action, ActionLead
from tests.factories import ActionFactory, ActionLeadFactory, PlanFactory, noon
from tests.people import Cast, as_of_today

SignIn = Callable[[Person], Client]
TODAY = dt.date(2026, 3, 2)
NOW = noon(TODAY)


@pytest.fixture
def drafted(cast: Cast) -> Action:
    """An action of a draft, without a lead."""
    plan = PlanFactory(partnership=cast.partnership, draft=True, slug="draft")
    return ActionFactory(objective__ambition__plan=plan)


def test_the_first_lead_is_accountable_and_the_next_contributes(cast: Cast, drafted: Action) -> None:
    by, action = as_of_today(cast.officer), drafted
    first = services.add_lead(action=action, post=cast.post, by=by, now=NOW)
    second = services.add_lead(action=action, post=cast.other_post, by=by, now=NOW)
    assert (first.is_accountable, second.is_accountable) == (True, False)
    assert first.starts_on == action.plan.starts_on


def test_a_post_leads_once(cast: Cast, signed_in: SignIn) -> None:
    address = reverse("add-lead", args=[cast.plan.slug, cast.action.ref])
    answer = signed_in(cast.officer).post(address, {"post": cast.post.pk})
    assert "leads this action already" in str(answer.context["form"].errors["post"])


def test_another_accountable_post_leaves_the_days_before_as_they_were(cast: Cast) -> None:
    by = as_of_today(cast.officer)
    added = services.add_lead(action=cast.action, post=cast.other_post, by=by, now=NOW, starts_on=dt.date(2025, 1, 1))
    services.make_accountable(lead=added, by=by, now=NOW)
    assert accountable(cast.action, TODAY - dt.timedelta(days=1)) == [cast.post.pk]
    assert accountable(cast.action, TODAY) == [cast.other_post.pk]
    assert ActionLead.objects.filter(action=cast.action).on(TODAY).count() == 2


def test_the_accountable_lead_does_not_end_before_there_is_another(cast: Cast, signed_in: SignIn) -> None:
    lead = cast.action.leads.get()
    address = reverse("end-lead", args=[cast.plan.slug, lead.pk])
    answer = signed_in(cast.officer).post(address, {"ends_on": "1 March 2026"})
    assert answer.status_code == 422
    assert b"Make another post accountable first" in answer.content


def test_a_lead_that_ends_keeps_its_row(cast: Cast, signed_in: SignIn) -> None:
    lead = ActionLeadFactory(action=cast.action, post=cast.other_post, is_accountable=False)
    address = reverse("end-lead", args=[cast.plan.slug, lead.pk])
    early = signed_in(cast.officer).post(address, {"ends_on": "1 March 2020"})
    signed_in(cast.officer).post(address, {"ends_on": "1 March 2026"})
    lead.refresh_from_db()
    assert "It began on 1 January 2024" in str(early.context["form"].errors["ends_on"])
    assert lead.ends_on == dt.date(2026, 3, 1)


def test_an_assumed_lead_is_confirmed(cast: Cast, drafted: Action, signed_in: SignIn) -> None:
    lead = ActionLeadFactory(action=drafted, is_assumed=True)
    signed_in(cast.officer).post(reverse("confirm-accountable", args=["draft", lead.pk]))
    lead.refresh_from_db()
    assert (lead.is_accountable, lead.is_assumed) == (True, False)


def test_leads_of_an_adopted_plan_are_not_removed(cast: Cast, signed_in: SignIn) -> None:
    lead = ActionLeadFactory(action=cast.action, post=cast.other_post, is_accountable=False)
    address = reverse("remove-lead", args=[cast.plan.slug, lead.pk])
    answer = signed_in(cast.officer).post(address, follow=True)
    assert b"nothing is deleted" in answer.content
    assert ActionLead.objects.filter(pk=lead.pk).exists()


def accountable(action: Action, on: dt.date) -> list[int]:
    leads = ActionLead.objects.filter(action=action, is_accountable=True).on(on)
    return list(leads.values_list("post_id", flat=True))
