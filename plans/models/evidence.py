"""Files that came with what was said. Written once, like the ledger they belong to."""

from __future__ import annotations

import uuid

from django.db import models

from governance.roles import Standing

from .ledger import StatusUpdate
from .tree import readable_by


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, who: Standing) -> EvidenceQuerySet:
        """Files of the milestones of every plan that somebody may read."""
        return self.filter(readable_by(who, "update__milestone__plan__"))


def evidence_path(evidence: Evidence, filename: str) -> str:
    """Where a file is stored: a random name, so that nothing typed by anybody becomes a path."""
    return f"evidence/{evidence.key}"


class Evidence(models.Model):
    """A file that came with an update: stored under a random name, served only to those who may see the plan."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    update = models.ForeignKey(StatusUpdate, models.PROTECT, related_name="files")
    file = models.FileField(upload_to=evidence_path, max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.name
