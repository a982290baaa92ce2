"""The chase board of a round, the same as CSV, and the officer's button that asks people for what they owe."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance import rounds
from governance.middleware import Request
from governance.models import Body, Meeting
from governance.roles import may
from governance.verbs import Verb
from governance.wording import count
from plans import csv, scope
from plans.models import Plan
from reports import chase, stepping


class ChosenForm(forms.Form):
    """Which round, and whose."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="Round of the meeting on", empty_label=None)
    body = forms.ModelChoiceField(
        Body.objects.none(), label="Ambition group", required=False, empty_label="All of them"
    )

    def __init__(self, data: Any, *, plan: Plan, meeting: Meeting) -> None:
        super().__init__(data)
        meetings: Any = self.fields["meeting"]
        meetings.queryset = rounds.of_board(plan.partnership_id).order_by("-papers_due_on")
        bodies: Any = self.fields["body"]
        bodies.queryset = Body.objects.filter(ambitions__plan=plan).distinct()
        self.initial["meeting"] = meeting


def plan_of(request: Request, slug: str) -> Plan:
    """The plan, for whoever may read it."""
    return get_object_or_404(Plan.objects.visible_to(request.standing).select_related("partnership"), slug=slug)


def meeting_of(request: Request, plan: Plan, given: str | int | None) -> Meeting:
    """The meeting of the plan's board that was asked for. Raises Http404 where there is none such."""
    meetings = Meeting.objects.visible_to(request.standing).select_related("body", "moved_from")
    of_board = meetings.filter(body__partnership=plan.partnership_id, body__kind=Body.Kind.BOARD)
    if not str(given).isdecimal():
        raise Http404("No such meeting.")
    return get_object_or_404(of_board, pk=int(str(given)[:18]))


def _board(request: Request, plan: Plan) -> tuple[chase.Board | None, ChosenForm | None]:
    """The round that was asked for, else the current one; None where the board has no meeting set."""
    given = request.GET.get("meeting")
    meeting = meeting_of(request, plan, given) if given else rounds.current(plan.partnership_id, request.standing.on)
    if meeting is None:
        return None, None
    form = ChosenForm({"meeting": meeting.pk, "body": request.GET.get("body", "")}, plan=plan, meeting=meeting)
    if not form.is_valid() and "body" in form.errors:
        raise Http404("No such group.")
    body = form.cleaned_data.get("body")
    return chase.board(plan, meeting, request.standing.on, body), form


@require_safe
def show(request: Request, slug: str) -> HttpResponse:
    """The board. Everybody who reads the plan reads it; officers chase from it."""
    plan = plan_of(request, slug)
    found, form = _board(request, plan)
    officer = may(request.standing, Verb.RUN_MEETINGS, scope.of_plan(plan))
    context = {
        "board": found,
        "chosen": form,
        "may_chase": found is not None and officer and stepping.may_be_chased(found.state),
        "csv": f"{reverse('round-csv', args=[slug])}?{request.GET.urlencode()}",
    }
    return render(request, "reports/chase.html", context)


@require_safe
def as_csv(request: Request, slug: str) -> HttpResponseBase:
    """The same as a file: a row for each milestone that is expected to report."""
    plan = plan_of(request, slug)
    found, _ = _board(request, plan)
    if found is None:
        raise Http404("The board has no meeting set, so there is no round.")
    name = f"{slug}-round-{found.state.meeting.papers_due_on.isoformat()}.csv"
    return csv.response(name, chase.HEADER, chase.cells(found))


@require_POST
def send(request: Request, slug: str, meeting: int) -> HttpResponse:
    """Ask the people of one post, or everybody. 403 to those who are no officers."""
    plan = plan_of(request, slug)
    scope.require(request.standing, Verb.RUN_MEETINGS, scope.of_plan(plan))
    of = meeting_of(request, plan, meeting)
    given = request.POST.get("post", "")
    post = int(given[:18]) if given.isdecimal() else None
    try:
        told = stepping.chase(plan=plan, meeting=of, post=post, by=request.standing, now=timezone.now())
    except ValidationError as refused:
        messages.info(request, " ".join(refused.messages))
    else:
        messages.success(request, _told(told))
    return redirect(f"{reverse('round', args=[slug])}?meeting={of.pk}")


def _told(told: stepping.Told) -> str:
    words = f"{count(told.now, 'person was', 'people were')} told." if told.now else "Nobody was told."
    before = f" {count(told.before, 'person', 'people')} had been told in this stage already." if told.before else ""
    return words + before


urlpatterns: list[URLPattern] = [
    path("plans/<slug:slug>/round/", show, name="round"),
    path("plans/<slug:slug>/round.csv", as_csv, name="round-csv"),
    path("plans/<slug:slug>/round/chase/<int:meeting>/", send, name="round-chase"),
]
