"""Judging one action: its outcome, the milestones that were signed off, the measures beside it, and the form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance.middleware import Request
from governance.verbs import Verb
from plans import judging, scope
from plans.forms.judging import JudgeForm
from plans.models import Action
from plans.services.judging import judge_action
from reports import beside

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: Request, slug: str, ref: str) -> HttpResponse:
    """Judge whether an action reached its outcome.

    404 to those who may not read the plan, 403 to those who may not judge it: they read it on the action's page.
    """
    actions = Action.objects.visible_to(request.standing).select_related("plan__partnership", "objective__ambition")
    action = get_object_or_404(actions, plan__slug=slug, ref=ref)
    today = request.standing.on
    scope.require(request.standing, Verb.JUDGE_ACTION, scope.of_actions([action], today)[action.pk])
    milestones = action.milestones.positioned(today).select_related("plan").order_by("order").in_words()
    outcome = judging.of_action(action, today, milestones)
    data = request.POST if request.method == "POST" else None
    form = JudgeForm(data, plan=action.plan, on=today, seen=outcome.content_sha256)
    if form.is_valid():
        try:
            judged = judge_action(action=action, by=request.standing, now=timezone.now(), **form.given())
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, f"Action {action.ref}: {judged.get_judged_display().lower()}.")
            return redirect("actions-to-judge", slug=slug)
    return _ask(request, outcome, form)


def _ask(request: Request, outcome: judging.Outcome, form: JudgeForm) -> HttpResponse:
    today = request.standing.on
    context: dict[str, Any] = {
        "action": outcome.action,
        "outcome": outcome,
        "closed": outcome.why_not(today),
        "milestones": outcome.milestones,
        "evidence": beside.evidence(outcome.action, today, request.standing),
        "form": form,
    }
    return render(request, "reports/judge.html", context, status=REFUSED if form.is_bound else 200)


urlpatterns: list[URLPattern] = [
    path("plans/<slug:slug>/actions/<reference:ref>/judge/", judge, name="judge-action"),
]
