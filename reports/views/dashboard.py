"""The plan on one page, for any day."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.middleware import Request
from governance.wording import listed
from measures.scope import sees_small_numbers
from measures.trajectory import STATE_LABELS
from plans.as_at import asked
from plans.facts import reporting_since
from plans.models import Plan
from plans.position import COLOUR_LABELS, RULES, Colour
from reports import overall, whole
from reports.coverage import coverage
from reports.dashboard import dashboard
from reports.impact import impact


@require_safe
def show(request: Request, slug: str) -> HttpResponse:
    """The dashboard; where the day cannot be shown, today's, with what is wrong beside the field."""
    plan = get_object_or_404(Plan.objects.visible_to(request.standing).select_related("partnership"), slug=slug)
    today = timezone.localdate()
    as_at = asked(request.GET.get("as_at"), today)
    document = whole.contents(plan, as_at.day, small_numbers=sees_small_numbers(request.standing, plan))
    areas = coverage(document, as_at.day)
    context = {
        "board": dashboard(document, as_at.day),
        "impact": impact(document, as_at.day),
        "states": list(STATE_LABELS.items()),
        "document": document,
        "areas": areas,
        "unanswered": listed([area.ref for area in areas if not area.actions]),
        "stated": overall.stated(plan, as_at.day),
        "reporting_since": reporting_since(plan, as_at.day),
        "colours": [(colour, label) for colour, label in COLOUR_LABELS.items() if colour != Colour.WITHDRAWN],
        "key": RULES,
        "as_at": as_at.day,
        "today": today,
        "as_at_error": as_at.error,
        "as_at_given": as_at.given,
        "errors": as_at.error,
    }
    return render(request, "reports/dashboard.html", context, status=422 if as_at.error else 200)


urlpatterns = [path("plans/<slug:slug>/", show, name="dashboard")]
