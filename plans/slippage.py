"""How far dates have moved from what was agreed: by ambition, by lead organisation and by kind of reason.

Pure functions over positioned milestones and the changes that moved them. A date brought forward counts as moved and
takes nothing off the delay of another: days are days later, never fewer than none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from governance.wording import count

from .addresses import Addresses, Chosen
from .choices import NOBODY
from .filters import BECAUSE, CARRIED_OVER
from .models import ActionLead, DateChange
from .moves import days_slipped

Leads = dict[int, list[ActionLead]]
"""Who leads each action on the day, by the action's primary key."""


@dataclass(frozen=True, slots=True)
class Line:
    """How many of some milestones moved, how often, and how many days later than agreed they are due."""

    name: str
    moved: int
    times: int
    days: int
    longest: int
    href: str
    of: int | None = None
    """How many milestones there are, moved or not; None where that says nothing."""


@dataclass(frozen=True, slots=True)
class Table:
    """Lines that count by the same thing."""

    key: str
    by: str
    note: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Slippage:
    """The whole report. Withdrawn milestones are in none of its numbers."""

    whole: Line
    tables: list[Table]

    @property
    def summary(self) -> str:
        """The whole in a sentence, after "N of M milestones": how often, and how far."""
        often = count(self.whole.times, "time")
        days, longest = count(self.whole.days, "day"), count(self.whole.longest, "day")
        return f"moved, {often} in all: {days} later than agreed in total, and {longest} at most"


def slippage(milestones: list[Any], moves: list[DateChange], leads: Leads, at: Addresses) -> Slippage:
    """Count everything that the page shows: `moves` are the milestones' changes of kind "moved" by that day."""
    return Slippage(
        whole=_line("All milestones", milestones, at),
        tables=[
            Table("ambition", "Ambition", "", by_ambition(milestones, at)),
            Table(
                "organisation",
                "Lead organisation",
                "Work that several organisations lead counts for each of them.",
                by_organisation(milestones, leads, at),
            ),
            Table("reason", "Kind of reason", "Here each move counts by itself.", by_reason(moves, at)),
        ],
    )


def by_ambition(milestones: Iterable[Any], at: Addresses) -> list[Line]:
    """A line for each ambition, in the plan's order."""
    found = _grouped((_ambition(milestone), milestone) for milestone in milestones)
    ordered = sorted(found, key=lambda ambition: ambition.number)
    return [_line(f"{one.number}. {one.title}", found[one], at, ambition=one.number) for one in ordered]


def _ambition(milestone: Any) -> Any:
    return milestone.action.objective.ambition


def by_organisation(milestones: Iterable[Any], leads: Leads, at: Addresses) -> list[Line]:
    """A line for each organisation that leads, most days later first; what nobody leads comes last."""
    names = {lead.post.organisation.key: lead.post.organisation.name for lead in chain.from_iterable(leads.values())}
    led = ((key, milestone) for milestone in milestones for key in _organisations(milestone, leads))
    lines = {
        key: _line(names.get(key, "Nobody named"), theirs, at, organisation=key)
        for key, theirs in _grouped(led).items()
    }
    ordered = sorted(lines, key=lambda key: (key == NOBODY, -lines[key].days, lines[key].name))
    return [lines[key] for key in ordered]


def _organisations(milestone: Any, leads: Leads) -> set[str]:
    return {lead.post.organisation.key for lead in leads.get(milestone.action_id, ())} or {NOBODY}


def by_reason(moves: Iterable[DateChange], at: Addresses) -> list[Line]:
    """A line for each kind of reason for which a date moved, most days later first."""
    found = _grouped((_kind(move), move) for move in moves)
    lines = [_of_moves(words, found[kind], at, because=kind) for kind, words in BECAUSE if kind in found]
    return sorted(lines, key=lambda line: -line.days)


def _kind(move: DateChange) -> str:
    decision = getattr(move, "decision", None)
    return decision.request.kind if decision else CARRIED_OVER


def _of_moves(name: str, moves: list[DateChange], at: Addresses, **chosen: Chosen) -> Line:
    later = [max((move.to_date - move.from_date).days, 0) for move in moves if move.from_date]
    milestones = {move.milestone_id for move in moves}
    return Line(name, len(milestones), len(moves), sum(later), max(later, default=0), at.milestones(**chosen))


def _line(name: str, milestones: list[Any], at: Addresses, **chosen: Chosen) -> Line:
    moved = [milestone for milestone in milestones if milestone.times_moved]
    later = [max(days_slipped(milestone), 0) for milestone in moved]
    return Line(
        name,
        moved=len(moved),
        times=sum(milestone.times_moved for milestone in moved),
        days=sum(later),
        longest=max(later, default=0),
        href=at.milestones(only="moved", sort="-slipped", **chosen),
        of=len(milestones),
    )


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    found: defaultdict[Any, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


HEADER = ["Counted by", "Name", "Milestones moved", "Of milestones", "Times moved", "Days slipped", "Most days slipped"]


def cells(report: Slippage) -> Iterable[list[Any]]:
    """The report as rows of a CSV, in the order of `HEADER`: the whole, then table by table."""
    yield ["Plan", *_cells(report.whole)]
    for table in report.tables:
        for line in table.lines:
            yield [table.by, *_cells(line)]


def _cells(line: Line) -> list[Any]:
    return [line.name, line.moved, "" if line.of is None else line.of, line.times, line.days, line.longest]
