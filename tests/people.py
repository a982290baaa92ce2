"""The people of the tests: everyone the design names, in one partnership with one adopted plan, and a stranger.

Alice leads the work; Bob is a colleague whose post leads other work; Charlie belongs to another partnership and must
never see any of it. Take the fixtures into a folder's conftest: `from tests.people import cast, signed_in`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, fields

import pytest
from django.test import Client
from django.utils import timezone

from governance.models import Appointment, Body, BodyRole, Partnership, Person, Post
from governance.roles import Standing, standing
from plans.models import Action, Milestone, Plan

from .factories import (
    ActionFactory,
    ActionLeadFactory,
    AmbitionFactory,
    AppointmentFactory,
    BodyFactory,
    MembershipFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PartnershipFactory,
    PersonFactory,
    PlanFactory,
    PostFactory,
    PostHoldingFactory,
)


@dataclass(frozen=True)
class Cast:
    """Who is who, and the work they are about."""

    partnership: Partnership
    plan: Plan
    post: Post
    other_post: Post
    action: Action
    other_action: Action
    milestone: Milestone
    other_milestone: Milestone

    lead: Person
    colleague: Person
    ambition_lead: Person
    group_member: Person
    forum: Person
    operational: Person
    board: Person
    officer: Person
    data_officer: Person
    observer: Person
    nobody: Person
    stranger: Person

    def people(self) -> dict[str, Person]:
        """Everybody, by the name of their part."""
        held = {field.name: getattr(self, field.name) for field in fields(self)}
        return {part: person for part, person in held.items() if isinstance(person, Person)}


def as_of_today(person: Person, on: dt.date | None = None) -> Standing:
    """What a person is today, or on a day."""
    return standing(person, on or timezone.localdate())


@pytest.fixture
def cast(db: None) -> Cast:
    """One partnership at work, and Charlie in another."""
    return make_cast()


def make_cast() -> Cast:
    """The same, for a test that shares it with others."""
    partnership = PartnershipFactory(slug="hillside", name="Hillside local area")
    plan = PlanFactory(partnership=partnership, slug="hillside-send", title="Hillside SEND Improvement Plan")
    group = BodyFactory(partnership=partnership, key="AG1", name="Ambition group 1")
    objective = ObjectiveFactory(ambition=AmbitionFactory(plan=plan, number=1, body=group), ref="1.1")
    council = OrganisationFactory(partnership=partnership, key="Council")
    health = OrganisationFactory(partnership=partnership, key="ICB", kind="health")
    post = PostFactory(organisation=council, title="Head of SEND")
    other_post = PostFactory(organisation=health, title="Delivery Manager")
    action = ActionFactory(objective=objective, ref="1.1.1")
    other_action = ActionFactory(objective=objective, ref="1.1.2")
    ActionLeadFactory(action=action, post=post)
    ActionLeadFactory(action=other_action, post=other_post)
    return Cast(
        partnership=partnership,
        plan=plan,
        post=post,
        other_post=other_post,
        action=action,
        other_action=other_action,
        milestone=MilestoneFactory(action=action, ref="1.1.1-a", title="Publish the panel's terms"),
        other_milestone=MilestoneFactory(action=other_action, ref="1.1.2-a", title="Open the clinic"),
        **_people(partnership, group, post, other_post),
    )


def _people(partnership: Partnership, group: Body, post: Post, other_post: Post) -> dict[str, Person]:
    return {
        "lead": PostHoldingFactory(post=post, person__name="Alice Lead").person,
        "colleague": PostHoldingFactory(post=other_post, person__name="Bob Colleague").person,
        "ambition_lead": _seat(group, "Anna Ambition", BodyRole.LEAD),
        "group_member": _seat(group, "Grace Group"),
        "forum": _seat(_body(partnership, "PCF", Body.Kind.PARENT_CARER_FORUM), "Fiona Forum"),
        "operational": _seat(_body(partnership, "OG", Body.Kind.OPERATIONAL_GROUP), "Olive Operational"),
        "board": _seat(_body(partnership, "SEPB", Body.Kind.BOARD), "Benedict Board", BodyRole.CO_CHAIR),
        "officer": _appointed(partnership, "Oscar Officer", Appointment.Role.OFFICER),
        "data_officer": _appointed(partnership, "Dana Data", Appointment.Role.DATA_OFFICER),
        "observer": _appointed(partnership, "Vera Observer", Appointment.Role.OBSERVER),
        "nobody": PersonFactory(name="Nora Nobody"),
        "stranger": _stranger(),
    }


def _stranger() -> Person:
    """Charlie holds every kind of right, in another partnership."""
    holding = PostHoldingFactory(person__name="Charlie Stranger", post__organisation__key="Elsewhere")
    elsewhere = holding.post.organisation.partnership
    AppointmentFactory(partnership=elsewhere, person=holding.person)
    MembershipFactory(body=_body(elsewhere, "OG", Body.Kind.OPERATIONAL_GROUP), person=holding.person)
    return holding.person


def _body(partnership: Partnership, key: str, kind: Body.Kind) -> Body:
    return BodyFactory(partnership=partnership, key=key, kind=kind)


def _seat(body: Body, name: str, role: BodyRole = BodyRole.MEMBER) -> Person:
    return MembershipFactory(body=body, person__name=name, role=role).person


def _appointed(partnership: Partnership, name: str, role: Appointment.Role) -> Person:
    return AppointmentFactory(partnership=partnership, person__name=name, role=role).person


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """A browser in which somebody is signed in: `signed_in(cast.lead).get("/my-work/")`."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in
