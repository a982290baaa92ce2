"""The words that a report begins with: rules over what the ledger tells, without a database, and once from one."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from governance.models import RoundReport
from plans.models import DateDecision, DateRequest, SignOff, StatusUpdate
from reports import prefill, round_sources
from tests.factories import MilestoneFactory, SignOffFactory, StatusUpdateFactory, noon
from tests.governance.round_factories import RoundReportFactory, board_meeting
from tests.people import Cast
from tests.plans.date_factories import DateDecisionFactory, DateRequestFactory

AS_AT = dt.date(2026, 3, 12)
SINCE = dt.date(2026, 1, 23)
DAY = dt.timedelta(days=1)
UNTIL = AS_AT + 61 * DAY


def milestone(rule: str = "on_track", update: Any = None, **facts: Any) -> Any:
    """One as the database positions it, with nothing said unless told."""
    known = {"pk": 1, "ref": "1.1.1-a", "title": "Open the clinic", "rule": rule, "due_on": AS_AT + 30 * DAY}
    known |= {"agreed_on": AS_AT + 30 * DAY, "times_moved": 0, "asked_for": None, "last_update": update}
    days = facts.pop("days_overdue", 0)
    return SimpleNamespace(**known | {"declaration": update, "position": SimpleNamespace(days_overdue=days)} | facts)


def said(on: dt.date = AS_AT - DAY, **words: Any) -> StatusUpdate:
    return StatusUpdate(recorded_at=noon(on), said_on=on, **words)


def accepted() -> StatusUpdate:
    claim = said(difference_made="Families wait six weeks.")
    claim.sign_off = SignOff(decided_on=AS_AT - DAY)
    return claim


def highlight(*milestones: Any, before: str = "on_track") -> dict[str, str]:
    found = {one.pk: before for one in milestones}
    return prefill.highlight(prefill.Ledger(list(milestones), found, SINCE, AS_AT, UNTIL))


NOTHING_DONE = "Nothing was done that the ledger tells of since 23 January 2026."


@pytest.mark.parametrize(
    ("one", "before", "words"),
    [
        pytest.param(
            milestone("signed_off", accepted()),
            "awaiting_sign_off",
            "1.1.1-a Open the clinic: signed off on 11 March 2026. Families wait six weeks.",
            id="signed off since",
        ),
        pytest.param(milestone("signed_off", accepted()), "signed_off", NOTHING_DONE, id="signed off before"),
        pytest.param(
            milestone("awaiting_sign_off", said(difference_made="Shorter waits.")),
            "overdue",
            "1.1.1-a Open the clinic: said to be complete, waits for sign-off. Shorter waits.",
            id="claimed since",
        ),
        pytest.param(
            milestone("on_track", said(what_was_done="The lease is signed.")),
            "off_track",
            "1.1.1-a Open the clinic: on track, was off track. The lease is signed.",
            id="better than it was, in the lead's words",
        ),
        pytest.param(
            milestone("on_track", said(SINCE, what_was_done="Old news.")), "on_track", NOTHING_DONE, id="said before"
        ),
        pytest.param(milestone("on_track", said()), "on_track", NOTHING_DONE, id="said since, and nothing was done"),
        pytest.param(milestone("overdue"), "on_track", NOTHING_DONE, id="only worse"),
        pytest.param(milestone("withdrawn", said(what_was_done="x")), "on_track", NOTHING_DONE, id="withdrawn"),
    ],
)
def test_progress(one: Any, before: str, words: str) -> None:
    assert highlight(one, before=before)["progress"] == words


MITIGATED = {"what_is_wrong": "Two posts are vacant", "what_is_being_done": "Interviews on Monday."}


@pytest.mark.parametrize(
    ("one", "words"),
    [
        pytest.param(
            milestone("overdue", said(**MITIGATED), due_on=AS_AT - 12 * DAY, days_overdue=12),
            "1.1.1-a Open the clinic: overdue by 12 days, due on 28 February 2026. "
            "What is wrong: Two posts are vacant. What is being done: Interviews on Monday.",
            id="overdue, with the lead's own words",
        ),
        pytest.param(
            milestone("overdue", due_on=AS_AT - DAY, days_overdue=1),
            "1.1.1-a Open the clinic: overdue by 1 day, due on 11 March 2026. "
            "Its lead has not said what is being done.",
            id="overdue, and its lead said nothing",
        ),
        pytest.param(
            milestone("off_track", said(**MITIGATED), due_on=None),
            "1.1.1-a Open the clinic: off track, without a date. "
            "What is wrong: Two posts are vacant. What is being done: Interviews on Monday.",
            id="off track without a date",
        ),
        pytest.param(milestone("on_track"), "Nothing is overdue, off track or at risk.", id="nothing is late"),
    ],
)
def test_late(one: Any, words: str) -> None:
    assert highlight(one)["late"] == words


def test_what_is_late_comes_worst_first() -> None:
    rules = ["at_risk", "off_track", "overdue"]
    lines = highlight(*(milestone(rule, ref=rule) for rule in rules))["late"].splitlines()
    assert [line.split()[0] for line in lines] == ["overdue", "off_track", "at_risk"]


@pytest.mark.parametrize(
    ("due_on", "rule", "named"),
    [
        pytest.param(AS_AT, "on_track", True, id="due today"),
        pytest.param(UNTIL, "not_due", True, id="due on the last day"),
        pytest.param(UNTIL + DAY, "not_due", False, id="due the day after"),
        pytest.param(AS_AT - DAY, "overdue", False, id="overdue"),
        pytest.param(AS_AT, "awaiting_sign_off", False, id="said to be complete"),
        pytest.param(None, "no_date", False, id="no date"),
    ],
)
def test_the_next_two_months(due_on: dt.date | None, rule: str, named: bool) -> None:
    words = highlight(milestone(rule, said(), due_on=due_on), before=rule)["next_steps"]
    assert ("1.1.1-a" in words) == named
    assert named or words == "Nothing falls due by 12 May 2026."


@pytest.mark.parametrize(
    ("days", "group", "operational"),
    [
        pytest.param(30, "for the operational group to decide.", "None.", id="within the group's reach"),
        pytest.param(120, "for the board to decide.", "for the board to decide.", id="for the board"),
    ],
)
def test_decisions_sought(days: int, group: str, operational: str) -> None:
    one = milestone(asked_for=AS_AT + (30 + days) * DAY)
    assert highlight(one)["decisions"].endswith(group)
    assert prefill.assurance(prefill.Assurance([one], [], [], []))["decisions"].endswith(operational)


def test_how_they_stand_and_that_the_overall_is_left_to_its_writer() -> None:
    words = highlight(milestone("overdue"), milestone("on_track"), milestone("on_track"), milestone("withdrawn"))
    assert words["why"] == "3 milestones: 1 overdue and 2 on track."
    assert words["overall"] == ""


def test_the_assurance_report_tells_what_was_answered_and_who_was_heard_of() -> None:
    named = MilestoneFactory.build(action=None, plan=None, ref="1.1.1-a", title="Open the clinic")
    update = StatusUpdate(milestone=named)
    asked = DateRequest(milestone=named, from_date=AS_AT, asked_for=AS_AT + 30 * DAY)
    stated = RoundReport(overall="at_risk", why="One clinic is late")
    found = prefill.Assurance(
        milestones=[
            milestone("awaiting_sign_off", said(AS_AT - 29 * DAY), ref="over"),
            milestone("awaiting_sign_off", said(AS_AT - 28 * DAY), ref="in-time"),
        ],
        answers=[
            SignOff(update=update, decision="accepted"),
            SignOff(update=update, decision="returned", reason="The minutes are missing"),
        ],
        decisions=[DateDecision(request=asked, outcome="refused", decided_by="board", reason="Children wait.")],
        bodies=[prefill.Heard("Group 1", 8, 5, stated), prefill.Heard("Group 2", 1, 0, None)],
        vacant=["Head of SEND, Council"],
        since=SINCE,
        as_at=AS_AT,
    )
    assert prefill.assurance(found) == {
        "overall": "",
        "why": "Group 1: at risk. One clinic is late.\nGroup 2: nothing submitted.",
        "progress": "1 claim accepted and 1 returned since 23 January 2026.\n"
        "Accepted: 1.1.1-a Open the clinic.\n"
        "Returned: 1.1.1-a Open the clinic: The minutes are missing.\n"
        "New date refused: 1.1.1-a Open the clinic, 11 April 2026 instead of 12 March 2026, by the board. "
        "Children wait.",
        "late": "Waits 29 days for sign-off: over Open the clinic.\n"
        "Group 1: 5 of 8 expected milestones heard of in this round.\n"
        "Group 2: 0 of 1 expected milestone heard of in this round.\n"
        "Vacant: Head of SEND, Council.",
        "next_steps": "2 claims wait for sign-off.",
        "decisions": "None.",
    }


def test_it_is_read_from_the_ledger_since_the_board_before(cast: Cast) -> None:
    meeting = board_meeting(cast)
    assert round_sources.last_board(cast.plan, meeting, AS_AT) == cast.plan.adopted_on
    board_meeting(cast, SINCE)
    assert round_sources.last_board(cast.plan, meeting, AS_AT) == SINCE
    StatusUpdateFactory(milestone=cast.milestone, off_track=True, said_on=SINCE - DAY)
    StatusUpdateFactory(milestone=cast.milestone, said_on=SINCE + 9 * DAY, what_was_done="A new tender is out.")
    SignOffFactory(update=StatusUpdateFactory(milestone=cast.other_milestone, claim=True, said_on=SINCE + DAY))
    asked = DateRequestFactory(milestone=cast.milestone, recorded_at=noon(SINCE + DAY))
    DateDecisionFactory(request=asked, refused=True)
    RoundReportFactory(body=cast.partnership.bodies.get(key="AG1"), meeting=meeting, recorded_at=noon(AS_AT))

    def begun(key: str) -> dict[str, str]:
        return round_sources.begun(cast.plan, cast.partnership.bodies.get(key=key), meeting, AS_AT)

    assert begun("AG1")["progress"].splitlines() == [
        "1.1.1-a Publish the panel's terms: on track, was off track. A new tender is out.",
        "1.1.2-a Open the clinic: signed off on 24 January 2026. Families are seen in six weeks.",
    ]
    assurance = begun("OG")
    assert "1 claim accepted and 0 returned" in assurance["progress"]
    assert "New date refused: 1.1.1-a" in assurance["progress"]
    assert assurance["why"] == "Ambition group 1: at risk. One clinic cannot open."
    assert "0 of 1 expected milestone heard of" in assurance["late"]
