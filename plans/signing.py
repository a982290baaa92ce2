"""Who may sign a claim: the one home of that rule. Which keys it needs, who turns each, and who when nobody else may.

Work whose leads come from both a council and a health organisation is joint and needs a key of each side; other work
needs one key of the operational group. `of_claims()` reads a whole queue in a fixed number of queries, and `decide()`
is the rule itself, over plain data.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from governance.models import Body, BodyRole, Membership
from governance.models.people import in_force
from governance.roles import Role, Scope, Standing, may, standings
from governance.verbs import Verb

from . import scope
from .models import ActionLead, Capacity, Side, Signature, StatusUpdate

JOINT = (Side.COUNCIL, Side.HEALTH)
ALONE = (Side.EITHER,)

ANYBODY = Side.EITHER
IN_TURN = (Capacity.MEMBER, Capacity.DEPUTY, Capacity.CO_CHAIR)
TURNS: dict[Side, tuple[tuple[Capacity, Side], ...]] = {
    Side.EITHER: tuple((capacity, ANYBODY) for capacity in IN_TURN),
    **{
        side: (
            *((capacity, side) for capacity in IN_TURN),
            (Capacity.DEPUTY, ANYBODY),
            (Capacity.CO_CHAIR, ANYBODY),
        )
        for side in JOINT
    },
}
"""Who turns each key, as what and of which side: the first line in which there is anybody. Members before deputies
before co-chairs, those of the side before those of any; a member of another side, or of none, never signs for it."""


@dataclass(frozen=True)
class Signer:
    """Somebody who signs claims, or stands in for those who do: as they stand on the day, and as what they sign."""

    who: Standing
    capacity: Capacity


@dataclass(frozen=True)
class Key:
    """One key that a claim needs: who may turn it, as what, and the signature once it is turned."""

    side: Side
    capacity: Capacity = Capacity.MEMBER
    signers: tuple[Standing, ...] = ()
    signature: Signature | None = None

    @property
    def is_turned(self) -> bool:
        """Whether somebody signed for this side."""
        return self.signature is not None

    def is_for(self, who: Standing) -> bool:
        """Whether `who` is of those who may turn it."""
        return any(signer.person.pk == who.person.pk for signer in self.signers)


@dataclass(frozen=True)
class Signing:
    """The keys of one claim, on a day; `of` says who may not answer it."""

    of: Scope
    keys: tuple[Key, ...]

    @property
    def is_joint(self) -> bool:
        """Whether it needs a key of each side."""
        return len(self.keys) > 1

    @property
    def waiting(self) -> tuple[Key, ...]:
        """The keys that nobody has turned."""
        return tuple(key for key in self.keys if not key.is_turned)

    @property
    def turned(self) -> tuple[Signature, ...]:
        """The signatures of the keys that were turned."""
        return tuple(key.signature for key in self.keys if key.signature)

    def key_for(self, who: Standing) -> Key | None:
        """The key that `who` would turn now: of several, the one that the fewest others could."""
        theirs = [key for key in self.waiting if key.is_for(who)]
        return min(theirs, key=lambda key: len(key.signers), default=None)

    def may_answer(self, who: Standing) -> bool:
        """Whether `who` may answer it at all. Who signs for either side may return it, also once that key is turned."""
        return any(key.is_for(who) for key in self.keys)

    def require(self, who: Standing) -> None:
        """Raise PermissionDenied, saying what was not allowed, unless `who` may answer it."""
        if not self.may_answer(who):
            raise PermissionDenied(f"You may not {Verb.SIGN_OFF.value} here.")


def decide(of: Scope, sides: Iterable[Side], signers: Iterable[Signer], signatures: Iterable[Signature]) -> Signing:
    """The keys of a claim: `of` says who may not answer it, `sides` what it needs, `signatures` which were turned.

    One person never turns both keys: who signed for one side is not asked for the other.
    """
    able = [signer for signer in signers if _may_sign(signer, of)]
    needed = tuple(sides)
    turned = {side: row for row in signatures if (side := Side(row.side)) in needed}
    return Signing(of, tuple(_key(side, able, of.partnership, turned) for side in needed))


def _may_sign(signer: Signer, of: Scope) -> bool:
    """By the table of who may do what. Who stands in for the operational group is bound by what binds its members."""
    as_member = replace(signer.who, roles={of.partnership: frozenset({Role.OPERATIONAL_GROUP})})
    return may(as_member, Verb.SIGN_OFF, of)


def _key(side: Side, able: list[Signer], partnership: int, turned: dict[Side, Signature]) -> Key:
    elsewhere = {row.by_id for of_side, row in turned.items() if of_side != side}
    there = [signer for signer in able if signer.who.person.pk not in elsewhere]
    for capacity, only_side in TURNS[side]:
        found = [one.who for one in there if one.capacity == capacity and _is_of(one.who, partnership, only_side)]
        if found:
            return Key(side, capacity, tuple(found), turned.get(side))
    return Key(side, signature=turned.get(side))


def _is_of(who: Standing, partnership: int, side: Side) -> bool:
    return side == Side.EITHER or side in who.sides.get(partnership, ())


def of_claims(claims: Iterable[StatusUpdate], on: dt.date) -> dict[int, Signing]:
    """The keys of each claim by its primary key, on a day; seven queries, whatever their number.

    The claims come with what `scope.of_claims` asks for.
    """
    wanted = list(claims)
    scopes = scope.of_claims(wanted, on)
    sides = sides_of({claim.milestone.action_id for claim in wanted}, on)
    signers = _signers({of.partnership for of in scopes.values()}, on)
    signatures = signatures_of(wanted)
    return {
        claim.pk: decide(
            scopes[claim.pk],
            sides[claim.milestone.action_id],
            signers[scopes[claim.pk].partnership],
            signatures[claim.pk],
        )
        for claim in wanted
    }


def of_claim(claim: StatusUpdate, on: dt.date) -> Signing:
    """The keys of one claim."""
    return of_claims([claim], on)[claim.pk]


def sides_of(actions: set[int], on: dt.date) -> defaultdict[int, tuple[Side, ...]]:
    """The keys that claims of each action need on a day: one of each side where its leads come from both; one query."""
    leads = ActionLead.objects.filter(action__in=actions, post__organisation__kind__in=JOINT).on(on)
    kinds: defaultdict[int, set[str]] = defaultdict(set)
    for action, kind in leads.values_list("action_id", "post__organisation__kind"):
        kinds[action].add(kind)
    joint = {action: JOINT for action, of_it in kinds.items() if len(of_it) == len(JOINT)}
    return defaultdict(lambda: ALONE, joint)


def _signers(partnerships: set[int], on: dt.date) -> defaultdict[int, list[Signer]]:
    """Of each partnership, the operational group and, as the last resort, the co-chairs of the board."""
    group, board = Q(body__kind=Body.Kind.OPERATIONAL_GROUP), Q(body__kind=Body.Kind.BOARD, role=BodyRole.CO_CHAIR)
    found = Membership.objects.filter(in_force(on), group | board, body__partnership__in=partnerships)
    seats = list(found.filter(person__is_active=True).select_related("person", "body").order_by("person__name", "pk"))
    people = standings({seat.person for seat in seats}, on)
    signers: defaultdict[int, list[Signer]] = defaultdict(list)
    for seat in seats:
        signers[seat.body.partnership_id].append(Signer(people[seat.person_id], _capacity(seat)))
    return signers


def _capacity(seat: Membership) -> Capacity:
    if seat.body.kind == Body.Kind.BOARD:
        return Capacity.CO_CHAIR
    return Capacity.DEPUTY if seat.role == BodyRole.DEPUTY else Capacity.MEMBER


def signatures_of(
    claims: Iterable[StatusUpdate | int], before: dt.datetime | None = None
) -> defaultdict[int, list[Signature]]:
    """The keys turned for each claim, or those turned before a moment, the oldest first; one query."""
    signatures: defaultdict[int, list[Signature]] = defaultdict(list)
    found = Signature.objects.filter(update__in=claims)
    for row in (found.filter(recorded_at__lt=before) if before else found).select_related("by"):
        signatures[row.update_id].append(row)
    return signatures
