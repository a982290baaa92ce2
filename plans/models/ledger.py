"""The ledger: what people said and decided, each with the day it speaks of and the moment it was recorded.

Rows are written once. The database refuses to change or delete them (see the migration that adds the triggers).
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from governance.models import Post
from governance.models.recorded import Signed
from governance.roles import Standing

from .tree import Milestone, readable_by


class Declared(models.TextChoices):
    """What a lead may say of a milestone. The last is a claim, which the operational group answers."""

    NOT_STARTED = "not_started", "Not started"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"
    COMPLETE = "complete", "Complete"


NEXT_UPDATE_WITHIN = dt.timedelta(days=184)
"""How far away the next update may be set for work due far ahead: six months."""


class Recorded(Signed):
    """Who wrote a row, and when; `carried_over` marks what stood before the plan moved here."""

    carried_over = models.BooleanField(default=False)

    class Meta:
        abstract = True


class StatusUpdateQuerySet(models.QuerySet["StatusUpdate"]):
    def visible_to(self, who: Standing) -> StatusUpdateQuerySet:
        """What was said of the milestones of every plan that somebody may read."""
        return self.filter(readable_by(who, "milestone__plan__"))


class StatusUpdate(Recorded):
    """What was said about one milestone on one day. Written once, never edited."""

    class Heard(models.TextChoices):
        PHONE = "phone", "By phone"
        EMAIL = "email", "By e-mail"
        MEETING = "meeting", "At a meeting"

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="updates")
    declared = models.CharField(max_length=20, choices=Declared)
    said_on = models.DateField(help_text="The day it speaks of.")
    occurrence_due_on = models.DateField(
        null=True, blank=True, help_text="Of a milestone that comes round again: which one. A claim closes all to it."
    )
    is_no_change = models.BooleanField(default=False, help_text="No change, still true.")
    what_was_done = models.TextField(blank=True)
    what_is_wrong = models.TextField(blank=True)
    what_is_being_done = models.TextField(blank=True)
    completed_on = models.DateField(null=True, blank=True)
    difference_made = models.TextField(blank=True)
    evidence_link = models.URLField(max_length=500, blank=True)
    has_file = models.BooleanField(default=False)
    next_update_on = models.DateField(null=True, blank=True)
    on_behalf_of = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    heard = models.CharField(max_length=10, choices=Heard, blank=True)
    heard_note = models.CharField(max_length=300, blank=True)

    objects = StatusUpdateQuerySet.as_manager()

    class Meta:
        ordering = ("recorded_at", "pk")
        indexes = (models.Index(fields=("milestone", "-recorded_at", "-id"), name="update_latest"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(declared__in=["not_started", "on_track", "at_risk", "off_track", "complete"]),
                name="update_declared_known",
            ),
            models.CheckConstraint(
                condition=~Q(declared__in=["at_risk", "off_track"])
                | (~Q(what_is_wrong="") & ~Q(what_is_being_done="")),
                name="update_trouble_says_what_and_what_is_done",
            ),
            models.CheckConstraint(
                condition=(Q(declared="complete") & Q(completed_on__isnull=False))
                | (~Q(declared="complete") & Q(completed_on__isnull=True)),
                name="update_claim_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True) | Q(completed_on__lte=models.F("said_on")),
                name="update_completed_before_said",
            ),
            models.CheckConstraint(
                condition=~Q(declared="complete")
                | Q(carried_over=True)
                | (~Q(difference_made="") & (~Q(evidence_link="") | Q(has_file=True))),
                name="update_claim_has_evidence_and_difference",
            ),
            models.CheckConstraint(
                condition=(Q(on_behalf_of__isnull=True) & Q(heard=""))
                | (Q(on_behalf_of__isnull=False) & Q(heard__in=["phone", "email", "meeting"])),
                name="update_on_behalf_says_how_heard",
            ),
            models.CheckConstraint(
                condition=Q(next_update_on__isnull=True) | Q(next_update_on__gt=models.F("said_on")),
                name="update_next_is_later",
            ),
        )

    def __str__(self) -> str:
        return f"{self.milestone.ref}: {self.get_declared_display()}, {self.said_on}"

    def clean(self) -> None:
        """Whether it is honest, field by field; the database holds the same rules.

        Raises ValidationError with, for each field, what to write there.
        """
        problems = {**self._trouble(), **self._claim(), **self._behalf(), **self._next_update()}
        if problems:
            raise ValidationError(problems)

    def _trouble(self) -> dict[str, str]:
        if self.declared not in (Declared.AT_RISK, Declared.OFF_TRACK):
            return {}
        needed = {
            "what_is_wrong": "Say what is going wrong.",
            "what_is_being_done": "Say what is being done about it.",
        }
        return {name: words for name, words in needed.items() if not getattr(self, name)}

    def _claim(self) -> dict[str, str]:
        if not self.is_claim:
            return {"completed_on": "Only a claim of completion has this day."} if self.completed_on else {}
        problems = {}
        if self.completed_on is None:
            problems["completed_on"] = "Enter the day it was completed, such as 31 January 2026."
        elif self.completed_on > self.said_on:
            problems["completed_on"] = "The day it was completed cannot be in the future."
        if not self.carried_over and not self.difference_made:
            problems["difference_made"] = "Say what difference it made for children, young people or families."
        if not self.carried_over and not (self.evidence_link or self.has_file):
            problems["evidence_link"] = "Give a link to the evidence or attach a file."
        return problems

    def _behalf(self) -> dict[str, str]:
        if self.on_behalf_of_id and not self.heard:
            return {"heard": "Say how you heard it."}
        if self.heard and not self.on_behalf_of_id:
            return {"on_behalf_of": "Choose the post that said it."}
        return {}

    def _next_update(self) -> dict[str, str]:
        if self.next_update_on is None:
            return {}
        if not self.said_on < self.next_update_on <= self.said_on + NEXT_UPDATE_WITHIN:
            return {"next_update_on": "Choose a day within the next six months."}
        return {}

    @property
    def is_claim(self) -> bool:
        """Whether it says that the milestone is complete."""
        return self.declared == Declared.COMPLETE


class Confirmation(Recorded):
    """A post's own word that the claim an officer recorded for it is right."""

    update = models.OneToOneField(StatusUpdate, models.PROTECT, related_name="confirmation")

    def __str__(self) -> str:
        return f"{self.update}, confirmed"
