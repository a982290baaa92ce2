"""The overall that each ambition group's lead stated for the round, beside the proportions that the ledger gives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, FilteredRelation, Q

from governance.models import RoundReport
from plans import facts
from plans.models import Ambition, Plan
from plans.position import REPORTING_INTERVAL, SAID, Colour


@dataclass(frozen=True, slots=True)
class Overall:
    """What was last stated of an ambition by a day; with no word where nothing was."""

    number: int
    title: str
    body: str
    overall: str = ""
    why: str = ""
    stated_on: dt.date | None = None
    by: str = ""
    meeting: dt.date | None = None
    """The day of the meeting that it was stated for."""
    is_old: bool = False
    """Whether it was stated before the last round opened, so that it says nothing of now."""

    @property
    def colour(self) -> str:
        """The colour of its word; grey where nothing was stated."""
        return SAID.get(self.overall, Colour.GREY).value

    @property
    def label(self) -> str:
        """Its word."""
        return RoundReport.Overall(self.overall).label if self.overall else "Not stated"


COLUMNS = {
    "overall": "said__overall",
    "why": "said__why",
    "submitted_at": "said__submitted_at",
    "by_name": "said__by__name",
    "meeting_on": "said__meeting__sits_on",
}


def stated(plan: Plan, as_at: dt.date) -> dict[int, Overall]:
    """For each ambition by its number, what its group last stated by the end of a day; one query."""
    submitted = Q(body__round_reports__submitted_at__lt=facts.end_of(as_at))
    ambitions = Ambition.objects.filter(plan=plan).annotate(
        said=FilteredRelation("body__round_reports", condition=submitted), **facts.rounds(as_at)
    )
    columns = {name: F(path) for name, path in COLUMNS.items()}
    rows = ambitions.values("number", "title", "round_opened_on", group=F("body__name"), **columns)
    last: dict[int, Any] = {
        row["number"]: row for row in rows.order_by("number", F("submitted_at").asc(nulls_first=True))
    }
    return {number: _overall(row, as_at) for number, row in last.items()}


def _overall(row: dict[str, Any], as_at: dt.date) -> Overall:
    known = Overall(row["number"], row["title"], row["group"] or "")
    if row["submitted_at"] is None:
        return known
    stated_on = facts.london_day(row["submitted_at"])
    return Overall(
        known.number,
        known.title,
        known.body,
        row["overall"],
        row["why"],
        stated_on,
        row["by_name"],
        row["meeting_on"],
        is_old=stated_on < (row["round_opened_on"] or as_at - REPORTING_INTERVAL),
    )
