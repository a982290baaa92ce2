"""The people that the sign-in page of a demonstration offers: a few for each role, with what they may do in words."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from .models import Appointment, Body, BodyRole, Membership, Person, PostHolding
from .models.people import in_force
from .roles import APPOINTMENTS, SEATS, Role

FEW = 4
"""How many people are offered for each role: enough to see that they differ."""

DOES: dict[Role, str] = {
    Role.POST_HOLDER: "Leads actions: says how their milestones stand.",
    Role.AMBITION_LEAD: "Leads an ambition group: may speak for all of its milestones.",
    Role.OPERATIONAL_GROUP: "Signs off what leads say is complete, or returns it with a reason.",
    Role.BOARD: "Reads everything: what is late, what is silent, what needs deciding.",
    Role.OFFICER: "Edits the plan, records what leads say by phone, builds the board pack.",
    Role.DATA_OFFICER: "Enters what was measured, and loads it from files.",
    Role.FORUM_MEMBER: "Says what families experience; reads the plan and its packs.",
    Role.GROUP_MEMBER: "Reads the plan and its packs.",
    Role.OBSERVER: "Reads packs once the co-chairs have approved them.",
}
"""In the order in which the sign-in page offers them."""


@dataclass(frozen=True)
class Someone:
    """One person to try the product as."""

    pk: int
    post: str
    does: str


def people(on: dt.date) -> list[Someone]:
    """Those to offer on a day, three queries in all. Only people who have no part outside demonstrations."""
    held: defaultdict[Role, dict[int, str]] = defaultdict(dict)
    real: set[int] = set()
    for is_demonstration, role, person in _parts(on):
        if is_demonstration:
            held[role][person.pk] = person.name
        else:
            real.add(person.pk)
    chosen: dict[int, Someone] = {}
    for role, does in DOES.items():
        fresh = sorted((name, pk) for pk, name in held[role].items() if pk not in real and pk not in chosen)
        chosen |= {pk: Someone(pk, name, does) for name, pk in fresh[:FEW]}
    return list(chosen.values())


def may_be_tried(person: Person, on: dt.date) -> bool:
    """Whether somebody's only parts are in demonstrations, so that anybody may sign in as them."""
    parts = [is_demonstration for is_demonstration, _, _ in _parts(on, person)]
    return bool(parts) and all(parts)


def _parts(on: dt.date, person: Person | None = None) -> Iterator[tuple[bool, Role, Person]]:
    """Parts that people who may sign in have on a day: whether it is in a demonstration, as what, and who."""
    wanted = in_force(on) & Q(person__is_active=True, person__is_staff=False)
    if person is not None:
        wanted &= Q(person=person)
    for seat in Membership.objects.filter(wanted).select_related("person", "body__partnership"):
        yield seat.body.partnership.is_demonstration, _seated_as(seat), seat.person
    for appointment in Appointment.objects.filter(wanted).select_related("person", "partnership"):
        yield appointment.partnership.is_demonstration, APPOINTMENTS[appointment.role], appointment.person
    for holding in PostHolding.objects.filter(wanted).select_related("person", "post__organisation__partnership"):
        yield holding.post.organisation.partnership.is_demonstration, Role.POST_HOLDER, holding.person


def _seated_as(seat: Membership) -> Role:
    leads_a_group = seat.body.kind == Body.Kind.AMBITION_GROUP and seat.role == BodyRole.LEAD
    return Role.AMBITION_LEAD if leads_a_group else SEATS[seat.body.kind]
