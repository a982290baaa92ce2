"""New dates that are asked for: what waits for whom to decide, and what was decided of late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from governance.models import Post
from governance.roles import Standing, may
from governance.wording import count

from . import moves, scope
from .awaiting import LATELY, leads_of
from .facts import end_of, london_day
from .models import DateDecision, DateRequest, Decider, Milestone, Plan
from .querysets import MilestoneQuerySet

CLOSED = Q(rule__in=["withdrawn", "signed_off"])
"""Milestones of which no date is left to decide, though somebody asked once."""
BESIDE = ("by", "on_behalf_of__organisation")


@dataclass(frozen=True)
class Waiting:
    """One request in the queue, as `who` sees it."""

    request: DateRequest
    milestone: Any
    """With its position and facts, which no type names."""
    decider: Decider
    days: int
    may_decide: bool = False
    is_own: bool = False
    leads: list[Post] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Where it is on the page."""
        return f"request-{self.request.pk}"

    @property
    def moved(self) -> str:
        """How often its date moved so far and how far."""
        return moves.moved(self.milestone)

    @property
    def far(self) -> str:
        """How far the new date lies from the agreed one: "61 days later than agreed"."""
        days = (self.request.asked_for - self.milestone.agreed_on).days
        return f"{moves.how_far(days)} than agreed" if days else "the agreed date"

    @property
    def waited(self) -> str:
        """How long it has waited."""
        return count(self.days, "day")


def queue(plan: Plan, who: Standing) -> list[Waiting]:
    """The plan's requests that wait to be decided, the oldest first; a fixed number of queries."""
    found = _milestones(who).filter(Q(asked_for__isnull=False), plan=plan).exclude(CLOSED)
    return _rows({milestone.date_request_id: milestone for milestone in _any(found.in_words())}, who)


def one(request: DateRequest, who: Standing) -> Waiting:
    """One request as the queue shows it, also where it waits no more."""
    (milestone,) = _any(_milestones(who).filter(pk=request.milestone_id).in_words())
    return _rows({request.pk: milestone}, who)[0]


def _milestones(who: Standing) -> MilestoneQuerySet:
    beside = ("plan__partnership", "action__plan", "action__objective__ambition")
    return Milestone.objects.visible_to(who).positioned(who.on).select_related(*beside)


def _rows(milestones: dict[int, Any], who: Standing) -> list[Waiting]:
    """Each request by its primary key, with its milestone, as a row; three queries."""
    requests = list(DateRequest.objects.filter(pk__in=milestones).select_related(*BESIDE))
    for request in requests:
        request.milestone = milestones[request.pk]
    scopes = scope.of_requests(requests, who.on)
    leads = leads_of({milestone.action_id for milestone in milestones.values()}, who.on)
    rows = (_row(request, who, scopes[request.pk], leads[request.milestone.action_id]) for request in requests)
    return sorted(rows, key=lambda row: (row.request.recorded_at, row.request.pk))


def _any(milestones: Iterable[Milestone]) -> Iterable[Any]:
    """Milestones with the columns that no type names."""
    return milestones


def _row(request: DateRequest, who: Standing, of: scope.Scope, leads: list[Post]) -> Waiting:
    milestone: Any = request.milestone
    decider = moves.decider(request.asked_for, milestone.agreed_on)
    verb = moves.DECIDES[decider]
    may_decide = may(who, verb, of)
    return Waiting(
        request,
        milestone,
        decider,
        days=(who.on - london_day(request.recorded_at)).days,
        may_decide=may_decide,
        is_own=not may_decide and of.partnership in who.partnerships_where(verb),
        leads=leads,
    )


def decided(plan: Plan, on: dt.date) -> QuerySet[DateDecision]:
    """What was granted and refused of late, the latest first."""
    found = DateDecision.objects.filter(request__milestone__plan=plan, recorded_at__gte=end_of(on - LATELY))
    beside = ("by", "request__milestone__plan", "request__milestone__action", *(f"request__{path}" for path in BESIDE))
    return found.select_related(*beside).order_by("-recorded_at", "-pk")
