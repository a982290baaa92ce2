"""Celery jobs of this floor: thin, they read the clock and call a service."""

from celery import shared_task
from django.utils import timezone

from . import building, stepping


@shared_task
def build_pack(pack_id: int) -> bool:
    """Build one board pack."""
    return building.build(pack_id=pack_id, clock=timezone.now)


@shared_task
def sweep_packs() -> int:
    """Hand on packs that nobody picked up and packs that a killed worker left behind."""
    return building.sweep(now=timezone.now())


@shared_task
def step_rounds() -> int:
    """Ask for what is owed in rounds that are in their reminder or chase stage; return how many people were told."""
    now = timezone.now()
    return stepping.step(on=timezone.localdate(now), now=now)
