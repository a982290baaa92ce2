"""Celery jobs of this floor: thin, they read the clock and call a service."""

from celery import shared_task
from django.utils import timezone

from .importing import working
from .services import escalating


@shared_task
def look_through(file_id: int, attempt: int) -> bool:
    """Look through one uploaded file of readings."""
    return working.look_through(file_id=file_id, attempt=attempt, clock=timezone.now)


@shared_task
def load_file(file_id: int, attempt: int) -> bool:
    """Load one confirmed file of readings."""
    return working.load(file_id=file_id, attempt=attempt, clock=timezone.now)


@shared_task
def sweep_files() -> int:
    """Hand on files that nobody picked up and files that a killed worker left behind."""
    return working.sweep(now=timezone.now())


@shared_task
def raise_escalations() -> int:
    """Raise what the rules about measures find by yesterday's end; return how many were raised."""
    now = timezone.now()
    return escalating.raise_all(as_at=timezone.localdate(now), now=now)
