"""The rows of a plan's measures held against each other and against the plan: whatever a row names must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plans.document.crossing import Named, refuse_circle
from plans.document.reading import PlanDraft
from plans.document.tables import Reader

if TYPE_CHECKING:
    from .reading import MeasuresDraft


def within(reader: Reader, rows: MeasuresDraft) -> None:
    """Collect what the files of the measures name of each other and do not have, and totals that run in a circle."""
    named = Named(reader)
    measures, series = {row.ref for row in rows.measures}, {row.ref for row in rows.series}
    for of_measure in (rows.placements, rows.evidences, rows.series):
        named.each(of_measure, "measure", measures, "measures.csv")
    for of_series in (rows.baselines, rows.comparators, rows.targets):
        named.each(of_series, "series", series, "series.csv")
    named.each(rows.series, "part_of", series, "series.csv")
    refuse_circle(reader, {row.ref: row for row in rows.series}, "part_of")


def below(reader: Reader, rows: MeasuresDraft, plan: PlanDraft, posts: set[tuple[str, str]]) -> None:
    """Collect what they name of the plan and its partnership and those do not have."""
    named = Named(reader)
    named.each(rows.placements, "ambition", {row.number for row in plan.ambitions}, "ambitions.csv")
    named.each(rows.evidences, "action", {row.ref for row in plan.actions}, "actions.csv")
    named.posts(rows.measures, ("owner_post", "owner_organisation"), posts)
