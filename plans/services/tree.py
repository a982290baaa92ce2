"""Adding to the plan, putting its words right, moving rows and removing them: what officers do to the plan's text.

In a draft everything may change. Once the plan is adopted its agreed dates are locked and nothing is deleted: work
is withdrawn, a date is put right by a recorded correction (`decisions.py`).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, TypedDict, TypeVar, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError, Q

from governance.models import Body
from governance.roles import Standing
from plans.facts import london_day
from plans.models import Action, ActionLead, Ambition, Milestone, Objective, Occurrence, Plan
from plans.printed_dates import occurrences

from .editing import not_withdrawn, opened, put, read_again, signed, write

Branch = Ambition | Objective | Action | Milestone
B = TypeVar("B", bound=Branch)
MOVED_UP, MOVED_DOWN = "moved up", "moved down"


class AmbitionText(TypedDict, total=False):
    """What is typed of an ambition."""

    number: int
    title: str
    description: str
    body: Body | None


class ObjectiveText(TypedDict, total=False):
    """What is typed of an objective."""

    ref: str
    title: str
    note: str


class ActionText(TypedDict, total=False):
    """What is typed of an action."""

    ref: str
    printed_ref: str
    outcome: str
    summary: str
    refers_to: str


class MilestoneText(TypedDict, total=False):
    """What is typed of a milestone. The last three are locked once the plan is adopted."""

    ref: str
    title: str
    due_as_printed: str
    agreed_due_on: dt.date | None
    recurrence: str


DATED = ("due_as_printed", "agreed_due_on", "recurrence")


@transaction.atomic
def add_ambition(*, plan: Plan, by: Standing, now: dt.datetime, **text: Unpack[AmbitionText]) -> Ambition:
    """Add an ambition. Raises PermissionDenied, or ValidationError by field, as every function here does."""
    ambition = Ambition(plan=opened(plan, by))
    _of_this_partnership(ambition.plan, text.get("body"))
    put(ambition, text)
    return write(ambition, by, now)


@transaction.atomic
def change_ambition(
    *, ambition: Ambition, seen: int | None, by: Standing, now: dt.datetime, **text: Unpack[AmbitionText]
) -> Ambition:
    """Put an ambition's words right. Raises ChangedSince where it is not the version `seen`, as every change does."""
    plan = opened(ambition.plan, by)
    _of_this_partnership(plan, text.get("body"))
    return _changed(read_again(ambition, seen), text, by, now)


@transaction.atomic
def add_objective(*, ambition: Ambition, by: Standing, now: dt.datetime, **text: Unpack[ObjectiveText]) -> Objective:
    """Add an objective at the end of its ambition."""
    plan = opened(ambition.plan, by)
    objective = Objective(plan=plan, ambition=ambition, order=_last(ambition.objectives))
    put(objective, text)
    return write(objective, by, now)


@transaction.atomic
def change_objective(
    *, objective: Objective, seen: int | None, by: Standing, now: dt.datetime, **text: Unpack[ObjectiveText]
) -> Objective:
    """Put an objective's words right."""
    opened(objective.plan, by)
    return _changed(read_again(objective, seen), text, by, now)


@transaction.atomic
def add_action(*, objective: Objective, by: Standing, now: dt.datetime, **text: Unpack[ActionText]) -> Action:
    """Add an action at the end of its objective. Where the plan prints no other, its printed reference is its own."""
    plan = opened(objective.plan, by)
    action = Action(plan=plan, objective=objective, order=_last(objective.actions), added_on=added_on(plan, now))
    put(action, text)
    action.printed_ref = action.printed_ref or action.ref
    return write(action, by, now)


@transaction.atomic
def change_action(
    *, action: Action, seen: int | None, by: Standing, now: dt.datetime, **text: Unpack[ActionText]
) -> Action:
    """Put an action's words right."""
    opened(action.plan, by)
    return _changed(read_again(action, seen), text, by, now)


@transaction.atomic
def add_milestone(*, action: Action, by: Standing, now: dt.datetime, **text: Unpack[MilestoneText]) -> Milestone:
    """Add a milestone at the end of its action, with a date for each time that it comes round."""
    plan = opened(action.plan, by)
    not_withdrawn(action)
    milestone = Milestone(plan=plan, action=action, order=_last(action.milestones), added_on=added_on(plan, now))
    put(milestone, text)
    write(milestone, by, now)
    _set_occurrences(milestone, plan)
    return milestone


@transaction.atomic
def change_milestone(
    *, milestone: Milestone, seen: int | None, by: Standing, now: dt.datetime, **text: Unpack[MilestoneText]
) -> Milestone:
    """Put a milestone's words right; its date too while the plan is a draft."""
    plan = opened(milestone.plan, by)
    current = read_again(milestone, seen)
    dated = {name: value for name, value in text.items() if name in DATED}
    if not put(current, dated):
        return _changed(current, text, by, now)
    if plan.is_adopted:
        raise ValidationError("The plan is adopted, so its agreed dates are locked.")
    put(current, text)
    not_withdrawn(current)
    write(current, by, now)
    _set_occurrences(current, plan)
    return current


