"""What people are told: rows first, mail afterwards, so that nothing is sent twice or lost."""

from __future__ import annotations

import datetime as dt

from django.db import models

from .people import Person


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unsent(self, now: dt.datetime) -> NoticeQuerySet:
        """Notices that wait for mail and that no worker is sending at this moment."""
        return self.filter(mailed_at__isnull=True).filter(
            models.Q(leased_until__isnull=True) | models.Q(leased_until__lt=now)
        )


class Notice(models.Model):
    """One message to one person. `key` makes it unique: the same cause never tells twice."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    key = models.CharField(max_length=200, unique=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    address = models.CharField("page to open", max_length=300, blank=True)
    created_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        indexes = (models.Index(fields=("mailed_at", "leased_until"), name="notice_waiting"),)

    def __str__(self) -> str:
        return f"{self.subject} to {self.person}"
