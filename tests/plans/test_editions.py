"""Editions of a plan: the line back to what each replaces, who draws it, and that it never goes in a circle."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from governance.models import Person
from governance.roles import standing
from plans.changes import sentences
from plans.editions import lineage, lineages, may_be_replaced, of_action
from plans.models import Action, Plan
from plans.services.editions import set_action_origin, set_edition
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory, noon
from tests.people import Cast

TODAY = dt.date(2026, 3, 27)
NOW = noon(TODAY)


def edition(cast: Cast, slug: str, replaces: Any = None, **other: Any) -> Any:
    return PlanFactory(partnership=cast.partnership, slug=slug, title=slug.capitalize(), replaces=replaces, **other)


def draw(plan: Plan, replaces: Plan | None, person: Person) -> Plan:
    return set_edition(plan=plan, replaces=replaces, by=standing(person, TODAY), now=NOW)


def origin(action: Action, replaces: list[Action], person: Person) -> Action:
    return set_action_origin(action=action, replaces=replaces, by=standing(person, TODAY), now=NOW)


def action_in(plan: Plan, ref: str) -> Any:
    objective = plan.objectives.first() or ObjectiveFactory(ambition__plan=plan, ref="1.1")
    return ActionFactory(objective=objective, ref=ref)


@pytest.fixture
def first(cast: Cast) -> Any:
    """The edition before the cast's plan, not said to be so yet, with actions of the same reference and another."""
    plan = edition(cast, "first")
    for ref in ("1.1.1", "1.9.9"):
        action_in(plan, ref)
    return plan


# Who draws the line, and where


def test_who_draws_it(cast: Cast, first: Any) -> None:
    old = first.actions.get(ref="1.1.1")
    done: dict[str, list[str]] = {"edition": [], "origin": []}
    for part, person in cast.people().items():
        with suppress(PermissionDenied):
            draw(cast.plan, first, person)
            done["edition"].append(part)
    for part, person in cast.people().items():
        with suppress(PermissionDenied):
            origin(cast.action, [old], person)
            done["origin"].append(part)
    assert done == {"edition": ["officer"], "origin": ["officer"]}


def test_a_plan_replaces_no_plan_that_goes_back_to_it(cast: Cast) -> None:
    one = edition(cast, "one")
    two = edition(cast, "two", one)
    three = edition(cast, "three", two)
    refusals = {}
    for name, target in {"itself": one, "the next": two, "a later one": three, "elsewhere": PlanFactory()}.items():
        with pytest.raises(ValidationError) as refused:
            draw(one, target, cast.officer)
        refusals[name] = refused.value.message_dict["replaces"][0]
    assert refusals == {
        "itself": "A plan cannot replace itself.",
        "the next": "Two goes back to this plan itself. Choose an earlier edition.",
        "a later one": "Three goes back to this plan itself. Choose an earlier edition.",
        "elsewhere": "Choose a plan of this partnership.",
    }
    assert set(may_be_replaced(one)) == {cast.plan}
    assert set(may_be_replaced(three)) == {cast.plan, one, two}


def test_an_action_replaces_only_actions_of_the_edition_before(cast: Cast, first: Any) -> None:
    old, other = first.actions.order_by("ref")
    with pytest.raises(ValidationError, match=r"Not an action of the edition before: 1\.1\.1"):
        origin(cast.action, [old], cast.officer)
    draw(cast.plan, first, cast.officer)
    origin(cast.action, [old, other], cast.officer)
    assert set(cast.action.replaces.all()) == {old, other}
    wrong: Any
    for wrong in (cast.other_action, ActionFactory()):
        with pytest.raises(ValidationError, match="Not an action of the edition before"):
            origin(cast.action, [wrong], cast.officer)


def test_the_edition_stays_while_actions_go_back_to_it(cast: Cast, first: Any) -> None:
    draw(cast.plan, first, cast.officer)
    origin(cast.action, [first.actions.first()], cast.officer)
    with pytest.raises(ValidationError, match=r"another edition: 1\.1\.1\. Empty those first"):
        draw(cast.plan, None, cast.officer)
    origin(cast.action, [], cast.officer)
    assert draw(cast.plan, None, cast.officer).replaces is None


def test_what_was_changed_says_so(cast: Cast, first: Any) -> None:
    draw(cast.plan, first, cast.officer)
    origin(cast.action, [first.actions.first()], cast.officer)
    told = {change.sentence for change in sentences(cast.plan) if change.who == "Oscar Officer"}
    assert told == {
        "set the edition before it to “First”",
        "said which actions of the edition before it replaces",
    }


# What is read


def test_the_line_in_both_directions(cast: Cast) -> None:
    one = edition(cast, "one")
    two = edition(cast, "two", one)
    three = edition(cast, "three", two)
    who = standing(cast.board, TODAY)
    assert (lineage(two, who).earlier, lineage(two, who).later) == ([one], [three])
    assert lineage(three, who).earlier == [two, one]
    assert lineage(one, who).later == [two, three]
    assert set(lineages([one, cast.plan], who)) == {one.pk, cast.plan.pk}


def test_a_draft_is_named_to_nobody_who_may_not_read_it(cast: Cast) -> None:
    draft = edition(cast, "draft", cast.plan, draft=True)
    new = action_in(draft, "1.1.1")
    origin(new, [cast.action], cast.officer)
    assert lineage(cast.plan, standing(cast.board, TODAY)).later == []
    assert lineage(cast.plan, standing(cast.officer, TODAY)).later == [draft]
    assert of_action(cast.action, standing(cast.board, TODAY)).replaced_by == []
    assert of_action(cast.action, standing(cast.officer, TODAY)).replaced_by == [new]
    assert of_action(new, standing(cast.officer, TODAY)).replaces == [cast.action]


# The page


def page(cast: Cast) -> str:
    return reverse("edition", args=[cast.plan.slug])


def test_an_officer_draws_the_line(cast: Cast, signed_in: Any, first: Any) -> None:
    client = signed_in(cast.officer)
    assert "Where each action comes from" not in client.get(page(cast)).content.decode()
    assert client.post(page(cast), {"replaces": first.pk}).status_code == 302
    shown = client.get(page(cast)).content.decode()
    assert "Not saved yet:" in shown
    assert f'name="action-{cast.action.pk}" value="1.1.1"' in shown
    assert f'name="action-{cast.other_action.pk}" value=' not in shown

    wrong = {"actions": "1", f"action-{cast.action.pk}": "1.1.1; 7.7.7", f"action-{cast.other_action.pk}": ""}
    refused = client.post(page(cast), wrong)
    assert refused.status_code == 422
    assert refused.content.decode().count("The edition before has no action 7.7.7.") == 2
    assert "1.1.1; 7.7.7" in refused.content.decode()

    right = wrong | {f"action-{cast.action.pk}": "1.1.1, 1.9.9"}
    assert client.post(page(cast), right).status_code == 302
    assert [action.ref for action in cast.action.replaces.order_by("ref")] == ["1.1.1", "1.9.9"]
    assert "Not saved yet:" not in client.get(page(cast)).content.decode()

    kept = client.post(page(cast), {"replaces": ""})
    assert kept.status_code == 422
    assert kept.content.decode().count("Empty those first.") == 2


def test_a_plan_that_comes_after_is_not_offered(cast: Cast, signed_in: Any) -> None:
    later = edition(cast, "later", cast.plan)
    client = signed_in(cast.officer)
    assert f'<option value="{later.pk}"' not in client.get(page(cast)).content.decode()
    assert client.post(page(cast), {"replaces": later.pk}).status_code == 422
