"""A plan as JSON on any day: the same that `manage.py export_plan` prints."""

from __future__ import annotations

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.middleware import Request
from plans.as_at import asked
from plans.document import contents
from plans.document.exporting import export
from plans.models import Plan


@require_safe
def plan(request: Request, slug: str) -> JsonResponse:
    """The public contract, `plans/document/export.schema.json`; a day that cannot be shown is told with 400."""
    found = get_object_or_404(Plan.objects.visible_to(request.standing).select_related("partnership"), slug=slug)
    as_at = asked(request.GET.get("as_at"), timezone.localdate())
    if as_at.error:
        return JsonResponse({"errors": {"as_at": as_at.error}}, status=400)
    return JsonResponse(export(contents(found, as_at.day)), json_dumps_params={"ensure_ascii": False})


urlpatterns = [path("api/plans/<slug:slug>/", plan, name="api-plan")]
