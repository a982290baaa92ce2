"""What stands in somebody's calendar: meetings, days when papers are due, and when their own milestones are due."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, F, Max, Q
from django.urls import reverse

from governance.calendars import Entry, uid
from governance.models import Body, Meeting
from governance.roles import Standing
from governance.verbs import Verb
from plans import work

KEPT = dt.timedelta(days=365)
"""For how long what is past stays in the calendar."""
TO_COME = Q(due_on__isnull=False) & ~Q(rule="signed_off")
"""Milestones with a day that is still to be kept; those withdrawn stand there as cancelled."""


def entries(who: Standing) -> Iterator[Entry]:
    """All that `who` may read today and that is about them, in a fixed number of queries."""
    yield from _meetings(who)
    yield from _milestones(who)


def _meetings(who: Standing) -> Iterator[Entry]:
    """The meetings of their own bodies, and the board's for those who read plans."""
    boards = Q(body__kind=Body.Kind.BOARD, body__partnership__in=who.partnerships_where(Verb.READ_PLAN))
    theirs = Meeting.objects.visible_to(who).filter(Q(body__in=who.seats) | boards)
    by_uid: defaultdict[Any, list[Meeting]] = defaultdict(list)
    for meeting in theirs.select_related("body").order_by("added_at", "pk"):
        by_uid[meeting.uid].append(meeting)
    for rows in by_uid.values():
        if rows[-1].sits_on >= who.on - KEPT:
            yield from _sitting(rows)


def _sitting(rows: list[Meeting]) -> Iterator[Entry]:
    """One meeting as it stands now, whose earlier rows are the days from which it moved; and its papers."""
    now = rows[-1]
    words = f"Cancelled: {now.cancelled_why}" if now.is_cancelled else ""
    same: dict[str, Any] = {
        "changed_at": now.cancelled_at or now.added_at,
        "sequence": len(rows) - 1 + now.is_cancelled,
        "is_cancelled": now.is_cancelled,
        "words": words,
        "address": reverse("meetings"),
    }
    yield Entry(
        uid=uid(str(now.uid)),
        title=now.body.name,
        on=now.sits_on,
        starts_at=now.starts_at,
        place=now.place,
        **same,
    )
    yield Entry(uid=uid(f"papers-{now.uid}"), title=f"Papers due: {now.body.name}", on=now.papers_due_on, **same)


def _milestones(who: Standing) -> Iterator[Entry]:
    """Those of the posts they hold or, where they hold none, of the groups they lead: until they are signed off."""
    of_them = work.of_posts(who) if who.posts else work.of_groups(who)
    found = work.to_speak_of(who).filter(of_them, TO_COME)
    changed = found.annotate(
        changes=Count("date_changes", distinct=True),
        changed_at=Max("date_changes__recorded_at"),
        rounds_before=Count("occurrences", filter=Q(occurrences__due_on__lt=F("due_on")), distinct=True),
    )
    return (_due(milestone) for milestone in _any(changed))


def _any(milestones: Iterable[Any]) -> Iterable[Any]:
    """Milestones with the columns that no type names."""
    return milestones


def _due(milestone: Any) -> Entry:
    added_at = dt.datetime.combine(milestone.added_on, dt.time(), tzinfo=dt.UTC)
    return Entry(
        uid=uid(f"milestone-{milestone.pk}"),
        title=f"Due: {milestone.ref} {milestone.title}",
        on=milestone.due_on,
        changed_at=milestone.changed_at or added_at,
        sequence=milestone.changes + milestone.rounds_before + bool(milestone.withdrawn),
        is_cancelled=bool(milestone.withdrawn),
        address=reverse("action", args=[milestone.plan.slug, milestone.action.ref]),
    )
