"""The rows of a plan's files held against each other: whatever a row names must be there, once and in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from .rows import BodyRow, OrganisationRow, PostRow, Row
from .tables import Reader

if TYPE_CHECKING:
    from .reading import PlanDraft


def partnership(
    reader: Reader, organisations: list[OrganisationRow], posts: list[PostRow], bodies: list[BodyRow]
) -> None:
    """Collect what a partnership's files name and do not have."""
    named = Named(reader)
    named.each(posts, "organisation", {row.key for row in organisations}, "organisations.csv")
    named.each(bodies, "reports_to", {row.key for row in bodies}, "bodies.csv")
    refuse_circle(reader, {row.key: row for row in bodies}, "reports_to")


def plan(reader: Reader, draft: PlanDraft, bodies: set[str], unreadable: set[str]) -> None:
    """Collect what a plan's files name and do not have, and what runs backwards or in a circle."""
    named = Named(reader, unreadable)
    objectives, actions = {row.ref for row in draft.objectives}, {row.ref for row in draft.actions}
    named.each(draft.ambitions, "body", bodies, "bodies.csv")
    named.each(draft.objectives, "ambition", {row.number for row in draft.ambitions}, "ambitions.csv")
    named.each(draft.areas, "finding", {row.number for row in draft.findings}, "findings.csv")
    named.each(draft.areas, "objectives", objectives, "objectives.csv")
    named.each(draft.actions, "objective", objectives, "objectives.csv")
    named.each(draft.milestones, "action", actions, "actions.csv")
    named.each(draft.milestones, "depends_on", {row.ref for row in draft.milestones}, "milestones.csv")
    named.each(draft.leads, "action", actions, "actions.csv")
    refuse_circle(reader, {row.ref: row for row in draft.milestones}, "depends_on")
    _refuse_backwards(reader, draft.plan, "starts_on", "ends_on")
    _refuse_backwards(reader, draft.plan, "inspection_started_on", "inspection_ended_on")
    if draft.plan.inspection_ended_on and not draft.plan.inspection_started_on:
        reader.wrong(draft.plan, "inspection_started_on: empty though inspection_ended_on is not. Fill it in.")


def leads(reader: Reader, draft: PlanDraft, posts: list[PostRow], unreadable: set[str]) -> None:
    """Collect the leads whose post and organisation are not a row of posts.csv."""
    known = {(row.title, row.organisation) for row in posts}
    Named(reader, unreadable).posts(draft.leads, ("post", "organisation"), known)


class Named:
    """Finds what is named and not there. A file that could not be read is not blamed for missing rows."""

    def __init__(self, reader: Reader, unreadable: Iterable[str] = ()) -> None:
        self.reader = reader
        self.unreadable = {*reader.unreadable, *unreadable}

    def each(self, rows: Iterable[Row], column: str, known: set[Any], file: str) -> None:
        """Collect every cell of `column`, a value or a list of them, that names what `file` does not have."""
        if file in self.unreadable:
            return
        for row in rows:
            for name in _names(row, column):
                if name not in known:
                    self.reader.wrong(row, f"{column}: “{name}” is not in {file}. Add it there, or mend it here.")

    def posts(self, rows: Iterable[Row], columns: tuple[str, str], known: set[tuple[str, str]]) -> None:
        """Collect every row whose columns name a post and its organisation that are not a row of posts.csv."""
        if "posts.csv" in self.unreadable:
            return
        for row in rows:
            post, organisation = (getattr(row, column) for column in columns)
            if post and organisation and (post, organisation) not in known:
                what = f"post “{post}” of “{organisation}” is not in posts.csv. Add it there, or mend it here."
                self.reader.wrong(row, what)


def _refuse_backwards(reader: Reader, row: Any, first: str, last: str) -> None:
    begins, ends = getattr(row, first), getattr(row, last)
    if begins and ends and ends < begins:
        reader.wrong(row, f"{last}: {ends} is before {first}, {begins}. Put them in order.")


def refuse_circle(reader: Reader, rows: Mapping[str, Row], column: str) -> None:
    """Collect the first circle, such as M1 before M2 before M1, or a row that names itself."""
    try:
        TopologicalSorter({key: _names(row, column) for key, row in rows.items()}).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1][::-1]
        reader.wrong(rows[circle[0]], f"{column}: {' → '.join(circle)} goes round in a circle. Take one out.")


def _names(row: Row, column: str) -> tuple[Any, ...]:
    """What a cell names: nothing, one thing or several."""
    cell = getattr(row, column)
    return cell if isinstance(cell, tuple) else (cell,) if cell else ()
