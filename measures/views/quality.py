"""Quality assurance: what is planned, late and held; officers plan activities and write down what they found."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from governance.middleware import Request
from governance.roles import may
from governance.verbs import Verb
from measures import quality
from measures.forms.quality import ActivityForm, RecordForm
from measures.models.quality import QualityActivity
from measures.services.quality import change_activity, plan_activity, version
from plans import scope
from plans.models import Plan
from plans.services import ChangedSince

REFUSED = 422


@require_safe
def list_activities(request: Request, slug: str) -> HttpResponse:
    """Every activity of the plan, late ones first. Whoever reads the plan reads it."""
    plan = _plan(request, slug)
    context = {
        "plan": plan,
        "activities": quality.activities(plan, request.standing.on),
        "may_review": may(request.standing, Verb.REVIEW, scope.of_plan(plan)),
    }
    return render(request, "measures/quality.html", context)


@require_safe
def activity(request: Request, slug: str, pk: int) -> HttpResponse:
    """One activity: what was looked at, found and changed, and what it is tied to."""
    found = _activity(request, slug, pk)
    context = {
        "plan": found.plan,
        "row": quality.row(found, request.standing.on),
        "actions": found.actions.in_printed_order(),
        "measures": found.measures.all(),
        "may_review": may(request.standing, Verb.REVIEW, scope.of_plan(found.plan)),
        "breadcrumbs": _crumbs(slug, found.title),
    }
    return render(request, "measures/quality_activity.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, slug: str) -> HttpResponse:
    """Plan an activity. 403 to all but officers."""
    plan = _plan(request, slug)
    scope.require(request.standing, Verb.REVIEW, scope.of_plan(plan))
    form = ActivityForm(_typed(request), plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            made = plan_activity(plan=plan, **form.typed(), by=request.standing, now=timezone.now())
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, f"“{made.title}” is planned.")
            return redirect("quality-activity", slug, made.pk)
    heading = "Plan an audit, survey or feedback"
    page = {"plan": plan, "heading": heading, "submit": "Plan it", "back": reverse("quality", args=[slug])}
    return _form(request, form, page)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, slug: str, pk: int) -> HttpResponse:
    """Write down that it was held and what was found, then what changed. 403 to all but officers."""
    found = _activity(request, slug, pk)
    scope.require(request.standing, Verb.REVIEW, scope.of_plan(found.plan))
    form = RecordForm(_typed(request), activity=found, initial={"seen": version(found)})
    if request.method == "POST" and form.is_valid():
        try:
            change_activity(activity=found, **form.typed(), by=request.standing, now=timezone.now())
        except ChangedSince:
            form.was_changed(version(found))
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, f"“{form.cleaned_data['title']}” was saved.")
            return redirect("quality-activity", slug, pk)
    page = {"plan": found.plan, "heading": "What was found, and what changed", "submit": "Save", "activity": found}
    return _form(request, form, page | {"back": reverse("quality-activity", args=[slug, pk])})


def _plan(request: Request, slug: str) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.standing).select_related("partnership"), slug=slug)


def _activity(request: Request, slug: str, pk: int) -> QualityActivity:
    readable = QualityActivity.objects.visible_to(request.standing).select_related("plan__partnership")
    return get_object_or_404(readable, plan__slug=slug, pk=pk)


def _typed(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _form(request: Request, form: ActivityForm, page: dict[str, Any]) -> HttpResponse:
    context = {"form": form, "breadcrumbs": _crumbs(page["plan"].slug, page["heading"]), **page}
    return render(request, "measures/quality_form.html", context, status=REFUSED if form.is_bound else 200)


def _crumbs(slug: str, here: str) -> list[dict[str, str]]:
    return [{"text": "Quality assurance", "href": reverse("quality", args=[slug])}, {"text": here, "href": ""}]


urlpatterns: list[URLPattern] = [
    path("plans/<slug:slug>/quality/", list_activities, name="quality"),
    path("plans/<slug:slug>/quality/add/", add, name="add-quality-activity"),
    path("plans/<slug:slug>/quality/<int:pk>/", activity, name="quality-activity"),
    path("plans/<slug:slug>/quality/<int:pk>/edit/", edit, name="edit-quality-activity"),
]
