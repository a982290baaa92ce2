"""The milestones of a plan as a list: filtered, sorted and shared by its address, and taken away as CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.middleware import Request
from plans import csv
from plans.addresses import Addresses
from plans.as_at import AsAt, asked
from plans.choices import choices
from plans.filters import WITHDRAWN, MilestoneFilter
from plans.listing import HEADER, cells, every, rows
from plans.models import Milestone, Plan

PAGE = 50
COLUMNS = (
    ("Milestone", "order", "", False),
    ("Due", "due", "-due", False),
    ("Position", "severity", "-severity", False),
    ("Days overdue", "-overdue", "overdue", True),
    ("Days slipped", "-slipped", "slipped", True),
    ("Last heard of", "heard", "-heard", False),
)
"""Each column's name, how its link sorts first and, where it does, the other way; and whether it holds numbers."""


@dataclass(frozen=True)
class Asked:
    """What somebody asked of the list: which plan, which day, which milestones."""

    plan: Plan
    today: dt.date
    as_at: AsAt
    filter: MilestoneFilter

    @property
    def is_clear(self) -> bool:
        """Whether day and filters could be read."""
        return not self.as_at.error and self.filter.is_valid()


@require_safe
def milestones(request: Request, slug: str) -> HttpResponse:
    """The list, fifty to a page."""
    return _page(request, _asked(request, slug))


@require_safe
def milestones_csv(request: Request, slug: str) -> HttpResponseBase:
    """Exactly what the list shows, all pages of it; where it could not be read, the list with what is wrong."""
    what = _asked(request, slug)
    if not what.is_clear:
        return _page(request, what)
    at = Addresses(slug, what.as_at.day)
    lines = (cells(row) for row in every(what.filter.qs, at))
    return csv.response(f"{slug}-milestones-{what.as_at.day.isoformat()}.csv", HEADER, lines)


def _asked(request: Request, slug: str) -> Asked:
    plan = get_object_or_404(Plan.objects.visible_to(request.standing).select_related("partnership"), slug=slug)
    today = timezone.localdate()
    as_at = asked(request.GET.get("as_at"), today)
    there = Milestone.objects.visible_to(request.standing).filter(plan=plan).positioned(as_at.day)
    return Asked(plan, today, as_at, MilestoneFilter(request.GET, there, choices(plan, as_at.day), as_at.day))


def _page(request: Request, what: Asked) -> HttpResponse:
    page = Paginator(what.filter.qs, PAGE).get_page(request.GET.get("page"))
    at = Addresses(what.plan.slug, what.as_at.day)
    context = {
        "page_obj": page,
        "rows": rows(page.object_list, at),  # type: ignore[arg-type]
        "form": what.filter.form,
        "columns": list(_columns(request.GET)),
        "chosen": list(_chosen(request.GET, what.filter)),
        "csv": f"{reverse('milestones-csv', args=[what.plan.slug])}?{_without(request.GET, 'page').urlencode()}",
        "withdrawn": at.milestones(colour=WITHDRAWN),
        "leaves_out_withdrawn": what.filter.is_clear_of_withdrawn,
        **_day(request, what),
    }
    return render(request, "plans/milestones.html", context, status=200 if what.is_clear else 422)


def _day(request: HttpRequest, what: Asked) -> dict[str, Any]:
    """What `parts/as_at.html` needs, and what the filters need to keep the day."""
    others = _without(request.GET, "as_at", "page")
    return {
        "as_at": what.as_at.day,
        "today": what.today,
        "as_at_error": what.as_at.error,
        "as_at_given": what.as_at.given,
        "errors": not what.is_clear,
        "kept": [(name, value) for name, values in others.lists() for value in values],
        "kept_by_filters": [("as_at", what.as_at.day.isoformat())] if request.GET.get("as_at") else [],
        "clear": f"?as_at={what.as_at.day.isoformat()}" if request.GET.get("as_at") else "?",
    }


def _columns(query: QueryDict) -> Iterator[dict[str, Any]]:
    """The headers that sort: pressed once one way, pressed again the other."""
    now = query.get("sort") or "order"
    for text, first, other, numeric in COLUMNS:
        turned = other if now == first and other else first
        direction = "" if now not in (first, other) else "descending" if now.startswith("-") else "ascending"
        href = f"?{_with(query, sort=turned).urlencode()}"
        yield {"text": text, "href": href, "direction": direction, "numeric": numeric}


def _chosen(query: QueryDict, filters: MilestoneFilter) -> Iterator[dict[str, str]]:
    """The filters in force in words, each with the address that does without it."""
    for name, field in filters.form.fields.items():
        words = dict(getattr(field, "choices", ()))
        for value in query.getlist(name):
            if value and name != "sort":
                text = words.get(value) or value
                yield {"text": f"{field.label}: {text}", "href": f"?{_less(query, name, value).urlencode()}"}


def _less(query: QueryDict, name: str, value: str) -> QueryDict:
    left = _without(query, "page")
    left.setlist(name, [other for other in query.getlist(name) if other != value])
    return left


def _without(query: QueryDict, *names: str) -> QueryDict:
    left = query.copy()
    for name in names:
        left.pop(name, None)
    return left


def _with(query: QueryDict, **values: str) -> QueryDict:
    more = _without(query, "page")
    for name, value in values.items():
        more[name] = value
    return more


urlpatterns = [
    path("plans/<slug:slug>/milestones/", milestones, name="milestones"),
    path("plans/<slug:slug>/milestones.csv", milestones_csv, name="milestones-csv"),
]
