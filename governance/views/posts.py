"""Pages of posts and people: who holds what, from when to when, and officers giving and ending it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from governance import granting, grants
from governance.forms import AppointForm, EndForm, HoldingForm, OfficerForm, PostForm, RenameForm, SeatForm
from governance.middleware import Request
from governance.models import Appointment, Body, Membership, Organisation, Partnership, Person, Post, PostHolding
from governance.roles import Standing
from governance.verbs import Verb
from governance.wording import day

REFUSED = 422
PAGE = 50
HELD = {
    "holding": (PostHolding, "post__organisation__partnership"),
    "seat": (Membership, "body__partnership"),
    "appointment": (Appointment, "partnership"),
}
"""What may be ended: its model, and the way from it to its partnership."""


def managed(who: Standing) -> QuerySet[Partnership]:
    """The partnerships whose posts somebody manages. 404 to those with no part in any, 403 to those with another."""
    if not who.partnerships:
        raise Http404("No partnership.")
    found = Partnership.objects.visible_to(who).filter(pk__in=who.partnerships_where(Verb.MANAGE_PEOPLE))
    if not found:
        raise PermissionDenied(f"You may not {Verb.MANAGE_PEOPLE.value}.")
    return found


def _theirs(request: Request, rows: QuerySet[Any], to_partnership: str, **key: Any) -> Any:
    """One row of a partnership that they manage; 404 to strangers, 403 to those of the partnership who do not."""
    visible = rows.filter(**{f"{to_partnership}__in": Partnership.objects.visible_to(request.standing)})
    row = get_object_or_404(visible, **key)
    if not rows.filter(pk=row.pk, **{f"{to_partnership}__in": managed(request.standing)}).exists():
        raise PermissionDenied(f"You may not {Verb.MANAGE_PEOPLE.value} here.")
    return row


def _partnership(request: Request, slug: str) -> Partnership:
    return _theirs(request, Partnership.objects.all(), "pk", slug=slug)


@require_safe
def posts(request: Request) -> HttpResponse:
    """Every post by organisation: who holds it since when, and which are vacant."""
    places = list(managed(request.standing))
    today = request.standing.on
    rows = Post.objects.filter(organisation__partnership__in=places).select_related("organisation")
    by_organisation = defaultdict(list)
    vacant = 0
    for post in rows.prefetch_related("holdings__person").order_by("title"):
        line = _post_line(post, today)
        vacant += line["vacant"]
        by_organisation[post.organisation_id].append(line)
    organisations = Organisation.objects.filter(partnership__in=places).order_by("partnership", "name")
    listed = [{"name": each.name, "key": each.key, "posts": by_organisation[each.pk]} for each in organisations]
    context = {"organisations": listed, "partnerships": places, "vacant": vacant, "total": len(rows)}
    return render(request, "governance/posts.html", context)


@require_safe
def post(request: Request, pk: int) -> HttpResponse:
    """One post: who holds it, who held it before, and who gave it to them."""
    found = _post(request, pk)
    holdings = list(found.holdings.select_related("person").order_by("-starts_on"))
    today = request.standing.on
    context = {
        "post": found,
        "holdings": [each for each in holdings if not each.is_over(today)],
        "past": [each for each in holdings if each.is_over(today)],
        "vacant": Post.objects.vacant(today).filter(pk=found.pk).exists(),
        "grants": grants.of_post(found),
        "breadcrumbs": _crumbs("posts", str(found)),
    }
    return render(request, "governance/post.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_post(request: Request, slug: str) -> HttpResponse:
    """Add a post to an organisation."""
    partnership = _partnership(request, slug)
    form = PostForm(request.POST or None, partnership=partnership)
    return _ask(request, form, granting.add_post, heading="Add a post", submit="Add this post", back="posts")


@require_http_methods(["GET", "HEAD", "POST"])
def rename_post(request: Request, pk: int) -> HttpResponse:
    """Put a post's title right."""
    found = _post(request, pk)
    form = RenameForm(request.POST or None, initial={"title": found.title})
    return _ask(request, form, granting.rename_post, {"post": found}, heading=f"Rename {found}", back="posts")


@require_http_methods(["GET", "HEAD", "POST"])
def give_post(request: Request, pk: int) -> HttpResponse:
    """Make somebody the holder of a post, or a deputy for it."""
    found = _post(request, pk)
    form = HoldingForm(
        request.POST or None,
        initial={"starts_on": request.standing.on},
        partnership=found.organisation.partnership,
    )
    heading = f"Who holds {found}"
    return _ask(
        request, form, granting.give_post, {"post": found}, heading=heading, submit="Give the post", back="posts"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def give_seat(request: Request, pk: int) -> HttpResponse:
    """Seat somebody on a body."""
    body = _theirs(request, Body.objects.select_related("partnership"), "partnership", pk=pk)
    start = {"starts_on": request.standing.on, "role": "member"}
    form = SeatForm(request.POST or None, initial=start, partnership=body.partnership)
    heading = f"Seat somebody on {body.name}"
    return _ask(request, form, granting.give_seat, {"body": body}, heading=heading, submit="Seat them", back="people")


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: Request, slug: str) -> HttpResponse:
    """Make somebody an officer, a data officer or an observer."""
    partnership = _partnership(request, slug)
    form = AppointForm(request.POST or None, initial={"starts_on": request.standing.on}, partnership=partnership)
    of = {"partnership": partnership}
    return _ask(request, form, granting.appoint, of, heading="Appoint somebody", submit="Appoint them", back="people")


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, kind: str, pk: int) -> HttpResponse:
    """End what somebody holds with its last day."""
    if kind not in HELD:
        raise Http404("Nothing of that kind is held.")
    model, to_partnership = HELD[kind]
    held = _theirs(request, model._default_manager.all(), to_partnership, pk=pk)
    form = EndForm(request.POST or None, initial={"ends_on": request.standing.on})
    back = "posts" if kind == "holding" else "people"
    return _ask(request, form, granting.end, {"held": held}, heading=f"End {held}", submit="End it", back=back)


