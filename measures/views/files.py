"""Files of readings: the list, giving one, what it would record, recording it; and the template to fill in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.middleware import Request
from governance.verbs import Verb
from governance.wording import count
from measures.forms.files import FileForm
from measures.importing.problems import FIRST
from measures.importing.template import template
from measures.models import ReadingFile
from measures.services import files as services
from plans import scope
from plans.models import Plan

PAGE = 25
REFUSED = 422
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State = ReadingFile.State
kept_to_oneself = cache_control(private=True, no_store=True)


def plan_to_load(request: Request, slug: str) -> Plan:
    """The plan, for those who load its readings. 404 to those who may not read it, 403 to the rest."""
    plan = get_object_or_404(Plan.objects.visible_to(request.standing).select_related("partnership"), slug=slug)
    scope.require(request.standing, Verb.LOAD_READINGS, scope.of_plan(plan))
    return plan


def _file(request: Request, slug: str, pk: int) -> ReadingFile:
    plan = plan_to_load(request, slug)
    files = ReadingFile.objects.visible_to(request.standing).filter(plan=plan)
    return get_object_or_404(files.select_related("plan", "profile", "by", "confirmed_by"), pk=pk)


def trail(plan: Plan, *further: tuple[str, str]) -> list[dict[str, str]]:
    """Breadcrumbs of the pages of files and profiles."""
    steps = [("Measures", reverse("measures", args=[plan.slug])), *further]
    return [{"text": text, "href": href} for text, href in steps]


@require_http_methods(["GET", "HEAD", "POST"])
def reading_files(request: Request, slug: str) -> HttpResponse:
    """Every file of a plan, newest first, and the form that takes another."""
    plan = plan_to_load(request, slug)
    form = FileForm(request.POST or None, request.FILES or None, plan=plan, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.upload(plan=plan, **form.cleaned_data, by=request.standing, now=timezone.now())
            return redirect("reading-file", plan.slug, kept.pk)
        except ValidationError as refused:
            form.refuse(refused)
    found = ReadingFile.objects.visible_to(request.standing).filter(plan=plan)
    found = found.select_related("profile", "by").defer("problems", "changes")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": page, "files": page.object_list, "breadcrumbs": trail(plan)}
    return render(request, "measures/files/list.html", context, status=REFUSED if form.errors else 200)


@require_safe
@kept_to_oneself
def reading_file(request: Request, slug: str, pk: int) -> HttpResponse:
    """How far a file has come, what is wrong with it or what it would record; for htmx, only the part that changes."""
    file = _file(request, slug, pk)
    context = {
        "file": file,
        "is_waiting": file.state in (State.QUEUED, State.LOADING),
        "rows": count(file.rows, "row"),
        "counts": _counts(file),
        "would_record": file.new + file.superseding,
        "loaded_before": _loaded_before(file),
        "first": FIRST,
        "breadcrumbs": trail(file.plan, ("Files of readings", reverse("reading-files", args=[slug]))),
    }
    template_name = "measures/files/status.html" if request.headers.get("HX-Request") else "measures/files/file.html"
    return render(request, template_name, context)


def _counts(file: ReadingFile) -> str:
    """What a file records, or would: how many readings are new, how many supersede, how many change nothing."""
    new = count(file.new, "new reading")
    superseding = count(file.superseding, "that supersedes an earlier one", "that supersede earlier ones")
    return f"{new}, {superseding}, {count(file.unchanged, 'that is here already', 'that are here already')}."


def _loaded_before(file: ReadingFile) -> ReadingFile | None:
    """The very same file, if it was loaded before."""
    same = ReadingFile.objects.filter(plan=file.plan_id, sha256=file.sha256, state=State.LOADED).exclude(pk=file.pk)
    return same.select_related("confirmed_by").order_by("-loaded_at").first()


@require_POST
def confirm_reading_file(request: Request, slug: str, pk: int) -> HttpResponse:
    """Record what was shown."""
    file = _file(request, slug, pk)
    try:
        services.confirm(file=file, by=request.standing, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("reading-file", slug, pk)


@require_POST
def drop_reading_file(request: Request, slug: str, pk: int) -> HttpResponse:
    """Put a file aside."""
    file = _file(request, slug, pk)
    try:
        services.drop(file=file, by=request.standing)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("reading-file", slug, pk)
    messages.success(request, f"{file} was dropped. Nothing of it was recorded.")
    return redirect("reading-files", slug)


@require_safe
def reading_template(request: Request, slug: str) -> HttpResponse:
    """The workbook to fill in, with a row for every series."""
    plan = plan_to_load(request, slug)
    headers: dict[str, Any] = {"Content-Disposition": f'attachment; filename="{plan.slug}-readings.xlsx"'}
    return HttpResponse(template(plan, timezone.localdate()), content_type=WORKBOOK, headers=headers)


urlpatterns = [
    path("plans/<slug:slug>/readings/files/", reading_files, name="reading-files"),
    path("plans/<slug:slug>/readings/files/<int:pk>/", reading_file, name="reading-file"),
    path("plans/<slug:slug>/readings/files/<int:pk>/confirm/", confirm_reading_file, name="confirm-reading-file"),
    path("plans/<slug:slug>/readings/files/<int:pk>/drop/", drop_reading_file, name="drop-reading-file"),
    path("plans/<slug:slug>/readings/template.xlsx", reading_template, name="reading-template"),
]
