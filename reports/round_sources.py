"""What the reports of a round are begun from, read from the ledger: for an ambition group or the operational group."""

from __future__ import annotations

import datetime as dt
from typing import Any

from governance import reporting, rounds
from governance.models import Body, Meeting
from plans import round as plan_round
from plans.facts import end_of
from plans.models import DateDecision, Milestone, Plan, SignOff
from plans.position import REPORTING_INTERVAL
from plans.round import RoundState

from . import prefill
from .pack import LOOK_FORWARD


def begun(plan: Plan, body: Body, meeting: Meeting, on: dt.date) -> dict[str, str]:
    """The words that a body's report for a meeting begins with, from what is known of a plan on a day."""
    since = last_board(plan, meeting, on)
    if body.kind == Body.Kind.OPERATIONAL_GROUP:
        return prefill.assurance(_assurance(plan, meeting, since, on))
    return prefill.highlight(_ledger(plan, body, since, on))


def last_board(plan: Plan, meeting: Meeting, on: dt.date) -> dt.date:
    """The day the papers of the board before were due; without one, the day the plan was adopted, or a round ago."""
    earlier = rounds.before(meeting)
    day = earlier.papers_due_on if earlier else plan.adopted_on or on - REPORTING_INTERVAL
    return min(day, on)


def _ledger(plan: Plan, body: Body, since: dt.date, on: dt.date) -> prefill.Ledger:
    theirs = Milestone.objects.filter(plan=plan, action__objective__ambition__body=body)
    rules: Any = theirs.positioned(since).order_by()
    return prefill.Ledger(
        milestones=theirs.positioned(on).in_printed_order().in_words(),
        before=dict(rules.values_list("pk", "rule")),
        since=since,
        as_at=on,
        until=on + LOOK_FORWARD,
    )


def _assurance(plan: Plan, meeting: Meeting, since: dt.date, on: dt.date) -> prefill.Assurance:
    state = plan_round.of_plan(plan, meeting, on)
    return prefill.Assurance(
        milestones=Milestone.objects.filter(plan=plan).positioned(on).in_printed_order().in_words(),
        answers=list(_answers(plan, since)),
        decisions=list(_decisions(plan, since)),
        bodies=heard_of(state),
        vacant=sorted(str(row.post) for row in state.by_post() if row.is_vacant and row.outstanding),
        since=since,
        as_at=on,
    )


def heard_of(state: RoundState) -> list[prefill.Heard]:
    """How each ambition group stands in a round: what was heard of, and what it submitted."""
    groups = [body for body in plan_round.bodies_of(state.plan) if body.kind == Body.Kind.AMBITION_GROUP]
    submitted = reporting.submissions(groups, state.meeting, state.on)
    return [_heard(state, body, submitted[body.pk]) for body in groups]


def _heard(state: RoundState, body: Body, report: reporting.Submission) -> prefill.Heard:
    owed = state.of_body(body.pk)
    return prefill.Heard(body.name, len(owed), sum(one.has_reported for one in owed), report.submitted)


def _answers(plan: Plan, since: dt.date) -> Any:
    found = SignOff.objects.filter(update__milestone__plan=plan, recorded_at__gte=end_of(since), carried_over=False)
    return found.select_related("update__milestone").order_by("recorded_at", "pk")


def _decisions(plan: Plan, since: dt.date) -> Any:
    found = DateDecision.objects.filter(request__milestone__plan=plan, recorded_at__gte=end_of(since))
    return found.select_related("request__milestone").order_by("recorded_at", "pk")
