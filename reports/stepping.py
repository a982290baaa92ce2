"""Asking for what a round is owed: by itself on the reminder and chase days, and when an officer chases.

A notice is keyed by meeting, stage and person, so nobody is asked twice in one stage, whoever asks and however often.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from governance import reporting, rounds
from governance.models import Body, Meeting, Notice, Partnership, Person
from governance.roles import Standing
from governance.rounds import Stage
from governance.services import notify
from governance.verbs import Verb
from governance.wording import count, day, listed
from plans import answer_links, scope
from plans import round as plan_round
from plans.models import Plan
from plans.round import OfPost
from plans.services.answer_links import write_links

BY_ITSELF = (Stage.REMINDED, Stage.CHASED)
"""The stages in which people are asked without anybody pressing a button."""
ASKED_IN = (Stage.OPEN, *BY_ITSELF, Stage.CLOSED)
"""The stages in which an officer may chase, until papers are due."""


@dataclass
class Asked:
    """What one person is asked for: milestones, for posts of their own or vacant ones, and reports of bodies."""

    person: Person
    lines: list[str] = field(default_factory=list)
    milestones: list[int] = field(default_factory=list)
    is_officer: bool = False
    """Officers speak for others, saying how they heard, so their mail has no link to answer by."""
    reports: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """How many people were told now, and how many had been told in this stage already."""

    now: int
    before: int


@transaction.atomic
def step(*, on: dt.date, now: dt.datetime) -> int:
    """Ask everybody who owes something in a round that is in its reminder or chase stage; return how many were told.

    Where the reminder or chase day went by without a run, the first run after it asks. Run twice, or by two workers
    at once, it asks once: runs wait for each other, and a notice is unique.
    """
    partnerships = list(Partnership.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    return sum(_step(partnership, on, now) for partnership in partnerships)


def _step(partnership: int, on: dt.date, now: dt.datetime) -> int:
    meeting = rounds.current(partnership, on)
    if meeting is None or rounds.of_meeting(meeting).stage(on) not in BY_ITSELF:
        return 0
    plans = Plan.objects.adopted().filter(partnership=partnership).select_related("partnership").order_by("slug")
    asked: dict[int, Asked] = {}
    for plan in plans:
        _gather(asked, plan_round.of_plan(plan, meeting, on))
    first = plans.first()
    return _tell(asked.values(), meeting, first, on, now).now if first else 0


@transaction.atomic
def chase(*, plan: Plan, meeting: Meeting, post: int | None, by: Standing, now: dt.datetime) -> Told:
    """Ask the people of one post for what it owes; with no post, everybody for all that is owed, reports too.

    Raises PermissionDenied for anyone but an officer; ValidationError before the round opens, once its papers were
    due, or where the plan is a draft.
    """
    scope.require(by, Verb.RUN_MEETINGS, scope.of_plan(plan))
    Partnership.objects.select_for_update().get(pk=plan.partnership_id)
    state = plan_round.of_plan(plan, meeting, by.on)
    if not may_be_chased(state):
        raise ValidationError("Nobody is chased for this round now: it is not open, or its papers were due.")
    asked: dict[int, Asked] = {}
    if post is None:
        _gather(asked, state)
    else:
        _of_posts(asked, state, [row for row in state.by_post() if row.post and row.post.pk == post])
    return _tell(asked.values(), meeting, plan, by.on, now)


def may_be_chased(state: plan_round.RoundState) -> bool:
    """Whether anybody can be asked for this round on the day."""
    in_time = state.on <= state.days.papers_due and not state.meeting.is_cancelled
    return in_time and state.stage in ASKED_IN and state.plan.is_adopted


def key_of(meeting: Meeting, stage: Stage, person: int) -> str:
    """The notice's key: one for each meeting, stage and person."""
    return f"round:{meeting.pk}:{stage.name.lower()}:{person}"


def about(meeting: Meeting) -> str:
    """What every notice of a round is about."""
    return f"round:{meeting.pk}"


