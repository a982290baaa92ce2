"""What is measured on: the published plan with its sample activity, copied as often as wanted."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable
from typing import Any

from django.core.management import call_command
from django.db.models import Model
from django.utils import timezone

from plans.facts import LONDON
from plans.models import Action, ActionLead, Ambition, Milestone, Objective, Occurrence, Plan, StatusUpdate
from reports.demonstration import seed

SLUG = "hillingdon-send"
BATCH = 500


def load() -> Plan:
    """Load the published plan and its sample activity into an empty database."""
    call_command("migrate", verbosity=0)
    call_command("load_plan", "fixtures/hillingdon", verbosity=0, stdout=_Quiet())
    plan = Plan.objects.select_related("partnership").get(slug=SLUG)
    seed(plan=plan, today=timezone.localdate())
    plan.refresh_from_db()
    return plan


def copy(plan: Plan, times: int) -> None:
    """Copy the whole tree and its updates, so that the database holds that many plans more."""
    for number in range(times):
        new = _copied([plan], slug=f"copy-{number}", title=f"Copy {number}")
        ambitions = _copied(plan.ambitions.all(), plan=new)
        objectives = _copied(plan.objectives.all(), plan=new, ambition=ambitions)
        actions = _copied(plan.actions.all(), plan=new, objective=objectives)
        _copied(ActionLead.objects.filter(action__plan=plan), action=actions)
        milestones = _copied(plan.milestones.all(), plan=new, action=actions)
        _copied(Occurrence.objects.filter(milestone__plan=plan), milestone=milestones)
        _copied(StatusUpdate.objects.filter(milestone__plan=plan), milestone=milestones)


def _copied(rows: Iterable[Model], **changes: Any) -> dict[int, Model]:
    """Copies of rows, by the primary key of their original; a dict among the changes maps old parents to new."""
    originals = list(rows)
    copies = []
    for row in originals:
        values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
        new = type(row)(**values)
        for name, value in changes.items():
            old = values.get(f"{name}_id")
            setattr(new, name, _of(value, old))
        copies.append(new)
    type(originals[0])._default_manager.bulk_create(copies, batch_size=BATCH) if originals else None
    return {original.pk: new for original, new in zip(originals, copies, strict=True)}


def _of(value: Any, old: int | None) -> Any:
    if isinstance(value, dict):
        return next(iter(value.values())) if len(value) == 1 else value[old]
    return value


class _Quiet:
    def write(self, text: str) -> None:
        pass


def many_overdue(plan: Plan, number: int) -> None:
    """A plan of that many milestones, all past their date, a third of them with something said."""
    today = timezone.localdate()
    ambition = Ambition.objects.create(plan=plan, number=99, title="Bench")
    objective = Objective.objects.create(plan=plan, ambition=ambition, ref="99.1", title="Bench", order=1)
    lead = ActionLead.objects.filter(action__plan=plan).select_related("post").first()
    now = dt.datetime.combine(today - dt.timedelta(days=3), dt.time(9), tzinfo=LONDON)
    for chunk in _chunks(range(number), 1000):
        order = chunk[0]
        action = Action.objects.create(
            plan=plan,
            objective=objective,
            ref=f"99.1.{order}",
            printed_ref=f"99.1.{order}",
            order=order % 30000,
            added_on=plan.starts_on,
        )
        if lead:
            ActionLead.objects.create(
                action=action, post=lead.post, order=1, is_accountable=True, starts_on=plan.starts_on
            )
        _milestones(plan, action, chunk, today, now)


def _milestones(plan: Plan, action: Action, numbers: list[int], today: dt.date, now: dt.datetime) -> None:
    milestones = Milestone.objects.bulk_create(
        Milestone(
            plan=plan,
            action=action,
            ref=f"99.1.{number}-M1",
            title=f"Bench {number}",
            agreed_due_on=today - dt.timedelta(days=1 + number % 300),
            order=number % 30000,
            added_on=plan.starts_on,
        )
        for number in numbers
    )
    by = plan.adopted_by
    assert by is not None
    StatusUpdate.objects.bulk_create(
        StatusUpdate(milestone=milestone, declared="on_track", said_on=now.date(), by=by, recorded_at=now)
        for milestone in milestones[::3]
    )


def _chunks(numbers: Iterable[int], size: int) -> Iterable[list[int]]:
    source = iter(numbers)
    while chunk := list(itertools.islice(source, size)):
        yield chunk


def timed(act: Callable[[], Any]) -> float:
    """Seconds of one call."""
    from time import perf_counter

    start = perf_counter()
    act()
    return perf_counter() - start
