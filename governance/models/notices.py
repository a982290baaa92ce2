"""What people are told: rows first, mail afterwards, so that nothing is sent twice or lost."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db import models

from .people import Person

if TYPE_CHECKING:
    from governance.roles import Standing


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, who: Standing) -> NoticeQuerySet:
        """What somebody was told themselves; nobody reads another's."""
        return self.filter(person_id=who.person.pk)

    def waiting(self) -> NoticeQuerySet:
        """Notices of which no mail went, whether by themselves or in a digest, and of which one still may."""
        return self.filter(mailed_at__isnull=True, digest__isnull=True, held_back="")

    def unsent(self, now: dt.datetime) -> NoticeQuerySet:
        """Notices that wait for mail of their own and that no worker is sending at this moment."""
        free = models.Q(leased_until__isnull=True) | models.Q(leased_until__lt=now)
        return self.waiting().filter(free, can_wait=False)

    def for_digests(self) -> NoticeQuerySet:
        """Notices that wait for somebody's next digest."""
        return self.waiting().filter(can_wait=True)


class Notice(models.Model):
    """One message to one person. `key` makes it unique: the same cause never tells twice."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", "Your account"
        OVERDUE = "overdue", "Work that became overdue"
        SIGN_OFF = "sign_off", "Claims and sign-off"
        DATES = "dates", "New dates asked for and decided"
        ROUND = "round", "The reporting round"
        ESCALATION = "escalation", "Escalations and their answers"
        MEETING = "meeting", "Meetings and what they ask for"
        MEASURES = "measures", "Readings and files of readings"
        PACK = "pack", "Board packs"
        DIGEST = "digest", "The weekly digest"

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind)
    about = models.CharField(
        max_length=200, blank=True, help_text="What it is about: the same thing is not told of every day."
    )
    can_wait = models.BooleanField(default=False, help_text="It goes into the weekly digest and not by itself.")
    digest = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="gathered", help_text="The digest it went into."
    )
    key = models.CharField(max_length=200, unique=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    address = models.CharField("page to open", max_length=300, blank=True)
    created_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    held_back = models.CharField(max_length=200, blank=True, help_text="Why no mail is sent of it.")
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        indexes = (models.Index(fields=("mailed_at", "leased_until"), name="notice_waiting"),)

    def __str__(self) -> str:
        return f"{self.subject} to {self.person}"


class MailSettings(models.Model):
    """How somebody is told: on which day of the week their digest goes, and the token that stops mail by one click."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="mail_settings")
    digest_day = models.PositiveSmallIntegerField(default=0, help_text="0 is Monday.")
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name_plural = "mail settings"
        constraints = (
            models.CheckConstraint(condition=models.Q(digest_day__lte=6), name="mail_settings_day_of_the_week"),
        )

    def __str__(self) -> str:
        return f"How {self.person} is told"


class Unwanted(models.Model):
    """A kind of message that somebody does not want by mail. It is still shown to them on the site."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="unwanted")
    kind = models.CharField(max_length=12, choices=Notice.Kind)
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "kind"), name="unwanted_once"),)

    def __str__(self) -> str:
        return f"{self.person} wants no mail of {self.get_kind_display().lower()}"


class CalendarFeed(models.Model):
    """A private address at which somebody's calendar program reads. Only the token's hash is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="feeds")
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=models.Q(revoked_at__isnull=True), name="calendar_feed_one_in_use"
            ),
        )

    def __str__(self) -> str:
        return f"Calendar of {self.person}"
