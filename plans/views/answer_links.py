"""Answering a chase by the link in its mail, without signing in. What the page may do is in docs/adr/0009."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from governance.middleware import Request
from governance.roles import Standing, standing
from plans import answer_links, scope, services, work
from plans.forms.answer_links import LinkForm
from plans.models import AnswerLink
from plans.services.answer_links import answer_by_link

from .updates import REFUSED, last_seen

GONE = 410
SAID_SINCE = "Somebody said something of {ref} since this page was opened. Sign in to read it, or leave {ref} out here."


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_link(request: Request, token: str) -> HttpResponse:
    """Say how the link's milestones stand. 404 for an unknown token, 410 once there is nothing left to say by it.

    Opening the page writes nothing, so that a program which looks at links ahead of their reader uses none up.
    """
    link = answer_links.by_token(token)
    if link is None:
        raise Http404("No such link.")
    who = standing(link.person, timezone.localdate())
    rows = answer_links.rows(link, who)
    if answer_links.state(link, timezone.now()) is not answer_links.State.OPEN or not rows:
        return _page(request, link, "plans/answer_link_gone.html", {}, status=GONE)
    scopes = scope.of_actions([row.milestone.action for row in rows], who.on)
    sent = request.POST if request.method == "POST" else None
    forms = [LinkForm(sent, milestone=row.milestone, of=scopes[row.milestone.action_id], who=who) for row in rows]
    if sent is not None:
        valid = [form.is_valid() for form in forms]
        if all(valid) and (said := _said(request, link, forms, who)):
            return said
    return _ask(request, link, rows, forms)


def _said(request: Request, link: AnswerLink, forms: Sequence[LinkForm], who: Standing) -> HttpResponse | None:
    """Record it and say so; where it is refused, put the reason at the top of the page instead."""
    given = [form.answer(last_seen(request, f"seen-{form.milestone.pk}")) for form in forms]
    try:
        said = answer_by_link(link=link, answers=[each for each in given if each], by=who, now=timezone.now())
    except services.SaidSince as since:
        forms[0].add_error(None, SAID_SINCE.format(ref=since.update.milestone.ref))
    except (ValidationError, PermissionDenied) as problem:
        forms[0].add_error(None, getattr(problem, "messages", None) or str(problem))
    else:
        return _page(request, link, "plans/answer_link_said.html", {"said": said})
    return None


def _ask(request: Request, link: AnswerLink, rows: Sequence[work.Row], forms: Sequence[LinkForm]) -> HttpResponse:
    wrong = [form for form in forms if form.errors]
    seen = [_seen(request, row) for row in rows]
    context = {
        "items": list(zip(rows, forms, seen, strict=True)),
        "errors": bool(wrong),
        "wrong": wrong,
        "partnership": rows[0].milestone.plan.partnership,
    }
    return _page(request, link, "plans/answer_link.html", context, status=REFUSED if wrong else 200)


def _seen(request: Request, row: work.Row) -> int | None:
    """The last update that whoever answers had before them: when the page was first opened, not when it came back."""
    if request.method == "POST":
        return last_seen(request, f"seen-{row.milestone.pk}")
    return row.milestone.last_update_id


def _page(
    request: Request, link: AnswerLink, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The page as somebody sees it who is not signed in, whoever opens it: a link shows nothing else of the site."""
    as_nobody = {"user": AnonymousUser(), "navigation": [], "plan_navigation": [], "link": link}
    response = render(request, template, as_nobody | context, status=status)
    # Not even our own pages hear the address. With "no-referrer" browsers would hide the form's origin as well,
    # which the protection against forged requests asks for.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


urlpatterns: list[URLPattern] = [path("answer/<str:token>/", answer_link, name="answer-link")]
