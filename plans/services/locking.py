"""One way to change a milestone's record: lock its row, then read it again as it stands at this moment."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError

from plans.facts import london_day
from plans.models import Milestone


def locked(milestone: Milestone, now: dt.datetime) -> Any:
    """Lock the milestone and return it with the facts as they stand now (columns that no type names).

    Raises ValidationError where it is not part of the plan yet.
    """
    Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    there = Milestone.objects.with_facts(london_day(now)).select_related(
        "plan__partnership", "action__plan", "action__objective__ambition"
    )
    try:
        return there.get(pk=milestone.pk)
    except Milestone.DoesNotExist as missing:
        raise ValidationError("This milestone is not part of the plan yet.") from missing
