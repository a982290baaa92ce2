"""How far dates have moved from what was agreed, on any day, and the same as CSV."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.middleware import Request
from plans import csv
from plans.addresses import Addresses
from plans.as_at import AsAt, asked
from plans.facts import end_of
from plans.models import ActionLead, DateChange, Milestone, Plan
from plans.position import Colour
from plans.slippage import HEADER, Leads, Slippage, cells, slippage


@dataclass(frozen=True)
class Asked:
    """Which plan, which day, and the report of it."""

    plan: Plan
    as_at: AsAt
    report: Slippage


@require_safe
def show(request: Request, slug: str) -> HttpResponse:
    """The report as a page."""
    return _page(request, _asked(request, slug))


@require_safe
def as_csv(request: Request, slug: str) -> HttpResponseBase:
    """The same numbers as a file; where the day could not be read, the page with what is wrong."""
    what = _asked(request, slug)
    if what.as_at.error:
        return _page(request, what)
    return csv.response(f"{slug}-slippage-{what.as_at.day.isoformat()}.csv", HEADER, cells(what.report))


def _asked(request: Request, slug: str) -> Asked:
    plan = get_object_or_404(Plan.objects.visible_to(request.standing).select_related("partnership"), slug=slug)
    as_at = asked(request.GET.get("as_at"), timezone.localdate())
    there = Milestone.objects.visible_to(request.standing).filter(plan=plan).positioned(as_at.day)
    milestones = list(there.exclude(Q(colour=Colour.WITHDRAWN)).select_related("action__objective__ambition"))
    return Asked(plan, as_at, slippage(milestones, _moves(milestones, as_at), _leads(plan, as_at), _at(plan, as_at)))


def _at(plan: Plan, as_at: AsAt) -> Addresses:
    return Addresses(plan.slug, as_at.day)


def _moves(milestones: list[Milestone], as_at: AsAt) -> list[DateChange]:
    moved = [milestone for milestone in milestones if milestone.times_moved]  # type: ignore[attr-defined]
    by_then = DateChange.objects.filter(kind=DateChange.Kind.MOVED, recorded_at__lt=end_of(as_at.day))
    return list(by_then.filter(milestone__in=moved).select_related("decision__request"))


def _leads(plan: Plan, as_at: AsAt) -> Leads:
    leads: defaultdict[int, list[ActionLead]] = defaultdict(list)
    for lead in ActionLead.objects.filter(action__plan=plan).on(as_at.day).select_related("post__organisation"):
        leads[lead.action_id].append(lead)
    return leads


def _page(request: Request, what: Asked) -> HttpResponse:
    context = {
        "report": what.report,
        "csv": f"{reverse('slippage-csv', args=[what.plan.slug])}?as_at={what.as_at.day.isoformat()}",
        "as_at": what.as_at.day,
        "today": timezone.localdate(),
        "as_at_error": what.as_at.error,
        "as_at_given": what.as_at.given,
        "errors": what.as_at.error,
    }
    return render(request, "plans/slippage.html", context, status=422 if what.as_at.error else 200)


urlpatterns: list[URLPattern] = [
    path("plans/<slug:slug>/slippage/", show, name="slippage"),
    path("plans/<slug:slug>/slippage.csv", as_csv, name="slippage-csv"),
]
