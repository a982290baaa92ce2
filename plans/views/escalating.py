"""Raising a concern about an action or one of its milestones, from the action's page."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance.middleware import Request
from governance.verbs import Verb
from governance.views.escalations import REFUSED, was_raised
from plans import escalations, scope, services
from plans.forms.escalating import RaiseAboutForm
from plans.models import Action


@require_http_methods(["GET", "HEAD", "POST"])
def raise_about(request: Request, slug: str, ref: str) -> HttpResponse:
    """Raise a concern about an action of an adopted plan. 404 to those who may not read the plan."""
    adopted = Action.objects.visible_to(request.standing).filter(plan__slug=slug, plan__adopted_on__isnull=False)
    action = get_object_or_404(adopted.select_related("plan__partnership"), ref=ref)
    scope.require(request.standing, Verb.RAISE, scope.of_plan(action.plan))
    start = {"milestone": action.milestones.filter(ref=request.GET.get("milestone", "")).first()}
    sent = request.POST if request.method == "POST" else None
    form = RaiseAboutForm(sent, action=action, by=request.standing, initial=start)
    if form.is_valid():
        return _raise(request, action, form)
    return _ask(request, action, form)


def _raise(request: Request, action: Action, form: RaiseAboutForm) -> HttpResponse:
    given = dict(form.cleaned_data)
    given["address"] = escalations.address_of(given["milestone"]) if given["milestone"] else _page(action)
    try:
        raised = services.raise_about(action=action, by=request.standing, now=timezone.now(), **given)
    except ValidationError as problem:
        form.refuse(problem)
        return _ask(request, action, form)
    return was_raised(request, raised)


def _ask(request: Request, action: Action, form: RaiseAboutForm) -> HttpResponse:
    page = _page(action)
    context = {
        "form": form,
        "about": page,
        "about_words": str(action),
        "cancel": page,
        "breadcrumbs": [{"text": str(action), "href": page}, {"text": "Raise a concern", "href": ""}],
    }
    return render(request, "governance/raise.html", context, status=REFUSED if form.errors else 200)


def _page(action: Action) -> str:
    return reverse("action", args=[action.plan.slug, action.ref])


urlpatterns: list[URLPattern] = [
    path("plans/<slug:slug>/actions/<reference:ref>/raise/", raise_about, name="raise-about"),
]
