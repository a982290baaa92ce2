"""Files of evidence, handed only to those who may see the plan they belong to."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from governance.middleware import Request
from plans.models import Evidence


@require_safe
def evidence(request: Request, key: UUID) -> FileResponse:
    """One file, under the name it came with. It is always saved, never shown as part of this site."""
    kept = get_object_or_404(Evidence.objects.visible_to(request.standing), key=key)
    try:
        content = kept.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404("The file is no longer where it was kept.") from missing
    response = FileResponse(content, as_attachment=True, filename=kept.name, content_type=kept.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    # Whatever a file holds, a browser that opens it all the same runs nothing of it.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


urlpatterns: list[URLPattern] = [path("evidence/<uuid:key>/", evidence, name="evidence")]
