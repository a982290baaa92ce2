"""How the bodies of a partnership hang together on a day: who reports to whom, who sits where, the terms in force."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from .models import Body, BodyRole, Membership, Partnership, PostHolding, TermsOfReference
from .models.people import in_force
from .roles import Scope, Standing, may
from .verbs import Verb
from .wording import listed

RANK = {role: rank for rank, role in enumerate(BodyRole.values)}
"""The order in which members are listed: those who chair first, named deputies last."""


@dataclass(frozen=True)
class Branch:
    """A body and what reports to it. `again` where it was told in full before: a body may report to several."""

    body: Body
    below: tuple[Branch, ...] = ()
    again: bool = False


@dataclass(frozen=True)
class Structure:
    """The bodies of a partnership by level, those that nobody stands over first, and who reports to whom.

    `lines` holds (who reports, to whom) by primary key; `apart` the bodies that no line leads to or from.
    """

    levels: tuple[tuple[Body, ...], ...]
    lines: frozenset[tuple[int, int]]
    apart: tuple[Body, ...]

    @property
    def bodies(self) -> list[Body]:
        """Every body once, from the top."""
        return [body for level in (*self.levels, self.apart) for body in level]

    def reports_to(self, body: Body) -> list[Body]:
        """Whom a body reports to."""
        return [each for each in self.bodies if (body.pk, each.pk) in self.lines]

    def reported_to_by(self, body: Body) -> list[Body]:
        """Who reports to a body."""
        return [each for each in self.bodies if (each.pk, body.pk) in self.lines]

    def branches(self) -> list[Branch]:
        """The same as a list that nests, for those who read rather than look."""
        told: set[int] = set()
        tops = self.levels[0] if self.levels else ()
        return [self._branch(body, told) for body in (*tops, *self.apart)]

    def _branch(self, body: Body, told: set[int]) -> Branch:
        if body.pk in told:
            return Branch(body, again=True)
        told.add(body.pk)
        return Branch(body, tuple(self._branch(each, told) for each in self.reported_to_by(body)))


def structure(partnership: Partnership) -> Structure:
    """The reporting lines of a partnership's bodies, in two queries."""
    bodies = {body.pk: body for body in Body.objects.filter(partnership=partnership).order_by("key")}
    rows = Body.reports_to.through.objects.filter(from_body__in=bodies, to_body__in=bodies)
    lines = frozenset(rows.values_list("from_body_id", "to_body_id"))
    joined = {pk for line in lines for pk in line}
    levels: defaultdict[int, list[Body]] = defaultdict(list)
    for pk in joined:
        levels[_depth(pk, lines, frozenset())].append(bodies[pk])
    return Structure(
        levels=tuple(tuple(sorted(levels[depth], key=lambda body: body.key)) for depth in sorted(levels)),
        lines=lines,
        apart=tuple(body for pk, body in bodies.items() if pk not in joined),
    )


def _depth(pk: int, lines: frozenset[tuple[int, int]], below: frozenset[int]) -> int:
    """How many steps a body stands below the top, by the longest way. A circle is followed once round."""
    above = [upper for lower, upper in lines if lower == pk and upper not in below]
    return max((1 + _depth(upper, lines, below | {pk}) for upper in above), default=0)


@dataclass(frozen=True)
class Seat:
    """Somebody who sits on a body, and whom they sit there for, in words; empty where nobody can tell."""

    membership: Membership
    sits_for: str


def seats(bodies: Iterable[Body], on: dt.date) -> dict[int, list[Seat]]:
    """Who sits on each body on a day, by its primary key, those who chair first. Two queries whatever their number."""
    rows = Membership.objects.filter(in_force(on), body__in=bodies).select_related("person", "organisation", "body")
    found = sorted(rows, key=lambda row: (RANK[row.role], row.person.name, row.pk))
    partners = _partners(found, on)
    by_body: defaultdict[int, list[Seat]] = defaultdict(list)
    for row in found:
        sits_for = (
            row.organisation.name if row.organisation else listed(partners[row.body.partnership_id, row.person_id])
        )
        by_body[row.body_id].append(Seat(row, sits_for))
    return by_body


def _partners(rows: list[Membership], on: dt.date) -> defaultdict[tuple[int, int], list[str]]:
    """The partners whose posts people hold in a partnership, where their seat does not say whom they sit for."""
    unsaid = {row.person_id for row in rows if row.organisation is None}
    holdings = PostHolding.objects.filter(in_force(on), person__in=unsaid).order_by("post__organisation__name")
    keys = ("post__organisation__partnership_id", "person_id", "post__organisation__name")
    found: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for partnership, person, name in holdings.values_list(*keys).distinct():
        found[partnership, person].append(name)
    return found


def terms_in_force(body: Body, on: dt.date) -> TermsOfReference | None:
    """The terms a body works under on a day: the latest that were approved by then."""
    return body.terms.filter(approved_on__lte=on).first()


def scope_of(body: Body) -> Scope:
    """What an act on a body or one of its meetings is about, for the table of who may do what."""
    return Scope(partnership=body.partnership_id, bodies=frozenset({body.pk}))


def require(who: Standing, verb: Verb, body: Body) -> None:
    """Raise PermissionDenied, saying what was not allowed, unless `who` may do `verb` to a body."""
    if not may(who, verb, scope_of(body)):
        raise PermissionDenied(f"You may not {verb.value} here.")
