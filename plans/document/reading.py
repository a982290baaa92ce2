"""A folder of CSV files read as a draft of a partnership and its plans, or refused with every error there is.

The files are described in `fixtures/README.md`, declared in `rows.py` and read by `tables.py`; here the rows are
put together and held against each other.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from plans import printed_dates
from plans.models import Recurrence

from . import crossing
from .rows import (
    AcronymRow,
    ActionRow,
    AmbitionRow,
    AreaRow,
    BodyRow,
    FindingRow,
    LeadRow,
    MilestoneRow,
    ObjectiveRow,
    OrganisationRow,
    PartnershipRow,
    PlanRow,
    PostRow,
    TermRow,
)
from .tables import Problem, Reader, Refused


@dataclass(frozen=True)
class PlanDraft:
    """One plan as its folder says it; `due` holds each milestone's day, by reference, where it has one."""

    folder: str
    plan: PlanRow
    ambitions: list[AmbitionRow]
    objectives: list[ObjectiveRow]
    findings: list[FindingRow]
    areas: list[AreaRow]
    actions: list[ActionRow]
    milestones: list[MilestoneRow]
    leads: list[LeadRow]
    acronyms: list[AcronymRow]
    due: dict[str, dt.date]


@dataclass(frozen=True)
class Draft:
    """A partnership as its folder says it, with its plans."""

    partnership: PartnershipRow
    organisations: list[OrganisationRow]
    posts: list[PostRow]
    bodies: list[BodyRow]
    terms: list[TermRow]
    plans: list[PlanDraft] = field(default_factory=list)

    @property
    def term_ends(self) -> printed_dates.Terms:
        """The last day of each term by its name."""
        return _term_ends(self.terms)


def read(path: Path | str) -> Draft:
    """The partnership in a folder, with every plan folder inside it.

    Raises Refused with every problem of every file: what is missing, cannot be read, stands twice, is too long,
    names something that is not there, or contradicts itself.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise Refused([Problem(str(path), 0, "not a folder. Give the folder of a partnership's CSV files.")])
    if not (folder / PartnershipRow.FILE).exists():
        text = f"holds no {PartnershipRow.FILE}. Give the folder of one partnership, such as fixtures/hillingdon."
        raise Refused([Problem(str(path), 0, text)])
    reader = Reader(folder)
    draft = Draft(
        partnership=reader.record(PartnershipRow),
        organisations=reader.table(OrganisationRow),
        posts=reader.table(PostRow),
        bodies=reader.table(BodyRow),
        terms=reader.table(TermRow),
    )
    crossing.partnership(reader, draft.organisations, draft.posts, draft.bodies)
    problems = reader.problems + _read_plans(folder, reader, draft)
    if problems:
        raise Refused(problems)
    return draft


def plan_folders(folder: Path) -> list[Path]:
    """The folders of plans in a partnership's folder, in the order of their names."""
    if not folder.is_dir():
        return []
    return sorted(each for each in folder.iterdir() if each.is_dir() and not each.name.startswith("."))


def _read_plans(folder: Path, partnership: Reader, draft: Draft) -> list[Problem]:
    """Read every plan folder into the draft, and return what is wrong with them."""
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for place in plan_folders(folder):
        reader = Reader(place, prefix=f"{place.name}/")
        plan = _read_plan(reader, partnership, draft)
        slug = plan.plan.slug
        if slug and slug in seen:
            reader.wrong(plan.plan, f"slug: “{slug}” is that of {seen[slug]}. Give each plan its own.")
        seen[slug] = place.name
        draft.plans.append(plan)
        problems += reader.problems
    if not draft.plans:
        problems.append(Problem(folder.name, 0, "holds no plan. Each plan is a folder of its own in this one."))
    return problems


def _read_plan(reader: Reader, partnership: Reader, draft: Draft) -> PlanDraft:
    plan = PlanDraft(
        folder=reader.folder.name,
        plan=reader.record(PlanRow),
        ambitions=reader.table(AmbitionRow),
        objectives=reader.table(ObjectiveRow),
        findings=reader.table(FindingRow),
        areas=reader.table(AreaRow),
        actions=reader.table(ActionRow),
        milestones=reader.table(MilestoneRow),
        leads=reader.table(LeadRow),
        acronyms=reader.table(AcronymRow),
        due={},
    )
    crossing.plan(reader, plan, {body.key for body in draft.bodies}, partnership.unreadable)
    crossing.leads(reader, plan, draft.posts, partnership.unreadable)
    _read_dates(reader, plan, draft.terms)
    return plan


def _read_dates(reader: Reader, plan: PlanDraft, terms: list[TermRow]) -> None:
    """Put each milestone's day into the draft: that of its printed words, or of its own column."""
    ends = _term_ends(terms)
    for row in plan.milestones:
        try:
            due_on = due_day(row, ends)
        except ValueError as problem:
            reader.wrong(row, f"due_as_printed: {problem}")
            continue
        if due_on:
            plan.due[row.ref] = due_on
    last = max(ends.values(), default=dt.date.min)
    termly = [row for row in plan.milestones if row.recurrence == Recurrence.TERMLY and row.ref in plan.due]
    if termly and plan.plan.ends_on and last < plan.plan.ends_on:
        text = f"it comes round every term to {plan.plan.ends_on}; terms.csv stops at {last}. Add the later terms."
        reader.wrong(termly[0], text)


def due_day(row: MilestoneRow, terms: printed_dates.Terms) -> dt.date | None:
    """The day a milestone is due; ValueError as `printed_day` raises it, and for a recurrence that the words deny."""
    reading = printed_day(row.due_as_printed, row.due_on, terms)
    if reading.recurrence and reading.recurrence != row.recurrence:
        raise ValueError(
            f"“{row.due_as_printed}” comes round {reading.recurrence}. Write {reading.recurrence} in recurrence."
        )
    return reading.due_on


def printed_day(words: str, due_on: dt.date | None, terms: printed_dates.Terms) -> printed_dates.Reading:
    """What due words mean. A column `due_on` says the day where the words cannot; the two may not disagree.

    Raises ValueError for words that cannot be read, and for a column that says otherwise than the words.
    """
    try:
        reading = printed_dates.read(words, terms)
    except ValueError as problem:
        if due_on:
            return printed_dates.Reading(due_on)
        raise ValueError(f"{problem} Or give the day in due_on.") from None
    if due_on and reading.due_on and due_on.replace(day=1) != reading.due_on.replace(day=1):
        raise ValueError(f"“{words}” means {reading.due_on} and due_on says {due_on}. Empty one of them.")
    return dataclasses.replace(reading, due_on=due_on or reading.due_on)


def _term_ends(terms: list[TermRow]) -> dict[str, dt.date]:
    return {term.name: term.ends_on for term in terms if term.ends_on}
