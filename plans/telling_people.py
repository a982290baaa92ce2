"""Who is told when something is asked for, claimed or decided: notices written in the transaction of their cause.

What a group deals with at its meetings can wait for the weekly digest; what somebody is waiting to hear cannot.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from governance.models import Body, Membership, Notice, Person
from governance.models.people import in_force
from governance.roles import CHAIRS
from governance.services import notify
from governance.wording import day, sentence

from . import scope
from .concerned import Concerned
from .facts import london_day
from .models import Confirmation, DateDecision, DateRequest, Decider, Milestone, SignOff, StatusUpdate

URGENT = dt.timedelta(days=14)
"""A date that the group is asked to move so soon before it comes cannot wait for a digest. The board sits anyway."""
DECIDING_BODY = {Decider.GROUP: Body.Kind.OPERATIONAL_GROUP, Decider.BOARD: Body.Kind.BOARD}


def date_asked(request: DateRequest, decider: Decider, now: dt.datetime) -> None:
    """Tell those who decide on a new date that it waits for them."""
    milestone = request.milestone
    notify(
        _notice(
            person,
            Notice.Kind.DATES,
            f"date-asked:{request.pk}",
            f"A new date is asked for {milestone.ref}",
            f"{milestone.ref} {milestone.title}\n\n{request.by} asks for {day(request.asked_for)} instead of "
            f"{day(request.from_date)}. It waits for {decider.label}.\n\nWhy: {request.reason}",
            reverse("date-requests", args=[milestone.plan.slug]),
            now,
            can_wait=decider == Decider.BOARD or request.from_date > london_day(now) + URGENT,
        )
        for person in _who_answer(DECIDING_BODY[decider], milestone, {request.by_id}, london_day(now))
    )


def date_decided(decision: DateDecision, now: dt.datetime) -> None:
    """Tell who asked for a new date, and who answers for the work, what was decided."""
    request = decision.request
    milestone = request.milestone
    told = {request.by_id} | _answerable(milestone, london_day(now))
    reason = f"\n\nThe reason: {decision.reason}" if decision.reason else ""
    counts = request.asked_for if decision.outcome == DateDecision.Outcome.GRANTED else request.from_date
    notify(
        _notice(
            person,
            Notice.Kind.DATES,
            f"date-decided:{decision.pk}",
            f"New date {decision.get_outcome_display().lower()}: {milestone.ref}",
            f"{milestone.ref} {milestone.title}\n\n{day(request.asked_for)} was asked for instead of "
            f"{day(request.from_date)}, and {decision.get_outcome_display().lower()} by "
            f"{decision.get_decided_by_display()}. It is due on {day(counts)}.{reason}",
            _action_page(milestone),
            now,
        )
        for person in sorted(told - {decision.by_id})
    )


def claimed(update: StatusUpdate, now: dt.datetime) -> None:
    """Tell the operational group of a claim; of one that an officer recorded, the post that is to confirm it first."""
    if update.on_behalf_of_id:
        _ask_to_confirm(update, now)
    else:
        _tell_the_group(update, {update.by_id}, now)


def confirmed(confirmation: Confirmation, now: dt.datetime) -> None:
    """Tell the operational group of a claim that its post confirmed."""
    _tell_the_group(confirmation.update, {confirmation.by_id, confirmation.update.by_id}, now)


def answered(claim: StatusUpdate, answer: SignOff, now: dt.datetime) -> None:
    """Tell who made a claim, who confirmed it and who answers for the work, that it was accepted or returned."""
    milestone = claim.milestone
    told = {claim.by_id} | _answerable(milestone, london_day(now))
    told |= set(Confirmation.objects.filter(update=claim).values_list("by_id", flat=True))
    outcome = answer.get_decision_display().lower()
    reason = f"\n\n{sentence(answer.reason)}" if answer.reason else ""
    what_now = "\n\nPlease say how it stands now." if answer.decision == SignOff.Decision.RETURNED else ""
    notify(
        _notice(
            person,
            Notice.Kind.SIGN_OFF,
            f"answered:{answer.pk}",
            f"Claim {outcome}: {milestone.ref}",
            f"{milestone.ref} {milestone.title}\n\nThe claim of {day(claim.said_on)} that it is complete was {outcome} "
            f"by {answer.by} on {day(answer.decided_on)}.{reason}{what_now}",
            _action_page(milestone),
            now,
        )
        for person in sorted(told - {answer.by_id})
    )


def _ask_to_confirm(update: StatusUpdate, now: dt.datetime) -> None:
    milestone = update.milestone
    holders = Concerned(london_day(now), milestone.plan.partnership_id).holders(update.on_behalf_of_id)
    notify(
        _notice(
            person,
            Notice.Kind.SIGN_OFF,
            f"to-confirm:{update.pk}",
            f"Please confirm: {milestone.ref} is said to be complete",
            f"{milestone.ref} {milestone.title}\n\n{update.by} recorded for {update.on_behalf_of} that it is complete. "
            "It goes to sign-off once you confirm it.",
            reverse("my-work"),
            now,
        )
        for person in holders
    )


def _tell_the_group(update: StatusUpdate, said_by: set[int], now: dt.datetime) -> None:
    milestone = update.milestone
    notify(
        _notice(
            person,
            Notice.Kind.SIGN_OFF,
            f"claimed:{update.pk}",
            f"A claim waits for sign-off: {milestone.ref}",
            f"{milestone.ref} {milestone.title}\n\n{update.on_behalf_of or update.by} says that it is complete. "
            "It waits for the operational group.",
            reverse("sign-off", args=[milestone.plan.slug]),
            now,
            can_wait=True,
        )
        for person in _who_answer(Body.Kind.OPERATIONAL_GROUP, milestone, said_by, london_day(now))
    )


def _notice(
    person: int,
    kind: Notice.Kind,
    cause: str,
    subject: str,
    body: str,
    address: str,
    now: dt.datetime,
    *,
    can_wait: bool = False,
) -> Notice:
    return Notice(
        person_id=person,
        kind=kind,
        about=cause,
        key=f"{cause}:{person}",
        subject=subject,
        body=body,
        address=address,
        created_at=now,
        can_wait=can_wait,
    )


def _action_page(milestone: Milestone) -> str:
    return reverse("action", args=[milestone.plan.slug, milestone.action.ref]) + f"#{milestone.ref}"


def _answerable(milestone: Milestone, on: dt.date) -> set[int]:
    """Who holds the accountable post; where it is vacant, who stands in."""
    partnership = milestone.plan.partnership_id
    concerned = Concerned(on, partnership)
    post = concerned.accountable(milestone.action_id)
    holders = set(concerned.holders(post))
    if concerned.is_filled(post):
        return holders
    return holders | concerned.stand_ins(milestone.action.objective.ambition.body_id, partnership)


def _who_answer(kind: Body.Kind, milestone: Milestone, said_by: set[int], on: dt.date) -> Iterable[int]:
    """Who sits on the body that answers and may answer: not for their own words or work. Else the board's chairs."""
    partnership = milestone.plan.partnership_id
    seats = Membership.objects.filter(in_force(on), body__partnership=partnership, person__is_active=True)
    own = Person.objects.filter(
        in_force(on, "holdings__"), holdings__post__in=scope.of_milestone(milestone, on).posts
    ).values("pk")
    others = seats.exclude(person__in=said_by).exclude(person__in=own)
    found = others.filter(body__kind=kind) or others.filter(body__kind=Body.Kind.BOARD, role__in=CHAIRS)
    return sorted({seat.person_id for seat in found})
