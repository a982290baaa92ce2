"""My work: a lead's first page, and what can be said from it with one click."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.middleware import Request
from governance.wording import count, day
from plans import embedded, services, work
from plans.models import Milestone, StatusUpdate

from .updates import REFUSED, ROW, last_seen, row_in_place

POSTS, GROUP = "posts", "group"


@require_safe
def my_work(request: Request) -> HttpResponse:
    """All the milestones of the posts one holds, or of the ambition one's group does (`?show=group`)."""
    if request.htmx and request.GET.get("row", "").isdigit():
        return row_in_place(request, int(request.GET["row"]))
    return _page(request)


def _page(request: Request, *, ticked: set[int] | None = None, problem: str = "", about: str = "") -> HttpResponse:
    show = _shown(request)
    rows = work.rows(work.to_speak_of(request.standing).filter(_theirs(request, show)), request.standing)
    context: dict[str, Any] = {
        "groups": work.grouped(rows),
        "total": len(rows),
        "said_today": sum(row.said_today for row in rows),
        "show": show,
        "posts": len(request.standing.posts),
        "switch": _switch(request, show),
        "embedded": embedded.asked_of(request.standing),
        "ticked": ticked or set(),
        "errors": problem,
        "about": about,
    }
    return render(request, "plans/my_work.html", context, status=REFUSED if problem else 200)


def _shown(request: Request) -> str:
    """What to list: what was asked for, where they have it; a group's lead who holds no post sees the group's."""
    asked = request.POST.get("show") or request.GET.get("show") or ""
    if not request.standing.bodies_led:
        return POSTS
    return GROUP if asked == GROUP or not request.standing.posts else POSTS


def _theirs(request: Request, show: str) -> Q:
    of_them = work.of_groups(request.standing) if show == GROUP else work.of_posts(request.standing)
    return of_them & Q(withdrawn=False)


def _switch(request: Request, show: str) -> list[dict[str, Any]]:
    """The two lists to choose between, for those who have both."""
    if not (request.standing.posts and request.standing.bodies_led):
        return []
    places = ((POSTS, "My posts"), (GROUP, "My ambition group"))
    return [{"text": text, "href": f"{reverse('my-work')}?show={key}", "current": key == show} for key, text in places]


@require_http_methods(["GET", "HEAD", "POST"])
def still_true(request: Request) -> HttpResponse:
    """Say "no change, still true" of one milestone (`only`) or of all that are ticked."""
    if request.method != "POST":
        # A refused form leaves the browser at this address; who opens it again wants the list.
        return redirect("my-work")
    only = request.POST.get("only")
    wanted = _pks([only] if only else request.POST.getlist("milestone"))
    if not wanted:
        return _page(request, problem="Tick the milestones of which nothing has changed.", about="several")
    chosen = list(work.to_speak_of(request.standing).filter(pk__in=wanted))
    if len(chosen) != len(wanted):
        raise Http404("No such milestone.")
    try:
        services.still_true(
            milestones={each: last_seen(request, f"seen-{each.pk}") for each in chosen},
            by=request.standing,
            now=timezone.now(),
        )
    except services.SaidSince as said:
        ref = said.update.milestone.ref
        words = f"{said.update.by} said something of {ref} since you opened this page. Read it first."
        return _refused(request, wanted, words, f"milestone-{said.update.milestone_id}")
    except ValidationError as problem:
        return _refused(request, wanted, " ".join(problem.messages), "several")
    return _recorded(request, chosen)


def _pks(values: list[str]) -> set[int]:
    """Primary keys as a form sent them. Raises Http404 for anything else."""
    if not all(value.isascii() and value.isdigit() for value in values):
        raise Http404("No such milestone.")
    return {int(value) for value in values}


def _refused(request: Request, wanted: set[int], words: str, about: str) -> HttpResponse:
    if not request.htmx:
        return _page(request, ticked=wanted, problem=words, about=about)
    rows = work.rows(work.to_speak_of(request.standing).filter(pk__in=wanted), request.standing)
    return render(request, ROW, {"row": rows[0], "problem": words}, status=REFUSED)


def _recorded(request: Request, chosen: list[Milestone]) -> HttpResponse:
    if request.htmx and len(chosen) == 1:
        words = f"Recorded for {chosen[0].ref}: no change, still true, {day(request.standing.on)}."
        return row_in_place(request, chosen[0].pk, words)
    refs = f" ({chosen[0].ref})" if len(chosen) == 1 else ""
    messages.success(request, f"Recorded as still true: {count(len(chosen), 'milestone')}{refs}.")
    return _back(request, chosen[0])


def _back(request: Request, milestone: Milestone) -> HttpResponse:
    return redirect(f"{reverse('my-work')}?show={_shown(request)}#milestone-{milestone.pk}")


@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    """Confirm the claim that an officer recorded for one's post; then it waits for sign-off."""
    readable = StatusUpdate.objects.visible_to(request.standing)
    claim = get_object_or_404(readable.select_related("milestone", "on_behalf_of__organisation"), pk=pk)
    try:
        services.confirm_claim(update=claim, by=request.standing, now=timezone.now())
    except ValidationError as problem:
        return _not_confirmed(request, claim, " ".join(problem.messages))
    words = f"Confirmed for {claim.milestone.ref}. It now waits for sign-off."
    if request.htmx:
        return row_in_place(request, claim.milestone_id, words)
    messages.success(request, words)
    return _back(request, claim.milestone)


def _not_confirmed(request: Request, claim: StatusUpdate, words: str) -> HttpResponse:
    if request.htmx:
        return _refused(request, {claim.milestone_id}, words, "")
    return _page(request, problem=words, about=f"milestone-{claim.milestone_id}")


urlpatterns: list[URLPattern] = [
    path("my-work/", my_work, name="my-work"),
    path("my-work/still-true/", still_true, name="still-true"),
    path("updates/<int:pk>/confirm/", confirm, name="confirm"),
]
