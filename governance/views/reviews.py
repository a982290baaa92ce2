"""Reviews: what is to be held, what was held and decided, what is to follow; officers write them down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from governance import reviewing, reviews
from governance.forms import OfficerForm
from governance.middleware import Request
from governance.models import Partnership, Review
from governance.review_forms import FollowUpForm, PlanReviewForm, RecordReviewForm
from governance.roles import Scope, Standing, may
from governance.verbs import Verb

REFUSED = 422


@require_safe
def list_reviews(request: Request) -> HttpResponse:
    """Every review by what is left to do of it. 404 to those who read no plan."""
    _readers_only(request.standing)
    places = _theirs(request.standing)
    context = {"reviews": reviews.listed(request.standing), "may_review": bool(places)}
    return render(request, "governance/reviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_review(request: Request) -> HttpResponse:
    """Schedule a review. 403 to those who read plans and review none."""
    _readers_only(request.standing)
    partnership = _theirs(request.standing).first()
    if partnership is None:
        raise PermissionDenied(f"You may not {Verb.REVIEW.value}.")
    form = PlanReviewForm(_typed(request), partnership=partnership)

    def save(**typed: Any) -> Review:
        return reviewing.plan_review(partnership=partnership, **typed, by=request.standing, now=timezone.now())

    if done := _saved(request, form, save, "The review is planned."):
        return done
    context = {"form": form, "heading": "Plan a review", "submit": "Plan it", "back": reverse("reviews")}
    context["breadcrumbs"] = _crumbs("Plan a review")
    return render(request, "governance/ask.html", context, status=REFUSED if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Request, pk: int) -> HttpResponse:
    """One review with what was found and decided and, for officers, the form of what comes next."""
    found = get_object_or_404(Review.objects.visible_to(request.standing).select_related("body"), pk=pk)
    may_review = may(request.standing, Verb.REVIEW, Scope(found.partnership_id))
    if request.method == "POST" and not may_review:
        raise PermissionDenied(f"You may not {Verb.REVIEW.value} here.")
    form, act, told = _next(request, found) if may_review else (None, None, "")
    if form and act and (done := _saved(request, form, act, told)):
        return done
    context = {
        "review": found,
        "stage": reviews.stage(found, request.standing.on),
        "form": form,
        "asks": "Record what followed" if isinstance(form, FollowUpForm) else "Record that it was held",
        "breadcrumbs": _crumbs(found.get_kind_display()),
    }
    return render(request, "governance/review.html", context, status=REFUSED if form and form.errors else 200)


def _next(request: Request, found: Review) -> tuple[OfficerForm | None, Callable[..., Review] | None, str]:
    """What may be written of a review next: that it was held, then what followed, then nothing more."""

    def hold(**typed: Any) -> Review:
        return reviewing.record_review(review=found, **typed, by=request.standing, now=timezone.now())

    def follow(**typed: Any) -> Review:
        return reviewing.follow_up(review=found, **typed, by=request.standing, now=timezone.now())

    if found.held_on is None or "decided" in request.POST:
        return RecordReviewForm(_typed(request), kind=found.kind), hold, "The review was recorded."
    if not reviewing.why_nothing_to_follow(found) or request.method == "POST":
        return FollowUpForm(_typed(request)), follow, "What followed was recorded."
    return None, None, ""


def _saved(request: Request, form: OfficerForm, act: Callable[..., Review], told: str) -> HttpResponse | None:
    """Do what was typed and go to the review; None where nothing was, or it was refused."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        saved = act(**form.cleaned_data)
    except ValidationError as problem:
        form.refuse(problem)
        return None
    messages.success(request, told)
    return redirect("review", saved.pk)


def _theirs(who: Standing) -> Any:
    """The partnerships whose reviews somebody writes down."""
    return Partnership.objects.visible_to(who).filter(pk__in=who.partnerships_where(Verb.REVIEW))


def _readers_only(who: Standing) -> None:
    if not who.partnerships_where(Verb.READ_PLAN):
        raise Http404("No reviews to read.")


def _typed(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _crumbs(here: str) -> list[dict[str, str]]:
    return [{"text": "Reviews", "href": reverse("reviews")}, {"text": here, "href": ""}]


urlpatterns: list[URLPattern] = [
    path("reviews/", list_reviews, name="reviews"),
    path("reviews/plan/", plan_review, name="plan-review"),
    path("reviews/<int:pk>/", review, name="review"),
]
