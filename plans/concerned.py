"""Who is told of what, and who can act where a post is vacant: read once, asked often."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db.models import Q

from governance.models import Appointment, BodyRole, Membership, PostHolding
from governance.models.people import in_force

from .models import ActionLead


class Concerned:
    """Who answers for work on a day, as primary keys, in four queries; of one partnership, or of all."""

    def __init__(self, on: dt.date, partnership: int | None = None) -> None:
        self._leads: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
        self._holders: defaultdict[int, list[int]] = defaultdict(list)
        self._filled: set[int] = set()
        self._ambition_leads: defaultdict[int, set[int]] = defaultdict(set)
        self._officers: defaultdict[int, set[int]] = defaultdict(set)
        self._read_leads(on, partnership)
        self._read_holders(on, partnership)
        self._read_fallbacks(on, partnership)

    def people(self, action: int, body: int | None, partnership: int) -> set[int]:
        """The holders of its posts, and somebody who can act where the accountable post is vacant."""
        leads = self._leads[action]
        told = {person for post, _ in leads for person in self._holders[post]}
        if any(accountable and self.is_filled(post) for post, accountable in leads):
            return told
        return told | self.stand_ins(body, partnership)

    def accountable(self, action: int) -> int | None:
        """The post that answers for an action; None where none does."""
        return next((post for post, accountable in self._leads[action] if accountable), None)

    def holders(self, post: int | None) -> list[int]:
        """Who holds a post or stands in for it as a deputy."""
        return self._holders[post] if post else []

    def is_filled(self, post: int | None) -> bool:
        """Whether somebody holds it who can sign in; a deputy does not fill a post."""
        return post in self._filled

    def stand_ins(self, body: int | None, partnership: int) -> set[int]:
        """Who can act for a vacant post: the ambition group's lead, else the officers."""
        return self._ambition_leads[body or 0] or self._officers[partnership]

    def officers(self, partnership: int) -> set[int]:
        """The officers of a partnership."""
        return self._officers[partnership]

    def _read_leads(self, on: dt.date, partnership: int | None) -> None:
        leads = ActionLead.objects.filter(_within("action__plan__", partnership)).on(on)
        for action, post, accountable in leads.values_list("action_id", "post_id", "is_accountable"):
            self._leads[action].append((post, accountable))

    def _read_holders(self, on: dt.date, partnership: int | None) -> None:
        held = PostHolding.objects.filter(
            in_force(on), _within("post__organisation__", partnership), person__is_active=True
        )
        for post, person, deputy in held.values_list("post_id", "person_id", "is_deputy"):
            if person not in self._holders[post]:
                self._holders[post].append(person)
            if not deputy:
                self._filled.add(post)

    def _read_fallbacks(self, on: dt.date, partnership: int | None) -> None:
        seats = Membership.objects.filter(
            in_force(on), _within("body__", partnership), role=BodyRole.LEAD, person__is_active=True
        )
        for body, person in seats.values_list("body_id", "person_id"):
            self._ambition_leads[body].add(person)
        officers = Appointment.objects.filter(
            in_force(on), _within("", partnership), role=Appointment.Role.OFFICER, person__is_active=True
        )
        for where, person in officers.values_list("partnership_id", "person_id"):
            self._officers[where].add(person)


def _within(path: str, partnership: int | None) -> Q:
    return Q() if partnership is None else Q(**{f"{path}partnership": partnership})
