"""People, the posts they hold, and what else a partnership has asked of them."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from .partnerships import Organisation, Partnership


def in_force(on: dt.date, prefix: str = "") -> models.Q:
    """Rows that run from `starts_on` to `ends_on` (open where empty) and include the day `on`."""
    started = models.Q(**{f"{prefix}starts_on__lte": on})
    not_ended = models.Q(**{f"{prefix}ends_on__isnull": True}) | models.Q(**{f"{prefix}ends_on__gte": on})
    return started & not_ended


class Dated(models.Model):
    """Something that a person is from a day to a day, both included."""

    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="%(class)s_ends_after_it_starts",
            ),
        )

    def is_over(self, on: dt.date) -> bool:
        """Whether its last day was before the day `on`."""
        return self.ends_on is not None and self.ends_on < on


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, name: str, password: str | None = None, **extra: Any) -> Person:
        """A person who may sign in; without a password they set one by mail."""
        person = self.model(email=self.normalize_email(email), name=name, **extra)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, name: str, password: str | None = None, **extra: Any) -> Person:
        """A person who may use the Django admin."""
        return self.create_user(email, name, password, is_staff=True, is_superuser=True, **extra)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in, by e-mail address."""

    email = models.EmailField("e-mail address")
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may use the admin pages", default=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "people"
        constraints = (models.UniqueConstraint(Lower("email"), name="person_email_once"),)

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    def vacant(self, on: dt.date) -> PostQuerySet:
        """The posts that nobody holds on a day; a deputy does not fill a post."""
        holdings = PostHolding.objects.filter(in_force(on), post=models.OuterRef("pk"), is_deputy=False)
        return self.filter(~models.Exists(holdings))


class Post(models.Model):
    """A role in an organisation. Posts own work; people hold posts."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    title = models.CharField(max_length=200)
    organisation_assumed = models.BooleanField(
        default=False, help_text="The plan names the post without its organisation; this one is our reading."
    )

    objects = PostQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("title",)
        constraints = (models.UniqueConstraint("organisation", Lower("title"), name="post_once_per_organisation"),)

    def __str__(self) -> str:
        return f"{self.title}, {self.organisation.key}"


class PostHolding(Dated):
    """Who holds a post, from a day to a day. A deputy may act for the post in that time."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    is_deputy = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        ordering = ("starts_on",)
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=("post", "person", "starts_on"), name="holding_once"),
        )

    def __str__(self) -> str:
        return f"{self.person} as {self.post}"


class Appointment(Dated):
    """What a partnership asks of a person that is neither a post in the plan nor a seat on a body."""

    class Role(models.TextChoices):
        OFFICER = "officer", "Officer"
        DATA_OFFICER = "data_officer", "Data officer"
        OBSERVER = "observer", "Observer"

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=Role)

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        ordering = ("role",)
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(role__in=["officer", "data_officer", "observer"]), name="appointment_role_known"
            ),
            models.UniqueConstraint(fields=("partnership", "person", "role", "starts_on"), name="appointment_once"),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"