@require_safe
def people(request: Request) -> HttpResponse:
    """Everybody with a part in the partnership, the bodies and who sits on them, and whom it has appointed."""
    places = list(managed(request.standing))
    today = request.standing.on
    parts = [_part(place, today) for place in places]
    return render(request, "governance/people.html", {"parts": parts, "several": len(parts) > 1})


@require_safe
def granted(request: Request, slug: str) -> HttpResponse:
    """Who gave whom what, newest first."""
    partnership = _partnership(request, slug)
    page = Paginator(grants.of_partnership(partnership), PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "breadcrumbs": _crumbs("people", "Who gave whom what")}
    return render(request, "governance/granted.html", context)


def _post(request: Request, pk: int) -> Post:
    rows = Post.objects.select_related("organisation__partnership")
    return _theirs(request, rows, "organisation__partnership", pk=pk)


def _post_line(post: Post, today: dt.date) -> dict[str, Any]:
    current = [each for each in post.holdings.all() if not each.is_over(today)]
    filled = any(not each.is_deputy and each.starts_on <= today for each in current)
    return {"post": post, "holdings": current, "vacant": not filled}


def _part(partnership: Partnership, today: dt.date) -> dict[str, Any]:
    """What the page of people shows of one partnership, in a fixed number of queries."""
    running: dict[str, QuerySet[Any]] = {
        "holdings": PostHolding.objects.filter(post__organisation__partnership=partnership).select_related(
            "post__organisation", "person"
        ),
        "seats": Membership.objects.filter(body__partnership=partnership).select_related("body", "person"),
        "appointments": Appointment.objects.filter(partnership=partnership).select_related("person"),
    }
    now = {name: [each for each in rows if not each.is_over(today)] for name, rows in running.items()}
    seats = defaultdict(list)
    for seat in now["seats"]:
        seats[seat.body_id].append(seat)
    bodies = Body.objects.filter(partnership=partnership).order_by("key")
    return {
        "partnership": partnership,
        "appointments": now["appointments"],
        "bodies": [{"body": body, "seats": seats[body.pk]} for body in bodies],
        "people": _what_they_are(granting.people_of(partnership), now),
    }


def _what_they_are(people: QuerySet[Person], now: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """Each person with what they are today, in words."""
    are = defaultdict(list)
    for holding in now["holdings"]:
        are[holding.person_id].append(f"{'Deputy for ' if holding.is_deputy else ''}{holding.post}")
    for seat in now["seats"]:
        are[seat.person_id].append(f"{seat.get_role_display()} of {seat.body.name}")
    for appointment in now["appointments"]:
        are[appointment.person_id].append(appointment.get_role_display())
    return [{"person": person, "are": are[person.pk]} for person in people]


def _ask(
    request: Request,
    form: OfficerForm,
    act: Callable[..., Any],
    of: dict[str, Any] | None = None,
    *,
    heading: str,
    back: str,
    submit: str = "Save",
) -> HttpResponse:
    """Show a form, or do what it asks for and go back to the list."""
    if request.method == "POST" and form.is_valid():
        given = form.given() if hasattr(form, "given") else form.cleaned_data
        try:
            made = act(**(of or {}), **given, by=request.standing, now=timezone.now())
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, _told(made, heading))
            return redirect(back)
    context = {"form": form, "heading": heading, "submit": submit, "back": reverse(back)}
    context["breadcrumbs"] = _crumbs(back, heading)
    return render(request, "governance/ask.html", context, status=REFUSED if form.errors else 200)


def _told(made: Any, heading: str) -> str:
    if isinstance(made, Post):
        return f"{made} was saved."
    if made is None:
        return f"{heading}: recorded."
    return f"{made}, from {day(made.starts_on)}: recorded."


def _crumbs(back: str, here: str) -> list[dict[str, str]]:
    above = {"posts": "Posts", "people": "People"}[back]
    return [{"text": above, "href": reverse(back)}, {"text": here, "href": ""}]


urlpatterns: list[URLPattern] = [
    path("posts/", posts, name="posts"),
    path("posts/add/<slug:slug>/", add_post, name="add-post"),
    path("posts/<int:pk>/", post, name="post"),
    path("posts/<int:pk>/rename/", rename_post, name="rename-post"),
    path("posts/<int:pk>/give/", give_post, name="give-post"),
    path("people/", people, name="people"),
    path("people/appoint/<slug:slug>/", appoint, name="appoint"),
    path("people/granted/<slug:slug>/", granted, name="granted"),
    path("people/seat/<int:pk>/", give_seat, name="give-seat"),
    path("people/end/<slug:kind>/<int:pk>/", end, name="end-held"),
]
