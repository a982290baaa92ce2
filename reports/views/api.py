"""A plan as JSON on any day: the same that `manage.py export_plan` prints."""

from __future__ import annotations

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.middleware import Request
from measures.scope import sees_small_numbers
from plans.as_at import asked
from plans.models import Plan
from reports import whole


@require_safe
def plan(request: Request, slug: str) -> JsonResponse:
    """The public contract, `reports/export.schema.json`; a day that cannot be shown is told with 400.

    Numbers too small to publish are null for whoever may not see them.
    """
    found = get_object_or_404(Plan.objects.visible_to(request.standing).select_related("partnership"), slug=slug)
    as_at = asked(request.GET.get("as_at"), timezone.localdate())
    if as_at.error:
        return JsonResponse({"errors": {"as_at": as_at.error}}, status=400)
    small_numbers = sees_small_numbers(request.standing, found)
    document = whole.contents(found, as_at.day, small_numbers=small_numbers)
    return JsonResponse(whole.export(document), json_dumps_params={"ensure_ascii": False})


urlpatterns = [path("api/plans/<slug:slug>/", plan, name="api-plan")]
