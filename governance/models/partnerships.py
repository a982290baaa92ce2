"""The tenant, its organisations, and the calendar that its printed dates are read by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

if TYPE_CHECKING:
    from governance.roles import Standing


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def visible_to(self, who: Standing) -> PartnershipQuerySet:
        """The partnerships in which somebody has a part. Nothing crosses a partnership."""
        return self.filter(pk__in=who.partnerships)


class Partnership(models.Model):
    """One local area: its organisations, bodies and plans."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    brand_colour = models.CharField(
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "Write a colour as # and six digits, such as #0b5345.")],
    )
    is_demonstration = models.BooleanField(
        default=False, help_text="Sample activity: every page and every pack says so."
    )

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A partner: council, health body, school, family organisation."""

    class Kind(models.TextChoices):
        COUNCIL = "council", "Council"
        HEALTH = "health", "Health"
        EDUCATION = "education", "Education settings"
        FAMILY = "family", "Families"
        VOLUNTARY = "voluntary", "Voluntary sector"

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="organisations")
    key = models.CharField("short name", max_length=40)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)

    class Meta:
        ordering = ("key",)
        constraints = (
            models.UniqueConstraint("partnership", Lower("key"), name="organisation_key_once_per_partnership"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["council", "health", "education", "family", "voluntary"]),
                name="organisation_kind_known",
            ),
        )

    def __str__(self) -> str:
        return self.key


class TermDate(models.Model):
    """The last day of a school term, so that "by Autumn 2025" is a date and "every term" a calendar."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="terms")
    name = models.CharField(max_length=40)
    ends_on = models.DateField()

    class Meta:
        ordering = ("ends_on",)
        constraints = (
            models.UniqueConstraint("partnership", Lower("name"), name="term_name_once_per_partnership"),
            models.UniqueConstraint(fields=("partnership", "ends_on"), name="term_end_once_per_partnership"),
        )

    def __str__(self) -> str:
        return self.name
