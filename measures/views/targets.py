"""Settling how targets are read: one by one, or all of a series where every reading is right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from governance.middleware import Request
from governance.verbs import Verb
from governance.wording import count, day
from measures import scope, services
from measures.forms.targets import SettleForm
from measures.interpretation import Step, steps
from measures.models import Series, Target
from measures.services.targets import latest_version, unconfirmed
from plans.models import Plan
from plans.scope import require
from plans.services import ChangedSince

from .readings import path_to

REFUSED = 422
CHANGED = "Somebody changed this target since you opened it. Look at how it is read now, then settle it."


@require_http_methods(["GET", "HEAD", "POST"])
def settle_target(request: Request, slug: str, pk: int) -> HttpResponse:
    """How one target is printed and read: confirm it, or say what is meant. 403 for all but officers."""
    target = _target(request, slug, pk)
    if request.method != "POST":
        return _page(request, target, SettleForm(target=target))
    form = SettleForm(None if "confirm" in request.POST else request.POST, target=target)
    try:
        if "confirm" in request.POST:
            settled = services.confirm_target(
                target=target, seen=_seen(request), by=request.standing, now=timezone.now()
            )
            return _settled(request, settled)
        if form.is_valid():
            return _settled(request, _changed(request, target, form))
    except ChangedSince:
        return _page(request, _target(request, slug, pk), form, CHANGED)
    except ValidationError as problem:
        if not form.is_bound:
            return _page(request, _target(request, slug, pk), form, " ".join(problem.messages))
        form.refuse(problem)
    return _page(request, target, form)


@require_POST
def confirm_targets(request: Request, slug: str, ref: str) -> HttpResponse:
    """Confirm every target of a series that is not confirmed yet, as its page shows them."""
    series = get_object_or_404(_series(request), plan__slug=slug, ref=ref)
    require(request.standing, Verb.EDIT_PLAN, scope.of_measure(series.measure))
    try:
        many = services.confirm_targets(series=series, seen=_seen(request), by=request.standing, now=timezone.now())
    except ChangedSince:
        messages.error(request, "Somebody changed a target of this series meanwhile. Look again, then confirm.")
    except ValidationError as problem:
        messages.info(request, " ".join(problem.messages))
    else:
        messages.success(request, f"Confirmed: {count(many, 'target')} of {series.name}.")
    return redirect(_home(series))


def _series(request: Request) -> Any:
    return Series.objects.visible_to(request.standing).select_related("plan__partnership", "measure__plan")


def _target(request: Request, slug: str, pk: int) -> Target:
    """The target, for an officer. 404 to those who may not read the plan, 403 to those who may not edit it."""
    plan = get_object_or_404(Plan.objects.visible_to(request.standing), slug=slug)
    targets = Target.objects.select_related("series__measure__plan", "series__plan", "confirmed_by")
    target = get_object_or_404(targets, series__plan=plan, pk=pk)
    require(request.standing, Verb.EDIT_PLAN, scope.of_measure(target.series.measure))
    return target


def _changed(request: Request, target: Target, form: SettleForm) -> Target:
    return services.settle_target(
        target=target,
        meaning=form.meaning(),
        reason=form.cleaned_data["reason"],
        seen=_seen(request),
        by=request.standing,
        now=timezone.now(),
    )


def _page(request: Request, target: Target, form: SettleForm, problem: str = "") -> HttpResponse:
    series = target.series
    read = _steps(series)
    heading = f"The target due {day(target.due_on)}"
    context = {
        "target": target,
        "series": series,
        "step": next(step for step in read if step.pk == target.pk),
        "steps": read,
        "form": form,
        "problem": problem,
        "errors": bool(problem),
        "heading": heading,
        "seen": services.version(target),
        "seen_of_all": latest_version(series),
        "open": unconfirmed(series).count(),
        "home": _home(series),
        "breadcrumbs": path_to(series.measure, heading),
    }
    return render(request, "measures/target.html", context, status=REFUSED if problem or form.errors else 200)


def _settled(request: Request, target: Target) -> HttpResponse:
    """Tell what the target means now; those that build on it are beside it on the page that follows."""
    step = next(step for step in _steps(target.series) if step.pk == target.pk)
    means = f" means {step.goal}" if step.goal else " is settled"
    messages.success(request, f"Settled: “{target.as_printed}”{means}, due {day(target.due_on)}.")
    return redirect(_home(target.series))


def _steps(series: Series) -> tuple[Step, ...]:
    baseline = series.baselines.filter(is_reference=True).first()
    return steps(series, baseline, series.targets.all())


def _seen(request: Request) -> int | None:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _home(series: Series) -> str:
    return f"{reverse('measure', args=[series.plan.slug, series.measure.ref])}#{series.ref}-targets"


urlpatterns: list[URLPattern] = [
    path("plans/<slug:slug>/targets/<int:pk>/", settle_target, name="settle-target"),
    path("plans/<slug:slug>/series/<reference:ref>/confirm-targets/", confirm_targets, name="confirm-targets"),
]
