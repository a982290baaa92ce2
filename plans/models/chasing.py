"""What ties this floor's work to what is told below: what an escalation is about, and the links in a chase's mail."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from governance.models import Escalation, Person, Post

from .tree import Action, Milestone


class MilestoneEscalation(models.Model):
    """What an escalation is about: a milestone, an action, or a post that open work waits for."""

    escalation = models.OneToOneField(Escalation, models.PROTECT, related_name="in_the_plan")
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, blank=True, related_name="escalations")
    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="escalations")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="escalations")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(milestone__isnull=False, action__isnull=True, post__isnull=True)
                | Q(milestone__isnull=True, action__isnull=False, post__isnull=True)
                | Q(milestone__isnull=True, action__isnull=True, post__isnull=False),
                name="milestone_escalation_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.escalation}, about {self.milestone or self.action or self.post}"


class AnswerLink(models.Model):
    """A link in a chase's mail, with which one person answers for just these milestones, once, until it expires.

    Only the hash of its token is kept.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="answer_links")
    milestones = models.ManyToManyField(Milestone, related_name="answer_links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="answer_link_expires_later"),
        )

    def __str__(self) -> str:
        return f"Link for {self.person}, until {self.expires_at}"
