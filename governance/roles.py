"""Who may do what: one table, role → verbs.

A person has roles through posts, seats on bodies and appointments, each from a day to a day. `standing()` reads
them once; `may()` answers from that alone. No plan is known here: the floor above says what a thing's scope is.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from .models import Appointment, Body, BodyRole, Membership, Person, PostHolding
from .models.people import in_force
from .verbs import Verb


class Role(StrEnum):
    """What somebody is to a partnership."""

    POST_HOLDER = "post holder"
    AMBITION_LEAD = "ambition group lead"
    GROUP_MEMBER = "group or forum member"
    OPERATIONAL_GROUP = "operational group member"
    BOARD = "board member"
    OFFICER = "officer"
    DATA_OFFICER = "data officer"
    OBSERVER = "observer"


@dataclass(frozen=True)
class Rights:
    """Verbs that hold everywhere in the partnership, and verbs that hold for one's own work only."""

    everywhere: frozenset[Verb] = frozenset()
    own: frozenset[Verb] = frozenset()


READS = frozenset({Verb.READ_PLAN, Verb.READ_PACK})
ANSWERS = frozenset({Verb.SIGN_OFF, Verb.DECIDE_DATE, Verb.DECIDE_LONG_DATE})
"""What nobody does to what they said themselves."""
LOADS = frozenset({Verb.REPORT_READING, Verb.LOAD_READINGS, Verb.SEE_SMALL_NUMBERS})

TABLE: dict[Role, Rights] = {
    Role.POST_HOLDER: Rights(
        READS, own=frozenset({Verb.UPDATE, Verb.CONFIRM, Verb.REPORT_READING, Verb.SEE_SMALL_NUMBERS})
    ),
    Role.AMBITION_LEAD: Rights(READS, own=frozenset({Verb.UPDATE})),
    Role.GROUP_MEMBER: Rights(READS),
    Role.OPERATIONAL_GROUP: Rights(READS | {Verb.SIGN_OFF, Verb.DECIDE_DATE, Verb.SEE_SMALL_NUMBERS}),
    Role.BOARD: Rights(READS | {Verb.DECIDE_LONG_DATE, Verb.SEE_SMALL_NUMBERS}),
    Role.OFFICER: Rights(
        READS
        | LOADS
        | {Verb.READ_DRAFT, Verb.EDIT_PLAN, Verb.RECORD_FOR_POST, Verb.BUILD_PACK, Verb.RUN_MEETINGS}
        # An officer writes down what the board decided, with the minute that says so.
        | {Verb.MANAGE_PEOPLE, Verb.DECIDE_LONG_DATE}
    ),
    Role.DATA_OFFICER: Rights(READS | LOADS),
    # Observers read packs once both co-chairs have approved them, and nothing else.
    Role.OBSERVER: Rights(),
}

SEATS: dict[str, Role] = {
    Body.Kind.BOARD: Role.BOARD,
    Body.Kind.OPERATIONAL_GROUP: Role.OPERATIONAL_GROUP,
    Body.Kind.AMBITION_GROUP: Role.GROUP_MEMBER,
    Body.Kind.PARENT_CARER_FORUM: Role.GROUP_MEMBER,
    Body.Kind.YOUTH_FORUM: Role.GROUP_MEMBER,
    Body.Kind.SCRUTINY: Role.OBSERVER,
    Body.Kind.GOVERNING_BODY: Role.OBSERVER,
    Body.Kind.SCHOOLS_FORUM: Role.OBSERVER,
}

APPOINTMENTS: dict[str, Role] = {
    Appointment.Role.OFFICER: Role.OFFICER,
    Appointment.Role.DATA_OFFICER: Role.DATA_OFFICER,
    Appointment.Role.OBSERVER: Role.OBSERVER,
}


@dataclass(frozen=True)
class Scope:
    """What an act is about: a partnership, the posts that lead it, the bodies that do it, who claims or asks."""

    partnership: int
    posts: frozenset[int] = frozenset()
    bodies: frozenset[int] = frozenset()
    claimed_by: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Standing:
    """A person as they stand on one day: partnership → roles, the posts they hold and the groups they lead."""

    person: Person
    on: dt.date
    roles: dict[int, frozenset[Role]] = field(default_factory=dict)
    posts: frozenset[int] = frozenset()
    bodies_led: frozenset[int] = frozenset()

    @property
    def partnerships(self) -> frozenset[int]:
        """The partnerships in which they have any role."""
        return frozenset(self.roles)

    def partnerships_where(self, verb: Verb) -> frozenset[int]:
        """The partnerships in which they may do `verb` to anything at all."""
        return frozenset(
            pk for pk, roles in self.roles.items() if any(verb in TABLE[role].everywhere for role in roles)
        )

    def has(self, role: Role) -> bool:
        """Whether they have `role` in any partnership."""
        return any(role in roles for roles in self.roles.values())


def standing(person: Person, on: dt.date) -> Standing:
    """What `person` is on the day `on`, in three queries. Somebody not signed in, or stopped, has no role."""
    if not person.is_authenticated or not person.is_active:
        return Standing(person, on)
    roles: defaultdict[int, set[Role]] = defaultdict(set)
    posts, led = set(), set()
    holdings = PostHolding.objects.filter(in_force(on), person=person)
    for post, partnership in holdings.values_list("post_id", "post__organisation__partnership_id"):
        roles[partnership].add(Role.POST_HOLDER)
        posts.add(post)
    for partnership, body, kind, seat in _seats(person, on):
        roles[partnership].add(SEATS[kind])
        if kind == Body.Kind.AMBITION_GROUP and seat == BodyRole.LEAD:
            roles[partnership].add(Role.AMBITION_LEAD)
            led.add(body)
    appointments = Appointment.objects.filter(in_force(on), person=person)
    for partnership, role in appointments.values_list("partnership_id", "role"):
        roles[partnership].add(APPOINTMENTS[role])
    frozen = {pk: frozenset(held) for pk, held in roles.items()}
    return Standing(person, on, frozen, frozenset(posts), frozenset(led))


def _seats(person: Person, on: dt.date) -> Iterator[tuple[int, int, str, str]]:
    seats = Membership.objects.filter(in_force(on), person=person)
    yield from seats.values_list("body__partnership_id", "body_id", "body__kind", "role")


def may(who: Standing, verb: Verb, scope: Scope) -> bool:
    """Whether somebody may do `verb` to the thing that `scope` describes.

    Nobody answers what they claimed or asked for, or what comes from a post they hold, whatever else they are.
    """
    if verb in ANSWERS and _they_said_it(who, scope):
        return False
    return any(_grants(who, role, verb, scope) for role in who.roles.get(scope.partnership, ()))


def _grants(who: Standing, role: Role, verb: Verb, scope: Scope) -> bool:
    rights = TABLE[role]
    if verb in rights.everywhere:
        return True
    return verb in rights.own and _is_their_own_work(who, role, scope)


def _is_their_own_work(who: Standing, role: Role, scope: Scope) -> bool:
    if role is Role.POST_HOLDER:
        return bool(who.posts & scope.posts)
    return role is Role.AMBITION_LEAD and bool(who.bodies_led & scope.bodies)


def _they_said_it(who: Standing, scope: Scope) -> bool:
    return who.person.pk in scope.claimed_by or bool(who.posts & scope.posts)
