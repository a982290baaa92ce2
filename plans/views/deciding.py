"""What an officer records once a plan is adopted: work withdrawn, a locked date put right, a first date set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from governance.middleware import Request
from plans import changes, services
from plans.forms.deciding import DateForm, WithdrawForm
from plans.forms.editing import Refusable
from plans.models import Milestone

from .editing import REFUSED, address, path_to, plan_to_edit, row_to_edit

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, slug: str, kind: str, key: str) -> HttpResponse:
    """Withdraw an action or a milestone by a decision. It stays readable, outside every count."""
    row = row_to_edit(plan_to_edit(request, slug), kind, key)
    form = WithdrawForm(request.POST or None)
    context = {"form": form, "row": row, "kind": kind, "breadcrumbs": path_to(row, "Withdraw")}

    def act(typed: dict[str, Any]) -> None:
        services.withdraw(thing=row, **typed, by=request.standing, now=timezone.now())

    done = f"{kind.capitalize()} {key} was withdrawn. It stays readable, with your reason."
    return _ask(request, "plans/edit/withdraw.html", context, act, done)


@require_http_methods(["GET", "HEAD", "POST"])
def milestone_date(request: Request, slug: str, key: str) -> HttpResponse:
    """Put a slip in a locked date right, or set the first date. The agreed date stays on record."""
    row: Milestone = row_to_edit(plan_to_edit(request, slug), "milestone", key)
    facts: Any = Milestone.objects.with_facts(request.standing.on).filter(pk=row.pk).first()
    first = facts is None or facts.due_on is None
    title = "Set the first date" if first else "Put a slip right"
    context = {
        "form": DateForm(request.POST or None),
        "row": row,
        "facts": facts,
        "heading": title,
        "breadcrumbs": path_to(row, title),
    }

    def act(typed: dict[str, Any]) -> None:
        services.correct_date(milestone=row, **typed, by=request.standing, now=timezone.now())

    return _ask(request, "plans/edit/date.html", context, act, f"The date of {row.ref} was recorded.")


def _ask(
    request: Request, template: str, context: dict[str, Any], act: Callable[[dict[str, Any]], None], done: str
) -> HttpResponse:
    """Show a form, or do what it asks for and go back to the row."""
    form: Refusable = context["form"]
    row = context["row"]
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, done)
            return redirect(address(row))
    context |= {"plan": row.plan, "back": address(row)}
    return render(request, template, context, status=REFUSED if form.errors else 200)


@require_safe
def history(request: Request, slug: str) -> HttpResponse:
    """Who changed what in the plan's own text, newest first."""
    plan = plan_to_edit(request, slug)
    found: Any = changes.of_plan(plan)
    page: Page[changes.Change] = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"plan": plan, "page_obj": page, "breadcrumbs": path_to(plan, "What was changed")}
    return render(request, "plans/edit/history.html", context)


EDIT = "plans/<slug:slug>/edit"
urlpatterns: list[URLPattern] = [
    path(f"{EDIT}/actions/<reference:key>/withdraw/", withdraw, {"kind": "action"}, name="withdraw-action"),
    path(f"{EDIT}/milestones/<reference:key>/withdraw/", withdraw, {"kind": "milestone"}, name="withdraw-milestone"),
    path(f"{EDIT}/milestones/<reference:key>/date/", milestone_date, name="milestone-date"),
    path("plans/<slug:slug>/history/", history, name="plan-history"),
]
