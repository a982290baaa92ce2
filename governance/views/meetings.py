"""Meetings: when each body sits and when its papers are due; officers set, move and cancel them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance import bodies, holding, series
from governance.meeting_forms import CancelForm, MeetingForm, MoveForm, SeriesForm
from governance.middleware import Request
from governance.models import Meeting
from governance.roles import Standing
from governance.verbs import Verb
from governance.wording import count, day

from .asking import REFUSED, ask

PAST_SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
def meetings(request: Request) -> HttpResponse:
    """Meetings to come and past, with the form that sets one for those who run them."""
    who = request.standing
    runs = _may_run(who)
    if request.method == "POST" and not runs:
        raise PermissionDenied("Only officers set meetings.")
    form = MeetingForm(request.POST or None, by=who) if runs else None
    if form and form.is_valid() and _set(request, form):
        return redirect("meetings")
    rows = Meeting.objects.visible_to(who).filter(moved_to__isnull=True).select_related("body", "moved_from")
    past = rows.standing().filter(sits_on__lt=who.on).order_by("-sits_on", "body")
    context = {
        "form": form,
        "runs": who.partnerships_where(Verb.RUN_MEETINGS),
        "coming": [(row, _papers(row, who.on)) for row in rows.filter(sits_on__gte=who.on).order_by("sits_on", "body")],
        "past": past[:PAST_SHOWN],
    }
    return render(request, "governance/meetings.html", context, status=REFUSED if form and form.errors else 200)


def _may_run(who: Standing) -> bool:
    """Whether somebody sets meetings anywhere. 404 to those who may not even read of them."""
    if not who.partnerships_where(Verb.READ_PLAN):
        raise Http404
    return bool(who.partnerships_where(Verb.RUN_MEETINGS))


def _set(request: Request, form: MeetingForm) -> bool:
    """Set the meeting that was typed; where it is refused, put the reasons beside their fields."""
    try:
        meeting = holding.add_meeting(**form.cleaned_data, by=request.standing, now=timezone.now())
    except ValidationError as refused:
        form.refuse(refused)
        return False
    why_not = series.not_worked(meeting.sits_on)
    note = f" Note: that day is {why_not}." if why_not else ""
    messages.success(request, f"The meeting of {meeting} is set.{note}")
    return True


def _papers(meeting: Meeting, today: dt.date) -> str:
    days = (meeting.papers_due_on - today).days
    if days < 0:
        return "were due"
    return f"due in {count(days, 'day')}" if days else "due today"


@require_http_methods(["GET", "HEAD", "POST"])
def add_series(request: Request) -> HttpResponse:
    """Set the meetings of a body for a year or more at once."""
    if not _may_run(request.standing):
        raise PermissionDenied("Only officers set meetings.")
    form = SeriesForm(request.POST or None, by=request.standing)
    return ask(
        request,
        form,
        holding.add_series,
        {},
        heading="Set a series of meetings",
        lead="A day on a weekend or a bank holiday of England and Wales moves to the next working day.",
        submit="Set these meetings",
        back=reverse("meetings"),
        crumbs=(("Meetings", reverse("meetings")),),
        done=holding.told,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, pk: int) -> HttpResponse:
    """Hold a meeting on another day."""
    meeting = one_to_run(request, pk)
    start = {"starts_at": meeting.starts_at, "place": meeting.place}
    return _change(
        request,
        meeting,
        MoveForm(request.POST or None, initial=start),
        holding.move_meeting,
        heading=f"Move the meeting of {meeting}",
        submit="Move the meeting",
        done=lambda moved: f"The meeting is on {day(moved.sits_on)} now. Members are told.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Request, pk: int) -> HttpResponse:
    """Cancel a meeting."""
    meeting = one_to_run(request, pk)
    return _change(
        request,
        meeting,
        CancelForm(request.POST or None),
        holding.cancel_meeting,
        heading=f"Cancel the meeting of {meeting}",
        submit="Cancel the meeting",
        done=lambda cancelled: f"The meeting of {cancelled} is cancelled. Members are told.",
    )


def _change(request: Request, meeting: Meeting, form: Any, act: Any, **words: Any) -> HttpResponse:
    lead = f"What is on its agenda goes to {'the new day' if act is holding.move_meeting else 'the next meeting'}."
    crumbs = (("Meetings", reverse("meetings")), (str(meeting), reverse("meeting", args=[meeting.pk])))
    return ask(request, form, act, {"meeting": meeting}, back=reverse("meetings"), crumbs=crumbs, lead=lead, **words)


def one_to_run(request: Request, pk: int) -> Meeting:
    """A meeting that somebody may move: 404 to those who may not read of it, 403 to those who only may."""
    rows = Meeting.objects.visible_to(request.standing).select_related("body__partnership")
    meeting = get_object_or_404(rows, pk=pk)
    bodies.require(request.standing, Verb.RUN_MEETINGS, meeting.body)
    return meeting


urlpatterns: list[URLPattern] = [
    path("meetings/", meetings, name="meetings"),
    path("meetings/series/", add_series, name="add-series-of-meetings"),
    path("meetings/<int:pk>/move/", move, name="move-meeting"),
    path("meetings/<int:pk>/cancel/", cancel, name="cancel-meeting"),
]
