"""What each body reports to the board in a round: a highlight report, or the operational group's assurance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from governance.verbs import Verb

from .bodies import Body
from .meetings import Meeting
from .recorded import Signed

if TYPE_CHECKING:
    from governance.roles import Standing


class RoundReportQuerySet(models.QuerySet["RoundReport"]):
    def visible_to(self, who: Standing) -> RoundReportQuerySet:
        """What was submitted, for whoever reads plans; drafts for those who sit on the body or run meetings."""
        submitted = Q(submitted_at__isnull=False, body__partnership__in=who.partnerships_where(Verb.READ_PLAN))
        runs = Q(body__partnership__in=who.partnerships_where(Verb.RUN_MEETINGS))
        return self.filter(submitted | Q(body__in=who.seats | who.bodies_led) | runs)

    def submitted(self) -> RoundReportQuerySet:
        """What the board has, the latest version last."""
        return self.filter(submitted_at__isnull=False).order_by("submitted_at", "pk")

    def drafts(self) -> RoundReportQuerySet:
        """What is still being written."""
        return self.filter(submitted_at__isnull=True)


class RoundReport(Signed):
    """What a body reports for one meeting of the board. A draft until it is submitted; then a new version is written.

    `by` and `recorded_at` say who wrote it last and when.
    """

    class Overall(models.TextChoices):
        ON_TRACK = "on_track", "On track"
        AT_RISK = "at_risk", "At risk"
        OFF_TRACK = "off_track", "Off track"

    body = models.ForeignKey(Body, models.PROTECT, related_name="round_reports")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="round_reports")
    version = models.PositiveSmallIntegerField(default=1)
    overall = models.CharField("overall", max_length=10, choices=Overall, blank=True)
    why = models.TextField("why that overall", blank=True)
    progress = models.TextField("progress since the last board", blank=True)
    late = models.TextField("what is late, what is done about it, and the effect if nothing is", blank=True)
    next_steps = models.TextField("the next two months", blank=True)
    decisions = models.TextField("decisions sought", blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = RoundReportQuerySet.as_manager()

    class Meta:
        ordering = ("-meeting__papers_due_on", "body__key", "-version")
        constraints = (
            models.UniqueConstraint(fields=("body", "meeting", "version"), name="round_report_version_once"),
            models.UniqueConstraint(
                fields=("body", "meeting"), condition=Q(submitted_at__isnull=True), name="round_report_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(overall__in=["", "on_track", "at_risk", "off_track"]), name="round_report_overall_known"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True)
                | (~Q(overall="") & ~Q(why="") & ~Q(progress="") & Q(submitted_at=F("recorded_at"))),
                name="round_report_submitted_says_it_all",
            ),
        )

    def __str__(self) -> str:
        return f"{self.body.key} for {self.meeting}, version {self.version}"

    @property
    def is_submitted(self) -> bool:
        """Whether the board has it; from then on it stays as it is."""
        return self.submitted_at is not None
