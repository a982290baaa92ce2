"""The one way in which measures, series and targets are written: the plan locked, the row read again, history kept.

Edits queue behind the plan's own row, as those of its actions do, and say in each row's history who made them.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.core.exceptions import ValidationError

from governance.models import Post
from governance.roles import Standing
from measures.models import Series, SuccessMeasure, Target
from plans.document.cells import reference
from plans.models import Plan
from plans.services import editing

Row = SuccessMeasure | Series | Target
R = TypeVar("R", bound=Row)
LONGEST_REASON = 100


def opened(plan: Plan, by: Standing) -> Plan:
    """Lock a plan for an edit and read it again. Raises PermissionDenied for anyone but an officer."""
    return editing.opened(plan, by)


def version(row: Row) -> int:
    """What of a row's history a page shows: changed whenever the row is."""
    kept: Any = row
    return editing.version(kept)


def read_again(row: R, seen: int | None) -> R:
    """The row as it stands now. Raises plans.services.ChangedSince where it is not the version seen."""
    kept: Any = row
    current: R = editing.read_again(kept, seen)
    return current


def put(row: Row, text: Any) -> bool:
    """Set what was typed, without the space around it; whether that changes anything."""
    kept: Any = row
    return editing.put(kept, text)


def write(row: R, by: Standing, now: dt.datetime, why: str = "") -> R:
    """Check a row and save it, with who did it, when and why in its history. Raises ValidationError by field."""
    _check(row, why)
    kept: Any = row
    editing.signed(kept, by, now, why).save()
    return row


def delete(row: Row, by: Standing, now: dt.datetime) -> None:
    """Delete a row; its history says who did."""
    kept: Any = row
    editing.signed(kept, by, now).delete()


def of_this_partnership(plan: Plan, owner: Post | None) -> None:
    """Raise ValidationError for a post of another partnership."""
    if owner is not None and owner.organisation.partnership_id != plan.partnership_id:
        raise ValidationError({"owner": "Choose a post of this partnership."})


def _check(row: Row, why: str) -> None:
    problems: dict[str, Any] = {}
    try:
        row.clean_fields(exclude={"plan", "measure", "series", "owner", "part_of", "confirmed_by", "order"})
    except ValidationError as error:
        problems |= error.message_dict
    if isinstance(row, SuccessMeasure | Series):
        for field, words in _ref(row).items():
            problems.setdefault(field, [words])
    if len(why) > LONGEST_REASON:
        problems["reason"] = [f"Shorten this to {LONGEST_REASON} characters or fewer."]
    if problems:
        raise ValidationError(problems)


def _ref(row: SuccessMeasure | Series) -> dict[str, str]:
    try:
        reference(row.ref)
    except ValueError as error:
        return {"ref": f"{error}."}
    taken = type(row)._default_manager.filter(plan=row.plan, ref__iexact=row.ref).exclude(pk=row.pk)
    what = "series" if isinstance(row, Series) else "measure"
    return {"ref": f"Another {what} of this plan has the reference {row.ref}. Use another."} if taken.exists() else {}
