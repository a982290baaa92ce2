"""The ledger's other rows: dates put right or moved, work withdrawn, and what became overdue. Written once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .ledger import Recorded
from .tree import Action, Milestone


class DateChange(Recorded):
    """A due date put right or moved. The agreed date stays; the latest row says the day that counts now."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", "Slip of transcription corrected"
        FIRST_DATE = "first_date", "First date set"
        MOVED = "moved", "Date moved by decision"

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="date_changes")
    kind = models.CharField(max_length=12, choices=Kind)
    from_date = models.DateField(null=True, blank=True)
    to_date = models.DateField()
    reason = models.TextField()
    minute = models.CharField("minute", max_length=200, blank=True)

    class Meta:
        ordering = ("recorded_at", "pk")
        indexes = (models.Index(fields=("milestone", "-recorded_at", "-id"), name="date_change_latest"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["correction", "first_date", "moved"]), name="date_change_kind_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="date_change_says_why"),
            models.CheckConstraint(
                condition=Q(kind="first_date", from_date__isnull=True)
                | (Q(kind__in=["correction", "moved"]) & Q(from_date__isnull=False)),
                name="date_change_from_a_date",
            ),
        )

    def __str__(self) -> str:
        return f"{self.milestone.ref}: {self.get_kind_display()} to {self.to_date}"


class Withdrawal(Recorded):
    """A decision that an action or a milestone is no longer to be done. It stays readable, outside every count."""

    action = models.OneToOneField(Action, models.PROTECT, null=True, blank=True, related_name="withdrawal")
    milestone = models.OneToOneField(Milestone, models.PROTECT, null=True, blank=True, related_name="withdrawal")
    reason = models.TextField()
    minute = models.CharField("minute", max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(action__isnull=True, milestone__isnull=False)
                | Q(action__isnull=False, milestone__isnull=True),
                name="withdrawal_of_one_thing",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.action or self.milestone}, withdrawn"


class OverdueFlag(models.Model):
    """A milestone became overdue. One row for each due date, however often the job runs."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="overdue_flags")
    due_on = models.DateField()
    flagged_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("flagged_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=("milestone", "due_on"), name="overdue_flag_once"),
            models.CheckConstraint(condition=Q(flagged_on__gt=models.F("due_on")), name="overdue_flag_after_due_date"),
        )

    def __str__(self) -> str:
        return f"{self.milestone.ref}, overdue since {self.due_on}"
