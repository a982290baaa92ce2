"""Quality assurance activities tied to actions and measures, and what an escalation about a series is about."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from governance.models import Escalation
from governance.roles import Standing
from plans.models import Action, Plan
from plans.models.tree import readable_by

from .measures import SuccessMeasure
from .series import Series


class QualityActivityQuerySet(models.QuerySet["QualityActivity"]):
    def visible_to(self, who: Standing) -> QualityActivityQuerySet:
        """The activities of every plan that somebody may read."""
        return self.filter(readable_by(who, "plan__"))


class QualityActivity(models.Model):
    """An audit, a survey or feedback: planned for a day, held, what was found and what changed because of it."""

    class Kind(models.TextChoices):
        AUDIT = "audit", "Audit"
        SURVEY = "survey", "Survey"
        FEEDBACK = "feedback", "Feedback"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="quality_activities")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=200)
    planned_for = models.DateField()
    held_on = models.DateField(null=True, blank=True)
    sample = models.CharField("sample: what was looked at, and how many", max_length=300, blank=True)
    findings = models.TextField("what was found", blank=True)
    what_changed = models.TextField("what changed because of it", blank=True)
    actions = models.ManyToManyField(Action, related_name="quality_activities", blank=True)
    measures = models.ManyToManyField(SuccessMeasure, related_name="quality_activities", blank=True)

    objects = QualityActivityQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[actions, measures])

    class Meta:
        ordering = ("-planned_for", "-pk")
        verbose_name_plural = "quality activities"
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=["audit", "survey", "feedback"]), name="quality_kind_known"),
            models.CheckConstraint(
                condition=Q(held_on__isnull=True, findings="")
                | (Q(held_on__isnull=False) & ~Q(findings="") & ~Q(sample="")),
                name="quality_held_says_what_was_found",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def is_late(self, on: dt.date) -> bool:
        """Whether its day went by and it was not held."""
        return self.held_on is None and self.planned_for < on


class SeriesEscalation(models.Model):
    """The series that an escalation is about."""

    escalation = models.OneToOneField(Escalation, models.PROTECT, related_name="in_the_measures")
    series = models.ForeignKey(Series, models.PROTECT, related_name="escalations")

    def __str__(self) -> str:
        return f"{self.escalation}, about {self.series}"
