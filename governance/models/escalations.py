"""Concerns raised to a body, by a rule or by a person, and what the body answered: the challenge ledger."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When
from simple_history.models import HistoricalRecords

from governance.verbs import Verb

from .bodies import Body
from .meetings import AgendaItem, Meeting
from .partnerships import Partnership
from .people import Person, Post
from .recorded import Signed

if TYPE_CHECKING:
    from governance.roles import Standing

ANSWERED_WITHIN = dt.timedelta(days=61)
"""How long a body that does not meet may take: about the two months between two meetings of the board."""


class EscalationRule(models.Model):
    """When something is raised by itself, and to whom. Kept as data, with history; the floors above apply it."""

    class Kind(models.TextChoices):
        OVERDUE = "overdue", "A milestone is overdue by this many days"
        RED_TWICE = "red_twice", "A milestone was red on this many papers days in a row"
        RETURNED_TWICE = "returned_twice", "A claim was returned this many times"
        POST_VACANT = "post_vacant", "A post that is accountable for open work is vacant for this many days"
        MEASURE_MISSED = "measure_missed", "A series missed its target at this many readings in a row"

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="escalation_rules")
    kind = models.CharField(max_length=20, choices=Kind)
    threshold = models.PositiveSmallIntegerField()
    body = models.ForeignKey(Body, models.PROTECT, related_name="escalation_rules", verbose_name="raised to")
    is_active = models.BooleanField(default=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("kind", "threshold")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["overdue", "red_twice", "returned_twice", "post_vacant", "measure_missed"]),
                name="escalation_rule_kind_known",
            ),
            models.CheckConstraint(condition=Q(threshold__gt=0), name="escalation_rule_threshold_positive"),
            models.UniqueConstraint(fields=("partnership", "kind", "body"), name="escalation_rule_once"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.threshold}, to {self.body.key}"


class EscalationQuerySet(models.QuerySet["Escalation"]):
    def visible_to(self, who: Standing) -> EscalationQuerySet:
        """Escalations in the partnerships where somebody may read plans."""
        return self.filter(body__partnership__in=who.partnerships_where(Verb.READ_PLAN))

    def waiting(self) -> EscalationQuerySet:
        """Escalations that nobody has answered."""
        return self.filter(answer__isnull=True)

    def with_lateness(self, on: dt.date) -> EscalationQuerySet:
        """Annotate `is_late`: not answered on a day though a meeting sat since for which papers could still be given.

        Where the body did not meet, not answered within `ANSWERED_WITHIN`.
        """
        sat = Meeting.objects.standing().filter(
            body=OuterRef("body"), papers_due_on__gte=OuterRef("raised_on"), sits_on__lt=on
        )
        late = Q(answer__isnull=True) & (Exists(sat) | Q(raised_on__lt=on - ANSWERED_WITHIN))
        columns = Case(When(late, then=Value(True)), default=Value(False), output_field=BooleanField())
        return self.annotate(is_late=columns)


class Escalation(models.Model):
    """One concern raised to a body. Written once: the answer is a row of its own, and what it is about a floor above.

    `key` makes it unique to its cause, so that a rule raises the same thing once. Nobody raised it where a rule did.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="escalations")
    rule = models.ForeignKey(EscalationRule, models.PROTECT, null=True, blank=True, related_name="escalations")
    key = models.CharField(max_length=200, unique=True)
    title = models.CharField(max_length=200)
    words = models.TextField()
    address = models.CharField("page to open", max_length=300, blank=True)
    item = models.OneToOneField(AgendaItem, models.PROTECT, related_name="escalation")
    raised_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    raised_on = models.DateField()
    recorded_at = models.DateTimeField()

    objects = EscalationQuerySet.as_manager()

    class Meta:
        ordering = ("-recorded_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(rule__isnull=False, raised_by__isnull=True) | Q(rule__isnull=True, raised_by__isnull=False),
                name="escalation_by_a_rule_or_a_person",
            ),
            models.CheckConstraint(condition=~Q(key="") & ~Q(title="") & ~Q(words=""), name="escalation_says_what"),
        )

    def __str__(self) -> str:
        return self.title


class EscalationAnswer(Signed):
    """What a body answered: the decision, who does it and by when."""

    escalation = models.OneToOneField(Escalation, models.PROTECT, related_name="answer")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="answers")
    decision = models.TextField()
    owner = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    owner_in_words = models.CharField("owner, where it is no post", max_length=200, blank=True)
    due_on = models.DateField()
    answered_on = models.DateField()

    class Meta:
        ordering = ("-recorded_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(decision="") & (Q(owner__isnull=False) | ~Q(owner_in_words="")),
                name="escalation_answer_has_decision_and_owner",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("answered_on")), name="escalation_answer_due_after_it"
            ),
        )

    def __str__(self) -> str:
        return f"{self.escalation}: {self.decision[:80]}"
