"""Still embedded? The question three to six months after a sign-off: who is asked, and the form that answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from governance.middleware import Request
from governance.roles import Standing, may
from governance.verbs import Verb
from governance.wording import day
from plans import embedded, scope, work
from plans.forms.embedded import EmbeddedForm
from plans.models import EmbeddedAnswer, Plan, SignOff, StatusUpdate
from plans.services.embedded import answer_embedded

from .updates import REFUSED, home, next_page, row_to_speak_of


@require_safe
def asked(request: Request, slug: str) -> HttpResponse:
    """What is asked of anybody in a plan, and what was answered. Whoever may read the plan may read it."""
    plan = get_object_or_404(Plan.objects.visible_to(request.standing).select_related("partnership"), slug=slug)
    rows = embedded.of_plan(plan, request.standing)
    context = {
        "rows": rows,
        "late": sum(row.is_late for row in rows),
        "answers": embedded.answered(plan, request.standing.on),
    }
    return render(request, "plans/embedded.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, slug: str, pk: int) -> HttpResponse:
    """Answer for one sign-off. 404 to those who may not read the plan, 403 to those who may not speak of the work."""
    sign_off = _sign_off(request.standing, slug, pk)
    row = row_to_speak_of(request.standing, slug, sign_off.update.milestone.ref)
    if not may(request.standing, Verb.UPDATE, scope.of_milestone(row.milestone, request.standing.on)):
        raise PermissionDenied(f"You may not answer for {row.milestone.ref}: its lead posts do.")
    form = EmbeddedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            given = answer_embedded(sign_off=sign_off, by=request.standing, now=timezone.now(), **form.given())
        except ValidationError as problem:
            form.refuse(problem)
        else:
            return _told(request, row, given)
    return _ask(request, row, sign_off, form)


def _sign_off(who: Standing, slug: str, pk: int) -> SignOff:
    accepted = StatusUpdate.objects.visible_to(who).filter(sign_off__decision=SignOff.Decision.ACCEPTED)
    claims = accepted.select_related("sign_off__by", "milestone", "by", "on_behalf_of__organisation")
    claim = get_object_or_404(claims.prefetch_related("files"), milestone__plan__slug=slug, sign_off__pk=pk)
    claim.sign_off.update = claim
    return claim.sign_off


def _told(request: Request, row: work.Row, given: EmbeddedAnswer) -> HttpResponse:
    ref = row.milestone.ref
    if given.reopened_by is None:
        messages.success(request, f"Recorded for {ref}: still embedded. It stays signed off.")
    else:
        messages.success(request, f"Reopened: {ref}, {given.reopened_by.get_declared_display().lower()}.")
    return redirect(next_page(request) or home(request, row))


def _ask(request: Request, row: work.Row, sign_off: SignOff, form: EmbeddedForm) -> HttpResponse:
    context: dict[str, Any] = {
        "row": row,
        "sign_off": sign_off,
        "claim": sign_off.update,
        "form": form,
        "closed": embedded.why_not(sign_off, _facts(row), request.standing.on),
        "late_on": day(embedded.late_on(sign_off.decided_on)),
        "next": next_page(request),
        "cancel": next_page(request) or home(request, row),
    }
    return render(request, "plans/answer_embedded.html", context, status=REFUSED if form.is_bound else 200)


def _facts(row: work.Row) -> Any:
    """The milestone with the columns that no type names."""
    return row.milestone


urlpatterns: list[URLPattern] = [
    path("plans/<slug:slug>/sign-offs/embedded/", asked, name="embedded"),
    path("plans/<slug:slug>/sign-offs/<int:pk>/embedded/", answer, name="answer-embedded"),
]
