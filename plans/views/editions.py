"""The page on which officers say which plan this one replaces, and which actions each of its actions goes back to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance.middleware import Request
from governance.wording import count
from plans.editions import lineage
from plans.forms.editions import EditionForm, OriginsForm
from plans.models import Action, Plan
from plans.services.editions import set_edition, set_origins

from .editing import REFUSED, path_to, plan_to_edit


@require_http_methods(["GET", "HEAD", "POST"])
def edition(request: Request, slug: str) -> HttpResponse:
    """Two forms: the edition before this plan, and, once that is known, where each action comes from."""
    plan = plan_to_edit(request, slug)
    if request.method != "POST":
        return _page(request, plan, EditionForm(plan=plan), _origins(plan))
    if "actions" in request.POST:
        return _set_origins(request, plan, _origins(plan, request.POST))
    return _set_edition(request, plan, EditionForm(request.POST, plan=plan))


def _set_edition(request: Request, plan: Plan, form: EditionForm) -> HttpResponse:
    if form.is_valid():
        try:
            current = set_edition(plan=plan, **form.cleaned_data, by=request.standing, now=timezone.now())
        except ValidationError as problem:
            form.refuse(problem)
        else:
            said = f"It replaces {current.replaces}." if current.replaces else "It replaces no other plan."
            messages.success(request, said)
            return redirect("edition", plan.slug)
    return _page(request, plan, form, _origins(plan))


def _set_origins(request: Request, plan: Plan, form: OriginsForm | None) -> HttpResponse:
    if form is None:
        messages.warning(request, "Somebody took out the edition before a moment ago. Choose it first.")
        return redirect("edition", plan.slug)
    if form.is_valid():
        try:
            changed = form.changed()
            set_origins(origins=changed, by=request.standing, now=timezone.now())
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, f"Saved: {count(len(changed), 'action')} changed.")
            return redirect("edition", plan.slug)
    return _page(request, plan, EditionForm(plan=plan), form)


def _origins(plan: Plan, typed: Any = None) -> OriginsForm | None:
    """The form of the actions; None where the plan replaces none."""
    if plan.replaces_id is None:
        return None
    actions = list(
        Action.objects.filter(plan=plan).select_related("plan").prefetch_related("replaces").in_printed_order()
    )
    before = list(Action.objects.filter(plan=plan.replaces_id).in_printed_order())
    return OriginsForm(typed, actions=actions, before=before)


def _page(request: Request, plan: Plan, form: EditionForm, origins: OriginsForm | None) -> HttpResponse:
    refused = bool(form.errors or (origins and origins.errors))
    context = {
        "plan": plan,
        "form": form,
        "origins": origins,
        "forms": [each for each in (form, origins) if each is not None and each.errors],
        "errors": refused,
        "lineage": lineage(plan, request.standing),
        "breadcrumbs": path_to(plan, "Edition"),
    }
    return render(request, "plans/edit/edition.html", context, status=REFUSED if refused else 200)


urlpatterns: list[URLPattern] = [path("plans/<slug:slug>/edit/edition/", edition, name="edition")]
