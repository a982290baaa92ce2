"""When the board last sat: what is new since then is what a pack has to tell it."""

from __future__ import annotations

import datetime as dt

from governance import rounds
from plans.models import Plan


def last_sat(plan: Plan, as_at: dt.date) -> dt.date | None:
    """The day on which the plan's board last sat before a day; none where it has not."""
    sat = rounds.of_board(plan.partnership_id).filter(sits_on__lt=as_at)
    return sat.order_by("-sits_on").values_list("sits_on", flat=True).first()
