"""What families said of the work, written down by their forum; and what families were told, written down by officers.

Both are written once and never changed: what turns out to be wrong is said right in a new entry.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.models import Body
from governance.roles import Standing
from governance.verbs import Verb
from plans import scope
from plans.facts import london_day
from plans.models import Action, AreaForImprovement, Experience, Plan, Told

FORUMS = (Body.Kind.PARENT_CARER_FORUM, Body.Kind.YOUTH_FORUM)
"""The bodies that speak for families."""
FUTURE = "Enter today or an earlier day."


@transaction.atomic
def say_experience(
    *,
    plan: Plan,
    about: Action | AreaForImprovement | None,
    body: Body | None,
    heard_on: dt.date | None,
    asked: str,
    said: str,
    is_better: str,
    by: Standing,
    now: dt.datetime,
) -> Experience:
    """Write down what a forum heard from families about an action or an area for improvement of the plan.

    Raises PermissionDenied for anyone who sits on no forum of the partnership; ValidationError by field (`about`,
    `body`, `heard_on`, `asked`, `said`, `is_better`) where something is missing or cannot be.
    """
    scope.require(by, Verb.SAY_EXPERIENCE, scope.of_plan(plan))
    words: dict[str, Any] = {"asked": asked.strip(), "said": said.strip(), "is_better": is_better}
    heard = Experience(
        plan=plan,
        action=about if isinstance(about, Action) else None,
        area=about if isinstance(about, AreaForImprovement) else None,
        by=by.person,
        recorded_at=now,
        **words | {"heard_on": heard_on},
    )
    _refuse(_wrong_experience(heard, about, body, by, london_day(now)))
    heard.body_id = body.pk  # type: ignore[union-attr]  # there is one, or it was refused
    heard.clean_fields(exclude=["plan", "action", "area", "body", "by"])
    heard.save()
    return heard


@transaction.atomic
def record_told(
    *,
    plan: Plan,
    told_on: dt.date | None,
    channel: str,
    what: str,
    by: Standing,
    now: dt.datetime,
    link: str = "",
    action: Action | None = None,
) -> Told:
    """Log what families were told, when and through which channel, about one action or about the plan as a whole.

    Raises PermissionDenied for anyone but an officer; ValidationError by field.
    """
    scope.require(by, Verb.TELL_FAMILIES, scope.of_plan(plan))
    words: dict[str, Any] = {"channel": channel, "what": what.strip(), "link": link.strip()}
    told = Told(plan=plan, action=action, by=by.person, recorded_at=now, **words | {"told_on": told_on})
    _refuse(_wrong_told(told, london_day(now)))
    told.clean_fields(exclude=["plan", "action", "by"])
    told.save()
    return told


def _wrong_experience(
    heard: Experience, about: Action | AreaForImprovement | None, body: Body | None, by: Standing, today: dt.date
) -> dict[str, str]:
    """Everything that is missing or cannot be, by field; empty words where nothing is wrong."""
    return {
        "about": _wrong_subject(about, heard.plan),
        "body": _wrong_forum(body, heard.plan, by),
        "heard_on": _wrong_day(heard.heard_on, today, "Enter the day families said it, such as 3 March 2026."),
        "asked": "" if heard.asked else "Say what was asked, and of how many families.",
        "said": "" if heard.said else "Say what families said.",
        "is_better": "" if heard.is_better else "Choose whether it is better for families.",
    }


def _wrong_told(told: Told, today: dt.date) -> dict[str, str]:
    elsewhere = told.action is not None and told.action.plan_id != told.plan_id
    return {
        "told_on": _wrong_day(told.told_on, today, "Enter the day families were told, such as 3 March 2026."),
        "channel": "" if told.channel else "Choose how families were told.",
        "what": "" if told.what else "Say what families were told.",
        "action": "Choose an action of this plan." if elsewhere else "",
    }


def _wrong_subject(about: Action | AreaForImprovement | None, plan: Plan) -> str:
    if about is None:
        return "Choose the action or the area for improvement that it is about."
    return "" if about.plan_id == plan.pk else "Choose an action or an area for improvement of this plan."


def _wrong_forum(body: Body | None, plan: Plan, by: Standing) -> str:
    if body is None:
        return "Choose the forum that heard it."
    is_theirs = body.pk in by.seats and body.partnership_id == plan.partnership_id and body.kind in FORUMS
    return "" if is_theirs else "Choose a forum of parents and carers, or of young people, that you sit on."


def _wrong_day(day: dt.date | None, today: dt.date, missing: str) -> str:
    if day is None:
        return missing
    return FUTURE if day > today else ""


def _refuse(problems: dict[str, Any]) -> None:
    """Raise ValidationError with the problems that there are."""
    found = {name: words for name, words in problems.items() if words}
    if found:
        raise ValidationError(found)
