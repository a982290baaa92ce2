"""Charts by themselves: the figure that the measure's page draws when scripts run, and the same as an image."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.middleware import Request
from governance.roles import may
from governance.verbs import Verb
from measures import charts, scope
from measures.judged import Judged, judge_one
from measures.models import SuccessMeasure
from plans.as_at import AsAt, asked

EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
"""The hash of nothing: Plotly puts an empty sheet into the page and writes its rules into it by script."""

with_charts = csp_update({"style-src": [SELF, EMPTY_STYLE]})
"""For the view of a page that draws charts: it may hold an empty sheet of style, and still nothing inline."""


@require_safe
def figure(request: Request, slug: str, ref: str, series: str) -> HttpResponse:
    """The figure as plotly.js takes it; a day that cannot be shown is told with 400."""
    as_at = asked(request.GET.get("as_at"), timezone.localdate())
    found = _judged(request, slug, ref, series, as_at)
    if as_at.error:
        return JsonResponse({"errors": {"as_at": as_at.error}}, status=400)
    return JsonResponse(charts.figure(found), json_dumps_params={"ensure_ascii": False, "allow_nan": False})


@require_safe
def image(request: Request, slug: str, ref: str, series: str) -> HttpResponse:
    """The chart as SVG, as large as on its page; a day that cannot be shown is told with 400."""
    as_at = asked(request.GET.get("as_at"), timezone.localdate())
    found = _judged(request, slug, ref, series, as_at)
    if as_at.error:
        return HttpResponse(as_at.error, status=400, content_type="text/plain; charset=utf-8")
    return HttpResponse(charts.svg(charts.figure(found), charts.PAGE), content_type="image/svg+xml")


def _judged(request: Request, slug: str, ref: str, series: str, as_at: AsAt) -> Judged:
    """One series as this reader may see it. 404 for strangers, and for measures that were not there on the day."""
    measures = SuccessMeasure.objects.visible_to(request.standing).select_related("plan")
    measure = get_object_or_404(measures, plan__slug=slug, ref=ref, added_on__lte=as_at.day)
    sees = may(request.standing, Verb.SEE_SMALL_NUMBERS, scope.of_measure(measure))
    for one in judge_one(measure, as_at.day, small_numbers=sees).series:
        if one.series.ref == series:
            return one
    raise Http404


_CHART = "plans/<slug:slug>/measures/<reference:ref>/charts/<reference:series>"
urlpatterns = [
    path(f"{_CHART}.json", figure, name="measure-chart"),
    path(f"{_CHART}.svg", image, name="measure-chart-svg"),
]
