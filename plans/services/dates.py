"""A new date: somebody asks, with a reason; the operational group, or further away the board, grants or refuses it.

The agreed date never changes, and a request changes nothing until it is granted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.models import Post
from governance.roles import Standing
from governance.wording import day
from plans import moves, scope, telling_people
from plans.facts import london_day
from plans.models import DateChange, DateDecision, DateRequest, Decider, Milestone

from .locking import locked
from .updates import said_by_whom


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A new date and the case for it, before it is recorded."""

    asked_for: dt.date | None
    kind: str
    reason: str
    effect: str
    recovery: str
    on_behalf_of: Post | None = None
    heard: str = ""


@transaction.atomic
def ask_for_date(*, milestone: Milestone, asked: Asked, by: Standing, now: dt.datetime) -> DateRequest:
    """Ask for a new date for a milestone. Those who decide are told; nothing moves until they do.

    Raises PermissionDenied for anyone who may not say how the milestone stands; ValidationError by field, or as a
    whole where no date can be asked for now: see `moves.why_not`.
    """
    current = locked(milestone, now)
    said_by_whom(by, asked.on_behalf_of, scope.of_milestone(current, by.on))
    if problem := moves.why_not(current):
        raise ValidationError(problem)
    request = DateRequest(
        milestone=milestone, from_date=current.due_on, by=by.person, recorded_at=now, **_without_spaces(asked)
    )
    _check(request, london_day(now))
    request.save()
    telling_people.date_asked(request, moves.decider(request.asked_for, current.agreed_on), now)
    return request


def _without_spaces(asked: Asked) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in vars(asked).items()}


def _check(request: DateRequest, today: dt.date) -> None:
    """Raise ValidationError with everything that is missing or cannot be, by field."""
    problems: dict[str, Any] = {}
    if wrong := _wrong_day(request.asked_for, request.from_date, today):
        problems["asked_for"] = wrong
    try:
        request.clean()
    except ValidationError as missing:
        problems |= missing.message_dict
    if problems:
        raise ValidationError(problems)
    request.clean_fields(exclude=["milestone", "by"])


def _wrong_day(asked_for: dt.date | None, due_on: dt.date, today: dt.date) -> str:
    if asked_for is None:
        return "Enter the new date, such as 31 January 2026."
    if asked_for <= today:
        return "Enter a day to come."
    return f"It is due on {day(due_on)} already. Enter another day." if asked_for == due_on else ""


@transaction.atomic
def decide_date(
    *,
    request: DateRequest,
    outcome: DateDecision.Outcome | str,
    by: Standing,
    now: dt.datetime,
    reason: str = "",
    minute: str = "",
    decided_on: dt.date | None = None,
) -> DateDecision:
    """Grant a new date, which moves the due date, or refuse it with a reason; who asked is told.

    The operational group decides, or the board where the date lies too far from the agreed one (`moves.decider`);
    `decided_on` is today unless the body sat before. Raises PermissionDenied for anyone else, and for one's own
    request or one of a post that one holds; ValidationError where it was decided, the due date moved or the work was
    closed since, a refusal says no reason, or a decision of the board names no meeting.
    """
    current = locked(request.milestone, now)
    as_whom = moves.decider(request.asked_for, current.agreed_on)
    scope.require(by, moves.DECIDES[as_whom], scope.of_request(request, by.on))
    _still_waits(request, current)
    decision = DateDecision(
        request=request,
        outcome=outcome,
        decided_by=as_whom,
        decided_on=decided_on or london_day(now),
        reason=reason.strip(),
        minute=minute.strip(),
        by=by.person,
        recorded_at=now,
    )
    _check_decision(decision, london_day(now))
    if decision.outcome == DateDecision.Outcome.GRANTED:
        decision.change = _move(decision)
    decision.save()
    telling_people.date_decided(decision, now)
    return decision


def _still_waits(request: DateRequest, current: Any) -> None:
    if DateDecision.objects.filter(request=request).exists():
        raise ValidationError("This request was decided by somebody else a moment ago.")
    if current.withdrawn or moves.is_signed_off(current):
        raise ValidationError("This milestone was signed off or withdrawn since, so there is nothing left to decide.")
    if current.due_on != request.from_date:
        raise ValidationError("Its due date changed since they asked, so this request no longer stands.")


def _check_decision(decision: DateDecision, today: dt.date) -> None:
    problems = {}
    if decision.outcome == DateDecision.Outcome.REFUSED and not decision.reason:
        problems["reason"] = "Say why it is refused, so that the lead knows what to do."
    if decision.decided_by == Decider.BOARD and not decision.minute:
        problems["minute"] = "Say at which meeting the board decided it, such as SEPB, 3 March 2026, item 4."
    if not london_day(decision.request.recorded_at) <= decision.decided_on <= today:
        problems["decided_on"] = "Enter a day from the day they asked to today."
    if problems:
        raise ValidationError(problems)
    decision.clean_fields(exclude=["request", "change", "by"])


def _move(decision: DateDecision) -> DateChange:
    request = decision.request
    return DateChange.objects.create(
        milestone_id=request.milestone_id,
        kind=DateChange.Kind.MOVED,
        from_date=request.from_date,
        to_date=request.asked_for,
        reason=f"{request.get_kind_display()}. {request.reason}",
        minute=decision.minute,
        by=decision.by,
        recorded_at=decision.recorded_at,
    )
