"""The files of a plan, column by column: one class a file, as `fixtures/README.md` describes them.

`tables.py` reads the files by these declarations; a field's length is its model's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Model

from governance.models import Body, Organisation, Partnership, Post, TermDate
from plans.models import (
    Acronym,
    Action,
    ActionLead,
    Ambition,
    AreaForImprovement,
    Milestone,
    Objective,
    Plan,
    Recurrence,
)

from . import cells


def cell(
    read: Callable[[str], Any] = cells.text,
    *,
    needed: bool = False,
    of: tuple[type[Model], str] | None = None,
    empty: Any = "",
) -> Any:
    """Declare one column: how a cell is read, whether it must be filled in, and whose length it may not pass."""
    limit = getattr(of[0]._meta.get_field(of[1]), "max_length", None) if of else None
    return field(metadata={"read": read, "needed": needed, "limit": limit, "empty": empty})


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a file; `row` is its number as a spreadsheet shows it."""

    FILE: ClassVar[str]
    ONCE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Sets of columns that together may stand in one row only."""
    row: int


@dataclass(frozen=True, kw_only=True)
class PartnershipRow(Row):
    """partnership.csv, as field and value."""

    FILE = "partnership.csv"
    slug: str = cell(cells.slug, needed=True, of=(Partnership, "slug"))
    name: str = cell(needed=True, of=(Partnership, "name"))


@dataclass(frozen=True, kw_only=True)
class OrganisationRow(Row):
    """A partner."""

    FILE = "organisations.csv"
    ONCE = (("key",),)
    key: str = cell(needed=True, of=(Organisation, "key"))
    name: str = cell(needed=True, of=(Organisation, "name"))
    kind: str = cell(cells.one_of(Organisation.Kind), needed=True)


@dataclass(frozen=True, kw_only=True)
class PostRow(Row):
    """A post, without its organisation in the title."""

    FILE = "posts.csv"
    ONCE = (("title", "organisation"),)
    title: str = cell(needed=True, of=(Post, "title"))
    organisation: str = cell(needed=True)
    organisation_printed: bool = cell(cells.yes_or_no, needed=True, empty=True)


@dataclass(frozen=True, kw_only=True)
class BodyRow(Row):
    """A board, group, forum or committee."""

    FILE = "bodies.csv"
    ONCE = (("key",),)
    key: str = cell(needed=True, of=(Body, "key"))
    name: str = cell(needed=True, of=(Body, "name"))
    kind: str = cell(cells.one_of(Body.Kind), needed=True)
    reports_to: tuple[str, ...] = cell(cells.listed, empty=())
    joint_chairs: bool = cell(cells.yes_or_no, needed=True, empty=False)


@dataclass(frozen=True, kw_only=True)
class TermRow(Row):
    """The last day of a term."""

    FILE = "terms.csv"
    ONCE = (("name",), ("ends_on",))
    name: str = cell(needed=True, of=(TermDate, "name"))
    ends_on: dt.date = cell(cells.day, needed=True, empty=None)


@dataclass(frozen=True, kw_only=True)
class PlanRow(Row):
    """plan.csv, as field and value."""

    FILE = "plan.csv"
    slug: str = cell(cells.slug, needed=True, of=(Plan, "slug"))
    title: str = cell(needed=True, of=(Plan, "title"))
    strategy: str = cell(of=(Plan, "strategy"))
    starts_on: dt.date = cell(cells.day, needed=True, empty=None)
    ends_on: dt.date = cell(cells.day, needed=True, empty=None)
    inspection_started_on: dt.date | None = cell(cells.day, empty=None)
    inspection_ended_on: dt.date | None = cell(cells.day, empty=None)


@dataclass(frozen=True, kw_only=True)
class AmbitionRow(Row):
    """An ambition and the group that owns it."""

    FILE = "ambitions.csv"
    ONCE = (("number",),)
    number: int = cell(cells.number, needed=True, empty=0)
    title: str = cell(needed=True, of=(Ambition, "title"))
    description: str = cell()
    body: str = cell()


@dataclass(frozen=True, kw_only=True)
class ObjectiveRow(Row):
    """An objective of an ambition."""

    FILE = "objectives.csv"
    ONCE = (("ref",),)
    ref: str = cell(cells.reference, needed=True, of=(Objective, "ref"))
    ambition: int = cell(cells.number, needed=True, empty=0)
    title: str = cell(needed=True, of=(Objective, "title"))
    note: str = cell()


@dataclass(frozen=True, kw_only=True)
class FindingRow(Row):
    """A main finding of the inspection."""

    FILE = "findings.csv"
    ONCE = (("number",),)
    number: int = cell(cells.number, needed=True, empty=0)
    text: str = cell(needed=True)


@dataclass(frozen=True, kw_only=True)
class AreaRow(Row):
    """An area for improvement and the objectives that answer it."""

    FILE = "areas_for_improvement.csv"
    ONCE = (("ref",),)
    ref: str = cell(cells.reference, needed=True, of=(AreaForImprovement, "ref"))
    code: str = cell(of=(AreaForImprovement, "code"))
    finding: int = cell(cells.number, empty=0)
    text: str = cell(needed=True)
    objectives: tuple[str, ...] = cell(cells.listed, empty=())


@dataclass(frozen=True, kw_only=True)
class ActionRow(Row):
    """A numbered row of the plan."""

    FILE = "actions.csv"
    ONCE = (("ref",),)
    ref: str = cell(cells.reference, needed=True, of=(Action, "ref"))
    printed_ref: str = cell(needed=True, of=(Action, "printed_ref"))
    objective: str = cell(needed=True)
    outcome: str = cell(needed=True)
    summary: str = cell()
    refers_to: str = cell(of=(Action, "refers_to"))


@dataclass(frozen=True, kw_only=True)
class MilestoneRow(Row):
    """A dated deliverable of an action."""

    FILE = "milestones.csv"
    ONCE = (("ref",), ("action", "title"))
    ref: str = cell(cells.reference, needed=True, of=(Milestone, "ref"))
    action: str = cell(needed=True)
    title: str = cell(needed=True, of=(Milestone, "title"))
    due_as_printed: str = cell(of=(Milestone, "due_as_printed"))
    due_on: dt.date | None = cell(cells.day, empty=None)
    recurrence: str = cell(cells.one_of(Recurrence))
    depends_on: tuple[str, ...] = cell(cells.listed, empty=())


@dataclass(frozen=True, kw_only=True)
class LeadRow(Row):
    """A post that leads an action, and the cell as the plan prints it."""

    FILE = "leads.csv"
    ONCE = (("action", "post", "organisation"),)
    action: str = cell(needed=True)
    post: str = cell(needed=True)
    organisation: str = cell(needed=True)
    as_printed: str = cell(needed=True, of=(ActionLead, "as_printed"))


@dataclass(frozen=True, kw_only=True)
class AcronymRow(Row):
    """A line of the plan's own list of acronyms."""

    FILE = "acronyms.csv"
    ONCE = (("acronym",),)
    acronym: str = cell(needed=True, of=(Acronym, "acronym"))
    meaning: str = cell(needed=True, of=(Acronym, "meaning"))
