"""The daily job: each milestone that has become overdue gets one flag for that due date, and people are told once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import DateField, DateTimeField, Exists, OuterRef, Value

from governance.models import Notice, Partnership
from governance.services import notify
from governance.wording import count, day
from plans import answer_links
from plans.concerned import Concerned
from plans.models import Milestone, OverdueFlag

from .answer_links import write_links


class Flagged(NamedTuple):
    """A milestone that this run flagged, with what a message says of it."""

    flag: int
    milestone: int
    ref: str
    title: str
    due_on: dt.date
    plan: str
    action: int
    body: int | None
    partnership: int


@transaction.atomic
def flag_overdue(*, as_at: dt.date, now: dt.datetime) -> int:
    """Flag what has become overdue in adopted plans by `as_at`, tell the people concerned; return how many flags.

    One message a run to each person, listing all of theirs: the holders of the posts that lead the work; the
    ambition group's lead where the accountable post is vacant; the officers where both are. Run twice, or by two
    workers at once, it makes one flag and one message: runs wait for each other, and a flag is unique.
    """
    list(Partnership.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    _insert_flags(as_at, now)
    flagged = _flagged(now)
    if flagged:
        _tell(flagged, as_at, now)
    return len(flagged)


def _insert_flags(as_at: dt.date, now: dt.datetime) -> None:
    """One INSERT … SELECT: the database finds and flags them, whatever their number."""
    flags = OverdueFlag.objects.filter(milestone=OuterRef("pk"), due_on=OuterRef("due_on"))
    overdue = (
        Milestone.objects.filter(plan__adopted_on__isnull=False)
        .positioned(as_at)
        .of_rule("overdue")
        .filter(~Exists(flags))
        .order_by("pk")
        .values_list("pk", "due_on", Value(as_at, DateField()), Value(now, DateTimeField()))
    )
    select, params = overdue.query.sql_with_params()
    table = connection.ops.quote_name(OverdueFlag._meta.db_table)
    # The names and the SELECT come from our own models; the values travel as parameters.
    insert = f"INSERT INTO {table} (milestone_id, due_on, flagged_on, recorded_at) {select} ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(insert, params)


def _flagged(now: dt.datetime) -> list[Flagged]:
    rows = OverdueFlag.objects.filter(recorded_at=now).order_by("due_on", "pk")
    return [
        Flagged(*row)
        for row in rows.values_list(
            "pk",
            "milestone_id",
            "milestone__ref",
            "milestone__title",
            "due_on",
            "milestone__plan__slug",
            "milestone__action_id",
            "milestone__action__objective__ambition__body_id",
            "milestone__plan__partnership_id",
        )
    ]


def _tell(flagged: list[Flagged], as_at: dt.date, now: dt.datetime) -> None:
    """One message to each person; all but officers, who speak for others, may answer by a link in it."""
    theirs: defaultdict[int, list[Flagged]] = defaultdict(list)
    concerned = Concerned(as_at)
    officers: set[int] = set()
    for one in flagged:
        officers |= concerned.officers(one.partnership)
        for person in concerned.people(one.action, one.body, one.partnership):
            theirs[person].append(one)
    notices = [_message(person, rows, now) for person, rows in theirs.items()]
    with_links = [notice for notice in notices if notice.person_id not in officers]
    for notice in with_links:
        answer_links.invite(notice)
    asked = {each.key: (each.person_id, [row.milestone for row in theirs[each.person_id]]) for each in with_links}
    write_links(asked=asked, now=now)
    notify(notices)


def _message(person: int, rows: list[Flagged], now: dt.datetime) -> Notice:
    return Notice(
        person_id=person,
        kind=Notice.Kind.OVERDUE,
        key=f"overdue:{person}:{min(row.flag for row in rows)}",
        subject=f"{count(len(rows), 'milestone')} became overdue",
        body=_body(rows),
        address="/my-work/",
        created_at=now,
    )


def _body(rows: list[Flagged]) -> str:
    lines = [f"{row.ref} {row.title} (was due on {day(row.due_on)})" for row in rows]
    return "\n".join(
        [
            "These milestones became overdue. Please say how each stands and what is being done about it.",
            "",
            *lines,
        ]
    )
