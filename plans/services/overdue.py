"""The daily job: each milestone that has become overdue gets one flag for that due date, and people are told once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import DateField, DateTimeField, Exists, OuterRef, Value

from governance.models import Appointment, BodyRole, Membership, Notice, Partnership, PostHolding
from governance.models.people import in_force
from governance.services import notify
from governance.wording import count, day
from plans.models import ActionLead, Milestone, OverdueFlag


class Flagged(NamedTuple):
    """A milestone that this run flagged, with what a message says of it."""

    flag: int
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
        notify(_messages(flagged, as_at, now))
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
            "milestone__ref",
            "milestone__title",
            "due_on",
            "milestone__plan__slug",
            "milestone__action_id",
            "milestone__action__objective__ambition__body_id",
            "milestone__plan__partnership_id",
        )
    ]


def _messages(flagged: list[Flagged], as_at: dt.date, now: dt.datetime) -> Iterable[Notice]:
    theirs: defaultdict[int, list[Flagged]] = defaultdict(list)
    concerned = _Concerned(as_at)
    for one in flagged:
        for person in concerned.people(one):
            theirs[person].append(one)
    for person, rows in theirs.items():
        yield Notice(
            person_id=person,
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


class _Concerned:
    """Who is told of what, read once for a run."""

    def __init__(self, on: dt.date) -> None:
        self._leads: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
        self._holders: defaultdict[int, set[int]] = defaultdict(set)
        self._filled: set[int] = set()
        self._ambition_leads: defaultdict[int, set[int]] = defaultdict(set)
        self._officers: defaultdict[int, set[int]] = defaultdict(set)
        for action, post, accountable in ActionLead.objects.on(on).values_list(
            "action_id", "post_id", "is_accountable"
        ):
            self._leads[action].append((post, accountable))
        for post, person, deputy in PostHolding.objects.filter(in_force(on), person__is_active=True).values_list(
            "post_id", "person_id", "is_deputy"
        ):
            self._holders[post].add(person)
            if not deputy:
                self._filled.add(post)
        seats = Membership.objects.filter(in_force(on), role=BodyRole.LEAD, person__is_active=True)
        for body, person in seats.values_list("body_id", "person_id"):
            self._ambition_leads[body].add(person)
        officers = Appointment.objects.filter(in_force(on), role=Appointment.Role.OFFICER, person__is_active=True)
        for partnership, person in officers.values_list("partnership_id", "person_id"):
            self._officers[partnership].add(person)

    def people(self, one: Flagged) -> set[int]:
        """The holders of its posts, and somebody who can act where the accountable post is vacant."""
        leads = self._leads[one.action]
        told = {person for post, _ in leads for person in self._holders[post]}
        if any(accountable and post in self._filled for post, accountable in leads):
            return told
        return told | (self._ambition_leads[one.body or 0] or self._officers[one.partnership])
