"""What families said of the work, and what they were told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from governance.models import Body
from governance.models.recorded import Signed
from governance.roles import Standing

from .inspection import AreaForImprovement
from .tree import Action, Plan, readable_by


class ExperienceQuerySet(models.QuerySet["Experience"]):
    def visible_to(self, who: Standing) -> ExperienceQuerySet:
        """What families said of every plan that somebody may read."""
        return self.filter(readable_by(who, "plan__"))


class Experience(Signed):
    """What a forum heard from families about an action or an area for improvement. No child or family is named."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="experiences")
    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="experiences")
    area = models.ForeignKey(AreaForImprovement, models.PROTECT, null=True, blank=True, related_name="experiences")
    body = models.ForeignKey(Body, models.PROTECT, related_name="experiences", verbose_name="forum")
    heard_on = models.DateField()
    asked = models.TextField("what was asked, of how many families")
    said = models.TextField("what families said")
    is_better = models.CharField(
        "is it better for families?",
        max_length=10,
        choices=[("better", "Better"), ("same", "The same"), ("worse", "Worse"), ("mixed", "Mixed")],
    )

    objects = ExperienceQuerySet.as_manager()

    class Meta:
        ordering = ("-heard_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(action__isnull=True, area__isnull=False) | Q(action__isnull=False, area__isnull=True),
                name="experience_of_one_thing",
            ),
            models.CheckConstraint(condition=~Q(said="") & ~Q(asked=""), name="experience_says_what"),
            models.CheckConstraint(
                condition=Q(is_better__in=["better", "same", "worse", "mixed"]), name="experience_better_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.body.key} on {self.action or self.area}, {self.heard_on}"


class ToldQuerySet(models.QuerySet["Told"]):
    def visible_to(self, who: Standing) -> ToldQuerySet:
        """What families were told of every plan that somebody may read."""
        return self.filter(readable_by(who, "plan__"))


class Told(Signed):
    """What families were told, when and through which channel."""

    class Channel(models.TextChoices):
        LOCAL_OFFER = "local_offer", "Local Offer"
        FORUM = "forum", "Parent carer forum"
        NEWSLETTER = "newsletter", "Newsletter"
        MEETING = "meeting", "Meeting or event"
        LETTER = "letter", "Letter or e-mail"
        OTHER = "other", "Another way"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="told")
    told_on = models.DateField()
    channel = models.CharField(max_length=12, choices=Channel)
    what = models.TextField("what they were told")
    link = models.URLField("where it can be read", max_length=500, blank=True)
    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="told")

    objects = ToldQuerySet.as_manager()

    class Meta:
        ordering = ("-told_on", "-pk")
        verbose_name_plural = "told"
        constraints = (
            models.CheckConstraint(
                condition=Q(channel__in=["local_offer", "forum", "newsletter", "meeting", "letter", "other"]),
                name="told_channel_known",
            ),
            models.CheckConstraint(condition=~Q(what=""), name="told_says_what"),
        )

    def __str__(self) -> str:
        return f"{self.get_channel_display()}, {self.told_on}"
