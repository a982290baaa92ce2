"""What a careful officer would notice in the plan's own text, each with a link to its row."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from governance.middleware import Request
from governance.verbs import Verb
from plans import scope
from plans.document import Remark
from plans.models import Plan
from reports import whole


@require_safe
def check_plan(request: Request, slug: str) -> HttpResponse:
    """The list, check by check."""
    plans = Plan.objects.visible_to(request.standing).select_related("partnership")
    plan = get_object_or_404(plans, slug=slug)
    scope.require(request.standing, Verb.EDIT_PLAN, scope.of_plan(plan))
    remarks = whole.check(plan)
    context = {
        "plan": plan,
        "groups": _groups(remarks),
        "total": len(remarks),
        "breadcrumbs": [{"text": plan.title, "href": reverse("dashboard", args=[plan.slug])}, {"text": "Check"}],
    }
    return render(request, "reports/check.html", context)


def _groups(remarks: list[Remark]) -> list[tuple[str, list[Remark]]]:
    """The remarks of each check under its name in words."""
    found: dict[str, list[Remark]] = {}
    for remark in remarks:
        found.setdefault(remark.check.replace("-", " ").capitalize(), []).append(remark)
    return list(found.items())


urlpatterns = [path("plans/<slug:slug>/check/", check_plan, name="check")]
