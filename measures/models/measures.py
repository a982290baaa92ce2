"""Success measures: what is counted, where its numbers come from, who owns it, and which actions it is evidence of."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from governance.models import Partnership, Post
from governance.roles import Standing
from plans.models import Action, Ambition, Plan
from plans.models.tree import readable_by


class Source(models.Model):
    """A system or database that numbers come from, as the plan names it."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="sources")
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint("partnership", Lower("name"), name="source_once_per_partnership"),)

    def __str__(self) -> str:
        return self.name


class Frequency(models.TextChoices):
    """How often a measure is reported. The plan mostly does not say: then it is yearly, as its targets are."""

    NOT_SAID = "", "The plan does not say: yearly, as its targets"
    MONTHLY = "monthly", "Every month"
    QUARTERLY = "quarterly", "Every quarter"
    TERMLY = "termly", "Every term"
    YEARLY = "yearly", "Every year"


class SuccessMeasureQuerySet(models.QuerySet["SuccessMeasure"]):
    def visible_to(self, who: Standing) -> SuccessMeasureQuerySet:
        """The measures of every plan that somebody may read."""
        return self.filter(readable_by(who, "plan__"))


class SuccessMeasure(models.Model):
    """Something counted to tell whether children are better off. Its separately targeted lines are its series.

    A measure that the plan prints under two ambitions is one measure with two placements.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="measures")
    ref = models.CharField("reference", max_length=20)
    title = models.CharField(max_length=200)
    definition = models.TextField(blank=True)
    owner = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="measures")
    frequency = models.CharField(max_length=10, choices=Frequency, blank=True, default=Frequency.NOT_SAID)
    hides_small_numbers = models.BooleanField(
        default=False, help_text="Counts of 1 to 5 are hidden from people without the right to see them."
    )
    order = models.PositiveSmallIntegerField()
    added_on = models.DateField()

    objects = SuccessMeasureQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("order",)
        constraints = (
            models.UniqueConstraint("plan", Lower("ref"), name="measure_ref_once"),
            models.CheckConstraint(
                condition=models.Q(frequency__in=["", "monthly", "quarterly", "termly", "yearly"]),
                name="measure_frequency_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"


class Placement(models.Model):
    """One place where the plan prints a measure: under which ambition, by which references, from which source."""

    measure = models.ForeignKey(SuccessMeasure, models.CASCADE, related_name="placements")
    ambition = models.ForeignKey(Ambition, models.PROTECT, related_name="placements")
    printed_ref = models.CharField("printed reference", max_length=100)
    source = models.ForeignKey(Source, models.PROTECT, related_name="placements")
    note = models.TextField(blank=True, help_text="What this printing says otherwise than the others.")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=("measure", "ambition"), name="placement_once_per_ambition"),)

    def __str__(self) -> str:
        return f"{self.measure.ref} under ambition {self.ambition.number}"


class Effect(models.TextChoices):
    """What an action is expected to do to a measure."""

    RAISES = "raises", "Should raise it"
    LOWERS = "lowers", "Should lower it"
    HOLDS = "holds", "Should hold it"
    IMPROVES = "improves", "Should improve each line in its own direction"


class Evidences(models.Model):
    """A measure is evidence of an action's effect: the golden thread from what was done to what changed."""

    measure = models.ForeignKey(SuccessMeasure, models.CASCADE, related_name="evidences")
    action = models.ForeignKey(Action, models.PROTECT, related_name="evidenced_by")
    effect = models.CharField("expected effect", max_length=10, choices=Effect)

    class Meta:
        ordering = (
            "measure__order",
            "action__objective__ambition__number",
            "action__objective__order",
            "action__order",
        )
        verbose_name_plural = "evidences"
        constraints = (
            models.UniqueConstraint(fields=("measure", "action"), name="evidences_once"),
            models.CheckConstraint(
                condition=models.Q(effect__in=["raises", "lowers", "holds", "improves"]), name="evidences_effect_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure.ref} for {self.action}"
