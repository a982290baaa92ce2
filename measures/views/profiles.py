"""Profiles of sources' exports: the list, a page to add or edit each, and a starting point for every source."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.middleware import Request
from governance.wording import count
from measures.forms.files import FileForm
from measures.forms.profiles import ProfileForms
from measures.importing.history import history
from measures.importing.layout import series_of
from measures.models import Profile
from measures.services import profiles as services
from plans.models import Plan

from .files import REFUSED, plan_to_load, trail


@require_safe
def reading_profiles(request: Request, slug: str) -> HttpResponse:
    """Every profile of a plan."""
    plan = plan_to_load(request, slug)
    profiles = Profile.objects.filter(plan=plan).select_related("source")
    profiles = profiles.annotate(
        columns_count=Count("columns", distinct=True), files_count=Count("files", distinct=True)
    )
    context = {"profiles": profiles.order_by("name"), "breadcrumbs": _trail(plan)[:-1]}
    return render(request, "measures/files/profiles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_reading_profile(request: Request, slug: str) -> HttpResponse:
    """Add a profile."""
    plan = plan_to_load(request, slug)
    typed = ProfileForms(request.POST or None, plan=plan, series=series_of(plan), profile=None)
    if request.method == "POST" and typed.is_valid():
        try:
            profile = services.add_profile(plan=plan, **typed.text(), by=request.standing, now=timezone.now())
        except ValidationError as refused:
            typed.form.refuse(refused)
        else:
            messages.success(request, f"The profile “{profile}” was added. Try it on a file below.")
            return redirect("edit-reading-profile", slug, profile.pk)
    return _page(request, plan, typed, heading="Add a profile")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_reading_profile(request: Request, slug: str, pk: int) -> HttpResponse:
    """Change a profile, or try it on a file. What another officer changed meanwhile is in its history below."""
    plan = plan_to_load(request, slug)
    profile = get_object_or_404(Profile.objects.filter(plan=plan).select_related("plan", "source"), pk=pk)
    seen = services.version(profile)
    typed = ProfileForms(request.POST or None, plan=plan, series=series_of(plan), profile=profile, seen=seen)
    if request.method == "POST" and typed.is_valid():
        try:
            _change(request, profile, typed)
        except services.ProfileChanged:
            typed.form.was_changed(seen)
        except ValidationError as refused:
            typed.form.refuse(refused)
        else:
            messages.success(request, f"The profile “{typed.form.cleaned_data['name']}” was saved.")
            return redirect("edit-reading-profile", slug, pk)
    shown = {"profile": profile, "trial": FileForm(plan=plan, initial={"profile": pk}), "changes": history(profile)}
    return _page(request, plan, typed, heading=profile.name, **shown)


def _change(request: Request, profile: Profile, typed: ProfileForms) -> None:
    seen = typed.form.cleaned_data["seen"]
    services.change_profile(profile=profile, seen=seen, **typed.text(), by=request.standing, now=timezone.now())


@require_POST
def add_standard_profiles(request: Request, slug: str) -> HttpResponse:
    """Make a starting point for each source that has no profile."""
    plan = plan_to_load(request, slug)
    made = services.add_standard_profiles(plan=plan, by=request.standing, now=timezone.now())
    if made:
        messages.success(request, f"Made {count(len(made), 'profile')}. Edit each to what its source really exports.")
    else:
        messages.info(request, "Every source has a profile already.")
    return redirect("reading-profiles", slug)


def _page(request: Request, plan: Plan, typed: ProfileForms, *, heading: str, **shown: Any) -> HttpResponse:
    context = {"typed": typed, "forms": typed.every, "errors": typed.has_errors, "heading": heading}
    context |= {"breadcrumbs": _trail(plan), **shown}
    return render(request, "measures/files/profile.html", context, status=REFUSED if typed.has_errors else 200)


def _trail(plan: Plan) -> list[dict[str, str]]:
    files = ("Files of readings", reverse("reading-files", args=[plan.slug]))
    return trail(plan, files, ("Profiles", reverse("reading-profiles", args=[plan.slug])))


urlpatterns = [
    path("plans/<slug:slug>/readings/profiles/", reading_profiles, name="reading-profiles"),
    path("plans/<slug:slug>/readings/profiles/add/", add_reading_profile, name="add-reading-profile"),
    path("plans/<slug:slug>/readings/profiles/standard/", add_standard_profiles, name="add-standard-profiles"),
    path("plans/<slug:slug>/readings/profiles/<int:pk>/", edit_reading_profile, name="edit-reading-profile"),
]
