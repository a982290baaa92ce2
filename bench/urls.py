"""The product's addresses, and bare views that answer with the same bytes after one query."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from plans.models import Plan, StatusUpdate

BYTES: dict[str, str] = {}
"""What the bare view answers, by name: the product's own page."""
_TEMPLATE = Template("{{ body|safe }}")


@login_not_required
def bare(request: HttpRequest, name: str) -> HttpResponse:
    """One query and a template that prints what is given."""
    Plan.objects.values_list("pk").first()
    return HttpResponse(_TEMPLATE.render(Context({"body": BYTES[name]})))


@csrf_exempt
@login_not_required
def bare_update(request: HttpRequest, milestone: int, by: int) -> HttpResponse:
    """One row written, nothing asked."""
    now = timezone.now()
    said = {"declared": "on_track", "said_on": now.date(), "what_was_done": "Bench"}
    StatusUpdate.objects.create(milestone_id=milestone, by_id=by, recorded_at=now, **said)
    return HttpResponse(status=302, headers={"Location": "/"})


urlpatterns = [
    path("bare/<str:name>/", bare),
    path("bare-update/<int:milestone>/<int:by>/", bare_update),
    path("", include("config.urls")),
]
