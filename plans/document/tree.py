"""The plan tree of a draft matched with the tree there is: ambitions down to occurrences, and who leads what."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from governance.models import Body, Partnership, Post
from plans import printed_dates
from plans.models import (
    Acronym,
    Action,
    ActionLead,
    Ambition,
    AreaForImprovement,
    Finding,
    Milestone,
    Objective,
    Occurrence,
    Plan,
)

from .matching import Matching, Sheet, Wanted
from .reading import PlanDraft
from .rows import LeadRow


@dataclass
class Places:
    """What a plan's rows hang on: the partnership, and its posts and bodies by what the files call them."""

    partnership: Partnership
    matching: Matching
    terms: printed_dates.Terms
    posts: dict[tuple[str, str], Post] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)


def match_tree(draft: PlanDraft, existing: Plan | None, places: Places, matching: Matching) -> Plan:
    """Make the plan what its draft says, noting every difference from what was there; return it."""
    tree = _Tree(draft, places, matching)
    tree.match_plan(existing)
    tree.match_ambitions()
    tree.match_objectives()
    tree.match_areas()
    tree.match_actions()
    tree.match_milestones()
    tree.match_occurrences()
    tree.match_leads()
    tree.match_acronyms()
    return tree.plan


class _Tree:
    """One plan while it is matched, each level by reference."""

    plan: Plan
    ambitions: dict[int, Ambition]
    objectives: dict[str, Objective]
    actions: dict[str, Action]
    milestones: dict[str, Milestone]

    def __init__(self, draft: PlanDraft, places: Places, matching: Matching) -> None:
        self.draft = draft
        self.places = places
        self.matching = matching

    def sheet(self, file: str, what: str, model: Any, **rules: Any) -> Sheet:
        """A file of this plan's folder."""
        return Sheet(f"{self.draft.folder}/{file}", what, model, **rules)

    def match_plan(self, existing: Plan | None) -> None:
        """The plan itself."""
        head = self.draft.plan
        columns = ["slug", "title", "strategy", "starts_on", "ends_on", "inspection_started_on", "inspection_ended_on"]
        values = {column: getattr(head, column) for column in columns}
        wanted = {head.slug: Wanted(0, values | {"partnership_id": self.places.partnership.pk})}
        rows = {existing.slug: existing} if existing else {}
        self.plan = self.matching.match(self.sheet("plan.csv", "plan", Plan), rows, wanted)[head.slug]

    def match_ambitions(self) -> None:
        """Ambitions and the groups that own them."""
        wanted = {
            row.number: Wanted(
                row.row,
                {
                    "plan_id": self.plan.pk,
                    "number": row.number,
                    "title": row.title,
                    "description": row.description,
                    "body_id": self.places.bodies[row.body].pk if row.body else None,
                },
            )
            for row in self.draft.ambitions
        }
        existing = {each.number: each for each in self.plan.ambitions.all()}
        self.ambitions = self.matching.match(self.sheet("ambitions.csv", "ambition", Ambition), existing, wanted)

    def match_objectives(self) -> None:
        """Objectives, in the order printed within each ambition."""
        wanted = {
            row.ref: Wanted(
                row.row,
                {
                    "plan_id": self.plan.pk,
                    "ambition_id": self.ambitions[row.ambition].pk,
                    "ref": row.ref,
                    "title": row.title,
                    "note": row.note,
                    "order": order,
                },
            )
            for row, order in numbered(self.draft.objectives, "ambition")
        }
        existing = {each.ref: each for each in self.plan.objectives.all()}
        self.objectives = self.matching.match(self.sheet("objectives.csv", "objective", Objective), existing, wanted)

    def match_areas(self) -> None:
        """Findings, the areas for improvement beneath them, and the objectives that answer each."""
        findings = self.matching.match(
            self.sheet("findings.csv", "finding", Finding),
            {each.number: each for each in self.plan.findings.all()},
            {
                row.number: Wanted(row.row, {"plan_id": self.plan.pk, "number": row.number, "text": row.text})
                for row in self.draft.findings
            },
        )
        wanted = {
            row.ref: Wanted(
                row.row,
                {
                    "plan_id": self.plan.pk,
                    "finding_id": findings[row.finding].pk if row.finding else None,
                    "ref": row.ref,
                    "code": row.code,
                    "text": row.text,
                    "order": order,
                },
            )
            for order, row in enumerate(self.draft.areas, start=1)
        }
        sheet = self.sheet("areas_for_improvement.csv", "area for improvement", AreaForImprovement)
        existing = {each.ref: each for each in self.plan.areas.prefetch_related("objectives")}
        areas = self.matching.match(sheet, existing, wanted)
        for row in self.draft.areas:
            objectives = [self.objectives[ref] for ref in row.objectives]
            self.matching.link(sheet, row.ref, areas[row.ref], "objectives", objectives, row.row)

    def match_actions(self) -> None:
        """Actions, in the order printed within each objective."""
        wanted = {
            row.ref: Wanted(
                row.row,
                {
                    "plan_id": self.plan.pk,
                    "objective_id": self.objectives[row.objective].pk,
                    "ref": row.ref,
                    "printed_ref": row.printed_ref,
                    "outcome": row.outcome,
                    "summary": row.summary,
                    "refers_to": row.refers_to,
                    "order": order,
                    "added_on": self.plan.starts_on,
                },
            )
            for row, order in numbered(self.draft.actions, "objective")
        }
        existing = {each.ref: each for each in self.plan.actions.all()}
        withdrawn = set(self.plan.actions.filter(withdrawal__isnull=False).values_list("ref", flat=True))
        sheet = self.sheet("actions.csv", "action", Action, spoken_of=withdrawn)
        self.actions = self.matching.match(sheet, existing, wanted)

    def match_milestones(self) -> None:
        """Milestones, in the order printed within each action, and what each waits for."""
        wanted = {
            row.ref: Wanted(
                row.row,
                {
                    "plan_id": self.plan.pk,
                    "action_id": self.actions[row.action].pk,
                    "ref": row.ref,
                    "title": row.title,
                    "due_as_printed": row.due_as_printed,
                    "agreed_due_on": self.draft.due.get(row.ref),
                    "recurrence": row.recurrence,
                    "order": order,
                    "added_on": self.plan.starts_on,
                },
            )
            for row, order in numbered(self.draft.milestones, "action")
        }
        sheet = self.sheet(
            "milestones.csv", "milestone", Milestone, spoken_of=_spoken_of(self.plan), leaf=True, once="title"
        )
        existing = {each.ref: each for each in self.plan.milestones.prefetch_related("depends_on")}
        self.milestones = self.matching.match(sheet, existing, wanted)
        for row in self.draft.milestones:
            first = [self.milestones[ref] for ref in row.depends_on]
            self.matching.link(sheet, row.ref, self.milestones[row.ref], "depends_on", first, row.row)

    def match_occurrences(self) -> None:
        """Every day that a milestone which comes round again is due, to the end of the plan."""
        wanted = {
            (row.ref, day.isoformat()): Wanted(row.row, {"milestone_id": self.milestones[row.ref].pk, "due_on": day})
            for row in self.draft.milestones
            if row.recurrence and row.ref in self.draft.due
            for day in self._days(self.draft.due[row.ref], row.recurrence)
        }
        rows = Occurrence.objects.filter(milestone__plan=self.plan).select_related("milestone")
        existing = {(each.milestone.ref, each.due_on.isoformat()): each for each in rows}
        spoken_of = _spoken_of(self.plan)
        about = {key for key in {*wanted, *existing} if key[0] in spoken_of}
        sheet = self.sheet("milestones.csv", "due date", Occurrence, spoken_of=about, leaf=True)
        self.matching.match(sheet, existing, wanted)

    def _days(self, first: dt.date, recurrence: str) -> Iterable[dt.date]:
        return printed_dates.occurrences(first, recurrence, self.places.terms, self.plan.ends_on)

    def match_leads(self) -> None:
        """Lead posts in printed order. Who is accountable, once an officer has said so, is not in the files."""
        rows = ActionLead.objects.filter(action__plan=self.plan, ends_on__isnull=True)
        existing = {
            (each.action.ref, each.post.title, each.post.organisation.key): each
            for each in rows.select_related("action", "post__organisation")
        }
        wanted = {_lead_key(row): self._lead(row, order) for row, order in numbered(self.draft.leads, "action")}
        settled = {key[0] for key, each in existing.items() if each.is_accountable and key in wanted}
        for key, want in wanted.items():
            if key not in existing:
                first = key[0] not in settled
                settled.add(key[0])
                want.values.update(starts_on=self.plan.starts_on, is_accountable=first, is_assumed=first)
        self.matching.match(self.sheet("leads.csv", "lead", ActionLead, leaf=True), existing, wanted)

    def _lead(self, row: LeadRow, order: int) -> Wanted:
        post = self.places.posts[row.post, row.organisation]
        values = {"action_id": self.actions[row.action].pk, "post_id": post.pk, "as_printed": row.as_printed}
        return Wanted(row.row, values | {"order": order})

    def match_acronyms(self) -> None:
        """The plan's own list of acronyms."""
        wanted = {
            row.acronym: Wanted(row.row, {"plan_id": self.plan.pk, "acronym": row.acronym, "meaning": row.meaning})
            for row in self.draft.acronyms
        }
        existing = {each.acronym: each for each in self.plan.acronyms.all()}
        self.matching.match(self.sheet("acronyms.csv", "acronym", Acronym, leaf=True), existing, wanted)


def numbered(rows: Iterable[Any], parent: str) -> Iterable[tuple[Any, int]]:
    """Each row with its place among those of the same parent, from 1."""
    places: Counter[Any] = Counter()
    for row in rows:
        places[getattr(row, parent)] += 1
        yield row, places[getattr(row, parent)]


def _lead_key(row: LeadRow) -> tuple[str, str, str]:
    return row.action, row.post, row.organisation


def _spoken_of(plan: Plan) -> set[str]:
    """The milestones that have a ledger: updates, date changes, a withdrawal or a flag."""
    ledgers = ("updates", "date_changes", "withdrawal", "overdue_flags")
    spoken: set[str] = set()
    for ledger in ledgers:
        spoken |= set(plan.milestones.filter(**{f"{ledger}__isnull": False}).values_list("ref", flat=True))
    return spoken
