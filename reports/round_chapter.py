"""The pack's chapter on the reporting round: what each body submitted, what is missing or late, who was heard of."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from governance import reporting, rounds
from governance.models import Body, Meeting, RoundReport
from governance.reporting import Submission
from plans import round as plan_round
from plans.models import Plan
from plans.position import SAID
from plans.round import RoundState

from .frozen import Document

Submissions = dict[int, Submission]


def contents(plan: Plan, as_at: dt.date, meeting: Meeting | None) -> Document | None:
    """The round of a meeting as it stood by the end of a day, by value, in a fixed number of queries.

    None where the pack is for no meeting, for a body that has no round, or before its round opened.
    """
    if meeting is None or meeting.body.kind != Body.Kind.BOARD or as_at < meeting.round_opens_on:
        return None
    state = plan_round.of_plan(plan, meeting, as_at)
    bodies = plan_round.bodies_of(plan)
    now = reporting.submissions(bodies, meeting, as_at)
    earlier = rounds.before(meeting)
    then = reporting.submissions(bodies, earlier, as_at) if earlier else {}
    ambitions = _ambitions(plan)
    reports = [_report(body, ambitions[body.pk], now[body.pk], then.get(body.pk)) for body in bodies]
    return {
        "opened_on": state.days.opens.isoformat(),
        "closes_on": state.days.closes.isoformat(),
        "has_closed": as_at > state.days.closes,
        "last_board": earlier.sits_on.isoformat() if earlier else None,
        "reports": reports,
        "without_group": ambitions[None],
        "missing": [one["body"] for one in reports if one["state"] != "submitted"],
        "late": [one["body"] for one in reports if one["days_late"]],
        "chase": [_chased(state, body) for body in bodies if ambitions[body.pk]],
        "vacant": sorted(str(row.post) for row in state.by_post() if row.is_vacant and row.outstanding),
    }


def _ambitions(plan: Plan) -> defaultdict[int | None, list[int]]:
    numbers: defaultdict[int | None, list[int]] = defaultdict(list)
    for number, body in plan.ambitions.order_by("number").values_list("number", "body"):
        numbers[body].append(number)
    return numbers


def _report(body: Body, ambitions: list[int], now: Submission, then: Submission | None) -> Document:
    """One body's report; where there is none, that it is missing or not submitted yet."""
    state = "submitted" if now.submitted else ("missing" if now.is_missing else "awaited")
    before = then.submitted if then else None
    return {
        "key": body.key,
        "body": body.name,
        "ambitions": ambitions,
        "state": state,
        "words": now.words,
        "days_late": now.days_late,
        "before": _overall(before) if before else None,
        "overall": _overall(now.submitted) if now.submitted else None,
        "text": _text(now.submitted) if now.submitted else None,
    }


def _overall(report: RoundReport) -> Document:
    return {"label": report.get_overall_display(), "colour": SAID[report.overall].value}


def _text(report: RoundReport) -> Document:
    words = {name: getattr(report, name) for name in reporting.WORDS if name != "overall"}
    on = reporting.submitted_on(report).isoformat()
    return words | {"by": str(report.by), "submitted_on": on, "version": report.version}


def _chased(state: RoundState, body: Body) -> Document:
    owed = state.of_body(body.pk)
    rows = [row for row in state.by_post(body.pk) if row.outstanding]
    return {
        "body": body.name,
        "expected": len(owed),
        "reported": sum(one.has_reported for one in owed),
        "outstanding": sum(not one.has_reported for one in owed),
        "vacant": sum(row.is_vacant for row in rows),
        "never_signed_in": len({person.pk for row in rows for person in row.never_signed_in}),
    }
