"""What was changed in a profile, by whom and when, as sentences."""

from __future__ import annotations

from typing import Any

from governance.wording import listed
from measures.models import Profile
from plans.changes import Change

CALLED = {
    "source": "the source",
    "name": "the name",
    "format": "the kind of file",
    "sheet": "the sheet",
    "header_row": "the header row",
    "dates": "how days are written",
}


def history(profile: Profile) -> list[Change]:
    """Everything that was changed in a profile, its columns and its names, newest first: one query."""
    records = list(
        Profile.history.filter(id=profile.pk).select_related("history_user", "source").order_by("history_id")
    )
    told = [
        Change(record.history_date, str(record.history_user or "The server"), _told(record, before), "Profile", "")
        for before, record in zip([None, *records], records, strict=False)
    ]
    return told[::-1]


def _told(record: Any, before: Any) -> str:
    """Columns and names have no records of their own: their changes stand as the reason of their profile's."""
    if record.history_change_reason:
        return str(record.history_change_reason)
    if before is None:
        return f"added the profile “{record.name}”"
    changed = [name for name in CALLED if _value(before, name) != _value(record, name)]
    phrases = [f"changed {CALLED[name]} from “{_value(before, name)}” to “{_value(record, name)}”" for name in changed]
    return listed(phrases) or "saved it again without a change"


def _value(record: Any, name: str) -> str:
    choices = dict(record._meta.get_field(name).flatchoices or ())
    value = getattr(record, name)
    return str(choices.get(value, value))
