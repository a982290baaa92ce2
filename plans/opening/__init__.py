"""The opening position: how every milestone stood when the plan moved here, marked "carried over" for ever after.

Most printed dates of a plan are past by then, so a plan loaded cold would be a wall of red. The sheet is taken once
for each milestone and only while the plan is a draft: the ledger is written once, and whatever is to be said later
is said by the people who lead the work.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.roles import Standing
from governance.verbs import Verb
from plans import scope
from plans.csv import lines
from plans.facts import london_day
from plans.models import DateChange, Milestone, Plan, SignOff, StatusUpdate

from .sheet import COLUMNS, TO_READ_ONLY, OpeningRow, SheetError, read_sheet

__all__ = ["COLUMNS", "OpeningRow", "SheetError", "apply", "preview", "read_sheet", "template"]

CARRIED_OVER = "Carried over when the plan moved here."


@transaction.atomic
def apply(plan: Plan, rows: list[OpeningRow], *, by: Standing, now: dt.datetime) -> int:
    """Record the rows of a sheet that `read_sheet` found nothing wrong with; return how many milestones they tell of.

    All or nothing. Raises PermissionDenied for anyone but an officer; ValidationError where the plan is adopted, or
    a milestone has its opening position already (so the same sheet again is refused and changes nothing).
    """
    scope.require(by, Verb.EDIT_PLAN, scope.of_plan(plan))
    if Plan.objects.select_for_update().get(pk=plan.pk).is_adopted:
        raise ValidationError(
            "The plan is adopted, so its opening position is closed. Its leads say how it stands now."
        )
    told = {row.milestone.pk for row in rows}
    _refuse_told_already(told)
    mark = {"by": by.person, "recorded_at": now, "carried_over": True}
    # A claim closes its due date and those before it, so what is said of a later one comes after.
    for row in sorted(rows, key=lambda row: row.occurrence or dt.date.min):
        _record(row, mark)
    return len(told)


def preview(plan: Plan, rows: list[OpeningRow], *, by: Standing, now: dt.datetime) -> list[Milestone]:
    """Every milestone in printed order with the position it would have once `rows` are applied; nothing is kept.

    Raises what `apply` raises.
    """
    with transaction.atomic():
        apply(plan, rows, by=by, now=now)
        milestones = plan.milestones.positioned(london_day(now)).in_printed_order()
        # The colour rules read the ledger, so the one way to be right is to write it and to take it back.
        positions = milestones.select_related("action").in_words()
        transaction.set_rollback(True)
    return positions


def template(plan: Plan) -> str:
    """The sheet with a row for every milestone, in printed order, to be filled in."""
    header = ["milestone", *TO_READ_ONLY, *COLUMNS[1:]]
    milestones = plan.milestones.in_printed_order()
    empty = [""] * (len(COLUMNS) - 1)
    return "".join(lines(header, [[m.ref, m.title, _due(m), *empty] for m in milestones]))


def _due(milestone: Milestone) -> str:
    return milestone.agreed_due_on.isoformat() if milestone.agreed_due_on else ""


def _refuse_told_already(milestones: set[int]) -> None:
    told = set(StatusUpdate.objects.filter(milestone__in=milestones).values_list("milestone__ref", flat=True))
    told |= set(DateChange.objects.filter(milestone__in=milestones).values_list("milestone__ref", flat=True))
    if told:
        raise ValidationError(f"These have their opening position already: {', '.join(sorted(told))}.")


def _record(row: OpeningRow, mark: dict[str, Any]) -> None:
    if row.moved_to:
        _move(row, row.moved_to, mark)
    if not row.declared:
        return
    update = StatusUpdate.objects.create(
        milestone=row.milestone,
        declared=row.declared,
        said_on=row.said_on,
        occurrence_due_on=row.occurrence,
        completed_on=row.completed_on,
        what_was_done=row.what_was_done,
        what_is_wrong=row.what_is_wrong,
        what_is_being_done=row.what_is_being_done,
        difference_made=row.difference,
        evidence_link=row.evidence_link,
        **mark,
    )
    if row.signed_off:
        accepted = SignOff.Decision.ACCEPTED
        SignOff.objects.create(update=update, decision=accepted, decided_on=row.said_on, minute=row.minute, **mark)


def _move(row: OpeningRow, to_date: dt.date, mark: dict[str, Any]) -> None:
    agreed = row.milestone.agreed_due_on
    DateChange.objects.create(
        milestone=row.milestone,
        kind=DateChange.Kind.MOVED if agreed else DateChange.Kind.FIRST_DATE,
        from_date=agreed,
        to_date=to_date,
        reason=CARRIED_OVER,
        minute=row.minute,
        **mark,
    )
