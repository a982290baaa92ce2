"""The pack's chapter on challenge: what was raised and waits, and what was answered since the board last sat."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db.models import Q, QuerySet

from governance.challenge import by_whom
from governance.models import Body, Escalation
from plans.facts import end_of
from plans.models import Plan

from .boards import last_sat
from .frozen import Document

LOOK_BACK = dt.timedelta(days=61)
"""How far back answers are printed where the board has not met before: about two months."""
BESIDE = ("body", "rule", "raised_by", "item__meeting", "answer__owner__organisation")


def contents(plan: Plan, as_at: dt.date) -> Document | None:
    """What had been raised in the plan's partnership by the end of a day, by value; None where nothing is to be told.

    Concerns about another plan of the partnership are left out; those about no plan are told. Three queries.
    """
    raised = _raised(plan, as_at)
    answered_by_then = Q(answer__isnull=False, answer__recorded_at__lt=end_of(as_at))
    since = last_sat(plan, as_at) or as_at - LOOK_BACK
    waiting = raised.exclude(answered_by_then).order_by("raised_on", "pk")
    answered = raised.filter(answered_by_then, answer__answered_on__gte=since).order_by("-answer__answered_on", "pk")
    document: Document = {
        "since": since.isoformat(),
        "open": [_concern(each, as_at) for each in waiting],
        "answered": [_concern(each, as_at) | _answer(each) for each in answered],
    }
    document["elsewhere"] = _elsewhere(document["open"])
    return document if document["open"] or document["answered"] else None


def _raised(plan: Plan, as_at: dt.date) -> QuerySet[Escalation]:
    in_the_plan = Q(in_the_plan__milestone__plan=plan) | Q(in_the_plan__action__plan=plan)
    beside_it = Q(in_the_plan__milestone__isnull=True, in_the_plan__action__isnull=True)
    of_measures = Q(in_the_measures__isnull=True) | Q(in_the_measures__series__plan=plan)
    raised = Escalation.objects.filter(body__partnership=plan.partnership_id, recorded_at__lt=end_of(as_at))
    return raised.filter(in_the_plan | beside_it, of_measures).select_related(*BESIDE)


def _elsewhere(waiting: list[Document]) -> list[Document]:
    """What waits for other bodies than the board, counted: a pack prints in full what its readers are to answer."""
    days: defaultdict[str, list[int]] = defaultdict(list)
    for concern in waiting:
        if not concern["to_the_board"]:
            days[concern["body"]].append(concern["days"])
    return [{"body": body, "open": len(each), "longest": max(each)} for body, each in sorted(days.items())]


def _concern(row: Escalation, as_at: dt.date) -> Document:
    meeting = row.item.meeting
    return {
        "title": row.title,
        "words": row.words,
        "body": row.body.name,
        "to_the_board": row.body.kind == Body.Kind.BOARD,
        "raised_by": by_whom(row),
        "raised_on": row.raised_on.isoformat(),
        "days": max((as_at - row.raised_on).days, 0),
        "agenda": meeting.sits_on.isoformat() if meeting else None,
    }


def _answer(row: Escalation) -> Document:
    answer = row.answer
    return {
        "decision": answer.decision,
        "owner": str(answer.owner or answer.owner_in_words),
        "due_on": answer.due_on.isoformat(),
        "answered_on": answer.answered_on.isoformat(),
    }
