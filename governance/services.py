"""Telling people: the row is written in the transaction of its cause. Mail follows; see `mailing.py`."""

from __future__ import annotations

from collections.abc import Iterable

from .mailing import send_next
from .models import Notice

__all__ = ["notify", "send_next"]

BATCH = 1000


def notify(notices: Iterable[Notice]) -> None:
    """Write notices in the transaction of their cause; one that was written before (same key) is left as it is."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=BATCH)
