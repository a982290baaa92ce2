"""Meetings: when each body sits, when its papers are due, and the officer's form that sets one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from governance.fields import DayField
from governance.middleware import Request
from governance.models import Body, Meeting
from governance.roles import Standing
from governance.services import add_meeting
from governance.verbs import Verb
from governance.wording import count

REFUSED = 422
PAST_SHOWN = 30


class MeetingForm(forms.Form):
    """A sitting of one of the bodies whose meetings somebody runs."""

    body = forms.ModelChoiceField(
        Body.objects.none(),
        label="Body",
        empty_label="Choose a body",
        error_messages={"required": "Choose the body that meets."},
    )
    sits_on = DayField(
        label="Day of the meeting",
        help_text="For example, 27 March 2026.",
        error_messages={"required": "Enter the day of the meeting."},
    )
    papers_due_on = DayField(
        label="Papers due",
        help_text="That day or before it, such as 20 March 2026.",
        error_messages={"required": "Enter the day papers are due."},
    )

    def __init__(self, *args: Any, by: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["body"]
        field.queryset = Body.objects.filter(partnership__in=by.partnerships_where(Verb.RUN_MEETINGS)).order_by("name")


@require_http_methods(["GET", "HEAD", "POST"])
def meetings(request: Request) -> HttpResponse:
    """Meetings to come and past, with the form that sets one for those who run them."""
    who = request.standing
    if not who.partnerships_where(Verb.READ_PLAN):
        raise Http404
    runs = bool(who.partnerships_where(Verb.RUN_MEETINGS))
    if request.method == "POST" and not runs:
        raise PermissionDenied("Only officers set meetings.")
    form = MeetingForm(request.POST or None, by=who) if runs else None
    if form and form.is_valid() and _set(request, form):
        return redirect("meetings")
    rows = Meeting.objects.visible_to(who).select_related("body")
    context = {
        "form": form,
        "coming": [(row, _papers(row, who.on)) for row in rows.filter(sits_on__gte=who.on).order_by("sits_on", "body")],
        "past": rows.filter(sits_on__lt=who.on).order_by("-sits_on", "body")[:PAST_SHOWN],
    }
    return render(request, "governance/meetings.html", context, status=REFUSED if form and form.errors else 200)


def _set(request: Request, form: MeetingForm) -> bool:
    """Set the meeting that was typed; where it is refused, put the reasons beside their fields."""
    try:
        meeting = add_meeting(**form.cleaned_data, by=request.standing)
    except ValidationError as refused:
        for field, problems in refused.message_dict.items():
            form.add_error(field, problems)
        return False
    messages.success(request, f"The meeting of {meeting} is set.")
    return True


def _papers(meeting: Meeting, today: dt.date) -> str:
    days = (meeting.papers_due_on - today).days
    if days < 0:
        return "were due"
    return f"due in {count(days, 'day')}" if days else "due today"


urlpatterns = [path("meetings/", meetings, name="meetings")]
