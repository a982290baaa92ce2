"""Exactly what a claim says, as one number: an answer is bound to it, so nothing can be put under it afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from .models import Evidence, StatusUpdate

SAID = (
    *("milestone_id", "declared", "said_on", "occurrence_due_on", "completed_on"),
    *("what_was_done", "what_is_wrong", "what_is_being_done", "difference_made", "evidence_link"),
    *("by_id", "on_behalf_of_id", "heard", "heard_note"),
)
"""What of an update is its content: the words, the days, the link, and whose words they are."""


def of_claim(update: StatusUpdate, files: Iterable[Evidence]) -> str:
    """The SHA-256 (64 hexadecimal digits) of what `update` says and of each of its files, in whatever order they come.

    Written as JSON with sorted keys, so that the same content gives the same number on any machine and in any year.
    """
    content = {
        "update": update.pk,
        "says": {name: getattr(update, name) for name in SAID},
        "files": sorted([file.sha256, file.name, file.size] for file in files),
    }
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()
