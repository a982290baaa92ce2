"""A measure's separately targeted lines: baselines, comparators and dated targets, each beside its printed words."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from governance.models import Person
from governance.roles import Standing
from plans.models import Plan
from plans.models.tree import readable_by

from .measures import SuccessMeasure


def number(**rules: Any) -> Any:
    """A number as measures have them: exact, to four decimal places."""
    return models.DecimalField(max_digits=14, decimal_places=4, **rules)


class Unit(models.TextChoices):
    """What a series counts in."""

    PER_CENT = "per_cent", "Per cent"
    COUNT = "count", "Count"
    SCORE = "score", "Score"
    MONTHS = "months", "Months"


class Better(models.TextChoices):
    """Which way is better, as the plan's own targets run."""

    UP = "up", "Higher is better"
    DOWN = "down", "Lower is better"
    HOLD = "hold", "Staying in place is better"


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, who: Standing) -> SeriesQuerySet:
        """The series of every plan that somebody may read."""
        return self.filter(readable_by(who, "plan__"))


class Series(models.Model):
    """One separately targeted line of a measure: 6 weeks and 2 weeks; good, requires improvement and inadequate."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="series")
    measure = models.ForeignKey(SuccessMeasure, models.PROTECT, related_name="series")
    ref = models.CharField("reference", max_length=24)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=10, choices=Unit)
    better = models.CharField(max_length=5, choices=Better)
    decimals = models.PositiveSmallIntegerField(default=0, help_text="How many decimal places its numbers are told to.")
    highest = number(null=True, blank=True, help_text="The top of its scale, where it has one.")
    numerator = models.CharField(max_length=200, blank=True, help_text="Of a rate: what is counted.")
    denominator = models.CharField(max_length=200, blank=True, help_text="Of a rate: out of what.")
    tolerance = models.PositiveSmallIntegerField(
        default=5, help_text="How far short of a target is still near it, in per cent of the target."
    )
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", help_text="The series that is its total."
    )
    no_baseline = models.CharField("why there is no baseline, as printed", max_length=200, blank=True)
    doubt = models.TextField(
        blank=True, help_text="Why the printed direction may be a slip, until an officer settles it."
    )
    order = models.PositiveSmallIntegerField()

    objects = SeriesQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("measure__order", "order")
        verbose_name_plural = "series"
        constraints = (
            models.UniqueConstraint("plan", Lower("ref"), name="series_ref_once"),
            models.CheckConstraint(
                condition=Q(unit__in=["per_cent", "count", "score", "months"]), name="series_unit_known"
            ),
            models.CheckConstraint(condition=Q(better__in=["up", "down", "hold"]), name="series_better_known"),
            models.CheckConstraint(condition=Q(decimals__lte=4), name="series_decimals_few"),
            models.CheckConstraint(condition=Q(tolerance__lte=50), name="series_tolerance_small"),
            models.CheckConstraint(condition=~Q(part_of=F("id")), name="series_no_part_of_itself"),
        )

    def __str__(self) -> str:
        return f"{self.ref} {self.name}"


class Baseline(models.Model):
    """Where a series stood before the plan. Of several, one is the reference that changes are measured from."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="baselines")
    as_printed = models.CharField(max_length=200)
    period = models.CharField("period, as printed", max_length=60, blank=True)
    as_of = models.DateField("last day of the period", null=True, blank=True)
    value = number()
    numerator = number(null=True, blank=True)
    denominator = number(null=True, blank=True)
    sample = models.CharField("sample, as printed", max_length=100, blank=True)
    is_reference = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = (
            models.UniqueConstraint(fields=("series",), condition=Q(is_reference=True), name="one_reference_baseline"),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | (Q(numerator__isnull=False, denominator__isnull=False) & Q(denominator__gt=0)),
                name="baseline_rate_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.series.ref}: {self.as_printed}"


class Comparator(models.Model):
    """What the same thing is elsewhere: "national 43%"."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="comparators")
    name = models.CharField(max_length=100)
    value = number()
    period = models.CharField("period, as printed", max_length=60, blank=True)
    as_printed = models.CharField(max_length=200)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint("series", Lower("name"), name="comparator_once"),)

    def __str__(self) -> str:
        return f"{self.series.ref}: {self.as_printed}"


class Target(models.Model):
    """What a series is to have reached by a day, as printed and as read.

    A value or a range is what is printed. A change on the baseline needs reading: in per cent of it or in points,
    and each year's on top of the last or each by itself. That reading stays unconfirmed until an officer settles it.
    """

    class Kind(models.TextChoices):
        VALUE = "value", "A value"
        RANGE = "range", "A range"
        RELATIVE = "relative", "A change in per cent of the baseline"
        POINTS = "points", "A change in points on the baseline"

    class Basis(models.TextChoices):
        NONE = "", "No change on a baseline"
        PER_YEAR = "per_year", "On top of the changes before it, each worked out on the baseline"
        PREVIOUS = "previous", "On what the target before it asks for"
        FROM_BASELINE = "from_baseline", "By itself, from the baseline"

    series = models.ForeignKey(Series, models.CASCADE, related_name="targets")
    due_as_printed = models.CharField("due, as printed", max_length=60)
    due_on = models.DateField()
    as_printed = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    basis = models.CharField(max_length=15, choices=Basis, blank=True, default=Basis.NONE)
    amount = number(null=True, blank=True, help_text="The value, or the change with its sign.")
    low = number(null=True, blank=True)
    high = number(null=True, blank=True)
    sample = models.CharField("sample, as printed", max_length=100, blank=True)
    note = models.TextField(blank=True, help_text="What was put right in reading it.")
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("due_on",)
        constraints = (
            models.UniqueConstraint(fields=("series", "due_on"), name="target_once_a_day"),
            models.CheckConstraint(
                condition=Q(kind="value", basis="", amount__isnull=False, low__isnull=True, high__isnull=True)
                | Q(kind="range", basis="", amount__isnull=True, low__isnull=False, high__gte=F("low"))
                | Q(
                    kind__in=["relative", "points"],
                    basis__in=["per_year", "previous", "from_baseline"],
                    amount__isnull=False,
                    low__isnull=True,
                    high__isnull=True,
                ),
                name="target_has_what_its_kind_needs",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="target_confirmed_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.series.ref}, {self.due_as_printed}: {self.as_printed}"

    @property
    def is_interpreted(self) -> bool:
        """Whether its value is our reading of the words, and not itself printed."""
        return self.kind in (self.Kind.RELATIVE, self.Kind.POINTS)

    def clean(self) -> None:
        """What its kind needs, field by field; the database holds the same. Raises ValidationError."""
        problems: dict[str, str] = {}
        if self.kind == self.Kind.RANGE:
            if self.low is None or self.high is None:
                problems["low" if self.low is None else "high"] = "A range needs both ends."
            elif self.high < self.low:
                problems["high"] = "The upper end is below the lower one. Put them in order."
        elif self.amount is None:
            problems["amount"] = "Enter the number."
        if self.is_interpreted and not self.basis:
            problems["basis"] = "Choose whether each year's change comes on top of the last."
        if problems:
            raise ValidationError(problems)
