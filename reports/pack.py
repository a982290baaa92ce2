"""The pack's content: everything that it prints, by value, as one plain serialisable document.

It begins with `whole.contents()`, which the dashboard and the exports read as well, so that they cannot disagree.
Here it is arranged for a board. The PDF and the HTML edition are made from this document alone, charts included.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from governance.models import Meeting
from measures.trajectory import STATE_LABELS, STATE_MEANINGS, State
from plans.facts import LONDON
from plans.models import Plan
from plans.position import RULES, Colour

from . import challenge_chapter, families_chapter, impact, round_chapter, summary, whole
from .boards import last_sat
from .frozen import Document

FORMAT = 3
"""Raised when the document's shape changes, so that a reader of old packs knows which it holds.

1: delivery alone. 2: success measures, and what they say beside delivery, as well. 3: what the groups report for the
round, what was raised and answered, and what families say.
"""
LOOK_FORWARD = dt.timedelta(days=61)
"""Work due within two months of the day of the pack is listed: until about the board's next sitting."""


def contents(plan: Plan, as_at: dt.date, *, frozen_at: dt.datetime, meeting: Meeting | None = None) -> Document:
    """The whole pack of a plan as at a day, in a fixed number of queries whatever the size of the plan.

    Small numbers are always hidden: nobody knows who will read a pack.
    """
    document = whole.contents(plan, as_at, small_numbers=False, figures=True)
    measured = impact.frozen(document)
    rows = list(_rows(document))
    counted = [row for row in rows if row["colour"] != Colour.WITHDRAWN]
    until = as_at + LOOK_FORWARD
    sections = {
        "overdue": _longest_first(row for row in counted if row["rule"] == "overdue"),
        "off_track": [row for row in counted if row["rule"] == "off_track"],
        "no_current_update": [row for row in counted if row["colour"] == Colour.GREY],
        "due_soon": _by_date(row for row in counted if _is_due_soon(row, as_at, until)),
        "withdrawn": [row for row in rows if row["colour"] == Colour.WITHDRAWN],
    }
    return {
        "format": FORMAT,
        "cover": _cover(plan, as_at, frozen_at, meeting),
        "key": [{"colour": r.colour.value, "label": r.label, "meaning": r.meaning} for r in RULES],
        "states": [{"state": str(s), "label": STATE_LABELS[s], "meaning": STATE_MEANINGS[s]} for s in State],
        "due_soon_until": until.isoformat(),
        "summary": summary.of(document, sections, as_at, further=measured["sentence"]),
        "impact": measured,
        "round": round_chapter.contents(plan, as_at, meeting),
        "challenge": challenge_chapter.contents(plan, as_at),
        "families": families_chapter.contents(plan, as_at, last_sat(plan, as_at)),
        **sections,
        **document,
    }


def _cover(plan: Plan, as_at: dt.date, frozen_at: dt.datetime, meeting: Meeting | None) -> Document:
    return {
        "partnership": plan.partnership.name,
        "plan": plan.title,
        "strategy": plan.strategy,
        "as_at": as_at.isoformat(),
        "meeting": _meeting(meeting) if meeting else None,
        "frozen_at": frozen_at.astimezone(LONDON).replace(microsecond=0).isoformat(),
        "is_draft": not plan.is_adopted,
        "is_demonstration": plan.partnership.is_demonstration,
    }


def _meeting(meeting: Meeting) -> Document:
    return {
        "key": meeting.body.key,
        "body": meeting.body.name,
        "sits_on": meeting.sits_on.isoformat(),
        "papers_due_on": meeting.papers_due_on.isoformat(),
    }


def _rows(document: Document) -> Iterator[Document]:
    """Every milestone with what a list outside its action has to say of it: whose work it is."""
    for action in document["actions"]:
        lead = next((lead for lead in action["leads"] if lead["is_accountable"]), None)
        for milestone in action["milestones"]:
            yield milestone | {
                "action": action["ref"],
                "ambition": action["ambition"],
                "lead": f"{lead['post']}, {lead['organisation']}" if lead else "No accountable lead",
            }


def _is_due_soon(row: Document, as_at: dt.date, until: dt.date) -> bool:
    """Due from the day of the pack to two months on, and not claimed or signed off yet."""
    done = row["colour"] in (Colour.BLUE, Colour.PURPLE)
    return not done and row["due_on"] is not None and as_at.isoformat() <= row["due_on"] <= until.isoformat()


def _longest_first(rows: Iterable[Document]) -> list[Document]:
    return sorted(rows, key=lambda row: -row["days_overdue"])


def _by_date(rows: Iterable[Document]) -> list[Document]:
    return sorted(rows, key=lambda row: row["due_on"])
