"""Celery jobs of this floor: thin, they read the clock and call a service."""

from celery import shared_task
from django.utils import timezone

from . import services
from .services.embedded import ask_leads


@shared_task
def flag_overdue() -> int:
    """Flag what became overdue by yesterday's end and tell the people concerned; return how many."""
    now = timezone.now()
    return services.flag_overdue(as_at=timezone.localdate(now), now=now)


@shared_task
def raise_escalations() -> int:
    """Raise what the rules of this floor find by yesterday's end, tell of new answers; return how many were raised."""
    now = timezone.now()
    today = timezone.localdate(now)
    services.tell_of_answers(on=today, now=now)
    return services.raise_all(as_at=today, now=now)


@shared_task
def ask_whether_embedded() -> int:
    """Ask whoever answers for work that was signed off months ago whether it still is as it was; return how many."""
    now = timezone.now()
    return ask_leads(as_at=timezone.localdate(now), now=now)
