"""A new date asked for, and what was decided on it: two rows of the ledger, each written once."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from governance.models import Post
from governance.roles import Standing

from .decisions import DateChange
from .ledger import Recorded, StatusUpdate
from .tree import Milestone, readable_by


class Decider(models.TextChoices):
    """Who decides on a new date. Which of the two is a rule of `plans/moves.py`."""

    GROUP = "operational_group", "the operational group"
    BOARD = "board", "the board"


class DateRequestQuerySet(models.QuerySet["DateRequest"]):
    def visible_to(self, who: Standing) -> DateRequestQuerySet:
        """What was asked for milestones of every plan that somebody may read."""
        return self.filter(readable_by(who, "milestone__plan__"))


class DateRequest(Recorded):
    """Somebody asks for a new date for a milestone. The agreed date stays; the due date stays until it is decided.

    It waits until it is decided, or until the due date that it asks to move is no longer the due date.
    """

    class Kind(models.TextChoices):
        CAPACITY = "capacity", "Not enough people or time"
        DEPENDENCY = "dependency", "Depends on somebody else’s work"
        FUNDING = "funding", "Procurement or funding"
        RECRUITMENT = "recruitment", "Recruitment"
        SCOPE = "scope", "The scope changed"
        DECISION = "decision", "Waiting for a national or regional decision"
        STARTED_LATE = "started_late", "Started late"
        OTHER = "other", "Another reason"

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="date_requests")
    from_date = models.DateField(help_text="The day it was due when this was asked.")
    asked_for = models.DateField("new date")
    kind = models.CharField("kind of reason", max_length=12, choices=Kind)
    reason = models.TextField()
    effect = models.TextField("effect on others")
    recovery = models.TextField("recovery plan")
    on_behalf_of = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    heard = models.CharField(max_length=10, choices=StatusUpdate.Heard, blank=True)

    objects = DateRequestQuerySet.as_manager()

    class Meta:
        ordering = ("recorded_at", "pk")
        indexes = (models.Index(fields=("milestone", "-recorded_at", "-id"), name="date_request_latest"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "capacity",
                        "dependency",
                        "funding",
                        "recruitment",
                        "scope",
                        "decision",
                        "started_late",
                        "other",
                    ]
                ),
                name="date_request_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(effect="") & ~Q(recovery=""), name="date_request_says_it_all"
            ),
            models.CheckConstraint(condition=~Q(asked_for=F("from_date")), name="date_request_for_another_day"),
            models.CheckConstraint(
                condition=Q(on_behalf_of__isnull=True, heard="")
                | Q(on_behalf_of__isnull=False, heard__in=["phone", "email", "meeting"]),
                name="date_request_on_behalf_says_how_heard",
            ),
        )

    def __str__(self) -> str:
        return f"{self.milestone.ref}: {self.asked_for} asked for instead of {self.from_date}"

    def clean(self) -> None:
        """Whether it says all that a decision needs, field by field.

        Raises ValidationError with, for each field, what to write there.
        """
        needed = {
            "kind": "Choose what kind of reason it is.",
            "reason": "Say why it cannot be done by the date it has.",
            "effect": "Say what the new date means for others, or that it means nothing for them.",
            "recovery": "Say what will be done so that the new date is kept.",
        }
        if self.on_behalf_of_id:
            needed["heard"] = "Say how you heard it."
        elif self.heard:
            needed["on_behalf_of"] = "Choose the post that said it."
        problems = {name: words for name, words in needed.items() if not getattr(self, name)}
        if problems:
            raise ValidationError(problems)


class DateDecision(Recorded):
    """A new date granted or refused. A granted one comes with the change of date that it made."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", "Granted"
        REFUSED = "refused", "Refused"

    request = models.OneToOneField(DateRequest, models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=Outcome)
    decided_by = models.CharField(max_length=20, choices=Decider)
    decided_on = models.DateField()
    reason = models.TextField(blank=True)
    minute = models.CharField("minute", max_length=200, blank=True)
    change = models.OneToOneField(DateChange, models.PROTECT, null=True, blank=True, related_name="decision")

    class Meta:
        ordering = ("recorded_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome="granted", change__isnull=False) | Q(outcome="refused", change__isnull=True),
                name="date_decision_granted_moves_the_date",
            ),
            models.CheckConstraint(
                condition=Q(outcome="granted") | ~Q(reason=""), name="date_decision_refusal_says_why"
            ),
            models.CheckConstraint(
                condition=Q(decided_by="operational_group") | (Q(decided_by="board") & ~Q(minute="")),
                name="date_decision_of_the_board_has_its_minute",
            ),
        )

    def __str__(self) -> str:
        return f"{self.request}, {self.get_outcome_display().lower()}"
