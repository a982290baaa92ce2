"""Positioned milestones as rows of a table: every cell ready, so that a page and its CSV say the same."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from governance.wording import day

from .addresses import Addresses
from .models import ActionLead, Declared, Recurrence
from .moves import days_slipped, times
from .position import differs
from .querysets import MilestoneQuerySet

CHUNK = 500
"""How many rows are read and put into words at a time where a whole list is sent."""


@dataclass(frozen=True, slots=True)
class Row:
    """One milestone as a list shows it. Texts are empty where there is nothing to say."""

    ref: str
    title: str
    href: str
    action: str
    objective: str
    ambition: str
    outcome: str
    accountable: str
    others: str
    colour: str
    label: str
    sentence: str
    declared: str
    says_otherwise: bool
    due_as_printed: str
    agreed_on: dt.date | None
    due_on: dt.date | None
    due: str
    moved: str
    times_moved: int
    days_slipped: int
    recurrence: str
    days_overdue: int
    heard_on: dt.date | None
    heard: str


HEADER = [
    "Reference",
    "Milestone",
    "Ambition",
    "Objective",
    "Action",
    "Intended outcome",
    "Accountable lead",
    "Other leads",
    "Position",
    "Colour",
    "Why",
    "What the lead last said",
    "Due, as printed",
    "Agreed date",
    "Due date now",
    "Times moved",
    "Days slipped",
    "Comes round",
    "Days overdue",
    "Last heard of",
]


def cells(row: Row) -> list[Any]:
    """A row of the CSV, in the order of `HEADER`. Dates are ISO, which every spreadsheet reads as dates."""
    return [
        row.ref,
        row.title,
        row.ambition,
        row.objective,
        row.action,
        row.outcome,
        row.accountable,
        row.others,
        row.label,
        row.colour,
        row.sentence,
        row.declared,
        row.due_as_printed,
        row.agreed_on.isoformat() if row.agreed_on else "",
        row.due_on.isoformat() if row.due_on else "",
        row.times_moved or "",
        row.days_slipped if row.times_moved else "",
        row.recurrence,
        row.days_overdue or "",
        row.heard_on.isoformat() if row.heard_on else "",
    ]


def rows(milestones: MilestoneQuerySet, at: Addresses) -> list[Row]:
    """Put a positioned queryset of one plan into words, in a fixed number of queries whatever the length."""
    told = milestones.select_related("action__objective__ambition").in_words()
    leads = _leads({milestone.action_id for milestone in told}, at.as_at)
    return [_row(milestone, leads[milestone.action_id], at) for milestone in told]


def every(milestones: MilestoneQuerySet, at: Addresses) -> Iterator[Row]:
    """The same for a list of any length, some hundreds at a time."""
    for start in range(0, milestones.count(), CHUNK):
        yield from rows(milestones[start : start + CHUNK], at)


def _leads(actions: set[int], as_at: dt.date) -> dict[int, list[ActionLead]]:
    found: defaultdict[int, list[ActionLead]] = defaultdict(list)
    for lead in ActionLead.objects.filter(action__in=actions).on(as_at).select_related("post__organisation"):
        found[lead.action_id].append(lead)
    return found


def _row(milestone: Any, leads: Iterable[ActionLead], at: Addresses) -> Row:
    action, place = milestone.action, milestone.position
    return Row(
        ref=milestone.ref,
        title=milestone.title,
        href=at.action(action.ref, milestone.ref),
        action=action.ref,
        objective=action.objective.ref,
        ambition=str(action.objective.ambition.number),
        outcome=action.outcome,
        accountable="; ".join(str(lead.post) for lead in leads if lead.is_accountable),
        others="; ".join(str(lead.post) for lead in leads if not lead.is_accountable),
        colour=place.colour,
        label=place.label,
        sentence=place.sentence,
        declared=Declared(milestone.declared).label if milestone.declared else "",
        says_otherwise=differs(milestone.declared, place.colour),
        due_as_printed=milestone.due_as_printed,
        agreed_on=milestone.agreed_on,
        due_on=milestone.due_on,
        due=day(milestone.due_on) if milestone.due_on else "",
        moved=_moved(milestone),
        times_moved=milestone.times_moved,
        days_slipped=days_slipped(milestone),
        recurrence=Recurrence(milestone.recurrence).label if milestone.recurrence else "",
        days_overdue=place.days_overdue,
        heard_on=milestone.heard_on,
        heard=day(milestone.heard_on) if milestone.heard_on else "",
    )


def _moved(milestone: Any) -> str:
    """ "Moved twice, agreed 31 January 2025": how far stands in a column of its own."""
    if not milestone.times_moved:
        return ""
    return f"Moved {times(milestone.times_moved)}, agreed {day(milestone.agreed_on)}"
