"""The operational group judges whether an action, all of whose milestones are signed off, reached its outcome."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.models import Meeting
from governance.roles import Standing
from governance.verbs import Verb
from plans import judging, scope, sittings
from plans.facts import london_day
from plans.models import Action, ActionSignOff, Milestone


@transaction.atomic
def judge_action(
    *,
    action: Action,
    judged: ActionSignOff.Judged | str,
    words: str,
    by: Standing,
    now: dt.datetime,
    meeting: Meeting | None = None,
    seen_sha256: str | None = None,
) -> ActionSignOff:
    """Judge whether the outcome was reached, in words. Bound to the sign-offs that stand at this moment.

    `seen_sha256` is what the page was about (`Outcome.content_sha256`), where there was one. Raises PermissionDenied
    for anyone but an operational group member, and for holders of a post that leads the action; ValidationError where
    a milestone is not signed off, it was judged on exactly this already, or a word is missing.
    """
    outcome = _as_it_stands(action, now)
    today = london_day(now)
    scope.require(by, Verb.JUDGE_ACTION, scope.of_actions([outcome.action], by.on)[action.pk])
    if problem := outcome.why_not(today):
        raise ValidationError(problem)
    if seen_sha256 is not None and seen_sha256 != outcome.content_sha256:
        raise ValidationError("A milestone was signed off anew since you opened this. Read it, then judge.")
    sittings.must_be_one(meeting, outcome.action.plan, today)
    _check(judged, words)
    return ActionSignOff.objects.create(
        action=action,
        judged=judged,
        words=words.strip(),
        decided_on=today,
        meeting=meeting,
        content_sha256=outcome.content_sha256,
        by=by.person,
        recorded_at=now,
    )


def _as_it_stands(action: Action, now: dt.datetime) -> judging.Outcome:
    """Lock the action and its milestones, in one order, and read how they stand."""
    Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    list(Milestone.objects.select_for_update(of=("self",)).filter(action=action).order_by("pk").values("pk"))
    current = Action.objects.select_related("plan__partnership", "objective__ambition").get(pk=action.pk)
    return judging.of_action(current, london_day(now))


def _check(judged: str, words: str) -> None:
    problems = {}
    if judged not in ActionSignOff.Judged.values:
        problems["judged"] = "Choose whether the intended outcome was reached."
    if not words.strip():
        problems["words"] = "Say in words what shows it."
    if problems:
        raise ValidationError(problems)
