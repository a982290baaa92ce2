"""The opening position: take the sheet, show every milestone as it would stand, record it, and adopt the plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.middleware import Request
from governance.verbs import Verb
from governance.wording import count
from plans import adoption, opening, scope
from plans.forms.opening import OpeningForm
from plans.models import Plan


@require_http_methods(["GET", "HEAD", "POST"])
def opening_position(request: Request, slug: str) -> HttpResponse:
    """The page: first the sheet, then what it would make of the plan; nothing is written before it is confirmed."""
    plan = _plan(request, slug)
    if request.method != "POST":
        return _page(request, plan, OpeningForm())
    form = OpeningForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, plan, form)
    sheet = form.cleaned_data["text"]
    # From here on the sheet is its text, so that what came as a file can be mended on the page.
    form = OpeningForm({"text": sheet})
    if "change" in request.POST:
        return _page(request, plan, form)
    try:
        return _confirmed(request, plan, form, sheet)
    except ValidationError as refused:
        form.add_error(None, refused)
        return _page(request, plan, form)


@require_safe
def opening_template(request: Request, slug: str) -> HttpResponse:
    """The sheet to fill in, with a row for every milestone."""
    plan = _plan(request, slug)
    name = f"{plan.slug}-opening-position.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(opening.template(plan), content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
def adopt(request: Request, slug: str) -> HttpResponse:
    """Adopt the plan: its agreed dates are locked from today."""
    plan = _plan(request, slug)
    try:
        adoption.adopt(plan, by=request.standing, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, f"{plan} is adopted. Its agreed dates are locked from today.")
    return redirect("opening", slug=plan.slug)


def _plan(request: Request, slug: str) -> Plan:
    plans = Plan.objects.visible_to(request.standing).select_related("partnership", "adopted_by")
    plan = get_object_or_404(plans, slug=slug)
    scope.require(request.standing, Verb.EDIT_PLAN, scope.of_plan(plan))
    return plan


def _confirmed(request: Request, plan: Plan, form: OpeningForm, sheet: str) -> HttpResponse:
    """The sheet's errors; or how every milestone would stand; or, once that was confirmed, the sheet recorded.

    Raises ValidationError where the opening position is closed.
    """
    now, by = timezone.now(), request.standing
    rows, errors = opening.read_sheet(plan, sheet, today=timezone.localdate())
    if errors:
        form.add_error("text", f"{count(len(errors), 'thing')} in the sheet to put right, listed below by row.")
        return _page(request, plan, form, sheet_errors=errors)
    if "confirm" not in request.POST:
        told = {row.milestone.pk for row in rows}
        milestones = opening.preview(plan, rows, by=by, now=now)
        return _page(request, plan, form, sheet=sheet, preview=[(m, m.pk in told) for m in milestones], told=len(told))
    told_of = opening.apply(plan, rows, by=by, now=now)
    messages.success(request, f"Recorded the opening position of {count(told_of, 'milestone')}.")
    return redirect("opening", slug=plan.slug)


def _page(request: Request, plan: Plan, form: OpeningForm, **shown: Any) -> HttpResponse:
    milestones = plan.milestones.count()
    context = {
        "plan": plan,
        "form": form,
        "columns": opening.COLUMNS,
        "milestones": milestones,
        "told": plan.milestones.filter(updates__carried_over=True).distinct().count(),
        "breadcrumbs": [
            {"text": plan.title, "href": reverse("dashboard", args=[plan.slug])},
            {"text": "Opening position"},
        ],
    }
    return render(request, "plans/opening.html", context | shown, status=422 if form.errors else 200)


urlpatterns = [
    path("plans/<slug:slug>/opening/", opening_position, name="opening"),
    path("plans/<slug:slug>/opening/sheet.csv", opening_template, name="opening-template"),
    path("plans/<slug:slug>/opening/adopt/", adopt, name="adopt"),
]
