"""The measures of a plan as a list: a row a series, filtered and shared by its address, and taken away as CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.middleware import Request
from governance.roles import may
from governance.verbs import Verb
from measures.addresses import Addresses
from measures.filters import MeasureFilter
from measures.judged import Measured, judged
from measures.listing import HEADER, cells, groups, in_order
from measures.pictures import small
from measures.scope import sees_small_numbers
from measures.tally import Figure, Tally, bar, tally
from measures.trajectory import State
from plans import csv
from plans.as_at import AsAt, asked
from plans.models import Plan
from plans.scope import of_plan

PAGE = 25
"""Measures to a page, each with all of its series that are listed."""


@dataclass(frozen=True)
class Asked:
    """What somebody asked of the list: which plan, which day, which series; and all that they may see of it."""

    plan: Plan
    today: dt.date
    as_at: AsAt
    filter: MeasureFilter
    every: list[Measured]

    @property
    def is_clear(self) -> bool:
        """Whether day and filters could be read."""
        return not self.as_at.error and self.filter.is_valid()

    @cached_property
    def found(self) -> list[Measured]:
        """What is asked for, in the order of the list."""
        return in_order(self.filter.left(self.every), self.filter.ambition_chosen)


@require_safe
def measures(request: Request, slug: str) -> HttpResponse:
    """The list, twenty-five measures to a page."""
    return _page(request, _asked(request, slug))


@require_safe
def measures_csv(request: Request, slug: str) -> HttpResponseBase:
    """Exactly what the list shows, all pages of it; where it could not be read, the list with what is wrong."""
    what = _asked(request, slug)
    if not what.is_clear:
        return _page(request, what)
    at = Addresses(slug, what.as_at.day)
    name = f"{slug}-measures-{what.as_at.day.isoformat()}.csv"
    return csv.response(name, HEADER, cells(what.found, at, what.filter.ambition_chosen))


def _asked(request: Request, slug: str) -> Asked:
    plan = get_object_or_404(Plan.objects.visible_to(request.standing).select_related("partnership"), slug=slug)
    today = timezone.localdate()
    as_at = asked(request.GET.get("as_at"), today)
    every = judged(plan, as_at.day, small_numbers=sees_small_numbers(request.standing, plan))
    return Asked(plan, today, as_at, MeasureFilter(request.GET, plan), every)


def _page(request: Request, what: Asked) -> HttpResponse:
    page = Paginator(what.found, PAGE).get_page(request.GET.get("page"))
    at = Addresses(what.plan.slug, what.as_at.day)
    whole, found = tally(what.every), tally(what.found)
    context = {
        "page_obj": page,
        "groups": groups(page.object_list, at, small, what.filter.ambition_chosen),
        "every": what.every,
        "form": what.filter,
        "chosen": list(_chosen(request.GET, what.filter)),
        "csv": f"{reverse('measures-csv', args=[what.plan.slug])}?{_without(request.GET, 'page').urlencode()}",
        "whole": whole,
        "found": found,
        "headline": _headline(whole, at),
        "bar": bar(whole, lambda state: at.measures(state=state)),
        **_rights(request, what),
        **_day(request, what),
    }
    return render(request, "measures/list.html", context, status=200 if what.is_clear else 422)


def _rights(request: Request, what: Asked) -> dict[str, bool]:
    """What this person may do to the plan's measures. On a past day there is only reading."""
    is_today, of = what.as_at.day == what.today, of_plan(what.plan)
    verbs = {"may_load": Verb.LOAD_READINGS, "may_edit": Verb.EDIT_PLAN}
    return {name: is_today and may(request.standing, verb, of) for name, verb in verbs.items()}


def _headline(whole: Tally, at: Addresses) -> dict[str, Figure]:
    """The numbers of the first sentence, each with the list that makes it up."""
    said = (State.MET, State.MISSED, State.TOO_EARLY, State.NOT_REPORTED)
    figures = {str(state): Figure(whole.of(state), at.measures(state=state)) for state in said}
    return figures | {
        "total": Figure(whole.total, at.measures()),
        "late": Figure(whole.late, at.measures(only="late")),
    }


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


def _chosen(query: QueryDict, form: MeasureFilter) -> Iterator[dict[str, str]]:
    """The filters in force in words, each with the address that does without it."""
    for name, field in form.fields.items():
        words = dict(getattr(field, "choices", ()))
        for value in filter(None, query.getlist(name)):
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


urlpatterns = [
    path("plans/<slug:slug>/measures/", measures, name="measures"),
    path("plans/<slug:slug>/measures.csv", measures_csv, name="measures-csv"),
]
