"""The chase board: a round's stage and days in words; by body and by post, what is owed, what came, who can act."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime

from governance import reporting, rounds
from governance.models import Body, Meeting, Notice
from governance.reporting import Submission
from governance.rounds import Round, Stage
from governance.wording import count, day
from plans import round as plan_round
from plans.models import Plan
from plans.position import RULE
from plans.round import OfPost, RoundState

from . import stepping

STAGES: dict[Stage, str] = {
    Stage.TO_COME: "This round has not opened yet.",
    Stage.OPEN: "The round is open.",
    Stage.REMINDED: "The round is open, and its reminder day has come.",
    Stage.CHASED: "The round is open, and its chase day has come.",
    Stage.CLOSED: "The round has closed.",
}


@dataclass(frozen=True)
class Step:
    """One day of the round."""

    name: str
    on: dt.date
    is_past: bool


@dataclass(frozen=True)
class Group:
    """One body that reports: its own report, and what the posts of its ambition owe."""

    body: Body
    ambitions: str
    report: Submission
    expected: int
    outstanding: int
    href: str
    """Its report."""
    only: str
    """This page with its posts alone; empty for the operational group, which leads no ambition."""

    @property
    def colour(self) -> str:
        """Red where its report is missing, amber where it was late, green where it is there, white before."""
        if self.report.submitted:
            return "amber" if self.report.days_late else "green"
        return "red" if self.report.is_missing else "white"

    @property
    def word(self) -> str:
        """The state of its report in a word or two."""
        if self.report.submitted:
            return "Late" if self.report.days_late else "Submitted"
        return "Missing" if self.report.is_missing else "Not submitted"


@dataclass(frozen=True)
class Line:
    """What one post owes, and when its people were last asked."""

    of: OfPost
    groups: str
    asked: str

    @property
    def name(self) -> str:
        """The post, or that none answers."""
        return str(self.of.post) if self.of.post else "No post answers for these"


@dataclass(frozen=True)
class Board:
    """The whole page."""

    state: RoundState
    before: Meeting | None
    opens_next: Meeting | None
    steps: list[Step]
    groups: list[Group]
    lines: list[Line]
    body: Body | None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def stage(self) -> str:
        """How far the round is, in a sentence."""
        return STAGES[self.state.stage]

    @property
    def summary(self) -> str:
        """What is owed, in sentences."""
        n = self.counts
        return (
            f"{n['reported']:,} of {count(n['expected'], 'milestone')} expected were heard of since the round opened, "
            f"and {n['outstanding']:,} {'was' if n['outstanding'] == 1 else 'were'} not. "
            f"{n['submitted']:,} of {count(len(self.groups), 'report')} submitted, {n['late']:,} of them late; "
            f"{n['missing']:,} missing."
        )


def board(plan: Plan, meeting: Meeting, on: dt.date, body: Body | None = None) -> Board:
    """Everything that the page shows, in a fixed number of queries."""
    state = plan_round.of_plan(plan, meeting, on)
    groups = _groups(state)
    return Board(
        state=state,
        before=rounds.before(meeting),
        opens_next=_next(state),
        steps=_steps(state.days, on),
        groups=groups,
        lines=_lines(state, groups, body),
        body=body,
        counts=_counts(state, groups),
    )


def _next(state: RoundState) -> Meeting | None:
    """The meeting whose round comes after this one."""
    later = rounds.of_board(state.plan.partnership_id).filter(papers_due_on__gt=state.days.papers_due)
    return later.order_by("papers_due_on").first()


def _steps(days: Round, on: dt.date) -> list[Step]:
    named = [
        ("Opens", days.opens),
        ("Reminder", days.reminder),
        ("Chase", days.chase),
        ("Closes", days.closes),
        ("Papers are due", days.papers_due),
    ]
    return [Step(name, when, when < on) for name, when in named]


def _groups(state: RoundState) -> list[Group]:
    bodies = plan_round.bodies_of(state.plan)
    how_far = reporting.submissions(bodies, state.meeting, state.on)
    ambitions: defaultdict[int | None, list[str]] = defaultdict(list)
    for number, of in state.plan.ambitions.values_list("number", "body"):
        ambitions[of].append(str(number))
    return [_group(body, state, how_far[body.pk], ", ".join(ambitions[body.pk])) for body in bodies]


def _group(body: Body, state: RoundState, report: Submission, ambitions: str) -> Group:
    owed = state.of_body(body.pk) if ambitions else []
    place = [state.plan.slug, state.meeting.pk]
    only = f"{reverse('round', args=place[:1])}?meeting={state.meeting.pk}&body={body.pk}"
    return Group(
        body,
        ambitions,
        report,
        expected=len(owed),
        outstanding=sum(not one.has_reported for one in owed),
        href=reverse("round-report", args=[*place, body.key]),
        only=only if ambitions else "",
    )


def _lines(state: RoundState, groups: list[Group], body: Body | None) -> list[Line]:
    keys = {group.body.pk: group.body.key for group in groups}
    rows = state.by_post(body.pk if body else None)
    asked = _last_asked(state.meeting)
    return [_line(row, keys, asked) for row in rows]


def _line(row: OfPost, keys: dict[int, str], asked: dict[int, dt.date]) -> Line:
    names = sorted({keys[one.body] for one in row.owed if one.body in keys})
    when = [asked[person.pk] for person in row.asked if person.pk in asked]
    return Line(row, ", ".join(names), day(max(when)) if when else "")


def _last_asked(meeting: Meeting) -> dict[int, dt.date]:
    """When each person was last asked for this round; one query."""
    notices = Notice.objects.filter(about=stepping.about(meeting), kind=Notice.Kind.ROUND).order_by("created_at")
    return {person: localtime(at).date() for person, at in notices.values_list("person_id", "created_at")}


def _counts(state: RoundState, groups: list[Group]) -> dict[str, int]:
    outstanding = sum(not one.has_reported for one in state.owed)
    return {
        "expected": len(state.owed),
        "outstanding": outstanding,
        "reported": len(state.owed) - outstanding,
        "submitted": sum(group.report.submitted is not None for group in groups),
        "late": sum(group.report.days_late > 0 for group in groups),
        "missing": sum(group.report.is_missing for group in groups),
    }


HEADER = [
    "Ambition group",
    "Post",
    "Post vacant",
    "Held by",
    "Never signed in",
    "Can act where vacant",
    "Milestone",
    "Title",
    "Due",
    "Last heard of",
    "Reported in this round",
    "Position",
    "Last asked",
]


def cells(found: Board) -> Iterable[list[Any]]:
    """The board as rows of a CSV, in the order of `HEADER`: a row for each milestone that is expected."""
    for line in found.lines:
        for one in line.of.owed:
            yield _cells(line, one)


def _cells(line: Line, one: plan_round.Owed) -> list[Any]:
    m, of = one.milestone, line.of
    body = m.action.objective.ambition.body
    return [
        body.name if body else "",
        line.name,
        "Yes" if of.is_vacant else "No",
        "; ".join(str(person) for person in of.holders),
        "; ".join(str(person) for person in of.never_signed_in),
        "; ".join(str(person) for person in of.stand_ins),
        m.ref,
        m.title,
        m.due_on.isoformat() if m.due_on else "",
        m.heard_on.isoformat() if m.heard_on else "",
        "Yes" if one.has_reported else "No",
        RULE[m.rule].label,
        line.asked,
    ]