def _gather(asked: dict[int, Asked], state: plan_round.RoundState) -> None:
    _of_posts(asked, state, state.by_post())
    bodies = plan_round.bodies_of(state.plan)
    how_far = reporting.submissions(bodies, state.meeting, state.on)
    missing = [body for body in bodies if how_far[body.pk].submitted is None]
    writers = reporting.writers(missing, state.on)
    officers = [state.people[pk] for pk in state.concerned.officers(state.plan.partnership_id)]
    for body in missing:
        _of_body(asked, body, writers[body.pk] or officers)


def _of_posts(asked: dict[int, Asked], state: plan_round.RoundState, rows: Iterable[OfPost]) -> None:
    officers = state.concerned.officers(state.plan.partnership_id)
    for row in rows:
        held = {person.pk for person in row.holders}
        for person in row.asked:
            theirs = asked.setdefault(person.pk, Asked(person))
            theirs.is_officer |= person.pk in officers
            for_whom = "" if person.pk in held else f" ({_vacant(row)})"
            theirs.lines += [f"{m.ref} {m.title}{_due(m.due_on)}{for_whom}" for m in row.outstanding]
            theirs.milestones += [m.pk for m in row.outstanding]


def _vacant(row: OfPost) -> str:
    return f"nobody who can sign in holds {row.post}" if row.post else "no post answers for it"


def _due(due_on: dt.date | None) -> str:
    return f", due on {day(due_on)}" if due_on else ", without a date"


def _of_body(asked: dict[int, Asked], body: Body, people: list[Person]) -> None:
    for person in people:
        theirs = asked.setdefault(person.pk, Asked(person))
        line = f"The report of {body.name} to the board"
        if line not in theirs.reports:
            theirs.reports.append(line)


def _tell(asked: Iterable[Asked], meeting: Meeting, plan: Plan, on: dt.date, now: dt.datetime) -> Told:
    of = rounds.of_meeting(meeting)
    stage = of.stage(on)
    wanted = {key_of(meeting, stage, one.person.pk): one for one in asked if one.milestones or one.reports}
    before = set(Notice.objects.filter(key__in=wanted).values_list("key", flat=True))
    new = {key: one for key, one in wanted.items() if key not in before}
    notices = {key: _notice(key, one, meeting, of, plan, now) for key, one in new.items()}
    _invite(notices, new, now)
    notify(notices.values())
    return Told(len(new), len(before))


def _invite(notices: dict[str, Notice], asked: dict[str, Asked], now: dt.datetime) -> None:
    """Give those who speak for themselves a link in the mail, to answer for just these milestones."""
    invited = {key: one for key, one in asked.items() if one.milestones and not one.is_officer}
    for key in invited:
        answer_links.invite(notices[key])
    write_links(asked={key: (one.person.pk, one.milestones) for key, one in invited.items()}, now=now)


def _notice(key: str, one: Asked, meeting: Meeting, of: rounds.Round, plan: Plan, now: dt.datetime) -> Notice:
    return Notice(
        person=one.person,
        kind=Notice.Kind.ROUND,
        about=about(meeting),
        key=key,
        subject=f"{meeting.body.key}, {day(meeting.sits_on)}: {_what(one)}",
        body=_body(one, meeting, of),
        address=reverse("my-work") if one.milestones else reverse("round", args=[plan.slug]),
        created_at=now,
    )


def _what(one: Asked) -> str:
    wanted = [f"{count(len(one.milestones), 'milestone')} to report on" if one.milestones else ""]
    wanted.append(f"{count(len(one.reports), 'report')} to submit" if one.reports else "")
    return listed([each for each in wanted if each])


def _body(one: Asked, meeting: Meeting, of: rounds.Round) -> str:
    opening = (
        f"The board, {meeting.body.name}, sits on {day(meeting.sits_on)}. Its round opened on {day(of.opens)} and "
        f"closes on {day(of.closes)}."
    )
    parts = [opening]
    if one.lines:
        parts += ["", "Nobody has said since then how these stand. Please do.", "", *one.lines]
    if one.reports:
        parts += ["", "These are not submitted yet.", "", *one.reports]
    return "\n".join(parts)
