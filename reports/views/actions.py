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
from governance.wording import day, listed, sentence
from measures.addresses import Addresses
from measures.judged import Measured, evidence_of
from measures.scope import sees_small_numbers
from plans import moves, scope, services
from plans.as_at import asked
from plans.models import Action, Declared, Recurrence
from plans.position import RULE, Position, differs, worst
from plans.timeline import timeline


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


@dataclass(frozen=True, slots=True)
class Evidence:
    """A measure that shows whether the action works, and how each of its series stands."""

    ref: str
    title: str
    href: str
    effect: str
    series: list[Stand]


@dataclass(frozen=True, slots=True)
class Stand:
    """How one series stands: a state with its word, and the sentence."""

    name: str
    state: str
    label: str
    sentence: str


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
    at = Addresses(slug, as_at.day)
    positions = [milestone.position for milestone in milestones]  # type: ignore[attr-defined]
    context = {
        "action": action,
        "is_there": action.added_on <= as_at.day,
        "worst": _worst(positions),
        "cards": [_card(milestone, action, may_update=may_update) for milestone in milestones],
        "leads": action.leads.on(as_at.day).select_related("post__organisation"),
        "areas": action.objective.areas.all(),
        "evidence": [_evidence(measured, action, at) for measured in _measures(request, action, as_at.day)],
        "events": timeline(action, as_at.day),
        "ambition_href": at.milestones(ambition=action.objective.ambition.number),
        "objective_href": at.milestones(objective=action.objective.ref),
        "as_at": as_at.day,
        "today": today,
        "as_at_error": as_at.error,
        "as_at_given": as_at.given,
        "errors": as_at.error,
    }
    return render(request, "reports/action.html", context, status=422 if as_at.error else 200)


def _worst(positions: list[Position]) -> Position | None:
    """The position that gives the action its colour; where two share it, the one whose rule comes first."""
    colour = worst([position.colour for position in positions])
    sharing = [position for position in positions if position.colour == colour]
    return min(sharing, key=lambda position: list(RULE).index(position.rule), default=None)


def _may_update(request: Request, action: Action) -> bool:
    of = scope.of_actions([action], request.standing.on)[action.pk]
    return action.plan.is_adopted and services.may_speak(request.standing, of)


def _measures(request: Request, action: Action, as_at: dt.date) -> list[Measured]:
    return evidence_of(action, as_at, small_numbers=sees_small_numbers(request.standing, action.plan))


def _evidence(measured: Measured, action: Action, at: Addresses) -> Evidence:
    measure = measured.measure
    return Evidence(
        ref=measure.ref,
        title=measure.title,
        href=at.measure(measure.ref),
        effect=next(one.get_effect_display() for one in measured.evidences if one.action_id == action.pk),
        series=[
            Stand(one.series.name, one.trajectory.state, one.trajectory.label, one.trajectory.sentence)
            for one in measured.series
        ],
    )


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
