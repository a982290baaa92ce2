"""How far a review is on a day, in words: to come, late, held and to be followed up, followed up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .models import Review
from .roles import Standing
from .wording import count, day


@dataclass(frozen=True)
class Stage:
    """How far a review is: a word, a sentence, and whether it is late."""

    word: str
    sentence: str
    is_late: bool = False


@dataclass(frozen=True)
class Listed:
    """A review of the list."""

    review: Review
    stage: Stage


@dataclass(frozen=True)
class Reviews:
    """Reviews by what is left to do of them; the most pressing first, and what is done with the latest first."""

    to_hold: list[Listed]
    to_follow_up: list[Listed]
    done: list[Listed]

    @property
    def late(self) -> int:
        """How many are late to be held or to be followed up."""
        return sum(one.stage.is_late for one in [*self.to_hold, *self.to_follow_up])


def stage(review: Review, on: dt.date) -> Stage:
    """How far a review is on a day."""
    if review.held_on is None:
        return _to_hold(review, on)
    held = _held(review)
    if review.followed_up_on is not None:
        return Stage("Followed up", f"{held} Followed up on {day(review.followed_up_on)}{_after(review)}.")
    if not review.follow_up:
        return Stage("Held", f"{held} Nothing was to follow.")
    return _to_follow_up(review, held, on)


def listed(who: Standing) -> Reviews:
    """Every review that somebody may read, as it stands today; one query."""
    found = Review.objects.visible_to(who).select_related("body", "partnership").order_by("due_on", "pk")
    rows = [Listed(review, stage(review, who.on)) for review in found]
    held = [row for row in rows if row.review.held_on is not None]
    waiting = [row for row in held if row.review.follow_up and row.review.followed_up_on is None]
    return Reviews(
        to_hold=[row for row in rows if row.review.held_on is None],
        to_follow_up=sorted(waiting, key=lambda row: row.review.follow_up_on or dt.date.max),
        done=sorted((row for row in held if row not in waiting), key=_held_on, reverse=True),
    )


def _held_on(row: Listed) -> dt.date:
    return row.review.held_on or row.review.due_on


def _to_hold(review: Review, on: dt.date) -> Stage:
    days = (review.due_on - on).days
    if days < 0:
        return Stage("Late", f"It was to be held by {day(review.due_on)}, {count(-days, 'day')} ago.", is_late=True)
    when = f"in {count(days, 'day')}" if days else "today"
    return Stage("To come", f"It is to be held by {day(review.due_on)}, {when}.")


def _held(review: Review) -> str:
    held = review.held_on or review.due_on
    days = (held - review.due_on).days
    late = f", {count(days, 'day')} late" if days > 0 else ""
    return f"Held on {day(held)}{late}."


def _after(review: Review) -> str:
    if review.follow_up_on is None or review.followed_up_on is None:
        return ""
    days = (review.followed_up_on - review.follow_up_on).days
    return f", {count(days, 'day')} late" if days > 0 else ""


def _to_follow_up(review: Review, held: str, on: dt.date) -> Stage:
    by = review.follow_up_on
    if by is None:
        return Stage("To be followed up", f"{held} No day was set for what is to follow.")
    days = (by - on).days
    if days < 0:
        words = f"{held} What was to follow by {day(by)} is {count(-days, 'day')} late."
        return Stage("Follow-up late", words, is_late=True)
    return Stage("To be followed up", f"{held} To be followed up by {day(by)}.")
