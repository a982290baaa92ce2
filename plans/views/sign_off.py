"""The operational group's queue: claims of completion, each accepted or returned with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
from plans import awaiting, services, signing, signing_words, sittings
from plans.forms.sign_off import AnswerForm
from plans.models import Plan, Signature, SignOff, StatusUpdate

from .updates import REFUSED


@dataclass(frozen=True)
class Item:
    """A claim of the queue and, for those who may answer it, the form to answer with. `told` is what just happened."""

    waiting: awaiting.Waiting
    form: AnswerForm | None
    told: str = ""


@require_safe
def sign_off(request: Request, slug: str) -> HttpResponse:
    """The queue. Whoever may read the plan may read it; only the operational group may answer."""
    return _page(request, _plan(request.standing, slug))


def _plan(who: Standing, slug: str) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(who).select_related("partnership"), slug=slug)


def _page(request: Request, plan: Plan, refused: AnswerForm | None = None, gone: Item | None = None) -> HttpResponse:
    """`refused` is an answer that was not taken in; `gone` the claim it was to, for when it waits no longer."""
    items = [_item(waiting, refused) for waiting in awaiting.queue(plan, request.standing)]
    context: dict[str, Any] = {
        "items": items,
        "gone": gone if gone and all(item.waiting.id != gone.waiting.id for item in items) else None,
        "over": sum(item.waiting.is_over for item in items),
        "unconfirmed": awaiting.unconfirmed(plan),
        "answered": awaiting.answered(plan, request.standing.on),
        "sittings": sittings.sittings(plan, request.standing.on),
        "may_answer_some": any(item.form for item in items),
        "form": refused,
    }
    return render(request, "plans/sign_off.html", context, status=REFUSED if refused else 200)


def _item(waiting: awaiting.Waiting, refused: AnswerForm | None = None) -> Item:
    if not waiting.may_answer:
        return Item(waiting, None)
    form = AnswerForm(claim=waiting.claim, key=waiting.key)
    return Item(waiting, refused if refused and refused.prefix == form.prefix else form)


@require_POST
def answer(request: Request, slug: str, pk: int) -> HttpResponse:
    """Accept a claim or return it. 404 to those who may not read it, 403 to those who may not answer it."""
    plan = _plan(request.standing, slug)
    claim = _claim(request.standing, plan, pk)
    keys = signing.of_claim(claim, request.standing.on)
    keys.require(request.standing)
    form = AnswerForm(request.POST, claim=claim, key=keys.key_for(request.standing))
    if form.is_valid():
        try:
            given = services.sign_off(
                claim=claim, by=request.standing, now=timezone.now(), seen_sha256=form.seen, **form.cleaned_data
            )
        except ValidationError as problem:
            form.refuse(problem)
        else:
            return _told(request, plan, given)
    return _refused(request, plan, claim, form)


def _claim(who: Standing, plan: Plan, pk: int) -> StatusUpdate:
    claims = StatusUpdate.objects.visible_to(who).filter(milestone__plan=plan)
    return get_object_or_404(claims.select_related(*awaiting.WITH_ACTION), pk=pk, declared="complete")


def _told(request: Request, plan: Plan, given: SignOff | Signature) -> HttpResponse:
    if isinstance(given, Signature):
        return _half_way(request, plan, given)
    if request.htmx:
        answer = awaiting.in_words([given])[0]
        return render(request, "plans/parts/answer.html", {"answer": answer, "just_now": True})
    messages.success(request, f"{given.get_decision_display()}: {given.update.milestone.ref}.")
    return redirect("sign-off", slug=plan.slug)


def _half_way(request: Request, plan: Plan, given: Signature) -> HttpResponse:
    """One key was turned and another waits, so the claim stays in the queue and says so."""
    waiting = awaiting.one(given.update, request.standing)
    left = signing_words.waits_for(key.side for key in waiting.signing.waiting)
    told = f"Signed for {signing_words.WHOM[given.side]}: {given.update.milestone.ref}. It {left}."
    if not request.htmx:
        messages.success(request, told)
        return redirect("sign-off", slug=plan.slug)
    item = replace(_item(waiting), told=told)
    return render(request, "plans/parts/claim_waiting.html", {"item": item, "plan": plan})


def _refused(request: Request, plan: Plan, claim: StatusUpdate, form: AnswerForm) -> HttpResponse:
    item = Item(awaiting.one(claim, request.standing), form)
    if not request.htmx:
        return _page(request, plan, refused=form, gone=item)
    context = {"item": item, "plan": plan, "in_place": True}
    return render(request, "plans/parts/claim_waiting.html", context, status=REFUSED)


urlpatterns: list[URLPattern] = [
    path("plans/<slug:slug>/sign-off/", sign_off, name="sign-off"),
    path("plans/<slug:slug>/sign-off/<int:pk>/", answer, name="answer-claim"),
]
