"""The boards, groups and forums of the governance section, who sits on them, and when they meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from governance.verbs import Verb

from .partnerships import Partnership
from .people import Dated, Person

if TYPE_CHECKING:
    from governance.roles import Standing


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


class Membership(Dated):
    """Who sits on a body, as what, from a day to a day."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=BodyRole, default=BodyRole.MEMBER)

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        ordering = ("body", "role")
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(role__in=["co_chair", "chair", "lead", "member"]), name="membership_role_known"
            ),
            models.UniqueConstraint(fields=("body", "person", "role", "starts_on"), name="membership_once"),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()} of {self.body}"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, who: Standing) -> MeetingQuerySet:
        """The meetings of every body in the partnerships where somebody may read plans."""
        return self.filter(body__partnership__in=who.partnerships_where(Verb.READ_PLAN))


class Meeting(models.Model):
    """One sitting of a body, and the day its papers are due."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    sits_on = models.DateField()
    papers_due_on = models.DateField()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("sits_on",)
        constraints = (
            models.UniqueConstraint(fields=("body", "sits_on"), name="meeting_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(papers_due_on__lte=models.F("sits_on")), name="meeting_papers_due_by_the_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.body.key}, {self.sits_on.day} {self.sits_on:%B %Y}"
