"""A measure's own text: adding measures, series and targets, putting them right, removing them from a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance.middleware import Request
from governance.verbs import Verb
from measures import changes, services
from measures.forms.editing import AddMeasureForm, AddSeriesForm, EvidencesForm, MeasureForm, RowForm, SeriesForm
from measures.forms.targets import AddTargetForm
from measures.models import Series, SuccessMeasure, Target
from measures.services.measures import has_readings
from plans import scope
from plans.changes import Change
from plans.models import Action, Plan
from plans.services import ChangedSince

from .readings import path_to

REFUSED = 422
Row = SuccessMeasure | Series | Target


@dataclass
class Edit:
    """One page with a form: what it says, what saves it, and where one goes from there."""

    heading: str
    caption: str
    submit: str
    back: str
    crumbs: list[dict[str, str]]
    save: Callable[[dt.datetime], str]
    row: SuccessMeasure | Series | None = None
    template: str = "measures/edit.html"
    beneath: dict[str, Any] = field(default_factory=dict)


@require_http_methods(["GET", "HEAD", "POST"])
def add_measure(request: Request, slug: str) -> HttpResponse:
    """Add a measure at the end of the plan's measures."""
    plan = _plan(request, slug)
    form = AddMeasureForm(request.POST or None, plan=plan)

    def save(now: dt.datetime) -> str:
        placed = form.text("ambition", "printed_ref", "source")
        made = services.add_measure(plan=plan, text=form.measure(), **placed, by=request.standing, now=now)
        messages.success(request, f"Measure {made.ref} was added. Add what is counted for it.")
        return reverse("edit-measure", args=[slug, made.ref])

    back = reverse("measures", args=[slug])
    crumbs = [{"text": "Measures", "href": back}, {"text": "Add a measure", "href": ""}]
    return _answer(request, form, Edit("Add a measure", plan.title, "Add measure", back, crumbs, save))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_measure(request: Request, slug: str, ref: str) -> HttpResponse:
    """Put a measure's words right, and say who reports it and how often."""
    plan = _plan(request, slug)
    row = _measure(plan, ref)
    values = {name: getattr(row, name) for name in MeasureForm.WORDS} | {"seen": services.version(row)}
    form = MeasureForm(request.POST or None, plan=plan, initial=values)

    def save(now: dt.datetime) -> str:
        seen = form.cleaned_data["seen"]
        services.change_measure(measure=row, text=form.measure(), seen=seen, by=request.standing, now=now)
        messages.success(request, f"Measure {ref} was saved.")
        return _page_of(row)

    page = Edit(f"Edit measure {ref}", row.title, "Save", _page_of(row), path_to(row, "Edit"), save, row)
    page.beneath = {"lines": list(row.series.all()), "measure": row, **_removal(row, "remove-measure", ref)}
    return _answer(request, form, page)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_evidences(request: Request, slug: str, ref: str) -> HttpResponse:
    """Say which actions a measure is evidence of, and what each should do to it."""
    plan = _plan(request, slug)
    row = _measure(plan, ref)
    ordered = ("objective__ambition__number", "objective__order", "order")
    actions = list(Action.objects.filter(plan=plan).select_related("objective__ambition").order_by(*ordered))
    form = EvidencesForm(request.POST or None, measure=row, actions=actions, initial={"seen": services.version(row)})

    def save(now: dt.datetime) -> str:
        seen = form.cleaned_data["seen"]
        services.set_evidences(measure=row, effects=form.effects(), seen=seen, by=request.standing, now=now)
        messages.success(request, f"Saved which actions measure {ref} is evidence of.")
        return f"{_page_of(row)}#actions"

    heading = "The actions it is evidence of"
    page = Edit(heading, str(row), "Save", _page_of(row), path_to(row, heading), save, row)
    page.template = "measures/edit_evidences.html"
    return _answer(request, form, page)


@require_http_methods(["GET", "HEAD", "POST"])
def add_series(request: Request, slug: str, ref: str) -> HttpResponse:
    """Add a separately targeted line to a measure."""
    row = _measure(_plan(request, slug), ref)
    form = AddSeriesForm(request.POST or None, measure=row)

    def save(now: dt.datetime) -> str:
        made = services.add_series(
            measure=row, text=form.series(), baseline=form.baseline_text(), by=request.standing, now=now
        )
        messages.success(request, f"Series {made.ref} was added. Add its targets.")
        return reverse("edit-series", args=[slug, made.ref])

    page = Edit("Add a series", str(row), "Add series", _page_of(row), path_to(row, "Add a series"), save)
    return _answer(request, form, page)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_series(request: Request, slug: str, ref: str) -> HttpResponse:
    """Put a series' words right, and settle which way is better."""
    row = _series(_plan(request, slug), ref)
    values = {name: getattr(row, name) for name in SeriesForm.WORDS} | {"seen": services.version(row)}
    form = SeriesForm(request.POST or None, doubt=row.doubt, initial=values)

    def save(now: dt.datetime) -> str:
        settled, seen = form.cleaned_data.get("is_settled", False), form.cleaned_data["seen"]
        services.change_series(
            series=row, text=form.series(), is_settled=settled, seen=seen, by=request.standing, now=now
        )
        messages.success(request, f"Series {ref} was saved.")
        return f"{_page_of(row.measure)}#{ref}"

    back = f"{_page_of(row.measure)}#{ref}"
    page = Edit(f"Edit series {ref}", str(row.measure), "Save", back, path_to(row.measure, f"Edit {ref}"), save, row)
    page.beneath = {"targets": list(row.targets.all()), "series": row, **_removal(row, "remove-series", ref)}
    return _answer(request, form, page)


