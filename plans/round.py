"""A reporting round of one plan: what was heard of since it opened, which posts owe an update, who can act.

What is owed is what would have no current update on the day papers are due, if nothing more were said: the condition is
`position.expected()`, and the round that counts is this one. Overdue and off-track work is owed an update as well.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Q, Value, When

from governance import rounds
from governance.models import Body, Meeting, Person, Post

from .concerned import Concerned
from .models import Milestone, Plan
from .position import expected

DONE = ("withdrawn", "signed_off", "awaiting_sign_off")
"""Positions of which no update is owed."""
BESIDE = ("action__objective__ambition__body",)


@dataclass(frozen=True)
class Owed:
    """A milestone that is to be heard of in the round, or that was."""

    milestone: Any
    """With its facts, which no type names."""
    post: int | None
    """The post that answers for it; None where none does."""
    has_reported: bool

    @property
    def body(self) -> int | None:
        """The ambition group whose work it is."""
        return self.milestone.action.objective.ambition.body_id


@dataclass
class OfPost:
    """What one post owes, and who can act for it."""

    post: Post | None
    """None for work that no post answers for."""
    owed: list[Owed] = field(default_factory=list)
    holders: list[Person] = field(default_factory=list)
    """Who holds it, and deputies."""
    stand_ins: list[Person] = field(default_factory=list)
    """Who can act where nobody who can sign in holds it."""
    is_vacant: bool = False

    @property
    def outstanding(self) -> list[Any]:
        """The milestones not heard of since the round opened."""
        return [one.milestone for one in self.owed if not one.has_reported]

    @property
    def reported(self) -> int:
        """How many were heard of."""
        return len(self.owed) - len(self.outstanding)

    @property
    def never_signed_in(self) -> list[Person]:
        """The holders who have never been here."""
        return [person for person in self.holders if person.last_login is None]

    @property
    def asked(self) -> list[Person]:
        """Who is asked for what it owes, each once."""
        return list({person.pk: person for person in [*self.holders, *self.stand_ins]}.values())


@dataclass(frozen=True)
class RoundState:
    """A round of a plan as it stands on a day, or as it stood when papers were due."""

    plan: Plan
    meeting: Meeting
    days: rounds.Round
    on: dt.date
    as_at: dt.date
    owed: list[Owed]
    posts: dict[int, Post]
    vacant: set[int]
    concerned: Concerned
    people: dict[int, Person]

    @property
    def stage(self) -> rounds.Stage:
        """How far the round is."""
        return self.days.stage(self.on)

    def of_body(self, body: int | None) -> list[Owed]:
        """What one ambition group's work owes; of all of them where none is named."""
        return [one for one in self.owed if body is None or one.body == body]

    def by_post(self, body: int | None = None) -> list[OfPost]:
        """What each post owes, most outstanding first; what no post answers for comes last."""
        owed: defaultdict[int | None, list[Owed]] = defaultdict(list)
        for one in self.of_body(body):
            owed[one.post].append(one)
        rows = [self._of_post(post, theirs) for post, theirs in owed.items()]
        return sorted(rows, key=lambda row: (row.post is None, -len(row.outstanding), str(row.post or "")))

    def _of_post(self, post: int | None, owed: list[Owed]) -> OfPost:
        bodies = {one.body for one in owed}
        stand_ins: set[int] = set()
        if not self.concerned.is_filled(post):
            stand_ins = set().union(*(self.concerned.stand_ins(body, self.plan.partnership_id) for body in bodies))
        return OfPost(
            self.posts.get(post or 0),
            owed,
            self._named(self.concerned.holders(post)),
            self._named(stand_ins),
            is_vacant=post in self.vacant,
        )

    def _named(self, people: Iterable[int]) -> list[Person]:
        return sorted((self.people[pk] for pk in people), key=lambda person: (person.name, person.pk))


def of_plan(plan: Plan, meeting: Meeting, on: dt.date) -> RoundState:
    """The round of a meeting as it stands on a day; a fixed number of queries whatever the size of the plan.

    Once papers were due it reads as it stood on that day. Before it opens nothing is owed.
    """
    days = rounds.of_meeting(meeting)
    as_at = min(on, days.papers_due)
    concerned = Concerned(as_at, plan.partnership_id)
    owed = _owed(plan, days, as_at, concerned) if on >= days.opens and plan.is_adopted else []
    answer = {one.post for one in owed if one.post}
    posts = Post.objects.filter(pk__in=answer).select_related("organisation")
    return RoundState(
        plan=plan,
        meeting=meeting,
        days=days,
        on=on,
        as_at=as_at,
        owed=owed,
        posts={post.pk: post for post in posts},
        vacant=set(Post.objects.filter(pk__in=answer).vacant(as_at).values_list("pk", flat=True)),
        concerned=concerned,
        people=Person.objects.in_bulk(_everybody(owed, concerned, plan.partnership_id)),
    )


def _owed(plan: Plan, days: rounds.Round, as_at: dt.date, concerned: Concerned) -> list[Owed]:
    heard = Q(heard_on__gte=days.opens)
    silent = Q(heard_on__isnull=True) | Q(heard_on__lt=days.opens)
    owes = expected(days.papers_due) & silent & ~Q(rule__in=DONE)
    there = Milestone.objects.filter(plan=plan).positioned(as_at)
    found = there.exclude(Q(rule="withdrawn")).filter(owes | heard)
    marked = found.annotate(has_reported=Case(When(heard, then=Value(True)), default=Value(False)))
    rows: list[Any] = list(marked.select_related(*BESIDE).in_printed_order())
    return [Owed(row, concerned.accountable(row.action_id), row.has_reported) for row in rows]


def _everybody(owed: list[Owed], concerned: Concerned, partnership: int) -> set[int]:
    """Everybody whom a page or a message may have to name."""
    holders = {person for one in owed for person in concerned.holders(one.post)}
    stand_ins = {person for one in owed for person in concerned.stand_ins(one.body, partnership)}
    return holders | stand_ins | concerned.officers(partnership)


def bodies_of(plan: Plan) -> list[Body]:
    """The bodies that report in a round: the plan’s ambition groups in its order, then the operational group."""
    groups = Body.objects.filter(ambitions__plan=plan).order_by("ambitions__number")
    operational = Body.objects.filter(partnership=plan.partnership_id, kind=Body.Kind.OPERATIONAL_GROUP)
    return list({body.pk: body for body in [*groups, *operational]}.values())
