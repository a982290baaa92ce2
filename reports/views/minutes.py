"""The minutes of a meeting, made of what was recorded at it: a plain page to read and to print."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from governance.middleware import Request
from governance.models import Meeting
from reports.minutes import of_meeting


@require_safe
def minutes(request: Request, pk: int) -> HttpResponse:
    """The minutes, for everybody who may read the plan."""
    rows = Meeting.objects.visible_to(request.standing).select_related("body__partnership", "moved_from")
    meeting = get_object_or_404(rows, pk=pk)
    written, of_plans = of_meeting(meeting, request.standing)
    page = reverse("meeting", args=[pk])
    crumbs = [("Meetings", reverse("meetings")), (str(meeting), page), ("Minutes", "")]
    context = {
        "meeting": meeting,
        "partnership": meeting.body.partnership,
        "minutes": written,
        "of_plans": of_plans,
        "is_to_come": meeting.sits_on > request.standing.on,
        "breadcrumbs": [{"text": text, "href": href} for text, href in crumbs],
    }
    return render(request, "reports/minutes.html", context)


urlpatterns: list[URLPattern] = [path("meetings/<int:pk>/minutes/", minutes, name="minutes")]
