"""What families say and what they were told: the page, both as CSV, and the forms of forums and officers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from governance.middleware import Request
from governance.roles import Standing, may
from governance.verbs import Verb
from plans import csv, families, scope
from plans.as_at import AsAt, asked
from plans.forms.families import ExperienceForm, ToldForm
from plans.models import Ambition, Experience, Plan
from plans.services.families import record_told, say_experience

from .updates import REFUSED

PAGE = 50


@dataclass(frozen=True)
class Asked:
    """Which plan, which day, and which of its ambitions, None for all."""

    plan: Plan
    as_at: AsAt
    ambitions: list[Ambition]
    ambition: Ambition | None

    @property
    def number(self) -> int | None:
        """The number of the ambition asked for."""
        return self.ambition.number if self.ambition else None

    def address(self, name: str) -> str:
        """A page of what was asked for."""
        only = f"&ambition={self.number}" if self.number is not None else ""
        return f"{reverse(name, args=[self.plan.slug])}?as_at={self.as_at.day.isoformat()}{only}"


@require_safe
def show(request: Request, slug: str) -> HttpResponse:
    """What families say, by area for improvement and by action, and the log of what they were told."""
    return _page(request, _asked(request, slug))


@require_safe
def said_csv(request: Request, slug: str) -> HttpResponseBase:
    """What families say as a file; where the day could not be read, the page with what is wrong."""
    what = _asked(request, slug)
    if what.as_at.error:
        return _page(request, what)
    found = families.heard(what.plan, what.as_at.day).under(what.number)
    name = f"{slug}-families-say-{what.as_at.day.isoformat()}.csv"
    return csv.response(name, families.SAID_HEADER, families.said_cells(found))


@require_safe
def told_csv(request: Request, slug: str) -> HttpResponseBase:
    """What families were told as a file."""
    what = _asked(request, slug)
    if what.as_at.error:
        return _page(request, what)
    rows = families.told(what.plan, what.as_at.day, what.number)
    name = f"{slug}-families-told-{what.as_at.day.isoformat()}.csv"
    return csv.response(name, families.TOLD_HEADER, families.told_cells(rows.iterator()))


@require_http_methods(["GET", "HEAD", "POST"])
def say(request: Request, slug: str) -> HttpResponse:
    """A forum says what families experience. 404 to those who may not read the plan, 403 to all but forums' members."""
    plan = _plan(request, slug)
    scope.require(request.standing, Verb.SAY_EXPERIENCE, scope.of_plan(plan))
    start = {"about": _about(request)}
    form = ExperienceForm(_typed(request), plan=plan, who=request.standing, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            heard = say_experience(plan=plan, **form.experience(), by=request.standing, now=timezone.now())
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, "What families say was recorded. Thank you.")
            return redirect(f"{reverse('families', args=[slug])}#{_place(heard)}")
    return _form(request, plan, form, "plans/families_say.html")


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: Request, slug: str) -> HttpResponse:
    """An officer logs what families were told. 403 to everybody else who reads the plan."""
    plan = _plan(request, slug)
    scope.require(request.standing, Verb.TELL_FAMILIES, scope.of_plan(plan))
    start = {"action": _about(request)}
    form = ToldForm(_typed(request), plan=plan, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            record_told(plan=plan, **form.told(), by=request.standing, now=timezone.now())
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, "What families were told was recorded.")
            return redirect(f"{reverse('families', args=[slug])}#told")
    return _form(request, plan, form, "plans/families_told.html")


def _plan(request: Request, slug: str) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.standing).select_related("partnership"), slug=slug)


def _asked(request: Request, slug: str) -> Asked:
    plan = _plan(request, slug)
    ambitions = families.ambitions_of(plan)
    wanted = request.GET.get("ambition", "")
    chosen = next((ambition for ambition in ambitions if str(ambition.number) == wanted), None)
    if wanted and chosen is None:
        raise Http404("This plan has no such ambition.")
    return Asked(plan, asked(request.GET.get("as_at"), timezone.localdate()), ambitions, chosen)


def _page(request: Request, what: Asked) -> HttpResponse:
    day = what.as_at.day
    rows = families.told(what.plan, day, what.number)
    context = {
        "heard": families.heard(what.plan, day).under(what.number),
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "ambitions": what.ambitions,
        "chosen": what.ambition,
        "said_csv": what.address("families-said-csv"),
        "told_csv": what.address("families-told-csv"),
        "may_say": _may_say(request.standing, what.plan),
        "may_tell": may(request.standing, Verb.TELL_FAMILIES, scope.of_plan(what.plan)),
        "as_at": day,
        "today": timezone.localdate(),
        "as_at_error": what.as_at.error,
        "as_at_given": what.as_at.given,
        "kept": [("ambition", str(what.number))] if what.ambition else [],
        "errors": what.as_at.error,
    }
    return render(request, "plans/families.html", context, status=REFUSED if what.as_at.error else 200)


def _may_say(who: Standing, plan: Plan) -> bool:
    return may(who, Verb.SAY_EXPERIENCE, scope.of_plan(plan))


def _typed(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _about(request: Request) -> str:
    """What the address says that the form is about: `?action=1.1.1` or `?area=AFI-1.1`."""
    named = ((kind, request.GET.get(kind)) for kind in ("area", "action"))
    return next((f"{kind}:{ref}" for kind, ref in named if ref), "")


def _place(heard: Experience) -> str:
    """Where the page shows what an entry is about."""
    return f"action-{heard.action.ref}" if heard.action else f"area-{heard.area}"


def _form(request: Request, plan: Plan, form: Any, template: str) -> HttpResponse:
    back = reverse("families", args=[plan.slug])
    context = {"form": form, "plan": plan, "back": back, "breadcrumbs": [{"text": "Families", "href": back}]}
    return render(request, template, context, status=REFUSED if form.is_bound else 200)


urlpatterns: list[URLPattern] = [
    path("plans/<slug:slug>/families/", show, name="families"),
    path("plans/<slug:slug>/families/said.csv", said_csv, name="families-said-csv"),
    path("plans/<slug:slug>/families/told.csv", told_csv, name="families-told-csv"),
    path("plans/<slug:slug>/families/say/", say, name="say-experience"),
    path("plans/<slug:slug>/families/told/", tell, name="tell-families"),
]
