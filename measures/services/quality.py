"""Quality assurance activities: an audit, a survey or feedback is planned, held, and what changed is added later.

Services of officers. The day an activity was planned for does not move: one that was held later says so. Activities
are written behind the plan's own row, as its text is, and each one's history says who wrote what.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.roles import Standing
from governance.verbs import Verb
from measures.models import SuccessMeasure
from measures.models.quality import QualityActivity
from plans import scope
from plans.facts import london_day
from plans.models import Action, Plan
from plans.services import ChangedSince


class ActivityText(TypedDict, total=False):
    """What is typed of an activity once it is planned."""

    kind: str
    title: str
    held_on: dt.date | None
    sample: str
    findings: str
    what_changed: str


@transaction.atomic
def plan_activity(
    *,
    plan: Plan,
    kind: str,
    title: str,
    planned_for: dt.date | None,
    by: Standing,
    now: dt.datetime,
    sample: str = "",
    actions: Sequence[Action] = (),
    measures: Sequence[SuccessMeasure] = (),
) -> QualityActivity:
    """Plan an activity for a day, about some of the plan's actions and measures or about the plan as a whole.

    Raises PermissionDenied for anyone but an officer; ValidationError by field.
    """
    current = _opened(plan, by)
    activity = QualityActivity(plan=current)
    _put(activity, {"kind": kind, "title": title, "sample": sample, "planned_for": planned_for})
    problems = {"planned_for": "" if planned_for else "Enter the day it is planned for, such as 3 March 2026."}
    _check(activity, problems, now)
    return _save(activity, actions, measures, by, now)


@transaction.atomic
def change_activity(
    *,
    activity: QualityActivity,
    seen: int | None,
    actions: Sequence[Action],
    measures: Sequence[SuccessMeasure],
    by: Standing,
    now: dt.datetime,
    **text: Unpack[ActivityText],
) -> QualityActivity:
    """Write down that it was held and what was found; later, what changed because of it; or put its words right.

    Raises ChangedSince where it is not the version `seen`; None minds no version.
    """
    _opened(activity.plan, by)
    current = QualityActivity.objects.select_related("plan").get(pk=activity.pk)
    if seen is not None and version(current) != seen:
        raise ChangedSince(current, seen)  # type: ignore[arg-type]  # it keeps the row for the page, and asks nothing of it
    _put(current, text)
    _check(current, _wrong_record(current, now), now)
    return _save(current, actions, measures, by, now)


def version(activity: QualityActivity) -> int:
    """What of an activity's history a page shows: changed whenever the activity is."""
    history: Any = QualityActivity.history
    latest = history.filter(id=activity.pk).order_by("-history_id").values_list("history_id", flat=True)
    return latest.first() or 0


def _opened(plan: Plan, by: Standing) -> Plan:
    current = Plan.objects.select_for_update().get(pk=plan.pk)
    scope.require(by, Verb.REVIEW, scope.of_plan(current))
    return current


def _put(activity: QualityActivity, text: Any) -> None:
    for name, value in text.items():
        setattr(activity, name, value.strip() if isinstance(value, str) else value)


def _check(activity: QualityActivity, problems: dict[str, str], now: dt.datetime) -> None:
    """Raise ValidationError with everything that is missing or cannot be, by field."""
    problems |= {
        "kind": "" if activity.kind else "Choose what kind of activity it is.",
        "title": "" if activity.title else "Enter what it is about, such as Quality of plans, spring term.",
    }
    found = {name: words for name, words in problems.items() if words}
    if found:
        raise ValidationError(found)
    activity.clean_fields(exclude=["plan"])


def _wrong_record(activity: QualityActivity, now: dt.datetime) -> dict[str, str]:
    """What cannot be of an activity that was held, or of one that was not."""
    if activity.held_on is None:
        held = "Enter the day it was held." if activity.findings or activity.what_changed else ""
        return {"held_on": held}
    return {
        "held_on": "Enter today or an earlier day." if activity.held_on > london_day(now) else "",
        "sample": "" if activity.sample else "Say what was looked at, and how many.",
        "findings": "" if activity.findings else "Say what was found.",
    }


def _save(
    activity: QualityActivity,
    actions: Sequence[Action],
    measures: Sequence[SuccessMeasure],
    by: Standing,
    now: dt.datetime,
) -> QualityActivity:
    """Save an activity with what it is tied to; its history keeps both."""
    _of_this_plan(activity.plan, actions, measures)
    kept: Any = activity
    kept._history_user, kept._history_date = by.person, now
    activity.save()
    activity.actions.set(actions)
    activity.measures.set(measures)
    return activity


def _of_this_plan(plan: Plan, actions: Sequence[Action], measures: Sequence[SuccessMeasure]) -> None:
    problems = {}
    if any(action.plan_id != plan.pk for action in actions):
        problems["actions"] = "Choose actions of this plan."
    if any(measure.plan_id != plan.pk for measure in measures):
        problems["measures"] = "Choose measures of this plan."
    if problems:
        raise ValidationError(problems)
