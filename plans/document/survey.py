"""A plan's own text, read once and laid out as the checks want it: every row that still counts, in printed order."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from plans import printed_dates
from plans.models import Action, ActionLead, Ambition, AreaForImprovement, DateChange, Milestone, Objective, Plan


class Passage(NamedTuple):
    """A stretch of the plan's words: where it stands, and on which action's page it is seen."""

    where: str
    text: str
    action: str = ""


@dataclass(frozen=True)
class Survey:
    """The rows of a plan. Withdrawn actions and milestones are not among them."""

    plan: Plan
    ambitions: list[Ambition]
    objectives: list[Objective]
    areas: list[AreaForImprovement]
    actions: list[Action]
    milestones: list[Milestone]
    leads: dict[int, list[ActionLead]]
    put_right: dict[int, dt.date]
    """The dates that officers have corrected or set since, by milestone."""
    explained: frozenset[str]
    """The plan's own list of acronyms, and the short names of its boards and groups."""
    terms: printed_dates.Terms

    def page(self, action: str) -> str:
        """The page on which an action is seen; the outline of the plan for what has no page of its own."""
        return self.address("action", action) if action else self.address("edit-plan")

    def address(self, page: str, *key: object) -> str:
        """The address of one of the plan's pages."""
        return reverse(page, args=(self.plan.slug, *key))

    def area(self, ref: str) -> str:
        """Where an area for improvement is seen: the dashboard, at it."""
        return f"{self.address('dashboard')}#{ref}"

    def due(self, milestone: Milestone) -> dt.date | None:
        """The agreed day of a milestone, as put right."""
        return self.put_right.get(milestone.pk, milestone.agreed_due_on)

    def passages(self) -> Iterator[Passage]:
        """Every stretch of the plan's words, in order."""
        yield Passage(self.plan.slug, self.plan.title)
        for ambition in self.ambitions:
            yield Passage(f"ambition {ambition.number}", f"{ambition.title}. {ambition.description}")
        for objective in self.objectives:
            yield Passage(objective.ref, f"{objective.title}. {objective.note}")
        for area in self.areas:
            yield Passage(area.ref, area.text)
        of_action = defaultdict(list)
        for milestone in self.milestones:
            of_action[milestone.action_id].append(milestone)
        for action in self.actions:
            yield Passage(action.ref, f"{action.outcome} {action.summary}", action.ref)
            for milestone in of_action[action.pk]:
                yield Passage(milestone.ref, f"{milestone.title}. {milestone.due_as_printed}", action.ref)
            for text in _printed_leads(self.leads[action.pk]):
                yield Passage(action.ref, text, action.ref)


def survey(plan: Plan) -> Survey:
    """Read a plan for checking, in a fixed number of queries."""
    leads = defaultdict(list)
    rows = ActionLead.objects.filter(action__plan=plan, ends_on__isnull=True)
    of_action = "action__objective"
    printed_order = (f"{of_action}__ambition__number", f"{of_action}__order", "action__order", "order")
    for lead in rows.select_related("action", "post__organisation").order_by(*printed_order):
        leads[lead.action_id].append(lead)
    counted = {"plan": plan, "withdrawal__isnull": True}
    milestones = Milestone.objects.filter(**counted, action__withdrawal__isnull=True).in_printed_order()
    changes = DateChange.objects.filter(milestone__plan=plan).exclude(kind=DateChange.Kind.MOVED)
    explained = {
        *plan.acronyms.values_list("acronym", flat=True),
        *plan.partnership.bodies.values_list("key", flat=True),
    }
    return Survey(
        plan=plan,
        ambitions=list(plan.ambitions.all()),
        objectives=list(plan.objectives.select_related("ambition")),
        areas=list(plan.areas.prefetch_related("objectives")),
        actions=list(Action.objects.filter(**counted).in_printed_order().select_related("objective")),
        milestones=list(milestones.select_related("action").prefetch_related("depends_on")),
        leads=leads,
        put_right=dict(changes.values_list("milestone_id", "to_date")),
        explained=frozenset(known.casefold() for known in explained),
        terms=dict(plan.partnership.terms.values_list("name", "ends_on")),
    )


def _printed_leads(leads: list[ActionLead]) -> list[str]:
    """The cells as printed, each once; posts that share one do not make it two."""
    return list(dict.fromkeys(lead.as_printed or str(lead.post) for lead in leads))
