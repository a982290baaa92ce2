"""Rows that say who wrote them and when."""

from __future__ import annotations

from django.db import models

from .people import Person


class Signed(models.Model):
    """Who wrote a row, and when. The moment is passed in by the service that writes it."""

    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True
