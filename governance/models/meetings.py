"""When bodies meet, what they deal with there, who came and what was decided."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from governance.verbs import Verb

from .bodies import Body
from .people import Person, Post
from .recorded import Signed

if TYPE_CHECKING:
    from governance.roles import Standing


class MeetingSeries(Signed):
    """A body meets again and again by a rule of RFC 5545, such as every second month on the third Thursday."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="series")
    rule = models.CharField("recurrence rule", max_length=200)
    starts_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    papers_lead = models.PositiveSmallIntegerField("working days from papers to meeting", default=5)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-starts_on", "-pk")
        verbose_name_plural = "series of meetings"

    def __str__(self) -> str:
        return f"{self.body.key}, {self.rule}"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, who: Standing) -> MeetingQuerySet:
        """The meetings of every body in the partnerships where somebody may read plans."""
        return self.filter(body__partnership__in=who.partnerships_where(Verb.READ_PLAN))

    def standing(self) -> MeetingQuerySet:
        """Meetings that are not cancelled; one that was moved is told by the meeting it moved to."""
        return self.filter(cancelled_at__isnull=True)


class Meeting(models.Model):
    """One sitting of a body, and the day its papers are due.

    Its dates never change: a meeting that moves is cancelled and another is set that says where it moved from, so
    that rounds, and the colours that follow them, read the same for any past day.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    series = models.ForeignKey(MeetingSeries, models.PROTECT, null=True, blank=True, related_name="meetings")
    sits_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    papers_due_on = models.DateField()
    round_opens_on = models.DateField(help_text="The first day on which an update counts for this meeting’s round.")
    uid = models.UUIDField(default=uuid.uuid4, editable=False, help_text="In calendars; kept when it moves.")
    added_at = models.DateTimeField()
    moved_from = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="moved_to")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("sits_on",)
        indexes = (models.Index(fields=("body", "papers_due_on"), name="meeting_rounds"),)
        constraints = (
            models.UniqueConstraint(
                fields=("body", "sits_on"), condition=Q(cancelled_at__isnull=True), name="meeting_once_a_day"
            ),
            models.CheckConstraint(condition=Q(papers_due_on__lte=F("sits_on")), name="meeting_papers_due_by_the_day"),
            models.CheckConstraint(
                condition=Q(round_opens_on__lte=F("papers_due_on")), name="meeting_round_opens_before_papers"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_why="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_why="")),
                name="meeting_cancelled_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.body.key}, {self.sits_on.day} {self.sits_on:%B %Y}"

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not sit on this day; it may have moved to another."""
        return self.cancelled_at is not None


class AgendaItem(models.Model):
    """Something a body is to deal with: words and the page to read. `key` makes it unique to its cause.

    It waits for the body's next meeting until it is put on one; what was not dealt with is carried to the next.
    """

    class Kind(models.TextChoices):
        REPORT = "report", "Report"
        DECISION = "decision", "For decision"
        ESCALATION = "escalation", "Escalation"
        ARISING = "arising", "Action arising"
        OTHER = "other", "Other"

    body = models.ForeignKey(Body, models.PROTECT, related_name="agenda_items")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="agenda")
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.OTHER)
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    address = models.CharField("page to open", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()
    dealt_with_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("order", "added_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["report", "decision", "escalation", "arising", "other"]),
                name="agenda_item_kind_known",
            ),
            models.CheckConstraint(condition=~Q(key="") & ~Q(title=""), name="agenda_item_says_what"),
        )

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Whether somebody came to a meeting, sent apologies, or stood in for a member."""

    class Came(models.TextChoices):
        PRESENT = "present", "Present"
        APOLOGIES = "apologies", "Apologies"
        ABSENT = "absent", "Absent"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    came = models.CharField(max_length=10, choices=Came)
    stood_in_for = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ("person__name",)
        constraints = (
            models.UniqueConstraint(fields=("meeting", "person"), name="attendance_once"),
            models.CheckConstraint(
                condition=Q(came__in=["present", "apologies", "absent"]), name="attendance_came_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.get_came_display().lower()}"


class MeetingDecision(Signed):
    """What a meeting decided, in words. Written once; a later meeting may decide otherwise."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="decisions")
    words = models.TextField()

    class Meta:
        ordering = ("recorded_at", "pk")
        constraints = (models.CheckConstraint(condition=~Q(words=""), name="meeting_decision_says_what"),)

    def __str__(self) -> str:
        return self.words[:80]


class ArisingAction(Signed):
    """Something a meeting asked for, with its owner and day; on every agenda of the body until it is done."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="arising")
    words = models.TextField()
    owner = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="arising")
    owner_in_words = models.CharField("owner, where it is no post", max_length=200, blank=True)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    done_note = models.CharField(max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(words="") & (Q(owner__isnull=False) | ~Q(owner_in_words="")),
                name="arising_action_has_owner",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_note="") | (Q(done_on__isnull=False) & ~Q(done_note="")),
                name="arising_action_done_says_how",
            ),
        )

    def __str__(self) -> str:
        return self.words[:80]

    def is_late(self, on: dt.date) -> bool:
        """Whether its day went by and it is not done."""
        return self.done_on is None and self.due_on < on