@require_http_methods(["GET", "HEAD", "POST"])
def add_target(request: Request, slug: str, ref: str) -> HttpResponse:
    """Add a dated target to a series."""
    row = _series(_plan(request, slug), ref)
    form = AddTargetForm(request.POST or None, series=row)

    def save(now: dt.datetime) -> str:
        made = services.add_target(series=row, text=form.text(), by=request.standing, now=now)
        messages.success(request, f"The target “{made.as_printed}” was added to {row.name}.")
        return reverse("edit-series", args=[slug, ref])

    back = reverse("edit-series", args=[slug, ref])
    page = Edit("Add a target", str(row), "Add target", back, path_to(row.measure, "Add a target"), save)
    return _answer(request, form, page)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Request, slug: str, kind: str, key: str | int) -> HttpResponse:
    """Ask, and then delete a measure, a series or a target of a draft."""
    row = _row(_plan(request, slug), kind, key)
    problem, back = "", _home(row)
    if request.method == "POST":
        try:
            services.remove(row=row, by=request.standing, now=timezone.now())
        except ValidationError as refused:
            problem = " ".join(refused.messages)
        else:
            messages.success(request, f"The {kind} was removed: {row}.")
            return redirect(reverse("measures", args=[slug]) if kind == "measure" else _above(row))
    context = {"row": row, "kind": kind, "problem": problem, "errors": bool(problem), "back": back}
    return render(request, "measures/edit_remove.html", context, status=REFUSED if problem else 200)


def _answer(request: Request, form: Any, page: Edit) -> HttpResponse:
    """Show the form; once it is sent, save it or say what is wrong, with nothing lost."""
    since: list[Change] = []
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(page.save(timezone.now()))
        except ChangedSince as changed:
            since = _since(request, page, form, changed)
        except ValidationError as problem:
            form.refuse(problem)
    context = {"form": form, "page": page, "since": since, "breadcrumbs": page.crumbs, **page.beneath}
    return render(request, page.template, context, status=REFUSED if form.errors else 200)


def _since(request: Request, page: Edit, form: RowForm, changed: ChangedSince) -> list[Change]:
    """What was changed in a row after the version that was on the page; the form remembers that it is shown now."""
    row = page.row
    if row is None:
        return []
    form.was_changed(services.version(row))
    measure, about = (row.measure, f"Series {row.ref}") if isinstance(row, Series) else (row, f"Measure {row.ref}")
    seen_at = type(row).history.filter(history_id=changed.seen).values_list("history_date", flat=True).first()
    told = changes.history(measure, request.standing.on)
    return [change for change in told if change.about == about and (seen_at is None or change.when > seen_at)]


def _plan(request: Request, slug: str) -> Plan:
    """The plan, for an officer. 404 to those who may not read it, 403 to those who may not edit it."""
    plan = get_object_or_404(Plan.objects.visible_to(request.standing).select_related("partnership"), slug=slug)
    scope.require(request.standing, Verb.EDIT_PLAN, scope.of_plan(plan))
    return plan


def _measure(plan: Plan, ref: str) -> SuccessMeasure:
    return get_object_or_404(SuccessMeasure.objects.select_related("plan__partnership"), plan=plan, ref=ref)


def _series(plan: Plan, ref: str) -> Series:
    rows = Series.objects.select_related("plan__partnership", "measure__plan")
    return get_object_or_404(rows, plan=plan, ref=ref)


def _row(plan: Plan, kind: str, key: str | int) -> Row:
    if kind == "target":
        return get_object_or_404(Target.objects.select_related("series__measure__plan"), series__plan=plan, pk=key)
    return _series(plan, str(key)) if kind == "series" else _measure(plan, str(key))


def _page_of(measure: SuccessMeasure) -> str:
    return reverse("measure", args=[measure.plan.slug, measure.ref])


def _home(row: Row) -> str:
    """Where a row is edited; a target where its series is."""
    if isinstance(row, Target):
        return _above(row)
    kind = "series" if isinstance(row, Series) else "measure"
    return reverse(f"edit-{kind}", args=[row.plan.slug, row.ref])


def _above(row: Row) -> str:
    """Where what a row belongs to is edited."""
    return _home(row.series if isinstance(row, Target) else row.measure if isinstance(row, Series) else row)


def _removal(row: SuccessMeasure | Series, name: str, ref: str) -> dict[str, str]:
    """The way to remove a row, where it may be removed."""
    if row.plan.is_adopted or has_readings(row):
        return {}
    return {"remove_address": reverse(name, args=[row.plan.slug, ref])}


_EDIT = "plans/<slug:slug>/edit"
_MEASURE = f"{_EDIT}/measures/<reference:ref>/"
_SERIES = f"{_EDIT}/series/<reference:ref>/"
_KEY = "<reference:key>"
urlpatterns: list[URLPattern] = [
    path(f"{_EDIT}/measures/add/", add_measure, name="add-measure"),
    path(_MEASURE, edit_measure, name="edit-measure"),
    path(f"{_MEASURE}actions/", edit_evidences, name="edit-evidences"),
    path(f"{_MEASURE}series/add/", add_series, name="add-series"),
    path(f"{_EDIT}/measures/{_KEY}/remove/", remove, {"kind": "measure"}, name="remove-measure"),
    path(_SERIES, edit_series, name="edit-series"),
    path(f"{_SERIES}targets/add/", add_target, name="add-target"),
    path(f"{_EDIT}/series/{_KEY}/remove/", remove, {"kind": "series"}, name="remove-series"),
    path(f"{_EDIT}/targets/<int:key>/remove/", remove, {"kind": "target"}, name="remove-target"),
]
