"""What a body reports to the board in a round: begun, saved, submitted, written again. Services of those who write it.

An ambition group's lead writes its highlight report; a member of the operational group writes its assurance report.
What was submitted stays as it is: who has more to say writes a new version.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localtime

from . import rounds
from .models import Body, BodyRole, Meeting, Membership, Person, RoundReport
from .models.people import in_force
from .models.rounds import RoundReportQuerySet
from .roles import CHAIRS, Scope, Standing, may
from .rounds import Round
from .verbs import Verb
from .wording import count, day

WORDS = ("overall", "why", "progress", "late", "next_steps", "decisions")
"""What a report says, in the order in which it is read."""
NEEDED = {
    "overall": "Choose how it stands overall.",
    "why": "Say why you chose that overall.",
    "progress": "Say what was done since the last board, or that nothing was.",
}
"""What no report goes to the board without, and what to write there."""
WRITE = (Body.Kind.AMBITION_GROUP, Body.Kind.OPERATIONAL_GROUP)
"""The kinds of body that report to the board in a round."""


class WrittenSince(Exception):
    """Somebody saved this report after the page was opened. `report` is what they wrote."""

    def __init__(self, report: RoundReport) -> None:
        super().__init__(f"{report.by} saved this report since.")
        self.report = report


@dataclass(frozen=True)
class Submission:
    """How far a body's report for a round is on a day."""

    first: RoundReport | None
    """The first version that the board had: whether it was in time is told of this one."""
    submitted: RoundReport | None
    """The latest version that the board has."""
    draft: RoundReport | None
    days_late: int
    has_closed: bool

    @property
    def is_missing(self) -> bool:
        """Whether the round closed without it."""
        return self.submitted is None and self.has_closed

    @property
    def words(self) -> str:
        """ "Submitted on 3 March 2026, 2 days late", "Missing: nothing was begun", "Being written", "Not begun"."""
        if self.first and self.submitted:
            late = f", {count(self.days_late, 'day')} late" if self.days_late else ""
            again = f"; written again on {day(submitted_on(self.submitted))}" if self.first != self.submitted else ""
            return f"Submitted on {day(submitted_on(self.first))}{late}{again}"
        if self.has_closed:
            return f"Missing: {'a draft' if self.draft else 'nothing'} was begun"
        return "Being written" if self.draft else "Not begun"


def scope_of(body: Body) -> Scope:
    """What writing a body's report is about."""
    return Scope(body.partnership_id, bodies=frozenset({body.pk}))


def may_write(who: Standing, body: Body) -> bool:
    """Whether somebody may write a body's report."""
    return body.kind in WRITE and may(who, Verb.WRITE_REPORT, scope_of(body))


def submitted_on(report: RoundReport) -> dt.date:
    """The day a submitted report was submitted, in Europe/London."""
    if report.submitted_at is None:
        raise ValueError("A draft was not submitted.")
    return localtime(report.submitted_at).date()


def lateness(report: RoundReport, of: Round | None = None) -> int:
    """How many days after its round closed a report was submitted; none where in time or still a draft.

    `of` is the round it counts for, where its meeting has moved since it was written.
    """
    if report.submitted_at is None:
        return 0
    return max((submitted_on(report) - (of or rounds.of_meeting(report.meeting)).closes).days, 0)


@transaction.atomic
def start_report(
    *, body: Body, meeting: Meeting, by: Standing, now: dt.datetime, prefilled: Mapping[str, str]
) -> RoundReport:
    """Begin a body's report for a meeting of the board, with the words it begins with.

    Raises PermissionDenied for anyone who does not write it; ValidationError for a meeting that has no round of this
    partnership or a report that was submitted already; WrittenSince where somebody else began it a moment ago.
    """
    _opened(body, by)
    if meeting.body.kind != Body.Kind.BOARD or meeting.body.partnership_id != body.partnership_id:
        raise ValidationError("Reports are written for meetings of the partnership’s own board.")
    if meeting.is_cancelled:
        raise ValidationError("This meeting was cancelled, so it has no round.")
    written = _written(body, meeting)
    if draft := written.drafts().first():
        raise WrittenSince(draft)
    if written.exists():
        raise ValidationError("This report was submitted. Write it again to say more.")
    return _saved(RoundReport(body=body, meeting=meeting), prefilled, by, now)


@transaction.atomic
def save_report(
    *, report: RoundReport, words: Mapping[str, str], seen: dt.datetime | None, by: Standing, now: dt.datetime
) -> RoundReport:
    """Save a draft. `seen` is when what the writer had on the page was saved.

    Raises WrittenSince where somebody saved it after that, so that two people never overwrite each other.
    """
    return _saved(_draft(report, seen, by), words, by, now)


