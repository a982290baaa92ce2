"""The plan tree: Plan > Ambition > Objective > Action > Milestone, and who leads what."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from governance.models import Body, Partnership, Person, Post
from governance.models.people import Dated, in_force
from governance.roles import Standing
from governance.verbs import Verb
from plans.querysets import MilestoneQuerySet


def readable_by(who: Standing, plan: str = "") -> models.Q:
    """Rows of plans that somebody may read: adopted ones, and drafts where their role reads drafts.

    `plan` is the path from the row to its plan, such as "plan__".
    """
    adopted = models.Q(
        **{
            f"{plan}adopted_on__isnull": False,
            f"{plan}partnership__in": who.partnerships_where(Verb.READ_PLAN),
        }
    )
    drafts = models.Q(**{f"{plan}partnership__in": who.partnerships_where(Verb.READ_DRAFT)})
    return adopted | drafts


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, who: Standing) -> PlanQuerySet:
        """The plans that somebody may read."""
        return self.filter(readable_by(who))

    def adopted(self) -> PlanQuerySet:
        """Plans whose agreed dates are locked and which are held to account."""
        return self.filter(adopted_on__isnull=False)


class Plan(models.Model):
    """A published improvement plan. A draft until an officer adopts it; then its agreed dates are locked."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="plans")
    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    strategy = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    inspection_started_on = models.DateField(null=True, blank=True)
    inspection_ended_on = models.DateField(null=True, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    adopted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        help_text="The edition of the plan before this one.",
    )

    objects = PlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("title",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="plan_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(inspection_ended_on__isnull=True)
                | models.Q(inspection_ended_on__gte=models.F("inspection_started_on")),
                name="plan_inspection_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_adopted(self) -> bool:
        """Whether the agreed dates are locked."""
        return self.adopted_on is not None


class Ambition(models.Model):
    """One of the plan's ambitions, and the ambition group that does the work."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="ambitions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="ambitions")

    history = HistoricalRecords()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("plan", "number"), name="ambition_number_once"),)

    def __str__(self) -> str:
        return f"Ambition {self.number}: {self.title}"


class Objective(models.Model):
    """An objective of an ambition, such as 1.1."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="objectives")
    ambition = models.ForeignKey(Ambition, models.PROTECT, related_name="objectives")
    ref = models.CharField("reference", max_length=20)
    title = models.CharField(max_length=300)
    note = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField()

    history = HistoricalRecords()

    class Meta:
        ordering = ("ambition__number", "order")
        constraints = (models.UniqueConstraint("plan", Lower("ref"), name="objective_ref_once"),)

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, who: Standing) -> ActionQuerySet:
        """The actions of every plan that somebody may read."""
        return self.filter(readable_by(who, "plan__"))

    def in_printed_order(self) -> ActionQuerySet:
        """As the plan prints them."""
        return self.order_by("objective__ambition__number", "objective__order", "order")


class Action(models.Model):
    """A numbered row of the plan: an intended outcome and its lead posts.

    `printed_ref` is what the document prints, which may repeat; `ref` is unique in the plan.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="actions")
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="actions")
    ref = models.CharField("reference", max_length=30)
    printed_ref = models.CharField("printed reference", max_length=30)
    outcome = models.TextField("intended outcome", blank=True)
    summary = models.TextField(blank=True)
    refers_to = models.CharField(
        "rows it refers to", max_length=200, blank=True, help_text="As printed, separated by semicolons."
    )
    order = models.PositiveSmallIntegerField()
    added_on = models.DateField()
    replaces = models.ManyToManyField(
        "self", symmetrical=False, related_name="replaced_by", blank=True, help_text="Actions of the edition before."
    )

    objects = ActionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("objective__ambition__number", "objective__order", "order")
        constraints = (models.UniqueConstraint("plan", Lower("ref"), name="action_ref_once"),)

    def __str__(self) -> str:
        return f"Action {self.ref}"


class ActionLeadQuerySet(models.QuerySet["ActionLead"]):
    def on(self, day: dt.date) -> ActionLeadQuerySet:
        """The leads as they stood on a day."""
        return self.filter(in_force(day))


class ActionLead(Dated):
    """A post that leads an action, from a day to a day. One is accountable; the others contribute."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="leads")
    post = models.ForeignKey(Post, models.PROTECT, related_name="leads")
    as_printed = models.CharField(max_length=300, blank=True)
    order = models.PositiveSmallIntegerField()
    is_accountable = models.BooleanField(default=False)
    is_assumed = models.BooleanField(
        default=False, help_text="Accountable because it is printed first, until an officer confirms it."
    )

    objects = ActionLeadQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Dated.Meta):
        ordering = ("order",)
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("action", "post"), condition=models.Q(ends_on__isnull=True), name="lead_once_per_action"
            ),
            models.UniqueConstraint(
                fields=("action",),
                condition=models.Q(ends_on__isnull=True, is_accountable=True),
                name="one_accountable_lead_per_action",
            ),
            models.CheckConstraint(
                condition=models.Q(is_assumed=False) | models.Q(is_accountable=True),
                name="only_an_accountable_lead_is_assumed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.post} for {self.action}"


class Recurrence(models.TextChoices):
    """How often a promise comes round again."""

    ONCE = "", "Once"
    TERMLY = "termly", "Every term"
    QUARTERLY = "quarterly", "Every quarter"
    YEARLY = "yearly", "Every year"


class Milestone(models.Model):
    """A dated deliverable: an arrow of the printed plan.

    `due_as_printed` keeps the plan's words and `agreed_due_on` the day they mean, locked once the plan is adopted.
    The day it is due now is not stored: `MilestoneQuerySet.positioned()` reads it from the ledger of date changes.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="milestones")
    action = models.ForeignKey(Action, models.PROTECT, related_name="milestones")
    ref = models.CharField("reference", max_length=40)
    title = models.CharField(max_length=300)
    due_as_printed = models.CharField("due, as printed", max_length=120, blank=True)
    agreed_due_on = models.DateField("agreed date", null=True, blank=True)
    recurrence = models.CharField(max_length=10, choices=Recurrence, blank=True, default=Recurrence.ONCE)
    order = models.PositiveSmallIntegerField()
    added_on = models.DateField()
    depends_on = models.ManyToManyField("self", symmetrical=False, related_name="needed_by", blank=True)

    objects = MilestoneQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("action__objective__ambition__number", "action__objective__order", "action__order", "order")
        constraints = (
            models.UniqueConstraint("plan", Lower("ref"), name="milestone_ref_once"),
            models.UniqueConstraint("action", Lower("title"), name="milestone_title_once_per_action"),
            models.CheckConstraint(
                condition=models.Q(recurrence__in=["", "termly", "quarterly", "yearly"]),
                name="milestone_recurrence_known",
            ),
        )
        indexes = (models.Index(fields=("plan", "agreed_due_on"), name="milestone_due"),)

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"


class Occurrence(models.Model):
    """One due date of a milestone that comes round again; a milestone due once has none."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="occurrences")
    due_on = models.DateField()

    class Meta:
        ordering = ("due_on",)
        constraints = (models.UniqueConstraint(fields=("milestone", "due_on"), name="occurrence_once"),)

    def __str__(self) -> str:
        return f"{self.milestone.ref}, due {self.due_on}"
