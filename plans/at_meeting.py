"""A meeting's way through the claims: which it takes, in which order, what it did with each, and what is left.

The list holds what waits today and what this meeting dealt with already, so that "3 of 8" stays the same all evening.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Prefetch, Q

from governance.models import Meeting
from governance.roles import Standing

from . import content, signing, signing_words
from .awaiting import WITH_ACTION
from .facts import london_day
from .models import Declared, Deferral, Milestone, Plan, SignOff, StatusUpdate
from .signing import Signing


class Dealt(StrEnum):
    """What became of a claim, as far as this meeting goes."""

    WAITING = "Waiting"
    SIGNED = "One key turned"
    DEFERRED = "Put off"
    ACCEPTED = "Signed off"
    RETURNED = "Returned"
    GONE = "Waits no more"


@dataclass(frozen=True)
class Item:
    """One claim on the meeting's list, as `who` sees it."""

    claim: StatusUpdate
    signing: Signing
    dealt: Dealt
    is_waiting: bool
    """Whether the claim still stands and nobody has answered it."""
    deferrals: list[Deferral] = field(default_factory=list)
    """Of every meeting, the oldest first."""

    @property
    def since(self) -> dt.date:
        """The day from which it waited."""
        return london_day(getattr(self.claim, "confirmation", self.claim).recorded_at)

    @property
    def answer(self) -> SignOff | None:
        """What was answered, if it was."""
        return getattr(self.claim, "sign_off", None)

    @property
    def seen_sha256(self) -> str:
        """Of exactly what the page shows."""
        return content.of_claim(self.claim, self.claim.files.all())

    @property
    def keys(self) -> list[signing_words.Line]:
        """Its keys, turned and waiting, in words."""
        return signing_words.lines(self.signing)

    @property
    def answered(self) -> str:
        """By whom it was answered, in words."""
        return signing_words.answered(self.answer, self.signing.turned) if self.answer else ""

    @property
    def waits_for(self) -> str:
        """Whose keys are still to be turned; empty where there is one key for all."""
        sides = [key.side for key in self.signing.waiting]
        return signing_words.waits_for(sides) if self.is_waiting and self.signing.is_joint else ""

    def may_accept(self, who: Standing) -> bool:
        """Whether a key is left for somebody to turn."""
        return self.is_waiting and self.signing.key_for(who) is not None

    def may_return(self, who: Standing) -> bool:
        """Whether somebody may return it."""
        return self.is_waiting and self.signing.may_answer(who)

    def is_open(self, who: Standing) -> bool:
        """Whether the meeting has yet to deal with it, or `who` has a key to turn that another’s key waits for."""
        return self.dealt is Dealt.WAITING or (self.dealt is Dealt.SIGNED and self.may_accept(who))


@dataclass(frozen=True)
class Queue:
    """The meeting's list in order, the longest waiting first."""

    items: list[Item]
    who: Standing

    def find(self, claim: int) -> Item | None:
        """The item of a claim by its primary key."""
        return next((item for item in self.items if item.claim.pk == claim), None)

    def number(self, item: Item) -> int:
        """Where it stands in the list, counted from one."""
        return self.items.index(item) + 1

    def beside(self, item: Item) -> tuple[Item | None, Item | None]:
        """The items before and after it."""
        here = self.items.index(item)
        before, after = self.items[:here], self.items[here + 1 :]
        return (before[-1] if before else None, after[0] if after else None)

    def first_open(self, after: int | None = None) -> Item | None:
        """The next that is open after a claim, round to the beginning; of all, where none is given."""
        pks = [item.claim.pk for item in self.items]
        here = pks.index(after) + 1 if after in pks else 0
        return next((item for item in [*self.items[here:], *self.items[:here]] if item.is_open(self.who)), None)

    def done(self) -> list[tuple[Dealt, list[Item]]]:
        """The claims by what became of them; those that still wait come last."""
        in_order = (Dealt.ACCEPTED, Dealt.SIGNED, Dealt.RETURNED, Dealt.DEFERRED, Dealt.GONE, Dealt.WAITING)
        found = [(dealt, [item for item in self.items if item.dealt is dealt]) for dealt in in_order]
        return [(dealt, items) for dealt, items in found if items]


def queue(plan: Plan, meeting: Meeting, who: Standing, also: int | None = None) -> Queue:
    """What waits, and what the meeting dealt with; a fixed number of queries, whatever the length.

    `also`: a claim that somebody had before them, which may have been answered elsewhere or spoken over since.
    """
    standing = Milestone.objects.visible_to(who).filter(plan=plan).positioned(who.on).of_rule("awaiting_sign_off")
    waiting = set(_any(standing).values_list("declaration_id", flat=True))
    at_this = [f"{what}__meeting" for what in ("sign_off", "signatures", "deferrals")]
    dealt_with = Q(*((path, meeting) for path in at_this), _connector=Q.OR)
    claims = (
        StatusUpdate.objects.visible_to(who)
        .filter(Q(pk__in=waiting) | dealt_with | Q(pk=also, declared=Declared.COMPLETE), milestone__plan=plan)
        .select_related(*WITH_ACTION, "sign_off__by")
        .prefetch_related("files", Prefetch("deferrals", Deferral.objects.select_related("by", "meeting__body")))
        .distinct()
    )
    keys = signing.of_claims(claims, who.on)
    items = [_item(claim, keys[claim.pk], meeting, is_waiting=claim.pk in waiting) for claim in claims]
    return Queue(sorted(items, key=lambda item: (item.since, item.claim.pk)), who)


def _any(milestones: Any) -> Any:
    """Milestones with the columns that no type names."""
    return milestones


def _item(claim: StatusUpdate, keys: Signing, meeting: Meeting, *, is_waiting: bool) -> Item:
    deferrals = list(claim.deferrals.all())
    return Item(claim, keys, _dealt(claim, keys, deferrals, meeting, is_waiting=is_waiting), is_waiting, deferrals)


def _dealt(
    claim: StatusUpdate, keys: Signing, deferrals: Iterable[Deferral], meeting: Meeting, *, is_waiting: bool
) -> Dealt:
    answer: SignOff | None = getattr(claim, "sign_off", None)
    if answer is not None:
        return Dealt.ACCEPTED if answer.decision == SignOff.Decision.ACCEPTED else Dealt.RETURNED
    if not is_waiting:
        return Dealt.GONE
    if any(row.meeting_id == meeting.pk for row in keys.turned):
        return Dealt.SIGNED
    return Dealt.DEFERRED if any(row.meeting_id == meeting.pk for row in deferrals) else Dealt.WAITING


def position_of(item: Item, on: dt.date) -> Any:
    """Where the claim's milestone stands on a day: a colour and a sentence."""
    (milestone,) = _any(Milestone.objects.filter(pk=item.claim.milestone_id).positioned(on).in_words())
    return milestone.position


def as_whom(item: Item, who: Standing) -> str:
    """As what somebody would sign this claim, or why they cannot."""
    key = item.signing.key_for(who)
    if key is not None:
        instead = signing_words.INSTEAD.get(key.capacity)
        return f"You sign as {who.person}, for {signing_words.WHOM[key.side]}{f': {instead}' if instead else ''}."
    return signing_words.why_not(item.signing, who) or (
        f"You are signed in as {who.person}. The group’s members accept or return claims; you can put one off."
    )
