"""What was measured. Each reading is written once; a correction is a later row for the same day, and both stay."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q

from governance.models import Person
from governance.roles import Standing
from plans.facts import end_of
from plans.models.tree import readable_by

from .files import ReadingFile
from .series import Series, number


class ReadingQuerySet(models.QuerySet["Reading"]):
    def visible_to(self, who: Standing) -> ReadingQuerySet:
        """The readings of every plan that somebody may read; which numbers they may see is `suppression.py`'s."""
        return self.filter(readable_by(who, "series__plan__"))

    def by(self, as_at: dt.date) -> ReadingQuerySet:
        """Everything recorded by the end of a day in Europe/London."""
        return self.filter(recorded_at__lt=end_of(as_at))

    def current(self, as_at: dt.date) -> ReadingQuerySet:
        """What counts on a day: of each series and each day that was measured, the row recorded last.

        A row that withdraws a mistaken reading leaves none for its day.
        """
        later = Reading.objects.by(as_at).filter(
            Q(recorded_at__gt=OuterRef("recorded_at")) | Q(recorded_at=OuterRef("recorded_at"), pk__gt=OuterRef("pk")),
            series=OuterRef("series"),
            as_of=OuterRef("as_of"),
        )
        return self.by(as_at).filter(~Exists(later), as_of__lte=as_at, is_withdrawn=False)


class Reading(models.Model):
    """The value of a series on a day. `as_of` is the day it speaks of; `recorded_at` when it was entered here.

    Not reported is no row, never a nought.
    """

    series = models.ForeignKey(Series, models.PROTECT, related_name="readings")
    as_of = models.DateField("day it speaks of")
    period = models.CharField(max_length=60, blank=True)
    value = number(null=True, blank=True)
    numerator = number(null=True, blank=True)
    denominator = number(null=True, blank=True)
    is_provisional = models.BooleanField("provisional", default=False)
    is_withdrawn = models.BooleanField("withdrawn", default=False)
    note = models.CharField(max_length=500, blank=True)
    file = models.ForeignKey(ReadingFile, models.PROTECT, null=True, blank=True, related_name="readings")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ("as_of", "recorded_at", "pk")
        indexes = (models.Index(fields=("series", "as_of", "-recorded_at", "-id"), name="reading_latest"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(is_withdrawn=False, value__isnull=False)
                | (Q(is_withdrawn=True, value__isnull=True, numerator__isnull=True) & ~Q(note="")),
                name="reading_has_a_value_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | (Q(numerator__isnull=False, numerator__gte=0) & Q(denominator__gt=0)),
                name="reading_rate_whole",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="reading_never_below_nought"
            ),
        )

    def __str__(self) -> str:
        return f"{self.series.ref}, {self.as_of}: {self.value}"
