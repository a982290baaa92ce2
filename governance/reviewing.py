"""Reviews of the strategy and of how the plan is monitored: scheduled, held, decided, followed up.

Services of officers. The day a review was to be held by does not move: one that was held later says so.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localtime

from .history import signed
from .models import Body, Partnership, Review
from .roles import Scope, Standing, may
from .verbs import Verb
from .wording import day

FINDINGS = {
    "terms": "Say what was found of the terms of reference.",
    "timeliness": "Say what was found of timeliness.",
    "honesty": "Say what was found of the honesty of ratings.",
}
"""What a review of monitoring looks at, and what is asked for where it is missing."""


@transaction.atomic
def plan_review(
    *,
    partnership: Partnership,
    kind: Review.Kind | str,
    body: Body | None,
    due_on: dt.date | None,
    by: Standing,
    now: dt.datetime,
) -> Review:
    """Schedule a review: of what, by which body, to be held by when.

    Raises PermissionDenied for anyone but an officer; ValidationError by field, as every function here does.
    """
    _may_review(partnership.pk, by)
    _refuse(
        {
            "kind": "" if kind else "Choose what is reviewed.",
            "body": _wrong_body(body, partnership),
            "due_on": "" if due_on else "Enter the day to hold it by, such as 31 March 2026.",
        }
    )
    planned: dict[str, Any] = {"partnership": partnership, "kind": kind, "due_on": due_on}
    if Review.objects.filter(**planned).exists():
        raise ValidationError({"due_on": "A review of this kind is to be held by that day already."})
    review = Review(body=body, **planned)
    review.clean_fields(exclude=["partnership", "body"])
    return signed(review, by, now)


@transaction.atomic
def record_review(
    *,
    review: Review,
    held_on: dt.date | None,
    decided: str,
    by: Standing,
    now: dt.datetime,
    terms: str = "",
    timeliness: str = "",
    honesty: str = "",
    follow_up: str = "",
    follow_up_on: dt.date | None = None,
) -> Review:
    """Write down that a review was held, what was found and decided, and what is to follow by when.

    A review of monitoring says what it found of all three: terms of reference, timeliness, honesty of ratings. Raises
    ValidationError as a whole where it was recorded before.
    """
    current = _opened(review, by)
    if current.held_on is not None:
        raise ValidationError(f"It was held on {day(current.held_on)} already: somebody recorded it before you.")
    current.held_on, current.follow_up_on = held_on, follow_up_on
    current.terms, current.timeliness, current.honesty = terms.strip(), timeliness.strip(), honesty.strip()
    current.decided, current.follow_up = decided.strip(), follow_up.strip()
    _refuse(_wrong_record(current, localtime(now).date()))
    return signed(current, by, now)


@transaction.atomic
def follow_up(
    *, review: Review, followed_up_on: dt.date | None, followed_up: str, by: Standing, now: dt.datetime
) -> Review:
    """Write down what was done of what a review said is to follow.

    Raises ValidationError as a whole where the review was not held, nothing was to follow, or it was followed up.
    """
    current = _opened(review, by)
    if problem := why_nothing_to_follow(current):
        raise ValidationError(problem)
    current.followed_up_on, current.followed_up = followed_up_on, followed_up.strip()
    _refuse(
        {
            "followed_up_on": _wrong_follow_up_day(current, localtime(now).date()),
            "followed_up": "" if current.followed_up else "Say what was done.",
        }
    )
    return signed(current, by, now)


def why_nothing_to_follow(review: Review) -> str:
    """Why a review cannot be followed up; empty where it can."""
    if review.held_on is None:
        return "It was not held yet, so there is nothing to follow up."
    if review.followed_up_on is not None:
        return f"It was followed up on {day(review.followed_up_on)} already."
    return "" if review.follow_up else "It decided that nothing is to follow."


def _may_review(partnership: int, by: Standing) -> None:
    if not may(by, Verb.REVIEW, Scope(partnership)):
        raise PermissionDenied(f"You may not {Verb.REVIEW.value} here.")


def _opened(review: Review, by: Standing) -> Review:
    """Lock a review and read it again."""
    current = Review.objects.select_for_update().get(pk=review.pk)
    _may_review(current.partnership_id, by)
    return current


def _wrong_body(body: Body | None, partnership: Partnership) -> str:
    if body is None:
        return "Choose the body that reviews."
    return "" if body.partnership_id == partnership.pk else "Choose a body of this partnership."


def _wrong_record(review: Review, today: dt.date) -> dict[str, str]:
    """Everything that is missing or cannot be of a review that was held, by field."""
    problems = {
        "held_on": _wrong_held_day(review.held_on, today),
        "decided": "" if review.decided else "Say what was decided, also where it is to go on as it is.",
        "follow_up": "Say what is to follow by that day." if review.follow_up_on and not review.follow_up else "",
        "follow_up_on": _wrong_follow_on(review),
    }
    if review.kind == Review.Kind.MONITORING:
        problems |= {name: "" if getattr(review, name) else words for name, words in FINDINGS.items()}
    return problems


def _wrong_held_day(held_on: dt.date | None, today: dt.date) -> str:
    if held_on is None:
        return "Enter the day it was held, such as 3 March 2026."
    return "Enter today or an earlier day." if held_on > today else ""


def _wrong_follow_on(review: Review) -> str:
    if review.follow_up and review.follow_up_on is None:
        return "Enter by when it is to follow, such as 30 June 2026."
    if review.follow_up_on and review.held_on and review.follow_up_on < review.held_on:
        return "Enter the day of the review or a later one."
    return ""


def _wrong_follow_up_day(review: Review, today: dt.date) -> str:
    if review.followed_up_on is None:
        return "Enter the day it was done, such as 3 March 2026."
    held = review.held_on
    return "" if held and held <= review.followed_up_on <= today else "Enter a day from the review’s to today."


def _refuse(problems: dict[str, str]) -> None:
    """Raise ValidationError with the problems that there are."""
    found = {name: words for name, words in problems.items() if words}
    if found:
        raise ValidationError(found)
