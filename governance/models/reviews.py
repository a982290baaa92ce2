"""Reviews of the arrangements themselves: scheduled, held, decided, followed up."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from governance.verbs import Verb

from .bodies import Body
from .partnerships import Partnership

if TYPE_CHECKING:
    from governance.roles import Standing


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, who: Standing) -> ReviewQuerySet:
        """Reviews in the partnerships where somebody may read plans."""
        return self.filter(partnership__in=who.partnerships_where(Verb.READ_PLAN))


class Review(models.Model):
    """The yearly review of the strategy, or of how the plan is monitored, with what came of it."""

    class Kind(models.TextChoices):
        STRATEGY = "strategy", "Yearly review of the strategy"
        MONITORING = "monitoring", "Review of how the plan is monitored"

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=12, choices=Kind)
    body = models.ForeignKey(Body, models.PROTECT, related_name="reviews", verbose_name="reviewed by")
    due_on = models.DateField("to be held by")
    held_on = models.DateField(null=True, blank=True)
    terms = models.TextField("terms of reference: what was found", blank=True)
    timeliness = models.TextField("timeliness: what was found", blank=True)
    honesty = models.TextField("honesty of ratings: what was found", blank=True)
    decided = models.TextField("what was decided", blank=True)
    follow_up = models.TextField("what is to follow", blank=True)
    follow_up_on = models.DateField("by when", null=True, blank=True)
    followed_up_on = models.DateField(null=True, blank=True)
    followed_up = models.TextField("what was done", blank=True)

    objects = ReviewQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-due_on", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=["strategy", "monitoring"]), name="review_kind_known"),
            models.CheckConstraint(
                condition=Q(held_on__isnull=True, decided="") | (Q(held_on__isnull=False) & ~Q(decided="")),
                name="review_held_says_what_was_decided",
            ),
            models.CheckConstraint(
                condition=Q(followed_up_on__isnull=True, followed_up="")
                | (Q(followed_up_on__gte=F("held_on")) & ~Q(followed_up="")),
                name="review_followed_up_after_held",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.due_on}"

    def is_late(self, on: dt.date) -> bool:
        """Whether its day went by and it was not held, or its follow-up's day went by and nothing was done."""
        if self.held_on is None:
            return self.due_on < on
        return self.followed_up_on is None and self.follow_up_on is not None and self.follow_up_on < on
