"""A new edition keeps the line back to what it replaces: the plan before it, and for each action those it goes back to.

Services of officers. The words and dates of either edition stay as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.roles import Standing
from governance.verbs import Verb
from governance.wording import listed
from plans import editions, scope
from plans.models import Action, Plan

from .editing import opened, read_again, signed

ORIGIN_SAID = "said which actions of the edition before it replaces"
"""What an action's history says of it: the actions themselves are no value of its row."""


@transaction.atomic
def set_edition(*, plan: Plan, replaces: Plan | None, by: Standing, now: dt.datetime) -> Plan:
    """Say which plan this one replaces; None for none.

    Raises PermissionDenied for anyone but an officer; ValidationError on `replaces` for a plan of another partnership,
    for the plan itself, for one that goes back to it, and while its actions say that they replace another edition's.
    """
    beside = _all_locked(plan)
    current = beside[plan.pk]
    scope.require(by, Verb.EDIT_PLAN, scope.of_plan(current))
    if replaces is not None:
        _not_in_a_circle(current, replaces, beside)
    if current.replaces_id == (replaces.pk if replaces else None):
        return current
    _no_origins_left(current)
    current.replaces = replaces
    kept: Any = current
    kept._history_user, kept._history_date = by.person, now
    current.save()
    return current


@transaction.atomic
def set_action_origin(*, action: Action, replaces: Sequence[Action], by: Standing, now: dt.datetime) -> Action:
    """Say which actions of the edition before an action replaces: several, or none for work that is new.

    Raises PermissionDenied for anyone but an officer; ValidationError on `replaces` for an action of any other plan.
    """
    plan = opened(action.plan, by)
    current = read_again(action)
    _of_the_edition_before(plan, replaces)
    if set(current.replaces.all()) == set(replaces):
        return current
    current.replaces.set(replaces)
    signed(current, by, now, ORIGIN_SAID).save()
    return current


@transaction.atomic
def set_origins(*, origins: Mapping[Action, Sequence[Action]], by: Standing, now: dt.datetime) -> None:
    """The same for several actions, all of them or none."""
    for action, replaces in origins.items():
        set_action_origin(action=action, replaces=replaces, by=by, now=now)


def _all_locked(plan: Plan) -> dict[int, Plan]:
    """Every plan of the partnership, locked, so that two officers cannot close a circle from two sides."""
    beside = Plan.objects.select_for_update().filter(partnership=plan.partnership_id).order_by("pk")
    return {each.pk: each for each in beside}


def _not_in_a_circle(plan: Plan, replaces: Plan, beside: dict[int, Plan]) -> None:
    if replaces.pk not in beside:
        raise ValidationError({"replaces": "Choose a plan of this partnership."})
    if replaces.pk == plan.pk:
        raise ValidationError({"replaces": "A plan cannot replace itself."})
    if plan.pk in editions.forebears(beside[replaces.pk], beside):
        raise ValidationError({"replaces": f"{replaces} goes back to this plan itself. Choose an earlier edition."})


def _no_origins_left(plan: Plan) -> None:
    saying = Action.objects.filter(plan=plan, replaces__isnull=False).distinct().in_printed_order()
    refs = [action.ref for action in saying]
    if refs:
        which = listed(refs[:5]) if len(refs) <= 5 else f"{', '.join(refs[:5])} and {len(refs) - 5} more"
        words = f"These actions say that they replace actions of another edition: {which}. Empty those first."
        raise ValidationError({"replaces": words})


def _of_the_edition_before(plan: Plan, replaces: Sequence[Action]) -> None:
    others = [action.ref for action in replaces if action.plan_id != plan.replaces_id]
    if others:
        raise ValidationError({"replaces": f"Not an action of the edition before: {listed(others)}."})
