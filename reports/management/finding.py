"""What the commands of this floor are asked about: a plan by its slug."""

from __future__ import annotations

from django.core.management.base import CommandError

from plans.models import Plan


def plan_called(slug: str) -> Plan:
    """The plan with a slug; CommandError with those that there are where none has it."""
    plan = Plan.objects.select_related("partnership").filter(slug=slug).first()
    if plan is None:
        there = ", ".join(Plan.objects.order_by("slug").values_list("slug", flat=True))
        known = f"The plans here: {there}." if there else "None is loaded: manage.py load_plan fixtures/hillingdon"
        raise CommandError(f"No plan is called {slug!r}. {known}")
    return plan
