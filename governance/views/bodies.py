"""The bodies: how they report to each other, what each is for, and who sits on it for whom."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from governance import bodies, terms
from governance.meeting_forms import TermsForm
from governance.middleware import Request
from governance.models import Body, Meeting, Partnership
from governance.roles import may
from governance.structure import Box, draw
from governance.verbs import Verb
from governance.wording import day, listed

from .asking import ask

COMING = 3
"""How many meetings to come a body's page names."""


@require_safe
def all_bodies(request: Request) -> HttpResponse:
    """Every body of the partnerships whose plans somebody may read, as a picture and in words."""
    who = request.standing
    readable = who.partnerships_where(Verb.READ_PLAN)
    if not readable:
        raise Http404
    places = Partnership.objects.visible_to(who).filter(pk__in=readable)
    parts = [_part(place) for place in places]
    seats = bodies.seats(Body.objects.visible_to(who), who.on)
    for part in parts:
        part["lines"] = [(body, seats[body.pk]) for body in part["structure"].bodies]
    return render(request, "governance/bodies.html", {"parts": parts, "several": len(parts) > 1})


def _part(place: Partnership) -> dict[str, Any]:
    found = bodies.structure(place)
    return {"partnership": place, "structure": found, "picture": _picture(place, found), "tree": found.branches()}


def _picture(place: Partnership, found: bodies.Structure) -> SafeString:
    levels = [[_box(body) for body in level] for level in (*found.levels, found.apart)]
    return draw(
        levels,
        found.lines,
        name=f"structure-{place.pk}",
        title=f"The bodies of {place.name} and who reports to whom",
        description=_in_words(found),
    )


def _box(body: Body) -> Box:
    return Box(body.pk, body.name, f"{body.get_kind_display()}{', joint chairs' if body.has_joint_chairs else ''}")


def _in_words(found: bodies.Structure) -> str:
    """Who reports to whom, in sentences, for those who do not see the picture."""
    sentences = []
    for body in found.bodies:
        above = [each.name for each in found.reports_to(body)]
        sentences.append(f"{body.name} reports to {listed(above) if above else 'nobody here'}.")
    return " ".join(sentences)


@require_safe
def body(request: Request, pk: int) -> HttpResponse:
    """One body: its terms by version, its members, whom it reports to, and when it meets."""
    who = request.standing
    found = get_object_or_404(Body.objects.visible_to(who).select_related("partnership"), pk=pk)
    seats = bodies.seats([found], who.on)[found.pk]
    in_force = bodies.terms_in_force(found, who.on)
    coming = Meeting.objects.standing().filter(body=found, sits_on__gte=who.on).order_by("sits_on")
    context = {
        "body": found,
        "partnership": found.partnership,
        "seats": seats,
        "chairs": [seat for seat in seats if seat.membership.role in ("chair", "co_chair")],
        "terms": in_force,
        "earlier": [each for each in found.terms.select_related("by") if each != in_force],
        "reports_to": found.reports_to.all(),
        "reported_to_by": found.reported_to_by.all(),
        "coming": coming[:COMING],
        "may_add_terms": may(who, Verb.RUN_MEETINGS, bodies.scope_of(found)),
        "may_seat": may(who, Verb.MANAGE_PEOPLE, bodies.scope_of(found)),
        "breadcrumbs": [{"text": "Bodies", "href": reverse("bodies")}, {"text": found.name, "href": ""}],
    }
    return render(request, "governance/body.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_terms(request: Request, pk: int) -> HttpResponse:
    """Record the terms of reference that were approved for a body."""
    found = get_object_or_404(Body.objects.visible_to(request.standing).select_related("partnership"), pk=pk)
    bodies.require(request.standing, Verb.RUN_MEETINGS, found)
    page = reverse("body", args=[pk])
    return ask(
        request,
        TermsForm(request.POST or None),
        terms.add_terms,
        {"body": found},
        heading=f"Terms of reference of {found.name}",
        lead="What is recorded stays as it is. The latest approved is in force; earlier versions stay readable.",
        submit="Record these terms",
        back=page,
        crumbs=(("Bodies", reverse("bodies")), (found.name, page)),
        done=lambda made: f"The terms approved on {day(made.approved_on)} were recorded.",
    )


urlpatterns: list[URLPattern] = [
    path("bodies/", all_bodies, name="bodies"),
    path("bodies/<int:pk>/", body, name="body"),
    path("bodies/<int:pk>/terms/", add_terms, name="add-terms"),
]
