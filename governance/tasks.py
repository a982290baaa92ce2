"""Celery jobs of this floor: thin, they read the clock and call a service."""

from celery import shared_task
from django.utils import timezone

from .services import send_next


@shared_task
def send_notices() -> int:
    """Send every notice that waits; return how many. What fails waits for the next run."""
    sent = 0
    while send_next(now=timezone.now()):
        sent += 1
    return sent
