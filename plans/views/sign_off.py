"""The operational group's queue: claims of completion, each accepted or returned with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.middleware import Request
from governance.roles import Standing
from governance.verbs import Verb
from plans import awaiting, scope, services
from plans.forms.sign_off import AnswerForm
from plans.models import Plan, SignOff, StatusUpdate

from .updates import REFUSED


@dataclass(frozen=True)
class Item:
    """A claim of the queue and, for those who may answer it, the form to answer with."""

    waiting: awaiting.Waiting
    form: AnswerForm | None


@require_safe
def sign_off(request: Request, slug: str) -> HttpResponse:
    """The queue. Whoever may read the plan may read it; only the operational group may answer."""
    return _page(request, _plan(request.standing, slug))


def _plan(who: Standing, slug: str) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(who).select_related("partnership"), slug=slug)


def _page(request: Request, plan: Plan, refused: AnswerForm | None = None) -> HttpResponse:
    items = [_item(waiting, refused) for waiting in awaiting.queue(plan, request.standing)]
    context: dict[str, Any] = {
        "items": items,
        "over": sum(item.waiting.is_over for item in items),
        "unconfirmed": awaiting.unconfirmed(plan),
        "answered": awaiting.answered(plan, request.standing.on),
        "may_answer_some": any(item.form for item in items),
        "form": refused,
    }
    return render(request, "plans/sign_off.html", context, status=REFUSED if refused else 200)


def _item(waiting: awaiting.Waiting, refused: AnswerForm | None = None) -> Item:
    if not waiting.may_answer:
        return Item(waiting, None)
    form = AnswerForm(claim=waiting.claim)
    return Item(waiting, refused if refused and refused.prefix == form.prefix else form)


@require_POST
def answer(request: Request, slug: str, pk: int) -> HttpResponse:
    """Accept a claim or return it. 404 to those who may not read it, 403 to those who may not answer it."""
    plan = _plan(request.standing, slug)
    claim = _claim(request.standing, plan, pk)
    scope.require(request.standing, Verb.SIGN_OFF, scope.of_claim(claim, request.standing.on))
    form = AnswerForm(request.POST, claim=claim)
    if form.is_valid():
        try:
            given = services.sign_off(claim=claim, by=request.standing, now=timezone.now(), **form.cleaned_data)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            return _told(request, given)
    return _refused(request, plan, claim, form)


def _claim(who: Standing, plan: Plan, pk: int) -> StatusUpdate:
    claims = StatusUpdate.objects.visible_to(who).filter(milestone__plan=plan)
    return get_object_or_404(claims.select_related(*awaiting.WITH_ACTION), pk=pk, declared="complete")


def _told(request: Request, given: SignOff) -> HttpResponse:
    if request.htmx:
        return render(request, "plans/parts/answer.html", {"answer": given, "just_now": True})
    messages.success(request, f"{given.get_decision_display()}: {given.update.milestone.ref}.")
    return redirect("sign-off", slug=given.update.milestone.plan.slug)


def _refused(request: Request, plan: Plan, claim: StatusUpdate, form: AnswerForm) -> HttpResponse:
    if not request.htmx:
        return _page(request, plan, refused=form)
    item = Item(awaiting.one(claim, request.standing), form)
    context = {"item": item, "plan": plan, "in_place": True}
    return render(request, "plans/parts/claim_waiting.html", context, status=REFUSED)


urlpatterns: list[URLPattern] = [
    path("plans/<slug:slug>/sign-off/", sign_off, name="sign-off"),
    path("plans/<slug:slug>/sign-off/<int:pk>/", answer, name="answer-claim"),
]
