"""The chair's view of a meeting of the operational group: the claims one at a time, each dealt with on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance.middleware import Request
from governance.models import Meeting
from governance.roles import may
from governance.verbs import Verb
from plans import at_meeting, services, sittings
from plans.at_meeting import Item, Queue
from plans.forms.meeting_view import DEFER, RETURN, ReasonForm
from plans.models import Plan, SignOff
from plans.services.deferring import defer

from .updates import REFUSED

ACCEPT = "accept"
END = "end"


@dataclass(frozen=True)
class Sitting:
    """A meeting of the operational group, the plan it is about, and the claims it takes."""

    request: Request
    plan: Plan
    meeting: Meeting
    queue: Queue

    def address(self, item: Item | None) -> str:
        """Where an item is shown; the last page where there is none."""
        here = reverse("sign-off-meeting", args=[self.plan.slug, self.meeting.pk])
        return f"{here}?item={item.claim.pk if item else END}"

    @property
    def is_held(self) -> bool:
        """Whether its day has come, so that what it does can be recorded."""
        return self.meeting.sits_on <= self.request.standing.on


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_view(request: Request, slug: str, meeting: int) -> HttpResponse:
    """One claim (`?item=`), or what was done (`?item=end`). The group's members and officers see it.

    404 for other meetings than the latest and the next of the operational group; 403 to those who do not chair.
    """
    acts = request.method == "POST"
    item = (request.POST if acts else request.GET).get("item", "")
    claim = int(item) if item.isascii() and item.isdigit() else None
    sitting = _sitting(request, slug, meeting, claim)
    found = sitting.queue.find(claim) if claim is not None else None
    if found is None and (acts or item not in ("", END)):
        raise Http404("No such claim at this meeting.")
    if acts and found:
        return _act(sitting, found)
    shown = found or (sitting.queue.first_open() if item == "" else None)
    return _one(sitting, shown) if shown else _end(sitting)


def _sitting(request: Request, slug: str, pk: int, claim: int | None) -> Sitting:
    who = request.standing
    plan = get_object_or_404(Plan.objects.visible_to(who).select_related("partnership"), slug=slug)
    meeting = get_object_or_404(sittings.sittings(plan, who.on).visible_to(who), pk=pk)
    if not may(who, Verb.CHAIR, sittings.of_meeting(meeting)):
        raise PermissionDenied("Members of the operational group and officers take a meeting through its claims.")
    return Sitting(request, plan, meeting, at_meeting.queue(plan, meeting, who, also=claim))


def _one(sitting: Sitting, item: Item, refused: ReasonForm | None = None, problem: str = "") -> HttpResponse:
    who = sitting.request.standing
    before, after = sitting.queue.beside(item)
    acts = sitting.is_held and item.is_waiting
    context: dict[str, Any] = {
        "meeting": sitting.meeting,
        "is_held": sitting.is_held,
        "item": item,
        "claim": item.claim,
        "position": at_meeting.position_of(item, who.on),
        "number": sitting.queue.number(item),
        "total": len(sitting.queue.items),
        "previous": sitting.address(before) if before else "",
        "next": sitting.address(after),
        "end": sitting.address(None),
        "as_whom": at_meeting.as_whom(item, who),
        "accept": acts and item.may_accept(who),
        "return_form": _form(RETURN, refused) if acts and item.may_return(who) else None,
        "defer_form": _form(DEFER, refused) if acts and not _was_put_off(sitting, item) else None,
        "form": refused,
        "problem": problem,
        "errors": problem,
    }
    status = REFUSED if refused or problem else 200
    return render(sitting.request, "plans/meeting_view.html", context, status=status)


def _was_put_off(sitting: Sitting, item: Item) -> bool:
    return any(row.meeting_id == sitting.meeting.pk for row in item.deferrals)


def _form(act: str, refused: ReasonForm | None) -> ReasonForm:
    return refused if refused and refused.prefix == act else ReasonForm(act=act)


def _end(sitting: Sitting) -> HttpResponse:
    context = {
        "meeting": sitting.meeting,
        "done": [(dealt, [(item, sitting.address(item)) for item in items]) for dealt, items in sitting.queue.done()],
        "back": sitting.address(sitting.queue.items[-1]) if sitting.queue.items else "",
    }
    return render(sitting.request, "plans/meeting_end.html", context)


def _act(sitting: Sitting, item: Item) -> HttpResponse:
    act = sitting.request.POST.get("act", "")
    form = ReasonForm(sitting.request.POST, act=act) if act in (RETURN, DEFER) else None
    if form is None and act != ACCEPT:
        raise Http404("No such act.")
    if form is not None and not form.is_valid():
        return _one(sitting, item, refused=form)
    try:
        words = _record(sitting, item, act, form.cleaned_data["reason"] if form else "")
    except ValidationError as problem:
        return _refused(sitting, item, form, problem)
    messages.success(sitting.request, words)
    dealt_with = at_meeting.queue(sitting.plan, sitting.meeting, sitting.request.standing)
    return redirect(sitting.address(dealt_with.first_open(after=item.claim.pk)))


def _refused(sitting: Sitting, item: Item, form: ReasonForm | None, problem: ValidationError) -> HttpResponse:
    if form is None:
        return _one(sitting, item, problem=" ".join(problem.messages))
    form.refuse(problem)
    return _one(sitting, item, refused=form)


def _record(sitting: Sitting, item: Item, act: str, reason: str) -> str:
    """Do it as the person at the keyboard, and say what was done."""
    who, meeting = sitting.request.standing, sitting.meeting
    ref = item.claim.milestone.ref
    sittings.must_be_one(meeting, sitting.plan, who.on)
    if act == DEFER:
        defer(claim=item.claim, meeting=meeting, reason=reason, by=who, now=timezone.now())
        return f"{ref}: put off."
    given = services.sign_off(
        claim=item.claim,
        decision=SignOff.Decision.ACCEPTED if act == ACCEPT else SignOff.Decision.RETURNED,
        reason=reason,
        by=who,
        now=timezone.now(),
        meeting=meeting,
        seen_sha256=sitting.request.POST.get("seen", ""),
    )
    if isinstance(given, SignOff):
        return f"{ref}: {'signed off' if given.decision == SignOff.Decision.ACCEPTED else 'returned'}."
    return f"{ref}: your key is turned. It waits for the other side’s."


urlpatterns: list[URLPattern] = [
    path("plans/<slug:slug>/sign-off/meeting/<int:meeting>/", meeting_view, name="sign-off-meeting"),
]
