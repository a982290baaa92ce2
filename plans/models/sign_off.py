"""The operational group's answers: to claims, one key for each side that must turn one, and to whole actions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from governance.models import Meeting

from .ledger import Recorded, StatusUpdate
from .tree import Action


class Side(models.TextChoices):
    """Whose key it is. Work led jointly by council and health needs one of each; other work needs one of either."""

    EITHER = "", "The operational group"
    COUNCIL = "council", "Council"
    HEALTH = "health", "Health"


class Capacity(models.TextChoices):
    """As what somebody turned their key."""

    MEMBER = "member", "Operational group member"
    DEPUTY = "deputy", "Named deputy, as nobody else was eligible"
    CO_CHAIR = "co_chair", "Co-chair of the board, as nobody else was eligible"


class Signature(Recorded):
    """One key turned for a claim: one side’s acceptance of exactly this content. The last one signs it off."""

    update = models.ForeignKey(StatusUpdate, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=10, choices=Side, blank=True, default=Side.EITHER)
    capacity = models.CharField(max_length=10, choices=Capacity, default=Capacity.MEMBER)
    content_sha256 = models.CharField(max_length=64)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="signatures")

    class Meta:
        ordering = ("recorded_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("update", "side"), name="signature_once_for_each_side"),
            models.CheckConstraint(condition=Q(side__in=["", "council", "health"]), name="signature_side_known"),
            models.CheckConstraint(
                condition=Q(capacity__in=["member", "deputy", "co_chair"]), name="signature_capacity_known"
            ),
            models.CheckConstraint(condition=~Q(content_sha256=""), name="signature_of_exact_content"),
        )

    def __str__(self) -> str:
        return f"{self.update}, signed for {self.get_side_display()}"


class SignOff(Recorded):
    """The operational group accepting or returning a claim, tied to the exact content of the update it answers.

    An acceptance is recorded with the last key that it needed; a return needs one member.
    """

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        RETURNED = "returned", "Returned"

    update = models.OneToOneField(StatusUpdate, models.PROTECT, related_name="sign_off")
    decision = models.CharField(max_length=10, choices=Decision)
    decided_on = models.DateField()
    reason = models.TextField(blank=True)
    minute = models.CharField("minute", max_length=200, blank=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="sign_offs")
    content_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of the claim and its evidence, as answered. Empty where carried over."
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(decision="accepted") | (Q(decision="returned") & ~Q(reason="")),
                name="sign_off_return_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.update}, {self.get_decision_display().lower()}"


class Deferral(Recorded):
    """A claim that a meeting put off: it stays in the queue, and the reason is in the minutes."""

    update = models.ForeignKey(StatusUpdate, models.PROTECT, related_name="deferrals")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="deferrals")
    reason = models.TextField()

    class Meta:
        ordering = ("recorded_at", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="deferral_says_why"),
            models.UniqueConstraint(fields=("update", "meeting"), name="deferral_once_a_meeting"),
        )

    def __str__(self) -> str:
        return f"{self.update}, put off at {self.meeting}"


class EmbeddedAnswer(Recorded):
    """Asked three to six months after a sign-off: is it still embedded? "No" comes with the update that reopened it."""

    sign_off = models.ForeignKey(SignOff, models.PROTECT, related_name="embedded")
    still_embedded = models.BooleanField()
    words = models.TextField("how it can be seen")
    reopened_by = models.OneToOneField(StatusUpdate, models.PROTECT, null=True, blank=True, related_name="reopens")

    class Meta:
        ordering = ("recorded_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(still_embedded=True, reopened_by__isnull=True)
                | Q(still_embedded=False, reopened_by__isnull=False),
                name="embedded_no_reopens",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="embedded_says_how_it_is_seen"),
        )

    def __str__(self) -> str:
        return f"{self.sign_off}: {'still embedded' if self.still_embedded else 'no longer embedded'}"


class ActionSignOff(Recorded):
    """The operational group's judgement whether an action, all of whose milestones are signed off, reached its outcome.

    Bound to the sign-offs it rests on: once a milestone is reopened it no longer stands, and stays readable.
    """

    class Judged(models.TextChoices):
        REACHED = "reached", "The intended outcome was reached"
        NOT_REACHED = "not_reached", "The intended outcome was not reached yet"

    action = models.ForeignKey(Action, models.PROTECT, related_name="sign_offs")
    judged = models.CharField(max_length=12, choices=Judged)
    words = models.TextField()
    decided_on = models.DateField()
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="action_sign_offs")
    content_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("recorded_at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(judged__in=["reached", "not_reached"]), name="action_judged_known"),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(content_sha256=""), name="action_judged_in_words_on_exact_content"
            ),
        )

    def __str__(self) -> str:
        return f"{self.action}: {self.get_judged_display().lower()}"
