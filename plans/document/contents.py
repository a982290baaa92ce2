"""The delivery side of a plan on one day, as one plain document of dicts, lists, strings and numbers.

Dashboard, board pack, export and API are made from it, so that they cannot disagree. Dates are ISO text.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Any

from plans import moves
from plans.models import Action, ActionLead, AreaForImprovement, Milestone, Plan
from plans.position import Colour, worst

Document = dict[str, Any]

COUNTED = [colour.value for colour in Colour if colour is not Colour.WITHDRAWN]


def contents(plan: Plan, as_at: dt.date) -> Document:
    """The plan as at a day, in a fixed number of queries. Actions stand in printed order."""
    actions = _actions(plan, as_at)
    return {
        "plan": _plan(plan, as_at),
        "ambitions": _ambitions(plan, actions),
        "objectives": _objectives(plan),
        "findings": list(plan.findings.values("number", "text")),
        "areas_for_improvement": _areas(plan, actions),
        "acronyms": list(plan.acronyms.values("acronym", "meaning")),
        "actions": actions,
    }


def counts(milestones: list[Document]) -> dict[str, int]:
    """How many milestones have each colour; every counted colour is there, withdrawn ones are not."""
    found = Counter(milestone["colour"] for milestone in milestones)
    return {colour: found[colour] for colour in COUNTED}


def _plan(plan: Plan, as_at: dt.date) -> Document:
    return {
        "slug": plan.slug,
        "title": plan.title,
        "as_at": as_at.isoformat(),
        "strategy": plan.strategy,
        "partnership": plan.partnership.name,
        "is_demonstration": plan.partnership.is_demonstration,
        "adopted_on": _iso(plan.adopted_on if plan.adopted_on and plan.adopted_on <= as_at else None),
        "starts_on": _iso(plan.starts_on),
        "ends_on": _iso(plan.ends_on),
    }


def _ambitions(plan: Plan, actions: list[Document]) -> list[Document]:
    by_ambition: defaultdict[int, list[Document]] = defaultdict(list)
    for action in actions:
        by_ambition[action["ambition"]] += action["milestones"]
    return [
        {
            "number": ambition.number,
            "title": ambition.title,
            "description": ambition.description,
            "body": ambition.body.name if ambition.body else "",
            "counts": counts(by_ambition[ambition.number]),
            "withdrawn": sum(m["colour"] == Colour.WITHDRAWN for m in by_ambition[ambition.number]),
        }
        for ambition in plan.ambitions.select_related("body")
    ]


def _objectives(plan: Plan) -> list[Document]:
    rows = plan.objectives.select_related("ambition").prefetch_related("areas")
    return [
        {
            "ref": objective.ref,
            "title": objective.title,
            "note": objective.note,
            "ambition": objective.ambition.number,
            "areas": [area.ref for area in objective.areas.all()],
        }
        for objective in rows
    ]


def _areas(plan: Plan, actions: list[Document]) -> list[Document]:
    rows = AreaForImprovement.objects.filter(plan=plan).select_related("finding").prefetch_related("objectives")
    return [_area(area, [o.ref for o in area.objectives.all()], actions) for area in rows]


def _area(area: AreaForImprovement, objectives: list[str], actions: list[Document]) -> Document:
    answering = [action for action in actions if action["objective"] in objectives]
    return {
        "ref": area.ref,
        "code": area.code,
        "text": area.text,
        "finding": area.finding.number if area.finding else None,
        "objectives": objectives,
        "actions": [{"ref": action["ref"], "colour": action["colour"]} for action in answering],
        "counts": counts([milestone for action in answering for milestone in action["milestones"]]),
    }


def _actions(plan: Plan, as_at: dt.date) -> list[Document]:
    milestones = defaultdict(list)
    for milestone in plan.milestones.positioned(as_at).in_printed_order().in_words():
        milestones[milestone.action_id].append(_milestone(milestone))
    leads = defaultdict(list)
    for lead in ActionLead.objects.filter(action__plan=plan).on(as_at).select_related("post__organisation"):
        leads[lead.action_id].append(_lead(lead))
    rows = plan.actions.filter(added_on__lte=as_at).in_printed_order().select_related("objective__ambition")
    return [_action(action, leads[action.pk], milestones[action.pk]) for action in rows]


def _action(action: Action, leads: list[Document], milestones: list[Document]) -> Document:
    return {
        "ref": action.ref,
        "printed_ref": action.printed_ref,
        "ambition": action.objective.ambition.number,
        "objective": action.objective.ref,
        "outcome": action.outcome,
        "summary": action.summary,
        "colour": worst([milestone["colour"] for milestone in milestones]),
        "leads": leads,
        "milestones": milestones,
    }


def _lead(lead: ActionLead) -> Document:
    return {
        "post": lead.post.title,
        "organisation": lead.post.organisation.key,
        "organisation_name": lead.post.organisation.name,
        "as_printed": lead.as_printed,
        "is_accountable": lead.is_accountable,
        "is_assumed": lead.is_assumed,
    }


def _milestone(milestone: Milestone) -> Document:
    placed: Any = milestone
    said = placed.last_update
    return {
        "id": milestone.ref,
        "title": milestone.title,
        "due_as_printed": milestone.due_as_printed,
        "agreed_due_on": _iso(placed.agreed_on),
        "due_on": _iso(placed.due_on),
        "times_moved": placed.times_moved,
        "days_slipped": moves.days_slipped(placed),
        "recurrence": milestone.recurrence or None,
        "declared": placed.declared,
        "colour": placed.position.colour,
        "rule": placed.position.rule,
        "label": placed.position.label,
        "reason": placed.position.sentence,
        "days_overdue": placed.position.days_overdue,
        "heard_on": _iso(placed.heard_on),
        "what_is_wrong": said.what_is_wrong if said else "",
        "what_is_being_done": said.what_is_being_done if said else "",
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
