"""One meeting: its agenda and round, who came, what was decided and what is to be done."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import agenda, bodies, minuting, rounds
from governance.meeting_forms import ArisingForm, AttendanceForm, DecisionForm, DoneForm, ItemForm
from governance.middleware import Request
from governance.models import AgendaItem, ArisingAction, Meeting
from governance.roles import may
from governance.verbs import Verb
from governance.wording import count, day

from .asking import ask, do


def _meeting(request: Request, pk: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.standing).select_related("body__partnership", "moved_from")
    return get_object_or_404(rows, pk=pk)


def _to_chair(request: Request, pk: int) -> Meeting:
    """A meeting that somebody may take through its agenda: 403 to those who may only read of it."""
    meeting = _meeting(request, pk)
    bodies.require(request.standing, Verb.CHAIR, meeting.body)
    return meeting


@require_safe
def meeting(request: Request, pk: int) -> HttpResponse:
    """The meeting, for everybody who may read the plan; those who chair it find what they can do beside each thing."""
    found = _meeting(request, pk)
    who, of_body = request.standing, bodies.scope_of(found.body)
    decisions = defaultdict(list)
    for decision in found.decisions.select_related("by"):
        decisions[decision.item_id].append(decision)
    arising = minuting.open_actions(found.body)
    context: dict[str, Any] = {
        "meeting": found,
        "moved_to": Meeting.objects.filter(moved_from=found).first(),
        "round": rounds.of_meeting(found),
        "stage": rounds.of_meeting(found).stage(who.on),
        "agenda": [(item, decisions.pop(item.pk, [])) for item in found.agenda.all()],
        "other_decisions": [each for rows in decisions.values() for each in rows],
        "left_over": [] if found.is_cancelled else list(agenda.left_over(found.body, found.sits_on)),
        "arising": [(each, each.is_late(who.on), minuting.may_finish(who, each)) for each in arising],
        "attendance": found.attendance.select_related("person", "stood_in_for"),
        "chairs": may(who, Verb.CHAIR, of_body) and not found.is_cancelled,
        "runs": may(who, Verb.RUN_MEETINGS, of_body) and not found.is_cancelled,
        "held": found.sits_on <= who.on,
        "breadcrumbs": _crumbs(found),
        "partnership": found.body.partnership,
    }
    return render(request, "governance/meeting.html", context)


def _crumbs(found: Meeting) -> list[dict[str, str]]:
    return [{"text": "Meetings", "href": reverse("meetings")}, {"text": str(found), "href": ""}]


def _ask(request: Request, found: Meeting, form: Any, act: Any, **words: Any) -> HttpResponse:
    page = reverse("meeting", args=[found.pk])
    crumbs = (("Meetings", reverse("meetings")), (str(found), page))
    return ask(request, form, act, {"meeting": found}, back=page, crumbs=crumbs, **words)


@require_http_methods(["GET", "HEAD", "POST"])
def add_item(request: Request, pk: int) -> HttpResponse:
    """Put something on the agenda."""
    found = _to_chair(request, pk)
    heading = f"Add to the agenda of {found}"
    form = ItemForm(request.POST or None)
    return _ask(request, found, form, agenda.add_item, heading=heading, submit="Add it", done=lambda i: f"Added: {i}.")


@require_POST
def change_item(request: Request, pk: int, item: int) -> HttpResponse:
    """Move an item up or down its agenda, or say that it is dealt with."""
    found = _to_chair(request, pk)
    row = get_object_or_404(AgendaItem.objects.select_related("meeting__body"), pk=item, meeting=found)
    back = f"{reverse('meeting', args=[pk])}#item-{row.pk}"
    match request.POST.get("do"):
        case "earlier" | "later" as way:
            return do(request, agenda.order, {"item": row, "earlier": way == "earlier"}, back=back, done="")
        case "dealt-with":
            of = {"item": row, "now": timezone.now()}
            return do(request, agenda.deal_with, of, back=back, done=f"Dealt with: {row}.")
    raise BadRequest("Nothing else is done to an item.")


@require_POST
def carry_over(request: Request, pk: int) -> HttpResponse:
    """Take what was not dealt with to the next meeting."""
    found = _to_chair(request, pk)
    left = found.agenda.filter(dealt_with_at__isnull=True).count()
    told = f"{count(left, 'item')} carried over from the meeting of {found}."
    of = {"meeting": found, "now": timezone.now()}
    return do(request, agenda.carry_over, of, back=reverse("meeting", args=[pk]), done=told)


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: Request, pk: int) -> HttpResponse:
    """Record who came."""
    found = _to_chair(request, pk)
    seats = bodies.seats([found.body], found.sits_on)[found.body_id]
    form = AttendanceForm(request.POST or None, meeting=found, seats=seats)
    return _ask(
        request,
        found,
        form,
        minuting.record_attendance,
        heading=f"Who came to the meeting of {found}",
        lead="" if seats else f"Nobody sits on {found.body.name} on that day. An officer gives seats under People.",
        submit="Record it",
        done=lambda _: "Attendance was recorded.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def record_decision(request: Request, pk: int) -> HttpResponse:
    """Record what was decided; `?item=` chooses the item."""
    found = _to_chair(request, pk)
    form = DecisionForm(request.POST or None, meeting=found, initial={"item": request.GET.get("item")})
    return _ask(
        request,
        found,
        form,
        minuting.record_decision,
        heading=f"What the meeting of {found} decided",
        lead="What is recorded stays as it is. A later decision may change it.",
        submit="Record the decision",
        done=lambda _: "The decision was recorded.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_arising(request: Request, pk: int) -> HttpResponse:
    """Record what somebody is to do."""
    found = _to_chair(request, pk)
    return _ask(
        request,
        found,
        ArisingForm(request.POST or None, meeting=found),
        minuting.add_arising,
        heading=f"An action from the meeting of {found}",
        lead="It is on every agenda of the body until it is done.",
        submit="Record the action",
        done=lambda made: f"Recorded, due on {day(made.due_on)}.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def finish_arising(request: Request, pk: int) -> HttpResponse:
    """Say that an action arising is done: who holds the post that owns it, and who chairs the body."""
    rows = ArisingAction.objects.filter(meeting__in=Meeting.objects.visible_to(request.standing))
    action = get_object_or_404(rows.select_related("meeting__body__partnership"), pk=pk)
    if not minuting.may_finish(request.standing, action):
        bodies.require(request.standing, Verb.CHAIR, action.meeting.body)
    page = reverse("meeting", args=[action.meeting_id])
    return ask(
        request,
        DoneForm(request.POST or None, initial={"done_on": request.standing.on}),
        minuting.finish_arising,
        {"action": action},
        heading="This action is done",
        lead=action.words,
        submit="Record it",
        back=page,
        crumbs=(("Meetings", reverse("meetings")), (str(action.meeting), page)),
        done=lambda made: f"Done on {day(made.done_on)}.",
    )


urlpatterns: list[URLPattern] = [
    path("meetings/<int:pk>/", meeting, name="meeting"),
    path("meetings/<int:pk>/agenda/", add_item, name="add-agenda-item"),
    path("meetings/<int:pk>/agenda/<int:item>/", change_item, name="change-agenda-item"),
    path("meetings/<int:pk>/carry-over/", carry_over, name="carry-over"),
    path("meetings/<int:pk>/attendance/", attendance, name="attendance"),
    path("meetings/<int:pk>/decisions/", record_decision, name="record-decision"),
    path("meetings/<int:pk>/arising/", add_arising, name="add-arising"),
    path("arising/<int:pk>/done/", finish_arising, name="finish-arising"),
]