@transaction.atomic
def move(*, row: Objective | Action | Milestone, up: bool, by: Standing, now: dt.datetime) -> None:
    """Move a row one place up or down among those beside it. At the end of the list nothing happens."""
    opened(row.plan, by)
    beside = list(siblings(row))
    place = [each.pk for each in beside].index(row.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(beside):
        return
    beside[place], beside[other] = beside[other], beside[place]
    for order, each in enumerate(beside, start=1):
        # Those that make way are not changed by anybody, so their own history says nothing of it.
        type(row)._default_manager.filter(pk=each.pk).update(order=order)
    signed(read_again(row), by, now, MOVED_UP if up else MOVED_DOWN).save()


@transaction.atomic
def remove(*, row: Branch, by: Standing, now: dt.datetime) -> None:
    """Delete a row of a draft with all that lies beneath it. Nothing with a ledger is deleted."""
    plan = opened(row.plan, by)
    if plan.is_adopted:
        raise ValidationError("The plan is adopted, so nothing is deleted. Work that is no longer wanted is withdrawn.")
    if has_ledger(row):
        raise ValidationError("Something was recorded of it, so it is not deleted. Withdraw it instead.")
    try:
        for each in [*beneath(row), row]:
            signed(each, by, now).delete()
    except ProtectedError as error:
        raise ValidationError("Something else in the system refers to it, so it cannot be deleted.") from error


def beneath(row: Branch) -> list[ActionLead | Milestone | Action | Objective]:
    """Everything that lies beneath a row, leaves first."""
    if isinstance(row, Milestone):
        return []
    here = {Ambition: "objective__ambition", Objective: "objective", Action: "pk"}[type(row)]
    actions = Action.objects.filter(**{here: row.pk})
    found: list[Any] = [*ActionLead.objects.filter(action__in=actions), *Milestone.objects.filter(action__in=actions)]
    if not isinstance(row, Action):
        found += actions
    return found + (list(row.objectives.all()) if isinstance(row, Ambition) else [])


def has_ledger(row: Branch) -> bool:
    """Whether anything was recorded of a row or of what lies beneath it."""
    path = {Ambition: "action__objective__ambition", Objective: "action__objective", Action: "action", Milestone: "pk"}
    milestones = Milestone.objects.filter(**{path[type(row)]: row.pk})
    spoken = Q(updates__isnull=False) | Q(date_changes__isnull=False) | Q(overdue_flags__isnull=False)
    withdrawn = Q(withdrawal__isnull=False) | Q(action__withdrawal__isnull=False)
    own = isinstance(row, Action) and hasattr(row, "withdrawal")
    return own or milestones.filter(spoken | withdrawn).exists()


def siblings(row: Objective | Action | Milestone) -> Any:
    """The rows of the same parent, in their order."""
    parent = {Objective: "ambition", Action: "objective", Milestone: "action"}[type(row)]
    return type(row)._default_manager.filter(**{parent: getattr(row, f"{parent}_id")}).order_by("order", "pk")


def suggested(parent: Plan | Ambition | Objective | Action) -> str:
    """The next number or reference beneath a parent that nothing in the plan has: 6, 1.8, 1.1.4, 1.1.4-M3."""
    if isinstance(parent, Plan):
        return str((parent.ambitions.aggregate(last=Max("number"))["last"] or 0) + 1)
    begins, model = _names_beneath(parent)
    refs = model._default_manager.filter(plan=parent.plan, ref__istartswith=begins).values_list("ref", flat=True)
    numbers = [int(found[0]) for ref in refs if (found := re.match(r"\d+", ref[len(begins) :]))]
    return f"{begins}{max(numbers, default=0) + 1}"


def _names_beneath(parent: Ambition | Objective | Action) -> tuple[str, type[Objective | Action | Milestone]]:
    if isinstance(parent, Ambition):
        return f"{parent.number}.", Objective
    if isinstance(parent, Objective):
        return f"{parent.ref}.", Action
    return f"{parent.ref}-M", Milestone


def added_on(plan: Plan, now: dt.datetime) -> dt.date:
    """Since when a new row is part of the plan: what is added to a draft was always in it."""
    return london_day(now) if plan.is_adopted else plan.starts_on


def _changed(row: B, text: Any, by: Standing, now: dt.datetime) -> B:
    not_withdrawn(row)
    return write(row, by, now) if put(row, text) else row


def _last(beside: Any) -> int:
    return (beside.aggregate(last=Max("order"))["last"] or 0) + 1


def _of_this_partnership(plan: Plan, body: Body | None) -> None:
    if body is not None and body.partnership_id != plan.partnership_id:
        raise ValidationError({"body": "Choose a group of this partnership."})


def _set_occurrences(milestone: Milestone, plan: Plan) -> None:
    """Write the days that a milestone comes round on, from its first to the plan's last; one due once has none."""
    milestone.occurrences.all().delete()
    if not milestone.recurrence or milestone.agreed_due_on is None:
        return
    terms = dict(plan.partnership.terms.values_list("name", "ends_on"))
    days = occurrences(milestone.agreed_due_on, milestone.recurrence, terms, plan.ends_on)
    Occurrence.objects.bulk_create(Occurrence(milestone=milestone, due_on=day) for day in days)
