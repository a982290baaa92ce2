"""The challenge ledger: what was raised to the bodies, and what they answered; raising and answering."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import bodies, challenge, escalating
from governance.challenge_forms import AnswerForm, LedgerFilter, RaiseForm, page_of_this_site
from governance.middleware import Request
from governance.models import Escalation
from governance.models.escalations import EscalationQuerySet
from governance.roles import Standing, may
from governance.verbs import Verb

REFUSED = 422
PAGE = 50


@require_safe
def escalations(request: Request) -> HttpResponse:
    """The ledger, the latest first, fifty to a page. Whoever may read the plan may read it."""
    who = reader(request.standing)
    form = LedgerFilter(request.GET, who=who)
    page = Paginator(asked_for(form, who), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "lines": challenge.lines(page.object_list, who.on),
        "counts": _counts(who),
        "csv": f"{reverse('escalations-csv')}?{request.GET.urlencode()}",
        "key": [(challenge.LABELS[s], challenge.COLOURS[s], challenge.MEANINGS[s]) for s in challenge.State],
        "may_raise": bool(who.partnerships_where(Verb.RAISE)),
        "may_set": bool(who.partnerships_where(Verb.RUN_MEETINGS)),
    }
    return render(request, "governance/escalations.html", context, status=REFUSED if form.errors else 200)


def reader(who: Standing) -> Standing:
    """Somebody who may read a ledger; 404 to anybody else."""
    if not who.partnerships_where(Verb.READ_PLAN):
        raise Http404("No ledger.")
    return who


def asked_for(form: LedgerFilter, who: Standing) -> EscalationQuerySet:
    """The part of the ledger that is asked for; nothing where that could not be read."""
    rows = challenge.ledger(who)
    if not form.is_valid():
        return rows.none()
    body = form.cleaned_data["body"]
    return challenge.left(rows, body=body.pk if body else None, state=form.cleaned_data["state"])


def _counts(who: Standing) -> list[dict[str, Any]]:
    """How many there are in each state, each number with the list that makes it up."""
    rows = Escalation.objects.visible_to(who).with_lateness(who.on)
    return [
        {
            "label": label.lower(),
            "colour": challenge.COLOURS[state],
            "count": challenge.left(rows, body=None, state=state).count(),
            "href": f"?state={state}",
        }
        for state, label in challenge.LABELS.items()
    ]


@require_safe
def escalation(request: Request, pk: int) -> HttpResponse:
    """One concern: what it is about, who raised it, on which agenda it is, and the answer or the form to give it."""
    found = _escalation(request, pk)
    return _show(request, found, _form(request.standing, found))


@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Answer a concern. 404 to those who may not read it, 403 to those who may not answer for the body."""
    found = _escalation(request, pk)
    bodies.require(request.standing, Verb.ANSWER, found.body)
    form = AnswerForm(request.POST, escalation=found, by=request.standing)
    if form.is_valid():
        try:
            escalating.answer(escalation=found, by=request.standing, now=timezone.now(), **form.cleaned_data)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, f"Answered: {found.title}")
            return redirect("escalation", pk=found.pk)
    return _show(request, found, form)


def _escalation(request: Request, pk: int) -> Escalation:
    return get_object_or_404(challenge.ledger(request.standing), pk=pk)


def _form(who: Standing, found: Escalation) -> AnswerForm | None:
    """The form for those who may answer what is not answered yet."""
    if hasattr(found, "answer") or not may(who, Verb.ANSWER, bodies.scope_of(found.body)):
        return None
    return AnswerForm(escalation=found, by=who)


def _show(request: Request, found: Escalation, form: AnswerForm | None) -> HttpResponse:
    context = {
        "line": challenge.line(found, request.standing.on),
        "escalation": found,
        "form": form,
        "breadcrumbs": [{"text": "Challenge", "href": reverse("escalations")}, {"text": found.title, "href": ""}],
    }
    return render(
        request, "governance/escalation.html", context, status=REFUSED if form is not None and form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def raise_concern(request: Request) -> HttpResponse:
    """Raise a concern to a body. `?about=` and `?title=` come from the page that it is about."""
    who = reader(request.standing)
    if not who.partnerships_where(Verb.RAISE):
        raise PermissionDenied(f"You may not {Verb.RAISE.value}.")
    start = {"title": request.GET.get("title", ""), "address": page_of_this_site(request.GET.get("about", ""))}
    form = RaiseForm(request.POST if request.method == "POST" else None, by=who, initial=start)
    if form.is_valid():
        try:
            raised = escalating.raise_concern(by=who, now=timezone.now(), **form.cleaned_data)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            return was_raised(request, raised)
    context = {
        "form": form,
        "about": page_of_this_site(form["address"].value() or ""),
        "cancel": reverse("escalations"),
        "breadcrumbs": [{"text": "Challenge", "href": reverse("escalations")}, {"text": "Raise a concern", "href": ""}],
    }
    return render(request, "governance/raise.html", context, status=REFUSED if form.errors else 200)


def was_raised(request: Request, raised: Escalation) -> HttpResponse:
    """Say where it went, and show it."""
    where = f"on the agenda of {raised.item.meeting}" if raised.item.meeting else "waiting for their next meeting"
    messages.success(request, f"Raised to {raised.body.name}: it is {where}.")
    return redirect("escalation", pk=raised.pk)


urlpatterns: list[URLPattern] = [
    path("escalations/", escalations, name="escalations"),
    path("escalations/raise/", raise_concern, name="raise-concern"),
    path("escalations/<int:pk>/", escalation, name="escalation"),
    path("escalations/<int:pk>/answer/", answer, name="answer-escalation"),
]
