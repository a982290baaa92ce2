"""Editing the plan's own text: who may, what is locked once it is adopted, and what happens to bad input."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.models import Person
from plans import services
from plans.models import Ambition, DateChange, Milestone, Plan, Withdrawal
from plans.services.tree import suggested
from tests.factories import (
    ActionFactory,
    ActionLeadFactory,
    AmbitionFactory,
    BodyFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    PostFactory,
    StatusUpdateFactory,
    noon,
)
from tests.people import Cast, as_of_today

SignIn = Callable[[Person], Client]
TODAY = dt.date(2026, 3, 2)
NOW = noon(TODAY)
NOBODY_ELSE = ["lead", "colleague", "ambition_lead", "group_member", "operational", "board", "data_officer"]


def draft(cast: Cast) -> Milestone:
    """A milestone of a draft beside the adopted plan."""
    plan = PlanFactory(partnership=cast.partnership, draft=True, slug="draft", ends_on=dt.date(2026, 12, 31))
    milestone: Any = MilestoneFactory(
        action__objective__ambition__plan=plan,
        action__objective__ambition__number=1,
        action__objective__ref="1.1",
        action__ref="1.1.1",
        ref="1.1.1-M1",
    )
    return milestone


def pages(cast: Cast) -> list[str]:
    """Every page that edits the adopted plan."""
    slug, lead = cast.plan.slug, cast.action.leads.get()
    of_ambition, of_objective = [slug, 1], [slug, "1.1"]
    of_action, of_milestone = [slug, cast.action.ref], [slug, cast.milestone.ref]
    names: list[tuple[str, list[Any]]] = [
        ("edit-plan", [slug]),
        ("plan-history", [slug]),
        ("add-ambition", [slug]),
        ("edit-ambition", of_ambition),
        ("add-objective", of_ambition),
        ("remove-ambition", of_ambition),
        ("edit-objective", of_objective),
        ("add-action", of_objective),
        ("edit-action", of_action),
        ("withdraw-action", of_action),
        ("add-lead", of_action),
        ("add-milestone", of_action),
        ("edit-milestone", of_milestone),
        ("withdraw-milestone", of_milestone),
        ("milestone-date", of_milestone),
        ("edit-lead", [slug, lead.pk]),
        ("end-lead", [slug, lead.pk]),
    ]
    return [reverse(name, args=args) for name, args in names]


@pytest.mark.parametrize("part", [*NOBODY_ELSE, "officer", "observer", "nobody", "stranger"])
def test_only_officers_edit(cast: Cast, signed_in: SignIn, part: str) -> None:
    expected = 200 if part == "officer" else 403 if part in NOBODY_ELSE else 404
    client = signed_in(getattr(cast, part))
    assert {page: client.get(page).status_code for page in pages(cast)} == dict.fromkeys(pages(cast), expected)


@pytest.mark.parametrize("part", [*NOBODY_ELSE, "observer", "nobody", "stranger"])
def test_the_services_ask_for_themselves(cast: Cast, part: str) -> None:
    who = as_of_today(getattr(cast, part))
    for act in (
        lambda: services.add_ambition(plan=cast.plan, number=9, title="Mine", by=who, now=NOW),
        lambda: services.change_action(action=cast.action, seen=None, outcome="Mine", by=who, now=NOW),
        lambda: services.add_lead(action=cast.action, post=cast.other_post, by=who, now=NOW),
        lambda: services.remove(row=cast.milestone, by=who, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_row_of_another_plan_is_not_found(cast: Cast, signed_in: SignIn) -> None:
    other = MilestoneFactory(ref="elsewhere")
    client = signed_in(cast.officer)
    assert client.get(reverse("edit-milestone", args=[cast.plan.slug, "elsewhere"])).status_code == 404
    assert client.get(reverse("edit-milestone", args=[other.plan.slug, "elsewhere"])).status_code == 404


def test_an_officer_adds_a_branch_from_ambition_to_milestone(cast: Cast, signed_in: SignIn) -> None:
    client, slug = signed_in(cast.officer), cast.plan.slug
    client.post(reverse("add-ambition", args=[slug]), {"number": "2", "title": "Inclusion"})
    client.post(reverse("add-objective", args=[slug, 2]), {"ref": "2.1", "title": "Train every school"})
    client.post(reverse("add-action", args=[slug, "2.1"]), {"ref": "2.1.1", "outcome": "Staff know what to do."})
    answer = client.post(
        reverse("add-milestone", args=[slug, "2.1.1"]),
        {"ref": "2.1.1-M1", "title": "Training\nheld", "due_as_printed": "by January 2027"},
        follow=True,
    )
    made = Milestone.objects.get(ref="2.1.1-M1")
    assert answer.status_code == 200
    assert (made.title, made.agreed_due_on) == ("Training held", dt.date(2027, 1, 31))
    assert made.action.printed_ref == "2.1.1"
    assert made.action.objective.ambition.title == "Inclusion"
    assert made.history.get().history_user == cast.officer


def test_the_next_reference_is_suggested(cast: Cast) -> None:
    milestone = draft(cast)
    action, plan = milestone.action, milestone.plan
    assert suggested(plan) == "2"
    assert suggested(action.objective.ambition) == "1.2"
    assert suggested(action.objective) == "1.1.2"
    assert suggested(action) == "1.1.1-M2"


def test_a_locked_date_is_shown_and_cannot_be_typed(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.officer)
    address = reverse("edit-milestone", args=[cast.plan.slug, cast.milestone.ref])
    page = client.get(address)
    typed = {"ref": cast.milestone.ref, "title": "Put right", "agreed_due_on": "1 January 2030"}
    client.post(address, {**typed, "due_as_printed": "by May 2029", "recurrence": "termly"})
    cast.milestone.refresh_from_db()
    assert b"Its date is locked" in page.content
    assert b"Put a slip right" in page.content
    assert set(page.context["form"].fields) == {"ref", "title", "seen"}
    assert cast.milestone.title == "Put right"
    assert (cast.milestone.agreed_due_on, cast.milestone.recurrence) == (dt.date(2026, 6, 30), "")
    with pytest.raises(ValidationError, match="locked"):
        services.change_milestone(
            milestone=cast.milestone, seen=None, agreed_due_on=TODAY, by=as_of_today(cast.officer), now=NOW
        )


@pytest.mark.parametrize("dated", [True, False], ids=["a slip put right", "a first date set"])
def test_a_locked_date_is_corrected_on_record(cast: Cast, signed_in: SignIn, dated: bool) -> None:
    milestone: Any = cast.milestone if dated else MilestoneFactory(action=cast.action, agreed_due_on=None)
    address = reverse("milestone-date", args=[cast.plan.slug, milestone.ref])
    client = signed_in(cast.officer)
    refused = client.post(address, {"to_date": "30 September 2026", "reason": ""})
    taken = client.post(address, {"to_date": "30 September 2026", "reason": "Page 12 says so."})
    change = DateChange.objects.get()
    milestone.refresh_from_db()
    assert (refused.status_code, taken.status_code) == (422, 302)
    assert change.kind == (DateChange.Kind.CORRECTION if dated else DateChange.Kind.FIRST_DATE)
    assert (change.to_date, change.by) == (dt.date(2026, 9, 30), cast.officer)
    assert milestone.agreed_due_on == (dt.date(2026, 6, 30) if dated else None)


def test_what_is_withdrawn_stays_readable_and_closed(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.officer)
    args = [cast.plan.slug, cast.milestone.ref]
    refused = client.post(reverse("withdraw-milestone", args=args), {"reason": "Moved", "minute": ""})
    client.post(
        reverse("withdraw-milestone", args=args), {"reason": "It moved to the region.", "minute": "SEPB, 3 March"}
    )
    page = client.get(reverse("edit-milestone", args=args))
    again = client.post(reverse("edit-milestone", args=args), {"ref": cast.milestone.ref, "title": "Changed"})
    assert refused.status_code == 422
    assert Withdrawal.objects.get().minute == "SEPB, 3 March"
    assert b"It moved to the region." in page.content
    assert cast.milestone.title.replace("'", "&#x27;").encode() in page.content
    assert again.status_code == 422
    assert Milestone.objects.get(pk=cast.milestone.pk).title == cast.milestone.title


@pytest.mark.parametrize("spoken_of", [False, True], ids=["nothing recorded", "something recorded"])
def test_a_draft_loses_only_rows_that_nobody_spoke_of(cast: Cast, signed_in: SignIn, spoken_of: bool) -> None:
    milestone = draft(cast)
    ActionLeadFactory(action=milestone.action)
    if spoken_of:
        StatusUpdateFactory(milestone=milestone, claim=True, carried_over=True)
    client = signed_in(cast.officer)
    asked = client.get(reverse("remove-ambition", args=["draft", 1]))
    answer = client.post(reverse("remove-ambition", args=["draft", 1]))
    assert str(milestone).encode() in asked.content
    assert answer.status_code == (422 if spoken_of else 302)
    assert Ambition.objects.filter(plan=milestone.plan).exists() is spoken_of
    assert Milestone.history.filter(id=milestone.pk, history_type="-").exists() is not spoken_of


def test_nothing_of_an_adopted_plan_is_deleted(cast: Cast, signed_in: SignIn) -> None:
    for row, name in ((cast.milestone, "milestone"), (cast.action, "action")):
        answer = signed_in(cast.officer).post(reverse(f"remove-{name}", args=[cast.plan.slug, row.ref]))
        assert answer.status_code == 422
        assert b"nothing is deleted" in answer.content
    assert Milestone.objects.filter(pk=cast.milestone.pk).exists()


def test_two_officers_at_once_see_each_other_and_lose_nothing(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.officer)
    address = reverse("edit-action", args=[cast.plan.slug, cast.action.ref])
    mine = {"ref": "1.1.1", "printed_ref": "1.1.1", "outcome": "My words", "seen": _seen(client, address)}
    other = as_of_today(cast.officer)
    services.change_action(action=cast.action, seen=None, outcome="Their words", by=other, now=NOW)

    refused = client.post(address, mine)
    seen = refused.context["form"]["seen"].value()
    accepted = client.post(address, {**mine, "seen": seen})
    cast.action.refresh_from_db()

    assert refused.status_code == 422
    assert "to “Their words”" in refused.content.decode()
    assert b">\nMy words</textarea>" in refused.content
    assert accepted.status_code == 302
    assert cast.action.outcome == "My words"


def _seen(client: Client, address: str) -> str:
    return str(client.get(address).context["form"]["seen"].value())


def test_a_row_moves_among_those_beside_it(cast: Cast, signed_in: SignIn) -> None:
    plan = PlanFactory(partnership=cast.partnership, draft=True, slug="order")
    objective = ObjectiveFactory(ambition__plan=plan, ref="7.1")
    for ref in ("a", "b", "c"):
        ActionFactory(objective=objective, ref=ref)
    client = signed_in(cast.officer)
    orders = []
    for ref, direction in (("c", "up"), ("c", "up"), ("c", "up"), ("a", "down")):
        client.post(reverse("move-action", args=["order", ref]), {"direction": direction})
        orders.append("".join(plan.actions.order_by("order").values_list("ref", flat=True)))
    assert orders == ["acb", "cab", "cab", "cba"]


def test_saving_without_a_change_leaves_no_history(cast: Cast) -> None:
    before = services.version(cast.action)
    services.change_action(
        action=cast.action, seen=before, outcome=cast.action.outcome, by=as_of_today(cast.officer), now=NOW
    )
    assert services.version(cast.action) == before


def test_a_group_or_a_post_of_another_partnership_is_refused(cast: Cast, signed_in: SignIn) -> None:
    client, by = signed_in(cast.officer), as_of_today(cast.officer)
    group, post = BodyFactory(), PostFactory()
    typed = {"number": 2, "title": "Inclusion", "body": group.pk}
    assert client.post(reverse("add-ambition", args=[cast.plan.slug]), typed).status_code == 422
    address = reverse("add-lead", args=[cast.plan.slug, cast.action.ref])
    assert client.post(address, {"post": post.pk}).status_code == 422
    with pytest.raises(ValidationError, match="this partnership"):
        services.add_ambition(plan=cast.plan, number=2, title="Inclusion", body=group, by=by, now=NOW)
    with pytest.raises(ValidationError, match="this partnership"):
        services.add_lead(action=cast.action, post=post, by=by, now=NOW)


def test_the_outline_costs_the_same_whatever_the_plans_size(cast: Cast, signed_in: SignIn) -> None:
    client, address = signed_in(cast.officer), reverse("edit-plan", args=[cast.plan.slug])
    client.get(address)
    small = _queries(client, address)
    _grow(cast.plan, milestones=100)
    assert _queries(client, address) == small
    assert small <= 18


def _grow(plan: Plan, milestones: int) -> None:
    ambition = AmbitionFactory(plan=plan, number=7)
    for number in range(milestones // 10):
        objective = ObjectiveFactory(ambition=ambition, ref=f"7.{number}")
        action = ActionFactory(objective=objective, ref=f"7.{number}.1")
        ActionLeadFactory(action=action)
        for which in range(10):
            MilestoneFactory(action=action, ref=f"7.{number}.1-M{which}")


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
