"""Board packs: the list, asking for one, how far it has come, and reading it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.middleware import Request
from governance.roles import may
from governance.verbs import Verb
from plans import scope
from plans.models import Plan
from reports import services
from reports.forms import PackForm
from reports.models import BoardPack
from reports.rendering import render_html

PAGE = 25
REFUSED = 422
kept_to_oneself = cache_control(private=True, no_store=True)


def _plan(request: Request, slug: str) -> Plan:
    plan = get_object_or_404(Plan.objects.visible_to(request.standing).select_related("partnership"), slug=slug)
    scope.require(request.standing, Verb.READ_PACK, scope.of_plan(plan))
    return plan


def _pack(request: Request, plan: Plan, pk: int, **state: str) -> BoardPack:
    packs = BoardPack.objects.visible_to(request.standing).filter(plan=plan, **state)
    return get_object_or_404(packs.select_related("plan__partnership", "meeting__body", "requested_by"), pk=pk)


def _may_build(request: Request, plan: Plan) -> bool:
    return may(request.standing, Verb.BUILD_PACK, scope.of_plan(plan))


def _trail(plan: Plan, *further: tuple[str, str]) -> list[dict[str, str]]:
    steps = [("Board packs", reverse("packs", args=[plan.slug])), *further]
    return [{"text": text, "href": href} for text, href in steps]


@require_safe
def packs(request: Request, slug: str) -> HttpResponse:
    """Every pack of a plan, newest first."""
    plan = _plan(request, slug)
    found = BoardPack.objects.visible_to(request.standing).filter(plan=plan).in_the_list()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "packs": page.object_list, "may_build": _may_build(request, plan)}
    return render(request, "reports/packs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pack_request(request: Request, slug: str) -> HttpResponse:
    """Ask for a pack. What is wrong is told beside its field, with what was typed."""
    plan = _plan(request, slug)
    scope.require(request.standing, Verb.BUILD_PACK, scope.of_plan(plan))
    now = timezone.now()
    form = PackForm(request.POST or None, plan=plan, today=timezone.localdate(now), initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            pack = services.request_pack(plan=plan, **form.cleaned_data, by=request.standing, now=now)
            return redirect("pack", plan.slug, pack.pk)
        except ValidationError as refused:
            form.refuse(refused)
    context = {"form": form, "breadcrumbs": _trail(plan), "cancel": reverse("packs", args=[plan.slug])}
    return render(request, "reports/pack_request.html", context, status=REFUSED if form.errors else 200)


@require_safe
@kept_to_oneself
def pack(request: Request, slug: str, pk: int) -> HttpResponse:
    """How far a pack has come; asked for by htmx, only the part that changes."""
    plan = _plan(request, slug)
    context = {
        "pack": _pack(request, plan, pk),
        "may_build": _may_build(request, plan),
        "breadcrumbs": _trail(plan),
    }
    template = "reports/parts/pack_status.html" if request.headers.get("HX-Request") else "reports/pack.html"
    return render(request, template, context)


@require_safe
@kept_to_oneself
def pack_pdf(request: Request, slug: str, pk: int) -> HttpResponseBase:
    """The pack's PDF, to be saved."""
    found = _pack(request, _plan(request, slug), pk, state=BoardPack.State.BUILT)
    try:
        file = found.pdf.open("rb")
    except FileNotFoundError as gone:
        raise Http404("The file of this pack is not where it was kept.") from gone
    return FileResponse(file, as_attachment=True, filename=found.file_name, content_type="application/pdf")


@require_safe
@kept_to_oneself
def pack_html(request: Request, slug: str, pk: int) -> HttpResponse:
    """The same pack as a page, from the same frozen document."""
    found = _pack(request, _plan(request, slug), pk, state=BoardPack.State.BUILT)
    page = render_html(
        found.document or {},
        pdf=reverse("pack-pdf", args=[slug, pk]),
        back=reverse("packs", args=[slug]),
    )
    return HttpResponse(page)


@require_POST
def pack_retry(request: Request, slug: str, pk: int) -> HttpResponse:
    """Try a failed pack again."""
    found = _pack(request, _plan(request, slug), pk)
    try:
        found = services.retry(pack=found, by=request.standing, now=timezone.now())
    except ValidationError as refused:
        messages.info(request, " ".join(refused.messages))
    return redirect("pack", slug, found.pk)


urlpatterns = [
    path("plans/<slug:slug>/packs/", packs, name="packs"),
    path("plans/<slug:slug>/packs/new/", pack_request, name="pack-request"),
    path("plans/<slug:slug>/packs/<int:pk>/", pack, name="pack"),
    path("plans/<slug:slug>/packs/<int:pk>/pdf/", pack_pdf, name="pack-pdf"),
    path("plans/<slug:slug>/packs/<int:pk>/html/", pack_html, name="pack-html"),
    path("plans/<slug:slug>/packs/<int:pk>/retry/", pack_retry, name="pack-retry"),
]
