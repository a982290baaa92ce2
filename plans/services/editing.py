"""The one way in which a row of the plan's own text is written: the plan locked, the row read again, history kept.

Edits of one plan queue behind its row, so references stay unique, places stay in order, and nobody adopts a plan
while a date is being typed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q

from governance.roles import Standing
from governance.verbs import Verb
from plans import scope
from plans.document.cells import reference
from plans.models import Action, ActionLead, Ambition, Milestone, Objective, Plan, Withdrawal

Row = Ambition | Objective | Action | Milestone | ActionLead
R = TypeVar("R", bound=Row)


class ChangedSince(Exception):
    """Somebody changed this row after the page was opened. `seen` is the version that was on the page."""

    def __init__(self, row: Row, seen: int) -> None:
        super().__init__(f"{row} was changed since.")
        self.row = row
        self.seen = seen


def version(row: Row) -> int:
    """What of a row's history a page shows: changed whenever the row is."""
    latest = type(row).history.filter(id=row.pk).order_by("-history_id").values_list("history_id", flat=True)
    return latest.first() or 0


def opened(plan: Plan, by: Standing) -> Plan:
    """Lock a plan for an edit and read it again. Raises PermissionDenied for anyone but an officer."""
    current = Plan.objects.select_for_update().get(pk=plan.pk)
    scope.require(by, Verb.EDIT_PLAN, scope.of_plan(current))
    return current


def read_again(row: R, seen: int | None = None) -> R:
    """The row as it stands now. Raises ChangedSince where it is not the version seen; None minds no version."""
    current: Any = type(row)._default_manager.filter(pk=row.pk).first()
    if current is None:
        raise ValidationError("Somebody removed it a moment ago.")
    if seen is not None and version(current) != seen:
        raise ChangedSince(current, seen)
    return current


def write(row: R, by: Standing, now: dt.datetime, *, why: str = "") -> R:
    """Check a row and save it, with who did it and when in its history."""
    check(row)
    signed(row, by, now, why).save()
    return row


def signed(row: R, by: Standing, now: dt.datetime, why: str = "") -> R:
    """Say for the row's history who writes it, when, and why where its values do not say so themselves."""
    kept: Any = row
    kept._history_user, kept._history_date, kept._change_reason = by.person, now, why
    return row


def put(row: Row, text: Mapping[str, Any]) -> bool:
    """Set what was typed, without the space around it; whether that changes anything."""
    typed = {name: value.strip() if isinstance(value, str) else value for name, value in text.items()}
    different = [name for name, value in typed.items() if getattr(row, name) != value]
    for name in different:
        setattr(row, name, typed[name])
    return bool(different)


def check(row: Row) -> None:
    """Raise ValidationError, by field, unless the row may stand in its plan."""
    problems: dict[str, Any] = {}
    try:
        row.clean_fields(exclude={"plan", "ambition", "objective", "action", "body", "post", "order"})
    except ValidationError as error:
        problems |= error.message_dict
    for field, words in (_name(row) or {}).items():
        problems.setdefault(field, [words])
    if problems:
        raise ValidationError(problems)


def not_withdrawn(row: Row) -> None:
    """Raise ValidationError where the row, or the action that it belongs to, was withdrawn."""
    if isinstance(row, Milestone):
        found = Withdrawal.objects.filter(Q(milestone=row) | Q(action=row.action_id))
    elif isinstance(row, Action):
        found = Withdrawal.objects.filter(action=row)
    else:
        return
    if found.exists():
        raise ValidationError({NON_FIELD_ERRORS: ["It was withdrawn, so it stays as it was."]})


def _name(row: Row) -> dict[str, str] | None:
    """What is wrong with the number, reference or title that a row goes by."""
    if isinstance(row, Ambition):
        return _number(row)
    if isinstance(row, ActionLead):
        return None
    return _ref(row) | (_title(row) if isinstance(row, Milestone) else {})


def _number(row: Ambition) -> dict[str, str]:
    taken = Ambition.objects.filter(plan=row.plan, number=row.number).exclude(pk=row.pk)
    return {"number": f"This plan has an ambition {row.number} already. Use another number."} if taken.exists() else {}


def _ref(row: Objective | Action | Milestone) -> dict[str, str]:
    try:
        reference(row.ref)
    except ValueError as error:
        return {"ref": f"{error}."}
    taken = type(row)._default_manager.filter(plan=row.plan, ref__iexact=row.ref).exclude(pk=row.pk)
    what = row._meta.verbose_name
    return {"ref": f"Another {what} of this plan has the reference {row.ref}. Use another."} if taken.exists() else {}


def _title(row: Milestone) -> dict[str, str]:
    taken = Milestone.objects.filter(action=row.action, title__iexact=row.title).exclude(pk=row.pk)
    return {"title": "Another milestone of this action has that title. Word it differently."} if taken.exists() else {}
