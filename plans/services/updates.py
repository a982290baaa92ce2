"""Saying how milestones stand. Every update is one new row; nothing that was said is changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from governance.models import Post
from governance.roles import Scope, Standing, may
from governance.verbs import Verb
from plans import scope, telling_people
from plans.evidence import Examined
from plans.facts import london_day
from plans.models import Confirmation, Declared, Evidence, Milestone, StatusUpdate
from plans.position import LOOK_AHEAD

from .locking import locked

ANYTHING = -1
"""For `seen`: whoever writes does not mind what was said before."""


class SaidSince(Exception):
    """Somebody said something of this milestone after the page was opened. `update` is what they said."""

    def __init__(self, update: StatusUpdate) -> None:
        super().__init__(f"{update.by} said something since.")
        self.update = update


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said of a milestone, before it is recorded."""

    declared: str
    what_was_done: str = ""
    what_is_wrong: str = ""
    what_is_being_done: str = ""
    completed_on: dt.date | None = None
    difference_made: str = ""
    evidence_link: str = ""
    next_update_on: dt.date | None = None
    occurrence_due_on: dt.date | None = None
    on_behalf_of: Post | None = None
    heard: str = ""
    heard_note: str = ""
    is_no_change: bool = False


@transaction.atomic
def post_update(
    *,
    milestone: Milestone,
    said: Said,
    by: Standing,
    now: dt.datetime,
    files: Sequence[Examined] = (),
    seen: int | None = ANYTHING,
) -> StatusUpdate:
    """Record what somebody says of a milestone; a claim joins the operational group's queue.

    `seen` is the last update they had before them. Raises PermissionDenied, ValidationError by field, or SaidSince
    where another was recorded since; then nothing is written.
    """
    current = locked(milestone, now)
    said_by_whom(by, said.on_behalf_of, scope.of_milestone(current, by.on))
    _open_to_updates(current)
    _nothing_new(current, seen)
    update = _row(current, said, by, now, has_file=bool(files))
    update.clean_fields(exclude=["milestone", "by"])
    update.clean()
    update.save()
    for file in files:
        _keep(update, file)
    if update.is_claim:
        telling_people.claimed(update, now)
    return update


@transaction.atomic
def still_true(*, milestones: Mapping[Milestone, int | None], by: Standing, now: dt.datetime) -> list[StatusUpdate]:
    """Say "no change, still true" of several at once: each becomes an update with today's date.

    `milestones` maps each to the last update seen. All or nothing; raises as `post_update` does.
    """
    return [_repeat(milestone, seen, by, now) for milestone, seen in milestones.items()]


@transaction.atomic
def confirm_claim(*, update: StatusUpdate, by: Standing, now: dt.datetime) -> Confirmation:
    """A post confirms the claim that an officer recorded for it, which then waits for sign-off.

    Raises PermissionDenied for anyone but the post, ValidationError where there is nothing left to confirm.
    """
    current = locked(update.milestone, now)
    post = update.on_behalf_of
    if post is None:
        raise ValidationError("Nobody recorded this for a post, so there is nothing to confirm.")
    scope.require(by, Verb.CONFIRM, Scope(current.plan.partnership_id, posts=frozenset({post.pk})))
    if not update.is_claim or hasattr(update, "confirmation"):
        raise ValidationError("There is nothing to confirm here: it may have been confirmed already.")
    if _facts(current).last_update_id != update.pk:
        raise ValidationError("Something was said of this milestone since. Read it, then say how it stands.")
    confirmation = Confirmation.objects.create(update=update, by=by.person, recorded_at=now)
    telling_people.confirmed(confirmation, now)
    return confirmation


def said_by_whom(by: Standing, on_behalf_of: Post | None, of: Scope) -> None:
    """Raise PermissionDenied unless `by` may speak: for themselves, or as an officer for a post that leads the work."""
    if on_behalf_of is None:
        scope.require(by, Verb.UPDATE, of)
        return
    scope.require(by, Verb.RECORD_FOR_POST, of)
    if on_behalf_of.pk not in of.posts:
        raise PermissionDenied("That post does not lead this action.")


def may_speak(by: Standing, of: Scope) -> bool:
    """Whether somebody may say how a milestone stands, for themselves or for a post."""
    return may(by, Verb.UPDATE, of) or may(by, Verb.RECORD_FOR_POST, of)


def _facts(milestone: Milestone) -> Any:
    """The milestone with the columns that `with_facts()` annotated, which no type names."""
    return milestone


def _open_to_updates(milestone: Milestone) -> None:
    if not milestone.plan.is_adopted:
        raise ValidationError("This plan is a draft. Adopt it first; then its milestones can be updated.")
    if _facts(milestone).withdrawn:
        raise ValidationError("This milestone was withdrawn, so nothing more can be said of it.")


def _nothing_new(milestone: Milestone, seen: int | None) -> None:
    last = _facts(milestone).last_update_id
    if seen != ANYTHING and last != seen and last is not None:
        raise SaidSince(StatusUpdate.objects.select_related("by", "on_behalf_of__organisation").get(pk=last))


def _row(milestone: Milestone, said: Said, by: Standing, now: dt.datetime, *, has_file: bool) -> StatusUpdate:
    today = london_day(now)
    _check_next_update(milestone, said, today)
    values = vars(said) | {"on_behalf_of": said.on_behalf_of, "occurrence_due_on": _occurrence(milestone, said)}
    return StatusUpdate(milestone=milestone, by=by.person, recorded_at=now, said_on=today, has_file=has_file, **values)


def _check_next_update(milestone: Milestone, said: Said, today: dt.date) -> None:
    due_on = _facts(milestone).due_on
    if said.next_update_on and (due_on is None or due_on <= today + LOOK_AHEAD):
        raise ValidationError(
            {"next_update_on": f"Only for work due more than {LOOK_AHEAD.days} days ahead. Leave this empty."}
        )


def _occurrence(milestone: Milestone, said: Said) -> dt.date | None:
    """Which due date of a milestone that comes round again: the one given, or else the earliest still open."""
    if not milestone.recurrence:
        return None
    if said.occurrence_due_on is None:
        return _facts(milestone).due_on if milestone.occurrences.exists() else None
    if not milestone.occurrences.filter(due_on=said.occurrence_due_on).exists():
        raise ValidationError({"occurrence_due_on": "Choose one of the dates this milestone is due."})
    return said.occurrence_due_on


def _keep(update: StatusUpdate, file: Examined) -> None:
    Evidence.objects.create(
        update=update,
        file=file.upload,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
    )


def _repeat(milestone: Milestone, seen: int | None, by: Standing, now: dt.datetime) -> StatusUpdate:
    current = locked(milestone, now)
    _nothing_new(current, seen)
    before = StatusUpdate.objects.filter(pk=_facts(current).declaration_id).first()
    if before is None:
        raise ValidationError(f"{milestone.ref}: nothing has been said of it yet, so there is nothing to repeat.")
    if before.declared == Declared.COMPLETE:
        raise ValidationError(f"{milestone.ref} is said to be complete, so there is nothing to repeat.")
    said = Said(
        declared=before.declared,
        what_was_done=before.what_was_done,
        what_is_wrong=before.what_is_wrong,
        what_is_being_done=before.what_is_being_done,
        occurrence_due_on=before.occurrence_due_on,
        is_no_change=True,
    )
    return post_update(milestone=milestone, said=said, by=by, now=now)
