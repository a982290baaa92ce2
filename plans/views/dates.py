"""New dates: asked for by whoever says how a milestone stands, granted or refused by the group or the board."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.middleware import Request
from governance.roles import Standing
from governance.wording import day
from plans import date_requests, moves, scope, services, work
from plans.forms.dates import DateRequestForm, DecisionForm
from plans.models import DateDecision, DateRequest, Plan

from .updates import REFUSED, home, next_page, row_to_speak_of


@require_http_methods(["GET", "HEAD", "POST"])
def ask_date(request: Request, slug: str, ref: str) -> HttpResponse:
    """Ask for a new date. 404 to those who may not read the plan, 403 to those who may not speak of the milestone."""
    row = row_to_speak_of(request.standing, slug, ref)
    of = scope.of_milestone(row.milestone, request.standing.on)
    if not services.may_speak(request.standing, of):
        raise PermissionDenied(f"You may not ask for a new date for {ref}: its lead posts do, or an officer for them.")
    form = DateRequestForm(request.POST if request.method == "POST" else None, of=of, who=request.standing)
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.ask_for_date(
                milestone=row.milestone, asked=form.asked(), by=request.standing, now=timezone.now()
            )
        except ValidationError as problem:
            form.refuse(problem)
        else:
            return _asked(request, row, asked)
    return _ask(request, row, form)


def _asked(request: Request, row: work.Row, asked: DateRequest) -> HttpResponse:
    waits_for = moves.decider(asked.asked_for, row.milestone.agreed_on).label
    words = f"Asked for {row.milestone.ref}: {day(asked.asked_for)}. It waits for {waits_for}."
    messages.success(request, f"{words} Until then {day(asked.from_date)} counts.")
    return redirect(next_page(request) or home(request, row))


def _ask(request: Request, row: work.Row, form: DateRequestForm) -> HttpResponse:
    agreed_on = row.milestone.agreed_on
    context: dict[str, Any] = {
        "row": row,
        "form": form,
        "closed": moves.why_not(row.milestone),
        "reach": moves.GROUPS_REACH.days,
        "until": agreed_on + moves.GROUPS_REACH if agreed_on else None,
        "today": request.standing.on,
        "next": next_page(request),
        "cancel": next_page(request) or home(request, row),
    }
    return render(request, "plans/ask_date.html", context, status=REFUSED if form.is_bound else 200)


@dataclass(frozen=True)
class Item:
    """A request of the queue and, for those who may decide on it, the form to do so."""

    waiting: date_requests.Waiting
    form: DecisionForm | None


@require_safe
def queue(request: Request, slug: str) -> HttpResponse:
    """The queue. Whoever may read the plan may read it; the operational group and the board decide."""
    return _queue(request, _plan(request.standing, slug))


def _plan(who: Standing, slug: str) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(who).select_related("partnership"), slug=slug)


def _queue(request: Request, plan: Plan, refused: DecisionForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "items": [_item(waiting, refused) for waiting in date_requests.queue(plan, request.standing)],
        "decided": date_requests.decided(plan, request.standing.on),
        "reach": moves.GROUPS_REACH.days,
        "lately": date_requests.LATELY.days,
        "form": refused,
    }
    return render(request, "plans/date_requests.html", context, status=REFUSED if refused else 200)


def _item(waiting: date_requests.Waiting, refused: DecisionForm | None = None) -> Item:
    if not waiting.may_decide:
        return Item(waiting, None)
    form = DecisionForm(request=waiting.request, decider=waiting.decider)
    return Item(waiting, refused if refused and refused.prefix == form.prefix else form)


@require_POST
def decide(request: Request, slug: str, pk: int) -> HttpResponse:
    """Grant a new date or refuse it. 404 to those who may not read it, 403 to those who may not decide on it."""
    plan = _plan(request.standing, slug)
    of_plan = DateRequest.objects.visible_to(request.standing).filter(milestone__plan=plan)
    waiting = date_requests.one(get_object_or_404(of_plan, pk=pk), request.standing)
    if not waiting.may_decide:
        raise PermissionDenied(f"You may not decide on this date: it waits for {waiting.decider.label}.")
    form = DecisionForm(request.POST, request=waiting.request, decider=waiting.decider)
    if form.is_valid():
        try:
            decided = services.decide_date(
                request=waiting.request, by=request.standing, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as problem:
            form.refuse(problem)
        else:
            return _decided(request, plan, decided)
    return _refused(request, plan, Item(waiting, form))


def _decided(request: Request, plan: Plan, decided: DateDecision) -> HttpResponse:
    if request.htmx:
        return render(request, "plans/parts/date_decided.html", {"decision": decided, "plan": plan, "just_now": True})
    messages.success(request, f"{decided.get_outcome_display()}: {decided.request.milestone.ref}.")
    return redirect("date-requests", slug=plan.slug)


def _refused(request: Request, plan: Plan, item: Item) -> HttpResponse:
    if not request.htmx:
        return _queue(request, plan, refused=item.form)
    context = {"item": item, "plan": plan, "in_place": True}
    return render(request, "plans/parts/date_waiting.html", context, status=REFUSED)


urlpatterns: list[URLPattern] = [
    path("plans/<slug:slug>/milestones/<reference:ref>/date/", ask_date, name="ask-date"),
    path("plans/<slug:slug>/date-requests/", queue, name="date-requests"),
    path("plans/<slug:slug>/date-requests/<int:pk>/", decide, name="decide-date"),
]
