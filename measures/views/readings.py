"""Entering what was measured, putting it right and taking it back; each says at once how its series stands then."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from governance.middleware import Request
from governance.roles import may
from governance.verbs import Verb
from governance.wording import day
from measures import scope, services
from measures.forms.readings import CorrectForm, FigureForm, ReadingForm, WithdrawForm
from measures.models import Reading, Series, SuccessMeasure
from measures.numbers import exact
from measures.preview import Preview, preview, sentence_of
from measures.services.readings import standing_for
from plans.scope import require

REFUSED = 422
ANOTHER = "another"


@require_http_methods(["GET", "HEAD", "POST"])
def add_reading(request: Request, slug: str, ref: str) -> HttpResponse:
    """Enter a reading. 404 to those who may not read the plan, 403 to those who may not report."""
    measure = _measure(request, slug, ref)
    asked = {name: request.GET.get(name, "") for name in ("series", "as_of")}
    form = ReadingForm(request.POST or None, measure=measure, today=request.standing.on, initial=asked)
    if request.method == "POST" and (recorded := _recorded(request, form)):
        _tell(request, recorded)
        if ANOTHER in request.POST:
            further = {"series": _after(recorded.reading.series), "as_of": day(recorded.reading.as_of)}
            return redirect(f"{reverse('add-reading', args=[slug, ref])}?{urlencode(further)}")
        return redirect(_home(recorded.reading.series))
    words = {"heading": "Enter a reading", "submit": "Record it", "breadcrumbs": path_to(measure, "Enter a reading")}
    return _page(request, measure, form, words | {"several": len(form.lines) > 1})


@require_http_methods(["GET", "HEAD", "POST"])
def correct_reading(request: Request, slug: str, pk: int) -> HttpResponse:
    """Put another figure in the place of one; both stay readable."""
    asked_for = _reading(request, slug, pk)
    reading = standing_for(asked_for.series, asked_for.as_of, request.standing.on) or asked_for
    form = CorrectForm(request.POST or None, reading=reading, today=request.standing.on)
    if request.method == "POST" and (recorded := _recorded(request, form)):
        _tell(request, recorded)
        return redirect(_home(reading.series))
    heading = f"Correct the reading of {day(reading.as_of)}"
    measure = reading.series.measure
    words = {"heading": heading, "submit": "Record the correction", "breadcrumbs": path_to(measure, heading)}
    return _page(request, measure, form, words | {"reading": reading})


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_reading(request: Request, slug: str, pk: int) -> HttpResponse:
    """Take back a reading of a mistaken day or series, with a reason."""
    reading = _reading(request, slug, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_reading(
                reading=reading, why=form.cleaned_data["why"], by=request.standing, now=timezone.now()
            )
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, f"Withdrawn. Now: {_now(request, reading.series)}")
            return redirect(_home(reading.series))
    heading = f"Withdraw the reading of {day(reading.as_of)}"
    context = {"form": form, "reading": reading, "value": _value(reading), "heading": heading}
    context |= {"home": _home(reading.series), "breadcrumbs": path_to(reading.series.measure, heading)}
    return render(request, "measures/reading_withdraw.html", context, status=REFUSED if form.errors else 200)


@require_POST
def preview_reading(request: Request, slug: str, ref: str) -> HttpResponse:
    """What the figure would do, as it is being typed. Nothing is written, and nothing is said to be wrong yet."""
    measure = _measure(request, slug, ref)
    pk = request.POST.get("reading", "")
    form: FigureForm
    if pk:
        form = CorrectForm(request.POST, reading=_reading(request, slug, _number(pk) or 0), today=request.standing.on)
    else:
        form = ReadingForm(request.POST, measure=measure, today=request.standing.on)
    context = {"preview": _preview(request, measure, form), "form": form}
    return render(request, "measures/reading_preview.html", context)


def path_to(measure: SuccessMeasure, here: str = "") -> list[dict[str, str]]:
    """The breadcrumbs from the list of measures down to one, or to a page beneath it."""
    slug = measure.plan.slug
    crumbs = [
        {"text": "Measures", "href": reverse("measures", args=[slug])},
        {"text": f"Measure {measure.ref}", "href": reverse("measure", args=[slug, measure.ref])},
    ]
    return [*crumbs, {"text": here, "href": ""}] if here else crumbs


def _measure(request: Request, slug: str, ref: str) -> SuccessMeasure:
    measures = SuccessMeasure.objects.visible_to(request.standing).select_related("plan__partnership")
    measure = get_object_or_404(measures.prefetch_related("series"), plan__slug=slug, ref=ref)
    require(request.standing, Verb.REPORT_READING, scope.of_measure(measure))
    return measure


def _reading(request: Request, slug: str, pk: int) -> Reading:
    readings = Reading.objects.visible_to(request.standing).select_related("series__measure__plan", "by")
    reading = get_object_or_404(readings, series__plan__slug=slug, pk=pk, is_withdrawn=False)
    require(request.standing, Verb.REPORT_READING, scope.of_measure(reading.series.measure))
    return reading


def _recorded(request: Request, form: FigureForm) -> services.Recorded | None:
    """Record what was typed; None where that was refused, which the form then says."""
    if not form.is_valid():
        return None
    seen = _number(request.POST.get("seen", ""))
    try:
        return services.record_reading(**form.said(), seen=seen, by=request.standing, now=timezone.now())
    except services.ReadSince as since:
        there = f"{_value(since.reading)}, by {since.reading.by}"
        form.add_error(
            None, f"There is a reading for {day(since.reading.as_of)}: {there}. Record yours if it is right."
        )
    except ValidationError as problem:
        form.refuse(problem)
    return None


def _page(request: Request, measure: SuccessMeasure, form: FigureForm, words: dict[str, Any]) -> HttpResponse:
    context = {"measure": measure, "form": form, "preview": _preview(request, measure, form)}
    context["home"] = reverse("measure", args=[measure.plan.slug, measure.ref])
    status = REFUSED if form.is_bound else 200
    return render(request, "measures/reading.html", context | words, status=status)


def _preview(request: Request, measure: SuccessMeasure, form: FigureForm) -> Preview:
    figure = form.figure()
    series = form.about or _asked_for(request, form)
    as_of = form.speaks_of if form.is_bound or isinstance(form, CorrectForm) else None
    return preview(measure, series, figure, as_of, request.standing.on, small_numbers=_sees(request, measure))


def _asked_for(request: Request, form: FigureForm) -> Series | None:
    return next((line for line in form.lines if line.ref == request.GET.get("series")), None)


def _tell(request: Request, recorded: services.Recorded) -> None:
    now = _now(request, recorded.reading.series)
    if recorded.is_new:
        messages.success(request, f"Recorded. Now: {now}")
    else:
        messages.info(request, f"This is what stands there already, so nothing was recorded. Now: {now}")


def _now(request: Request, series: Series) -> str:
    measure = series.measure
    several = measure.series.count() > 1
    said = sentence_of(measure, series, request.standing.on, small_numbers=_sees(request, measure))
    return f"{series.name}: {said}" if several else said


def _sees(request: Request, measure: SuccessMeasure) -> bool:
    return may(request.standing, Verb.SEE_SMALL_NUMBERS, scope.of_measure(measure))


def _value(reading: Reading) -> str:
    return exact(reading.value, reading.series) if reading.value is not None else ""


def _after(series: Series) -> str:
    """The series below one in its measure; after the last, the first again."""
    refs = list(series.measure.series.values_list("ref", flat=True))
    return refs[(refs.index(series.ref) + 1) % len(refs)]


def _home(series: Series) -> str:
    return f"{reverse('measure', args=[series.plan.slug, series.measure.ref])}#{series.ref}"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


urlpatterns: list[URLPattern] = [
    path("plans/<slug:slug>/measures/<reference:ref>/readings/new/", add_reading, name="add-reading"),
    path("plans/<slug:slug>/measures/<reference:ref>/readings/preview/", preview_reading, name="preview-reading"),
    path("plans/<slug:slug>/readings/<int:pk>/correct/", correct_reading, name="correct-reading"),
    path("plans/<slug:slug>/readings/<int:pk>/withdraw/", withdraw_reading, name="withdraw-reading"),
]
