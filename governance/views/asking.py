"""A page with one form on it: asked, refused in words, or done and told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from governance.forms import OfficerForm
from governance.middleware import Request

REFUSED = 422


def ask(
    request: Request,
    form: OfficerForm,
    act: Callable[..., Any],
    of: dict[str, Any],
    *,
    heading: str,
    back: str,
    done: Callable[[Any], str],
    submit: str = "Save",
    crumbs: tuple[tuple[str, str], ...] = (),
    lead: str = "",
) -> HttpResponse:
    """Show a form, or do what it asks for and go back to the address `back`, saying what was `done`."""
    if request.method == "POST" and form.is_valid():
        given = form.given() if hasattr(form, "given") else form.cleaned_data
        try:
            made = act(**of, **given, by=request.standing, now=timezone.now())
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, done(made))
            return redirect(back)
    trail = [{"text": text, "href": href} for text, href in (*crumbs, (heading, ""))]
    context = {"form": form, "heading": heading, "submit": submit, "back": back, "lead": lead, "breadcrumbs": trail}
    return render(request, "governance/ask_meeting.html", context, status=REFUSED if form.errors else 200)


def do(request: Request, act: Callable[..., Any], of: dict[str, Any], *, back: str, done: str) -> HttpResponse:
    """Do what a button asks for and go back; where it is refused, say why on the page."""
    try:
        act(**of, by=request.standing)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        if done:
            messages.success(request, done)
    return redirect(back)
