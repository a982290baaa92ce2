"""Who may do what: one table, role → verbs.

A person has roles through posts, seats on bodies and appointments, each from a day to a day. `standing()` reads
them once; `may()` answers from that alone. No plan is known here: the floor above says what a thing's scope is.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from .models import Appointment, Body, BodyRole, Membership, Person, PostHolding
from .models.people import in_force
from .verbs import Verb


class Role(StrEnum):
    """What somebody is to a partnership."""

    POST_HOLDER = "post holder"
    AMBITION_LEAD = "ambition group lead"
    GROUP_MEMBER = "group member"
    FORUM_MEMBER = "forum member"
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
ANSWERS = frozenset({Verb.SIGN_OFF, Verb.DECIDE_DATE, Verb.DECIDE_LONG_DATE, Verb.JUDGE_ACTION})
"""What nobody does to what they said themselves."""
LOADS = frozenset({Verb.REPORT_READING, Verb.LOAD_READINGS, Verb.SEE_SMALL_NUMBERS})

TABLE: dict[Role, Rights] = {
    Role.POST_HOLDER: Rights(
        READS | {Verb.RAISE},
        own=frozenset({Verb.UPDATE, Verb.CONFIRM, Verb.REPORT_READING, Verb.SEE_SMALL_NUMBERS}),
    ),
    Role.AMBITION_LEAD: Rights(READS | {Verb.RAISE}, own=frozenset({Verb.UPDATE, Verb.WRITE_REPORT})),
    Role.GROUP_MEMBER: Rights(READS | {Verb.RAISE}),
    Role.FORUM_MEMBER: Rights(READS | {Verb.RAISE, Verb.SAY_EXPERIENCE}),
    Role.OPERATIONAL_GROUP: Rights(
        READS | {Verb.SIGN_OFF, Verb.DECIDE_DATE, Verb.JUDGE_ACTION, Verb.SEE_SMALL_NUMBERS, Verb.RAISE},
        own=frozenset({Verb.CHAIR, Verb.WRITE_REPORT, Verb.ANSWER}),
    ),
    Role.BOARD: Rights(
        READS | {Verb.DECIDE_LONG_DATE, Verb.SEE_SMALL_NUMBERS, Verb.RAISE}, own=frozenset({Verb.CHAIR, Verb.ANSWER})
    ),
    Role.OFFICER: Rights(
        READS
        | LOADS
        | {Verb.READ_DRAFT, Verb.EDIT_PLAN, Verb.RECORD_FOR_POST, Verb.BUILD_PACK, Verb.RUN_MEETINGS}
        # An officer writes down what a body decided or answered, with the meeting that says so.
        | {Verb.MANAGE_PEOPLE, Verb.DECIDE_LONG_DATE, Verb.CHAIR, Verb.ANSWER}
        | {Verb.RAISE, Verb.TELL_FAMILIES, Verb.REVIEW}
    ),
    Role.DATA_OFFICER: Rights(READS | LOADS | {Verb.RAISE}),
    # Observers read packs once both co-chairs have approved them, and nothing else.
    Role.OBSERVER: Rights(),
}

SEATS: dict[str, Role] = {
    Body.Kind.BOARD: Role.BOARD,
    Body.Kind.OPERATIONAL_GROUP: Role.OPERATIONAL_GROUP,
    Body.Kind.AMBITION_GROUP: Role.GROUP_MEMBER,
    Body.Kind.PARENT_CARER_FORUM: Role.FORUM_MEMBER,
    Body.Kind.YOUTH_FORUM: Role.FORUM_MEMBER,
    Body.Kind.SCRUTINY: Role.OBSERVER,
    Body.Kind.GOVERNING_BODY: Role.OBSERVER,
    Body.Kind.SCHOOLS_FORUM: Role.OBSERVER,
}

SIGNING = frozenset({Body.Kind.OPERATIONAL_GROUP, Body.Kind.BOARD})
"""The bodies for which it matters whom somebody sits there for. A named deputy of the operational group has its role:
they read and decide as it does, and only whether they may sign a claim yet is said a floor above."""

CHAIRS = frozenset({BodyRole.CHAIR, BodyRole.CO_CHAIR})

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
    """A person as they stand on one day: partnership → roles, their posts, the groups they lead.

    `seated` says which bodies they sit on, and what that makes them. `sides` says, of each partnership, for which kinds
    of organisation they stand there: what their seats on the operational group and the board say, or else the
    organisations of the posts they hold.
    """

    person: Person
    on: dt.date
    roles: dict[int, frozenset[Role]] = field(default_factory=dict)
    posts: frozenset[int] = frozenset()
    bodies_led: frozenset[int] = frozenset()
    seated: dict[int, Role] = field(default_factory=dict)
    sides: dict[int, frozenset[str]] = field(default_factory=dict)

    @property
    def seats(self) -> frozenset[int]:
        """The bodies on which they sit."""
        return frozenset(self.seated)

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
    return standings([person], on)[person.pk]


def standings(people: Iterable[Person], on: dt.date) -> dict[int, Standing]:
    """What each of some active people is on the day `on`, by primary key; three queries however many they are."""
    found = {person.pk: _Found(person) for person in people}
    _posts(found, on)
    _seats(found, on)
    _appointments(found, on)
    return {pk: one.standing(on) for pk, one in found.items()}


@dataclass
class _Found:
    """What is read of one person, row by row."""

    person: Person
    roles: defaultdict[int, set[Role]] = field(default_factory=lambda: defaultdict(set))
    posts: set[int] = field(default_factory=set)
    led: set[int] = field(default_factory=set)
    seated: dict[int, Role] = field(default_factory=dict)
    works_for: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    sits_for: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def standing(self, on: dt.date) -> Standing:
        return Standing(
            self.person,
            on,
            roles={pk: frozenset(held) for pk, held in self.roles.items()},
            posts=frozenset(self.posts),
            bodies_led=frozenset(self.led),
            seated=self.seated,
            # What a seat says comes before what the posts say.
            sides={pk: frozenset(kinds) for pk, kinds in (self.works_for | self.sits_for).items()},
        )


def _posts(found: dict[int, _Found], on: dt.date) -> None:
    holdings = PostHolding.objects.filter(in_force(on), person__in=found)
    where = ("post__organisation__partnership_id", "post__organisation__kind")
    for person, post, partnership, kind in holdings.values_list("person_id", "post_id", *where):
        one = found[person]
        one.roles[partnership].add(Role.POST_HOLDER)
        one.posts.add(post)
        one.works_for[partnership].add(kind)


def _seats(found: dict[int, _Found], on: dt.date) -> None:
    seats = Membership.objects.filter(in_force(on), person__in=found)
    what = ("person_id", "body__partnership_id", "body_id", "body__kind", "role", "organisation__kind")
    for person, partnership, body, kind, seat, sits_for in seats.values_list(*what):
        one = found[person]
        one.roles[partnership].add(SEATS[kind])
        one.seated[body] = SEATS[kind]
        if kind == Body.Kind.AMBITION_GROUP and seat == BodyRole.LEAD:
            one.roles[partnership].add(Role.AMBITION_LEAD)
            one.led.add(body)
        if kind in SIGNING and sits_for:
            one.sits_for[partnership].add(sits_for)


def _appointments(found: dict[int, _Found], on: dt.date) -> None:
    appointments = Appointment.objects.filter(in_force(on), person__in=found)
    for person, partnership, role in appointments.values_list("person_id", "partnership_id", "role"):
        found[person].roles[partnership].add(APPOINTMENTS[role])


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
    """A post holder's is what their posts lead, a group lead's what their group does, and a member's their body's."""
    if role is Role.POST_HOLDER:
        return bool(who.posts & scope.posts)
    if role is Role.AMBITION_LEAD:
        return bool(who.bodies_led & scope.bodies)
    return any(who.seated.get(body) is role for body in scope.bodies)


def _they_said_it(who: Standing, scope: Scope) -> bool:
    return who.person.pk in scope.claimed_by or bool(who.posts & scope.posts)
