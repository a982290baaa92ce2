"""What the commands of this floor are asked about: a plan by its slug, a day as it is typed."""

from __future__ import annotations

import datetime as dt

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


def day_typed(text: str | None, today: dt.date) -> dt.date:
    """A day up to today, today where none was typed; CommandError where it is no date or has not come."""
    if not text:
        return today
    try:
        read = dt.date.fromisoformat(text)
    except ValueError as wrong:
        raise CommandError(f"{text!r} is not a date. Write it as 2026-01-31.") from wrong
    if read > today:
        raise CommandError(
            f"{text} is in the future: nobody can say yet how the plan will stand. Choose up to {today}."
        )
    return read
