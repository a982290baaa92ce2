"""The whole plan as an officer edits it: every row with its date and leads of a day, in six queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from governance.wording import count, day

from .models import Action, ActionLead, Ambition, Milestone, Objective, Plan, Recurrence, Withdrawal
from .moves import aside


@dataclass
class ActionRow:
    """An action, who leads it, and its milestones."""

    action: Action
    is_withdrawn: bool = False
    leads: list[ActionLead] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)

    @property
    def note(self) -> str:
        """What an officer would want to know of its leads at a glance."""
        if not self.leads:
            return "No lead"
        accountable = next((lead for lead in self.leads if lead.is_accountable), None)
        return "Nobody accountable" if accountable is None else "Assumed" if accountable.is_assumed else ""


@dataclass
class ObjectiveRow:
    """An objective and its actions."""

    objective: Objective
    actions: list[ActionRow] = field(default_factory=list)


@dataclass
class AmbitionRow:
    """An ambition and its objectives."""

    ambition: Ambition
    objectives: list[ObjectiveRow] = field(default_factory=list)

    @property
    def counts(self) -> str:
        """How much lies beneath: 5 objectives, 11 actions, 30 milestones."""
        actions = [row for objective in self.objectives for row in objective.actions]
        milestones = sum(len(row.milestones) for row in actions)
        numbers = ((len(self.objectives), "objective"), (len(actions), "action"), (milestones, "milestone"))
        return ", ".join(count(number, thing) for number, thing in numbers)


def outline(plan: Plan, on: dt.date) -> list[AmbitionRow]:
    """The plan's tree in printed order."""
    withdrawn = set(Withdrawal.objects.filter(action__plan=plan).values_list("action_id", flat=True))
    leads, milestones = _leads(plan, on), _milestones(plan, on)
    actions: defaultdict[int, list[ActionRow]] = defaultdict(list)
    for action in plan.actions.order_by("order", "pk"):
        row = ActionRow(action, action.pk in withdrawn, leads[action.pk], milestones[action.pk])
        actions[action.objective_id].append(row)
    objectives: defaultdict[int, list[ObjectiveRow]] = defaultdict(list)
    for objective in plan.objectives.order_by("order", "pk"):
        objectives[objective.ambition_id].append(ObjectiveRow(objective, actions[objective.pk]))
    return [AmbitionRow(each, objectives[each.pk]) for each in plan.ambitions.select_related("body")]


def _leads(plan: Plan, on: dt.date) -> defaultdict[int, list[ActionLead]]:
    found: defaultdict[int, list[ActionLead]] = defaultdict(list)
    rows = ActionLead.objects.filter(action__plan=plan).on(on).select_related("post__organisation")
    for lead in rows.order_by("-is_accountable", "order"):
        found[lead.action_id].append(lead)
    return found


def _milestones(plan: Plan, on: dt.date) -> defaultdict[int, list[Milestone]]:
    """Milestones by action, each with `when`: its due date in words."""
    found: defaultdict[int, list[Milestone]] = defaultdict(list)
    for milestone in plan.milestones.with_dates(on).order_by("order", "pk"):
        milestone.when = _when(milestone)  # type: ignore[attr-defined]
        found[milestone.action_id].append(milestone)
    return found


def _when(milestone: Any) -> str:
    """ "31 January 2026", "31 January 2026, every term", "No date"; and how often it moved, if it did."""
    if milestone.due_on is None:
        return "No date" if not milestone.recurrence else f"{Recurrence(milestone.recurrence).label}, no first date"
    words = day(milestone.due_on)
    if milestone.recurrence:
        return f"{words}, {Recurrence(milestone.recurrence).label.lower()}"
    return f"{words}{aside(milestone)}"
