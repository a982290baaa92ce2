"""Signed off is checked again: is it still embedded? Which sign-offs are asked about on a day, and which are late.

Only a sign-off whose acceptance still stands is asked about, once: a "yes" closes the question for it, and a "no"
reopens the milestone, so that its next sign-off is asked about in its turn.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Q

from governance.models import Post
from governance.roles import Standing, may
from governance.verbs import Verb
from governance.wording import day

from . import scope, work
from .awaiting import leads_of
from .facts import end_of
from .models import EmbeddedAnswer, Milestone, Plan, SignOff
from .printed_dates import months_after
from .querysets import MilestoneQuerySet


class Turn(StrEnum):
    """What the calendar says of the question on a day."""

    TO_COME = "To be asked"
    ASKED = "Asked"
    LATE = "Late"


MONTHS: tuple[tuple[Turn, int], ...] = ((Turn.LATE, 6), (Turn.ASKED, 3), (Turn.TO_COME, 0))
"""From how many months after the day it was signed off: the latest that has come counts."""
FROM = dict(MONTHS)


def turn(decided_on: dt.date, on: dt.date) -> Turn:
    """Whether a sign-off of a day is asked about on another, and whether the answer is late."""
    return next((each for each, months in MONTHS if months_after(decided_on, months) <= on), Turn.TO_COME)


def asked_on(decided_on: dt.date) -> dt.date:
    """The day from which it is asked."""
    return months_after(decided_on, FROM[Turn.ASKED])


def late_on(decided_on: dt.date) -> dt.date:
    """The day from which an answer is late."""
    return months_after(decided_on, FROM[Turn.LATE])


@dataclass(frozen=True)
class Asked:
    """A sign-off that is asked about, as `who` sees it."""

    sign_off: SignOff
    milestone: Any
    turn: Turn
    may_answer: bool = False
    leads: list[Post] = field(default_factory=list)

    @property
    def is_late(self) -> bool:
        """Whether six months went by."""
        return self.turn is Turn.LATE

    @property
    def since(self) -> str:
        """When it was signed off, and from when it is or was to be answered by."""
        how = "Carried over as signed off" if self.sign_off.carried_over else "Signed off"
        signed_off = f"{how} on {day(self.sign_off.decided_on)}"
        if self.is_late:
            return f"{signed_off}; an answer was due before {day(late_on(self.sign_off.decided_on))}."
        return f"{signed_off}; to be answered before {day(late_on(self.sign_off.decided_on))}."


def asked_of(who: Standing) -> list[Asked]:
    """What somebody is asked: of the posts they hold and the ambition whose group they lead, the longest due first."""
    if not (who.posts or who.bodies_led):
        return []
    return due(work.to_speak_of(who).filter(work.of_posts(who) | work.of_groups(who)), who)


def of_plan(plan: Plan, who: Standing) -> list[Asked]:
    """What is asked of anybody in a plan."""
    return due(work.to_speak_of(who).filter(plan=plan), who)


def due(milestones: MilestoneQuerySet, who: Standing) -> list[Asked]:
    """Of positioned milestones, the sign-offs that are asked about on the day of `who`, the longest due first.

    A fixed number of queries.
    """
    found = asked_about(milestones, who.on)
    if not found:
        return []
    actions = {milestone.action_id: milestone.action for _, milestone in found}
    scopes, leads = scope.of_actions(actions.values(), who.on), leads_of(set(actions), who.on)
    return [
        Asked(
            sign_off,
            milestone,
            turn(sign_off.decided_on, who.on),
            may(who, Verb.UPDATE, scopes[milestone.action_id]),
            leads[milestone.action_id],
        )
        for sign_off, milestone in found
    ]


def asked_about(milestones: MilestoneQuerySet, on: dt.date) -> list[tuple[SignOff, Any]]:
    """Of milestones positioned on a day, the sign-offs that are asked about then, each with its milestone."""
    claims = {milestone.declaration_id: milestone for milestone in _any(milestones.of_rule("signed_off"))}
    return [
        (sign_off, claims[sign_off.update_id])
        for sign_off in open_questions(on).filter(update__in=claims)
        if turn(sign_off.decided_on, on) is not Turn.TO_COME
    ]


def _any(milestones: MilestoneQuerySet) -> Any:
    """Milestones with the columns that no type names."""
    return milestones


def open_questions(on: dt.date) -> Any:
    """Acceptances of which nobody had said "still embedded" by the end of a day; the longest ago first."""
    yes = EmbeddedAnswer.objects.filter(still_embedded=True, recorded_at__lt=end_of(on))
    accepted = SignOff.objects.filter(decision=SignOff.Decision.ACCEPTED, recorded_at__lt=end_of(on))
    return accepted.exclude(Q(pk__in=yes.values("sign_off"))).order_by("decided_on", "pk")


def why_not(sign_off: SignOff, milestone: Any, on: dt.date) -> str:
    """Why nobody is asked about this sign-off on a day; empty where somebody is. Takes a milestone with its facts."""
    stands = milestone.declaration_id == sign_off.update_id and milestone.accepted and not milestone.withdrawn
    if not stands:
        return "This sign-off no longer stands, so there is nothing to ask."
    if turn(sign_off.decided_on, on) is Turn.TO_COME:
        return f"This is asked from {day(asked_on(sign_off.decided_on))} on, three months after it was signed off."
    if not open_questions(on).filter(pk=sign_off.pk).exists():
        return "Somebody has answered this already: it is still embedded."
    return ""


def answers(milestones: MilestoneQuerySet, on: dt.date) -> Any:
    """What was answered of some milestones by the end of a day, the latest first."""
    found = EmbeddedAnswer.objects.filter(sign_off__update__milestone__in=milestones, recorded_at__lt=end_of(on))
    beside = ("by", "sign_off__update__milestone__action", "reopened_by")
    return found.select_related(*beside).order_by("-recorded_at", "-pk")


def answered(plan: Plan, on: dt.date) -> Any:
    """Every answer of a plan by the end of a day, the latest first."""
    return answers(Milestone.objects.filter(plan=plan), on)
