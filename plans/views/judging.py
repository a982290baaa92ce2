"""Actions to judge: which are ready, what was judged, and which judgements no longer stand."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from governance.middleware import Request
from governance.roles import may
from governance.verbs import Verb
from plans import judging, scope
from plans.judging import Outcome, Stage
from plans.models import Plan


@dataclass(frozen=True)
class Item:
    """An action of the list and whether this reader may judge it now."""

    outcome: Outcome
    may_judge: bool


@require_safe
def actions_to_judge(request: Request, slug: str) -> HttpResponse:
    """The list. Whoever may read the plan may read it; only the operational group is led on to judge."""
    who = request.standing
    plan = get_object_or_404(Plan.objects.visible_to(who).select_related("partnership"), slug=slug)
    outcomes = [one for one in judging.of_plan(plan, who.on) if one.is_told]
    scopes = scope.of_actions([one.action for one in outcomes], who.on)
    items = [
        Item(one, not one.why_not(who.on) and may(who, Verb.JUDGE_ACTION, scopes[one.action.pk])) for one in outcomes
    ]
    context = {
        "ready": [item for item in items if item.outcome.stage is Stage.READY],
        "judged": [item for item in items if item.outcome.stands],
        "reopened": [item for item in items if item.outcome.stage is Stage.REOPENED],
    }
    return render(request, "plans/judging.html", context)


urlpatterns: list[URLPattern] = [
    path("plans/<slug:slug>/sign-off/actions/", actions_to_judge, name="actions-to-judge"),
]
