"""Who turns keys in the tests: members of the operational group for each side, a deputy, and work led jointly."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from governance.models import Body, BodyRole, Membership, Organisation, Person
from governance.roles import standing
from plans.models import Milestone, StatusUpdate
from plans.services import sign_off
from tests.factories import ActionLeadFactory, MembershipFactory, PostFactory, StatusUpdateFactory, noon
from tests.people import Cast

TODAY = dt.date(2026, 3, 27)
NOW = noon(TODAY)


@dataclass(frozen=True)
class Keys:
    """The people who sign in one partnership, and a claim of Alice's that waits for them."""

    council: Person
    health: Person
    deputy: Person
    claim: StatusUpdate


def make_keys(cast: Cast, *, joint: bool, said_on: dt.date = TODAY) -> Keys:
    """Colin for the council, Hetty for health, Dee their deputy, whose seat says no partner, and Alice's claim."""
    if joint:
        lead_jointly(cast)
    return Keys(
        council=seat(cast, "Colin Council", "council"),
        health=seat(cast, "Hetty Health", "health"),
        deputy=seat(cast, "Dee Deputy", role=BodyRole.DEPUTY),
        claim=StatusUpdateFactory(milestone=cast.milestone, by=cast.lead, claim=True, said_on=said_on),
    )


def lead_jointly(cast: Cast) -> None:
    """A health post that nobody holds leads Alice's action beside hers, which is the council's."""
    post = PostFactory(organisation=organisation(cast, "health"), title="Director of Nursing")
    ActionLeadFactory(action=cast.action, post=post, is_accountable=False)


def seat(
    cast: Cast, name: str, side: str = "", role: str = BodyRole.MEMBER, kind: str = Body.Kind.OPERATIONAL_GROUP
) -> Person:
    """Somebody on the operational group, or another body, for the partner of a side."""
    body = Body.objects.get(partnership=cast.partnership, kind=kind)
    there = organisation(cast, side) if side else None
    taken: Any = MembershipFactory(body=body, person__name=name, role=role, organisation=there)
    person: Person = taken.person
    return person


def organisation(cast: Cast, kind: str) -> Organisation:
    return Organisation.objects.get(partnership=cast.partnership, kind=kind)


def leaves(*people: Person) -> None:
    """Their seats ended yesterday."""
    Membership.objects.filter(person__in=people).update(ends_on=TODAY - dt.timedelta(days=1))


def answer(
    claim: StatusUpdate, person: Person, decision: str = "accepted", *, on: dt.date = TODAY, seen: str | None = None
) -> Any:
    """A SignOff, or the Signature of a key that leaves another waiting."""
    reason = "The minutes are missing." if decision == "returned" else ""
    who = standing(person, on)
    return sign_off(claim=claim, decision=decision, reason=reason, by=who, now=noon(on), seen_sha256=seen)


def stands(milestone: Milestone, as_at: dt.date = TODAY) -> tuple[str, str]:
    """The rule that a milestone matches on a day, and the sentence."""
    position = Milestone.objects.filter(pk=milestone.pk).positioned(as_at).in_words()[0].position
    return position.rule, position.sentence
