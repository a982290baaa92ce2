"""What officers have settled on the site, read from the history of the rows: a load leaves it as they left it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from measures.models import Series, SuccessMeasure
from plans.models import Plan

MEASURE = ("owner_id", "frequency", "hides_small_numbers")
SERIES = ("better", "doubt")
"""The columns that somebody settles; the rest of a draft's text is what its files say."""


def by_hand(model: type[SuccessMeasure] | type[Series], plan: Plan, columns: tuple[str, ...]) -> dict[str, set[str]]:
    """The columns of each row that somebody changed by hand, by the row's reference. A load has no user."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    earlier: dict[int, dict[str, Any]] = {}
    rows = model.history.filter(plan=plan).order_by("history_id")
    for row in rows.values("id", "ref", "history_user_id", *columns):
        before = earlier.get(row["id"])
        if row["history_user_id"]:
            found[row["ref"]] |= {column for column in columns if before is None or before[column] != row[column]}
        earlier[row["id"]] = row
    return found
