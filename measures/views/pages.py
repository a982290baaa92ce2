"""One measure: what it counts and where that is printed, how each series stands, what should move it, its history."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.middleware import Request
from governance.models import Post
from governance.roles import may
from governance.verbs import Verb
from governance.wording import day, listed
from measures import quality, scope
from measures.actions import answers
from measures.addresses import Addresses
from measures.changes import sittings
from measures.judged import Measured, judge_one
from measures.models import SuccessMeasure
from measures.sections import sections
from measures.views.charts import with_charts
from plans.as_at import asked


@require_safe
@with_charts  # type: ignore[arg-type]  # it takes views of a request alone, as its types have it
def measure(request: Request, slug: str, ref: str) -> HttpResponse:
    """The measure on a day, with all that was reported of it by then."""
    measures = SuccessMeasure.objects.visible_to(request.standing).select_related("plan__partnership")
    asked_for = get_object_or_404(measures, plan__slug=slug, ref=ref)
    today = timezone.localdate()
    as_at = asked(request.GET.get("as_at"), today)
    sees_all = may(request.standing, Verb.SEE_SMALL_NUMBERS, scope.of_measure(asked_for))
    row = judge_one(asked_for, as_at.day, small_numbers=sees_all)
    at = Addresses(slug, as_at.day)
    context = {
        "measure": asked_for,
        "is_there": asked_for.added_on <= as_at.day,
        "row": row,
        "sections": sections(row, as_at.day, whole=sees_all or not asked_for.hides_small_numbers),
        "hides_from_reader": asked_for.hides_small_numbers and not sees_all,
        "disagree": _disagreement(row),
        "is_vacant": _is_vacant(row, as_at.day),
        "expected": _expected(row),
        "answers": answers(row, as_at.day, at),
        "quality": quality.of_measure(asked_for, as_at.day),
        "events": sittings(asked_for, as_at.day),
        "list_href": at.measures(),
        **_rights(request, asked_for, is_today=as_at.day == today and not as_at.error),
        "as_at": as_at.day,
        "today": today,
        "as_at_error": as_at.error,
        "as_at_given": as_at.given,
        "errors": as_at.error,
    }
    return render(request, "measures/measure.html", context, status=422 if as_at.error else 200)


def _rights(request: Request, measure: SuccessMeasure, *, is_today: bool) -> dict[str, bool]:
    """What this person may do from here. On a past day there is only reading."""
    of = scope.of_measure(measure)
    verbs = {"may_report": Verb.REPORT_READING, "may_load": Verb.LOAD_READINGS, "may_edit": Verb.EDIT_PLAN}
    return {name: is_today and may(request.standing, verb, of) for name, verb in verbs.items()}


def _disagreement(row: Measured) -> str:
    """In what the printings of a measure differ: "source and references", or nothing."""
    sources = {place.source_id for place in row.placements}
    references = {place.printed_ref for place in row.placements}
    return listed([what for what, many in (("source", sources), ("references", references)) if len(many) > 1])


def _is_vacant(row: Measured, on: dt.date) -> bool:
    return row.measure.owner_id is not None and Post.objects.vacant(on).filter(pk=row.measure.owner_id).exists()


def _expected(row: Measured) -> str:
    """When the next reading is expected, the earliest of all series."""
    days = [one.trajectory.reading_due_on for one in row.series]
    return day(min(days)) if days else ""


urlpatterns = [path("plans/<slug:slug>/measures/<reference:ref>/", measure, name="measure")]
