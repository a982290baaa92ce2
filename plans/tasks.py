"""Celery jobs of this floor: thin, they read the clock and call a service."""

from celery import shared_task
from django.utils import timezone

from . import services


@shared_task
def flag_overdue() -> int:
    """Flag what became overdue by yesterday's end and tell the people concerned; return how many."""
    now = timezone.now()
    return services.flag_overdue(as_at=timezone.localdate(now), now=now)
