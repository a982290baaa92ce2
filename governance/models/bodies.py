"""The boards, groups and forums of the governance section, who sits on them, and the terms they work under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from governance.verbs import Verb

from .partnerships import Organisation, Partnership
from .people import Dated, Person
from .recorded import Signed

if TYPE_CHECKING:
    from governance.roles import Standing


class BodyQuerySet(models.QuerySet["Body"]):
    def visible_to(self, who: Standing) -> BodyQuerySet:
        """The bodies of the partnerships where somebody may read plans."""
        return self.filter(partnership__in=who.partnerships_where(Verb.READ_PLAN))


class Body(models.Model):
    """A board, operational group, ambition group, forum or scrutiny committee."""

    class Kind(models.TextChoices):
        BOARD = "board", "Board"
        OPERATIONAL_GROUP = "operational_group", "Operational group"
        AMBITION_GROUP = "ambition_group", "Ambition group"
        PARENT_CARER_FORUM = "parent_carer_forum", "Parent carer forum"
        YOUTH_FORUM = "youth_forum", "Youth forum"
        SCRUTINY = "scrutiny", "Scrutiny committee"
        GOVERNING_BODY = "governing_body", "Governing body"
        SCHOOLS_FORUM = "schools_forum", "Schools forum"

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="bodies")
    key = models.CharField("short name", max_length=40)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    reports_to = models.ManyToManyField("self", symmetrical=False, related_name="reported_to_by", blank=True)
    has_joint_chairs = models.BooleanField(default=False)

    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ("key",)
        verbose_name_plural = "bodies"
        constraints = (
            models.UniqueConstraint("partnership", Lower("key"), name="body_key_once_per_partnership"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "board",
                        "operational_group",
                        "ambition_group",
                        "parent_carer_forum",
                        "youth_forum",
                        "scrutiny",
                        "governing_body",
                        "schools_forum",
                    ]
                ),
                name="body_kind_known",
            ),
        )

    def __str__(self) -> str:
        return self.name


class BodyRole(models.TextChoices):
    """As what somebody sits on a body."""

    CO_CHAIR = "co_chair", "Co-chair"
    CHAIR = "chair", "Chair"
    LEAD = "lead", "Lead"
    MEMBER = "member", "Member"
    DEPUTY = "deputy", "Named deputy"


class Membership(Dated):
    """Who sits on a body, as what, from a day to a day."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=BodyRole, default=BodyRole.MEMBER)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        help_text="Which partner they sit there for. Where none is given, the partners whose posts they hold.",
    )

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        ordering = ("body", "role")
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(role__in=["co_chair", "chair", "lead", "member", "deputy"]),
                name="membership_role_known",
            ),
            models.UniqueConstraint(fields=("body", "person", "role", "starts_on"), name="membership_once"),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()} of {self.body}"


class TermsOfReference(Signed):
    """What a body is for, as it was approved on a day. The latest approved is in force; older ones stay readable."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="terms")
    title = models.CharField(max_length=200)
    link = models.URLField("where the document is", max_length=500, blank=True)
    purpose = models.TextField("what the body is for")
    approved_on = models.DateField()
    approved_by = models.CharField("approved by", max_length=200)
    review_on = models.DateField("to be reviewed on", null=True, blank=True)

    class Meta:
        ordering = ("-approved_on", "-pk")
        verbose_name_plural = "terms of reference"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(review_on__isnull=True) | models.Q(review_on__gt=models.F("approved_on")),
                name="terms_reviewed_after_approved",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} of {self.body.key}, {self.approved_on}"