@transaction.atomic
def submit_report(*, report: RoundReport, seen: dt.datetime | None, by: Standing, now: dt.datetime) -> RoundReport:
    """Submit a draft to the board as it was saved; from then on it stays as it is.

    After the day the round closes it may still be submitted, and is late. Raises ValidationError by field where
    something that no report goes without is missing.
    """
    draft = _draft(report, seen, by)
    if missing := {name: words for name, words in NEEDED.items() if not getattr(draft, name)}:
        raise ValidationError(missing)
    draft.by, draft.recorded_at, draft.submitted_at = by.person, now, now
    draft.save()
    return draft


@transaction.atomic
def write_again(*, report: RoundReport, by: Standing, now: dt.datetime) -> RoundReport:
    """Begin a new version of a submitted report with the words of the last one. The board keeps both."""
    _opened(report.body, by)
    written = _written(report.body, report.meeting)
    if draft := written.drafts().first():
        raise WrittenSince(draft)
    last = written.submitted().last()
    if last is None:
        raise ValidationError("This report was not submitted yet.")
    version = (written.aggregate(last=Max("version"))["last"] or 0) + 1
    words = {name: getattr(last, name) for name in WORDS}
    return _saved(RoundReport(body=last.body, meeting=last.meeting, version=version), words, by, now)


def submissions(bodies: Iterable[Body], meeting: Meeting, on: dt.date) -> dict[int, Submission]:
    """How far each body's report for a meeting was by the end of a day, by the body's primary key; one query."""
    of = rounds.of_meeting(meeting)
    by_body: defaultdict[int, list[RoundReport]] = defaultdict(list)
    for report in RoundReport.objects.filter(meeting__in=rounds.sittings(meeting)).select_related("by"):
        if localtime(report.recorded_at).date() <= on:
            by_body[report.body_id].append(report)
    return {body.pk: _submission(by_body[body.pk], of, on) for body in bodies}


def _submission(reports: list[RoundReport], of: Round, on: dt.date) -> Submission:
    submitted = sorted((one for one in reports if one.is_submitted), key=lambda one: (one.recorded_at, one.pk))
    first, last = (submitted[0], submitted[-1]) if submitted else (None, None)
    draft = next((one for one in reports if not one.is_submitted), None)
    return Submission(first, last, draft, lateness(first, of) if first else 0, has_closed=on > of.closes)


def writers(bodies: Iterable[Body], on: dt.date) -> dict[int, list[Person]]:
    """Who is asked for each body's report on a day: a group's leads; the operational group's chairs, else all of it."""
    wanted = {body.pk: body for body in bodies}
    seats = Membership.objects.filter(in_force(on), body__in=wanted, person__is_active=True).select_related("person")
    by_body: defaultdict[int, list[Membership]] = defaultdict(list)
    for seat in seats.order_by("person__name", "pk"):
        by_body[seat.body_id].append(seat)
    return {pk: _writers(body, by_body[pk]) for pk, body in wanted.items()}


def _writers(body: Body, seats: list[Membership]) -> list[Person]:
    if body.kind == Body.Kind.AMBITION_GROUP:
        asked = [seat for seat in seats if seat.role == BodyRole.LEAD]
    else:
        asked = [seat for seat in seats if seat.role in CHAIRS] or seats
    return list({seat.person_id: seat.person for seat in asked}.values())


def _opened(body: Body, by: Standing) -> None:
    """Lock the body, so that two people cannot both begin its report."""
    current = Body.objects.select_for_update().get(pk=body.pk)
    if not may_write(by, current):
        raise PermissionDenied(f"You may not {Verb.WRITE_REPORT.value} here: {current.name}.")


def _draft(report: RoundReport, seen: dt.datetime | None, by: Standing) -> RoundReport:
    _opened(report.body, by)
    current = RoundReport.objects.select_for_update().get(pk=report.pk)
    if current.is_submitted:
        raise ValidationError("This report was submitted. Write it again to say more.")
    if current.recorded_at != seen:
        raise WrittenSince(current)
    return current


def _saved(report: RoundReport, words: Mapping[str, str], by: Standing, now: dt.datetime) -> RoundReport:
    for name in WORDS:
        setattr(report, name, words.get(name, getattr(report, name)).strip())
    report.by, report.recorded_at = by.person, now
    report.clean_fields(exclude=["body", "meeting", "by"])
    report.save()
    return report


def _written(body: Body, meeting: Meeting) -> RoundReportQuerySet:
    return RoundReport.objects.filter(body=body, meeting__in=rounds.sittings(meeting))
