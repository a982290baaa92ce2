"""One action: what it is for, who leads it, where its milestones stand, and everything that was said and decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.middleware import Request
from governance.roles import may
from governance.verbs import Verb
from governance.wording import day, listed, sentence
from measures import quality
from measures.addresses import Addresses
from plans import editions, escalations, families, judging, moves, scope, services
from plans.as_at import asked
from plans.models import Action, Declared, Recurrence
from plans.position import RULE, Position, differs, worst
from plans.record import record
from reports import beside


@dataclass(frozen=True, slots=True)
class Card:
    """One milestone as the page shows it. Texts are empty where there is nothing to say."""

    ref: str
    title: str
    colour: str
    label: str
    sentence: str
    dates: str
    waits_for: str
    declared: str
    update: str
    ask_date: str


@require_safe
def show(request: Request, slug: str, ref: str) -> HttpResponse:
    """The action on a day, with its record up to then."""
    actions = Action.objects.visible_to(request.standing).select_related("plan__partnership", "objective__ambition")
    action = get_object_or_404(actions, plan__slug=slug, ref=ref)
    today = timezone.localdate()
    as_at = asked(request.GET.get("as_at"), today)
    milestones = (
        action.milestones.positioned(as_at.day)
        .select_related("plan")
        .order_by("order")
        .prefetch_related("depends_on")
        .in_words()
    )
    may_update = as_at.day == today and not as_at.error and _may_update(request, action)
    outcome = judging.of_action(action, as_at.day, milestones)
    at = Addresses(slug, as_at.day)
    positions = [milestone.position for milestone in milestones]  # type: ignore[attr-defined]
    context = {
        "action": action,
        "is_there": action.added_on <= as_at.day,
        "worst": _worst(positions),
        "cards": [_card(milestone, action, may_update=may_update) for milestone in milestones],
        "leads": action.leads.on(as_at.day).select_related("post__organisation"),
        "areas": action.objective.areas.all(),
        "evidence": beside.evidence(action, as_at.day, request.standing),
        "outcome": outcome,
        "may_judge": as_at.day == today and not outcome.why_not(today) and _may_judge(request, action),
        "events": record(action, as_at.day),
        **_around(request, action, as_at.day),
        "ambition_href": at.milestones(ambition=action.objective.ambition.number),
        "objective_href": at.milestones(objective=action.objective.ref),
        "as_at": as_at.day,
        "today": today,
        "as_at_error": as_at.error,
        "as_at_given": as_at.given,
        "errors": as_at.error,
    }
    return render(request, "reports/action.html", context, status=422 if as_at.error else 200)


def _around(request: Request, action: Action, on: dt.date) -> dict[str, Any]:
    """What families say, how its quality was tested, what was raised about it, and what it replaces."""
    return {
        "families": families.of_action(action, on),
        "may_say": may(request.standing, Verb.SAY_EXPERIENCE, scope.of_plan(action.plan)),
        "quality": quality.of_action(action, on),
        "escalations": escalations.about(action, on),
        "origin": editions.of_action(action, request.standing),
    }


def _worst(positions: list[Position]) -> Position | None:
    """The position that gives the action its colour; where two share it, the one whose rule comes first."""
    colour = worst([position.colour for position in positions])
    sharing = [position for position in positions if position.colour == colour]
    return min(sharing, key=lambda position: list(RULE).index(position.rule), default=None)


def _may_update(request: Request, action: Action) -> bool:
    of = scope.of_actions([action], request.standing.on)[action.pk]
    return action.plan.is_adopted and services.may_speak(request.standing, of)


def _may_judge(request: Request, action: Action) -> bool:
    return may(request.standing, Verb.JUDGE_ACTION, scope.of_actions([action], request.standing.on)[action.pk])


def _card(milestone: Any, action: Action, *, may_update: bool) -> Card:
    here = f"{reverse('action', args=[action.plan.slug, action.ref])}#{milestone.ref}"
    update = reverse("update", args=[action.plan.slug, milestone.ref])
    ask_date = reverse("ask-date", args=[action.plan.slug, milestone.ref])
    otherwise = differs(milestone.declared, milestone.position.colour)
    return Card(
        ref=milestone.ref,
        title=milestone.title,
        colour=milestone.position.colour,
        label=milestone.position.label,
        sentence=milestone.position.sentence,
        dates=_dates(milestone),
        waits_for=listed([other.ref for other in milestone.depends_on.all()]),
        declared=Declared(milestone.declared).label.lower() if otherwise else "",
        update=f"{update}?{urlencode({'next': here})}" if may_update and not milestone.withdrawn else "",
        ask_date=f"{ask_date}?{urlencode({'next': here})}" if may_update and not moves.why_not(milestone) else "",
    )


def _dates(milestone: Any) -> str:
    """The date that counts, the one that was agreed, what the plan prints, and how often it comes round."""
    said = [
        f"Due on {day(milestone.due_on)}{moves.aside(milestone)}" if milestone.due_on else "No due date",
        f"printed “{milestone.due_as_printed}”" if milestone.due_as_printed else "",
        Recurrence(milestone.recurrence).label.lower() if milestone.recurrence else "",
    ]
    return sentence("; ".join(part for part in said if part))


urlpatterns = [path("plans/<slug:slug>/actions/<reference:ref>/", show, name="action")]
