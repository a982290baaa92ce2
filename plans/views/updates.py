"""Saying how one milestone stands: the same form as a page of its own and in place, in the row it is about."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from governance.middleware import Request
from governance.roles import Role, Scope, Standing
from governance.wording import day
from plans import scope, services, work
from plans.forms.updates import UpdateForm
from plans.models import StatusUpdate

ROW = "plans/parts/work_row.html"
REFUSED = 422
"""What was sent could not be taken in; htmx shows this answer in place (base.html tells it to)."""


@require_http_methods(["GET", "HEAD", "POST"])
def update(request: Request, slug: str, ref: str) -> HttpResponse:
    """Say how a milestone stands. 404 to those who may not read the plan, 403 to those who may not speak."""
    row = row_to_speak_of(request.standing, slug, ref)
    of = scope.of_milestone(row.milestone, request.standing.on)
    if not services.may_speak(request.standing, of):
        raise PermissionDenied(f"You may not say how {ref} stands: its lead posts do, or an officer for them.")
    if request.method == "POST":
        return _say(request, row, of)
    form = UpdateForm(milestone=row.milestone, of=of, who=request.standing)
    return _ask(request, row, form, seen=row.milestone.last_update_id)


def row_to_speak_of(who: Standing, slug: str, ref: str) -> work.Row:
    """One milestone of an adopted plan as a row. Raises Http404 for those who may not read it."""
    rows = work.rows(work.to_speak_of(who).filter(plan__slug=slug, ref=ref), who)
    if not rows:
        raise Http404("No such milestone.")
    return rows[0]


def _say(request: Request, row: work.Row, of: Scope) -> HttpResponse:
    form = UpdateForm(request.POST, request.FILES, milestone=row.milestone, of=of, who=request.standing)
    since: StatusUpdate | None = None
    if form.is_valid():
        try:
            return _told(request, row, _record(request, row, form, timezone.now()))
        except services.SaidSince as said:
            since = said.update
            form.add_error(None, f"{since.by} said something of this since you opened it. Read it, then send yours.")
        except ValidationError as problem:
            form.refuse(problem)
    form.ask_for_files_again()
    seen = since.pk if since else last_seen(request, "seen")
    return _ask(request, row, form, seen=seen, since=since)


def _record(request: Request, row: work.Row, form: UpdateForm, now: dt.datetime) -> StatusUpdate:
    return services.post_update(
        milestone=row.milestone,
        said=form.said(),
        files=form.cleaned_data["evidence_files"],
        seen=last_seen(request, "seen"),
        by=request.standing,
        now=now,
    )


def last_seen(request: Request, name: str) -> int | None:
    """The last update that the sender had before them, as their page remembers it; None is none."""
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() else None


def _ask(
    request: Request,
    row: work.Row,
    form: UpdateForm,
    *,
    seen: int | None,
    since: StatusUpdate | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "row": row,
        "form": form,
        "seen": seen,
        "since": since,
        "next": next_page(request),
        "cancel": next_page(request) or home(request, row),
        "in_place": bool(request.htmx),
    }
    status = REFUSED if form.is_bound else 200
    return render(request, ROW if request.htmx else "plans/update.html", context, status=status)


def _told(request: Request, row: work.Row, said: StatusUpdate) -> HttpResponse:
    words = f"Recorded for {row.milestone.ref}: {said.get_declared_display().lower()}, {day(said.said_on)}."
    if said.is_claim:
        waits = f"{said.on_behalf_of} to confirm it" if said.on_behalf_of else "sign-off"
        words = f"{words} It now waits for {waits}."
    if not request.htmx:
        messages.success(request, words)
        return redirect(next_page(request) or home(request, row))
    return row_in_place(request, row.milestone.pk, words)


def row_in_place(request: Request, pk: int, words: str = "") -> HttpResponse:
    """One row as it stands now, to be put where it stood; `words` tell what was done."""
    rows = work.rows(work.to_speak_of(request.standing).filter(pk=pk), request.standing)
    if not rows:
        raise Http404("No such milestone.")
    return render(request, ROW, {"row": rows[0], "saved": words, "back": not words})


def next_page(request: Request) -> str:
    """Where to go afterwards, if it was said and is one of our own pages."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else ""


def home(request: Request, row: work.Row) -> str:
    """Back to the list of one's own work, or to the action for those who have no such list."""
    if request.standing.has(Role.POST_HOLDER) or request.standing.has(Role.AMBITION_LEAD):
        return f"{reverse('my-work')}#{row.id}"
    return reverse("action", args=[row.milestone.plan.slug, row.milestone.action.ref])


urlpatterns: list[URLPattern] = [
    path("plans/<slug:slug>/milestones/<reference:ref>/update/", update, name="update"),
]
