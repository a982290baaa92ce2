"""The demonstration's people. Nobody is invented: each is named by the post, seat or task they stand for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from governance.models import (
    Appointment,
    Body,
    BodyRole,
    Membership,
    Organisation,
    Partnership,
    Person,
    Post,
    PostHolding,
)
from plans.models import Plan

PASSWORD = "demonstration only"
"""Every demonstration person signs in with this; outside demonstration mode nobody is made."""
VACANT = ("MHLDA", "CCN Leads")
"""Posts left vacant, so that what happens to their work can be seen."""


@dataclass
class Cast:
    """Who acts in the demonstration."""

    officer: Person
    data_officer: Person
    board_member: Person
    operational_group: list[Person]
    forum_member: Person
    co_chairs: list[Person]
    ambition_leads: dict[int, Person]
    holders: dict[int, Person]


def make_people(plan: Plan) -> Cast:
    """One person for each role and each post but the vacant ones, in place since the plan began."""
    partnership, since = plan.partnership, plan.starts_on
    bodies = {body.key: body for body in partnership.bodies.all()}
    council, health = (partnership.organisations.get(key=key) for key in ("LBH", "NWL ICB"))
    cast = Cast(
        officer=_appointed(partnership, "SEND Improvement Officer", Appointment.Role.OFFICER, since),
        data_officer=_appointed(partnership, "SEND Data Officer", Appointment.Role.DATA_OFFICER, since),
        board_member=_seated(bodies["SEPB"], "SEPB Member", since),
        operational_group=[
            _seated(bodies["SEND-OG"], "SEND Operational Group Member, Council", since, BodyRole.CHAIR, council),
            _seated(bodies["SEND-OG"], "SEND Operational Group Member, Health", since, organisation=health),
        ],
        co_chairs=[
            _seated(bodies["SEPB"], "SEPB Co-chair, Council", since, BodyRole.CO_CHAIR, council),
            _seated(bodies["SEPB"], "SEPB Co-chair, Health", since, BodyRole.CO_CHAIR, health),
        ],
        forum_member=_seated(bodies["HPCF"], "Parent Carer Forum Member", since),
        ambition_leads={
            ambition.body_id: _seated(ambition.body, f"Lead of {ambition.body.name}", since, BodyRole.LEAD)
            for ambition in plan.ambitions.select_related("body")
            if ambition.body and ambition.body_id
        },
        holders=_post_holders(partnership, since),
    )
    _seated(bodies["SEND-OG"], "SEND Operational Group Named Deputy", since, BodyRole.DEPUTY, council)
    _seated(bodies["SELECT"], "Select Committee Observer", since)
    return cast


def _post_holders(partnership: Partnership, since: dt.date) -> dict[int, Person]:
    posts = Post.objects.filter(organisation__in=Organisation.objects.filter(partnership=partnership))
    holders = {}
    for post in posts.exclude(title__in=VACANT).select_related("organisation"):
        holders[post.pk] = _person(f"{post.title}, {post.organisation.key}")
        PostHolding.objects.get_or_create(post=post, person=holders[post.pk], starts_on=since)
    return holders


def _person(name: str) -> Person:
    email = f"{slugify(name)}@demonstration.example"
    person, _ = Person.objects.get_or_create(email=email, defaults={"name": name, "password": _hash()})
    return person


@cache
def _hash() -> str:
    """Hashing is slow by design; all of them have the same password, so it is done once."""
    return make_password(PASSWORD)


def _seated(
    body: Body,
    name: str,
    since: dt.date,
    role: str = BodyRole.MEMBER,
    organisation: Organisation | None = None,
) -> Person:
    person = _person(name)
    Membership.objects.get_or_create(
        body=body, person=person, role=role, starts_on=since, defaults={"organisation": organisation}
    )
    return person


def _appointed(partnership: Partnership, name: str, role: str, since: dt.date) -> Person:
    person = _person(name)
    Appointment.objects.get_or_create(partnership=partnership, person=person, role=role, starts_on=since)
    return person
