"""Who leads an action: adding a post, making one accountable, and ending one with its last day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from governance.middleware import Request
from governance.wording import day
from plans import changes, services
from plans.forms.deciding import EndLeadForm, LeadForm, LeadWordsForm
from plans.models import ActionLead

from .editing import REFUSED, address, path_to, plan_to_edit, row_to_edit


@require_http_methods(["GET", "HEAD", "POST"])
def add_lead(request: Request, slug: str, key: str) -> HttpResponse:
    """Add a post to those that lead an action."""
    plan = plan_to_edit(request, slug)
    action = row_to_edit(plan, "action", key)
    form = LeadForm(request.POST or None, partnership=plan.partnership)
    if request.method == "POST" and form.is_valid():
        try:
            lead = services.add_lead(action=action, **form.cleaned_data, by=request.standing, now=timezone.now())
        except ValidationError as problem:
            form.refuse(problem)
        else:
            return _done(request, action, f"{lead.post} leads this action from {day(lead.starts_on)}.")
    heading = f"Add a lead to action {action.ref}"
    return _page(request, action, form, heading=heading, submit="Add this lead")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_lead(request: Request, slug: str, pk: int) -> HttpResponse:
    """Put right how the plan prints a lead."""
    lead = _lead(request, slug, pk)
    plan = lead.action.plan
    if request.method != "POST":
        form = LeadWordsForm(instance=lead, initial={"seen": services.version(lead)}, plan=plan)
        return _edit_page(request, lead, form)
    form = LeadWordsForm(request.POST, instance=lead, plan=plan)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            services.change_lead(lead=lead, **form.text(), seen=seen, by=request.standing, now=timezone.now())
        except services.ChangedSince as changed:
            form.was_changed(services.version(lead))
            return _edit_page(request, lead, form, since=changes.since(lead, changed.seen))
        except ValidationError as problem:
            form.refuse(problem)
        else:
            return _done(request, lead.action, f"{lead.post} was saved.")
    return _edit_page(request, lead, form)


@require_http_methods(["GET", "HEAD", "POST"])
def end_lead(request: Request, slug: str, pk: int) -> HttpResponse:
    """End a lead with its last day."""
    lead = _lead(request, slug, pk)
    form = EndLeadForm(request.POST or None, initial={"ends_on": request.standing.on})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_lead(lead=lead, **form.cleaned_data, by=request.standing, now=timezone.now())
        except ValidationError as problem:
            form.refuse(problem)
        else:
            return _done(request, lead.action, f"{lead.post} ends as a lead on {day(form.cleaned_data['ends_on'])}.")
    hint = "It stays on record as a lead of the days until then. Its updates stay as they are."
    heading = f"End {lead.post} as a lead of action {lead.action.ref}"
    return _page(request, lead.action, form, heading=heading, submit="End this lead", hint=hint)


@require_POST
def make_accountable(request: Request, slug: str, pk: int) -> HttpResponse:
    """Make a lead the accountable one."""
    lead = _lead(request, slug, pk)
    return _do(request, lead, services.make_accountable, f"{lead.post} is accountable for this action from today.")


@require_POST
def confirm_accountable(request: Request, slug: str, pk: int) -> HttpResponse:
    """Say that the post assumed to be accountable is so."""
    lead = _lead(request, slug, pk)
    return _do(request, lead, services.confirm_accountable, f"{lead.post} is confirmed as accountable.")


@require_POST
def remove_lead(request: Request, slug: str, pk: int) -> HttpResponse:
    """Delete a lead of a draft."""
    lead = _lead(request, slug, pk)
    return _do(request, lead, services.remove_lead, f"{lead.post} was removed as a lead.")


def _lead(request: Request, slug: str, pk: int) -> ActionLead:
    plan = plan_to_edit(request, slug)
    rows = ActionLead.objects.select_related("action__plan__partnership", "post__organisation")
    return get_object_or_404(rows.filter(action__plan=plan), pk=pk)


def _do(request: Request, lead: ActionLead, act: Callable[..., Any], words: str) -> HttpResponse:
    try:
        act(lead=lead, by=request.standing, now=timezone.now())
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect(f"{address(lead.action)}#leads")
    return _done(request, lead.action, words)


def _done(request: Request, action: Any, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(f"{address(action)}#leads")


def _edit_page(request: Request, lead: ActionLead, form: Any, **more: Any) -> HttpResponse:
    heading = f"{lead.post}, lead of action {lead.action.ref}"
    return _page(request, lead.action, form, heading=heading, submit="Save", **more)


def _page(request: Request, action: Any, form: Any, *, heading: str, **more: Any) -> HttpResponse:
    context = {"plan": action.plan, "form": form, "heading": heading, "back": address(action)}
    context |= {"breadcrumbs": path_to(action, "Lead"), **more}
    return render(request, "plans/edit/lead.html", context, status=REFUSED if form.errors else 200)


EDIT = "plans/<slug:slug>/edit"
urlpatterns: list[URLPattern] = [
    path(f"{EDIT}/actions/<reference:key>/leads/add/", add_lead, name="add-lead"),
    path(f"{EDIT}/leads/<int:pk>/", edit_lead, name="edit-lead"),
    path(f"{EDIT}/leads/<int:pk>/end/", end_lead, name="end-lead"),
    path(f"{EDIT}/leads/<int:pk>/accountable/", make_accountable, name="make-accountable"),
    path(f"{EDIT}/leads/<int:pk>/confirm/", confirm_accountable, name="confirm-accountable"),
    path(f"{EDIT}/leads/<int:pk>/remove/", remove_lead, name="remove-lead"),
]
