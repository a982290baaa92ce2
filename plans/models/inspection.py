"""What inspectors found, which objectives answer it, and the plan's own list of acronyms."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from .tree import Objective, Plan


class Finding(models.Model):
    """One of the main areas that an inspection named; the areas for improvement lie beneath it."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("plan", "number"), name="finding_number_once"),)

    def __str__(self) -> str:
        return f"Finding {self.number}"


class AreaForImprovement(models.Model):
    """An inspection finding, linked to the objectives that answer it.

    The printed code looks like an objective's number, so `ref` is always written AFI-1.1, or AFI-U1 where none is
    printed.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="areas")
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, blank=True, related_name="areas")
    ref = models.CharField("reference", max_length=20)
    code = models.CharField("printed code", max_length=20, blank=True)
    text = models.TextField()
    order = models.PositiveSmallIntegerField()
    objectives = models.ManyToManyField(Objective, related_name="areas", blank=True)

    history = HistoricalRecords(m2m_fields=[objectives])

    class Meta:
        ordering = ("order",)
        verbose_name = "area for improvement"
        verbose_name_plural = "areas for improvement"
        constraints = (models.UniqueConstraint("plan", Lower("ref"), name="area_ref_once"),)

    def __str__(self) -> str:
        return self.ref


class Acronym(models.Model):
    """A term of the plan's list of terms and acronyms."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="acronyms")
    acronym = models.CharField(max_length=30)
    meaning = models.CharField(max_length=200)

    class Meta:
        ordering = (Lower("acronym"),)
        constraints = (models.UniqueConstraint(fields=("plan", "acronym"), name="acronym_once"),)

    def __str__(self) -> str:
        return self.acronym
