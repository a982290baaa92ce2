"""The board pack: what was frozen for one meeting, and how far its making has come."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q

from governance.models import Meeting, Person
from governance.roles import Standing
from governance.verbs import Verb
from plans.models import Plan
from plans.models.tree import readable_by


class BoardPackQuerySet(models.QuerySet["BoardPack"]):
    def visible_to(self, who: Standing) -> BoardPackQuerySet:
        """The packs that somebody may read; those still to be built only where they build packs."""
        may_read = readable_by(who, "plan__") & Q(plan__partnership__in=who.partnerships_where(Verb.READ_PACK))
        builds = Q(plan__partnership__in=who.partnerships_where(Verb.BUILD_PACK))
        return self.filter(may_read).filter(Q(state=BoardPack.State.BUILT) | builds)

    def waiting(self) -> BoardPackQuerySet:
        """Packs that are asked for and not finished."""
        return self.filter(state__in=[BoardPack.State.QUEUED, BoardPack.State.BUILDING])

    def unattended(self, now: dt.datetime) -> BoardPackQuerySet:
        """Queued packs that no worker has been told of lately."""
        told_lately = Q(leased_until__isnull=False, leased_until__gte=now)
        return self.filter(state=BoardPack.State.QUEUED).exclude(told_lately)

    def in_the_list(self) -> BoardPackQuerySet:
        """As the list of packs shows them: newest first, without the weight of their documents."""
        return (
            self.select_related("plan", "meeting__body", "requested_by")
            .defer("document")
            .order_by("-requested_at", "-pk")
        )


def pack_path(pack: BoardPack, filename: str) -> str:
    """Where the PDF is stored: a random name, so that no address can be guessed and no file is overwritten."""
    return f"packs/{uuid.uuid4()}.pdf"


class BoardPack(models.Model):
    """The frozen record of a plan for one meeting or day, and its PDF.

    Once built it never changes and is never deleted: the database refuses (see the migration that adds the
    triggers). `attempts` also numbers the worker that has it, so that one that lost its lease cannot finish.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to be built"
        BUILDING = "building", "Being built"
        BUILT = "built", "Built"
        FAILED = "failed", "Failed"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="packs")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="packs")
    as_at = models.DateField()
    requested_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    progress = models.CharField(max_length=100, blank=True)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_total = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    document = models.JSONField(null=True, blank=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    pdf = models.FileField(upload_to=pack_path, max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_bytes = models.PositiveBigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    built_at = models.DateTimeField(null=True, blank=True)

    objects = BoardPackQuerySet.as_manager()

    class Meta:
        ordering = ("-requested_at", "-pk")
        indexes = (models.Index(fields=("state", "leased_until"), name="pack_waiting"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["queued", "building", "built", "failed"]), name="pack_state_known"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="built", document__isnull=False, pages__gt=0, built_at__isnull=False)
                    & ~Q(document_sha256="")
                    & ~Q(pdf="")
                    & ~Q(pdf_sha256="")
                )
                | (~Q(state="built") & Q(pdf="", pdf_sha256="", pages=0, built_at__isnull=True)),
                name="pack_built_has_document_and_pdf",
            ),
            models.CheckConstraint(
                condition=Q(document__isnull=True, document_sha256="")
                | (Q(document__isnull=False) & ~Q(document_sha256="")),
                name="pack_document_has_its_hash",
            ),
            models.CheckConstraint(
                condition=(Q(state="failed") & ~Q(error="")) | (~Q(state="failed") & Q(error="")),
                name="pack_failed_says_why",
            ),
            models.UniqueConstraint(
                fields=("plan", "meeting", "as_at"),
                condition=Q(state__in=["queued", "building"], meeting__isnull=False),
                name="pack_one_build_for_a_meeting",
            ),
            models.UniqueConstraint(
                fields=("plan", "as_at"),
                condition=Q(state__in=["queued", "building"], meeting__isnull=True),
                name="pack_one_build_for_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"Board pack of {self.plan}, as at {self.as_at}"

    @property
    def is_waiting(self) -> bool:
        """Whether somebody who looks at it should look again."""
        return self.state in (self.State.QUEUED, self.State.BUILDING)

    @property
    def file_name(self) -> str:
        """What the file is called where it is downloaded."""
        return f"{self.plan.slug}-board-pack-{self.as_at.isoformat()}.pdf"
