"""What a round is owed, by which posts, and who can act for them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import Person
from plans import round as plan_round
from plans.models import ActionLead, Milestone
from plans.round import RoundState
from tests.factories import (
    ActionLeadFactory,
    AmbitionFactory,
    BodyFactory,
    MeetingFactory,
    MilestoneFactory,
    PersonFactory,
    PlanFactory,
    PostHoldingFactory,
    SignOffFactory,
    StatusUpdateFactory,
    WithdrawalFactory,
    noon,
)
from tests.people import Cast

DAY = dt.timedelta(days=1)
PAPERS = dt.date(2026, 3, 27)
OPENS = PAPERS - 21 * DAY
NOW = OPENS + 5 * DAY


@pytest.fixture
def meeting(cast: Cast) -> Any:
    board = cast.partnership.bodies.get(key="SEPB")
    return MeetingFactory(body=board, sits_on=PAPERS + 7 * DAY, papers_due_on=PAPERS)


@pytest.fixture
def milestone(cast: Cast) -> Any:
    """Alice's milestone, due in June, and no other."""
    cast.other_milestone.delete()
    return cast.milestone


def state(cast: Cast, meeting: Any, on: dt.date = NOW) -> RoundState:
    return plan_round.of_plan(cast.plan, meeting, on)


def owed(found: RoundState) -> dict[str, bool]:
    """Each milestone of the round by its reference, and whether it was heard of."""
    return {one.milestone.ref: one.has_reported for one in found.owed}


def silent(milestone: Any) -> None:
    """Nothing was said."""


def said(days: int, **more: Any) -> Any:
    def say(milestone: Any) -> None:
        StatusUpdateFactory(milestone=milestone, said_on=OPENS + days * DAY, **more)

    return say


def accepted(milestone: Any) -> None:
    SignOffFactory(update=StatusUpdateFactory(milestone=milestone, claim=True, said_on=OPENS - 9 * DAY))


def withdrawn(milestone: Any) -> None:
    said(1)(milestone)
    WithdrawalFactory(milestone=milestone, recorded_at=noon(OPENS))


def due(on: dt.date | None, then: Any = silent) -> Any:
    def instead(milestone: Any) -> None:
        milestone.delete()
        then(MilestoneFactory(action=milestone.action, ref=milestone.ref, agreed_due_on=on))

    return instead


FAR = PAPERS + 181 * DAY
OWED, HEARD = {"1.1.1-a": False}, {"1.1.1-a": True}
NOT_EXPECTED: dict[str, bool] = {}


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        pytest.param(silent, OWED, id="due soon and never heard of"),
        pytest.param(said(-1), OWED, id="heard of the day before the round opened"),
        pytest.param(said(0), HEARD, id="heard of on the day it opened"),
        pytest.param(said(2, at_risk=True), HEARD, id="heard of since"),
        pytest.param(due(NOW - 90 * DAY), OWED, id="overdue and silent"),
        pytest.param(said(-9, off_track=True), OWED, id="off track, said before the round opened"),
        pytest.param(due(None, said(-9)), OWED, id="under way, without a date"),
        pytest.param(due(None), NOT_EXPECTED, id="without a date, and nothing said"),
        pytest.param(due(FAR), NOT_EXPECTED, id="not started, due far ahead of the papers"),
        pytest.param(due(FAR - DAY), OWED, id="due as near as is expected on the day papers are due"),
        pytest.param(due(FAR, said(-9)), OWED, id="due far ahead, and under way"),
        pytest.param(
            due(FAR, said(-9, next_update_on=PAPERS)), NOT_EXPECTED, id="next update agreed for the papers day"
        ),
        pytest.param(due(FAR, said(-9, next_update_on=PAPERS - DAY)), OWED, id="next update agreed for before that"),
        pytest.param(said(-9, claim=True), NOT_EXPECTED, id="waits for sign-off"),
        pytest.param(said(1, claim=True), HEARD, id="claimed in this round"),
        pytest.param(accepted, NOT_EXPECTED, id="signed off"),
        pytest.param(withdrawn, NOT_EXPECTED, id="withdrawn"),
    ],
)
def test_what_is_owed(cast: Cast, meeting: Any, milestone: Any, happened: Any, expected: dict[str, bool]) -> None:
    happened(milestone)
    found = state(cast, meeting)
    assert owed(found) == expected
    silent_at_papers = Milestone.objects.filter(plan=cast.plan).positioned(PAPERS).of_rule("no_current_update")
    still_owed = {ref for ref, has_reported in owed(found).items() if not has_reported}
    assert set(silent_at_papers.values_list("ref", flat=True)) <= still_owed, "as the colour rule says on papers day"


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(OPENS - DAY, {}, id="before it opens nothing is owed"),
        pytest.param(OPENS, OWED, id="it opens"),
        pytest.param(PAPERS, OWED, id="papers are due"),
        pytest.param(PAPERS + 30 * DAY, OWED, id="long after, as it stood when papers were due"),
    ],
)
def test_a_round_reads_as_it_stood_when_papers_were_due(
    cast: Cast, meeting: Any, milestone: Any, on: dt.date, expected: dict[str, bool]
) -> None:
    said(22)(milestone)
    assert owed(state(cast, meeting, on)) == expected


def test_a_draft_owes_nothing(cast: Cast, meeting: Any) -> None:
    draft = PlanFactory(partnership=cast.partnership, draft=True)
    Milestone.objects.update(plan=draft)
    assert plan_round.of_plan(draft, meeting, NOW).owed == []


def vacant(cast: Cast) -> None:
    cast.post.holdings.update(ends_on=OPENS)


def deputy_only(cast: Cast) -> None:
    cast.post.holdings.update(is_deputy=True)


def stopped(cast: Cast) -> None:
    Person.objects.filter(pk=cast.lead.pk).update(is_active=False)


def nobody_leads(cast: Cast) -> None:
    vacant(cast)
    cast.ambition_lead.memberships.update(ends_on=OPENS)


@pytest.mark.parametrize(
    ("happened", "is_vacant", "holders", "can_act"),
    [
        pytest.param(lambda cast: None, False, ["Alice Lead"], [], id="held"),
        pytest.param(vacant, True, [], ["Anna Ambition"], id="vacant: the ambition group's lead"),
        pytest.param(nobody_leads, True, [], ["Oscar Officer"], id="vacant, and so is the group's lead: officers"),
        pytest.param(deputy_only, True, ["Alice Lead"], ["Anna Ambition"], id="a deputy does not fill a post"),
        pytest.param(stopped, False, [], ["Anna Ambition"], id="its holder's account was stopped"),
    ],
)
def test_who_holds_a_post_and_who_can_act(
    cast: Cast, meeting: Any, milestone: Any, happened: Any, is_vacant: bool, holders: list[str], can_act: list[str]
) -> None:
    happened(cast)
    (row,) = state(cast, meeting).by_post()
    assert (row.post, row.is_vacant) == (cast.post, is_vacant)
    assert ([person.name for person in row.holders], [person.name for person in row.stand_ins]) == (holders, can_act)


def test_who_has_never_signed_in(cast: Cast, meeting: Any, milestone: Any) -> None:
    PostHoldingFactory(post=cast.post, person__name="Noel New", is_deputy=True)
    Person.objects.filter(pk=cast.lead.pk).update(last_login=noon(OPENS))
    (row,) = state(cast, meeting).by_post()
    assert [person.name for person in row.never_signed_in] == ["Noel New"]


def test_a_milestone_counts_for_the_post_that_answers_for_it_alone(cast: Cast, meeting: Any) -> None:
    ActionLeadFactory(action=cast.action, post=cast.other_post, is_accountable=False)
    said(1)(cast.other_milestone)
    rows = {row.post: (len(row.outstanding), row.reported) for row in state(cast, meeting).by_post()}
    assert rows == {cast.post: (1, 0), cast.other_post: (0, 1)}
    ActionLead.objects.filter(is_accountable=True, post=cast.post).update(ends_on=OPENS)
    last = state(cast, meeting).by_post()[-1]
    assert (last.post, [person.name for person in last.asked]) == (None, ["Anna Ambition"])


def test_by_body_only_its_own_work_counts(cast: Cast, meeting: Any) -> None:
    other = BodyFactory(partnership=cast.partnership, key="AG2")
    ambition = AmbitionFactory(plan=cast.plan, number=2, body=other)
    mine = MilestoneFactory(action__objective__ambition=ambition, ref="2.1.1-a")
    ActionLeadFactory(action=mine.action, post=cast.post)
    found = state(cast, meeting)
    assert [one.milestone.ref for one in found.of_body(other.pk)] == ["2.1.1-a"]
    assert [(row.post, len(row.owed)) for row in found.by_post(other.pk)] == [(cast.post, 1)]
    assert [(row.post, len(row.owed)) for row in found.by_post()] == [(cast.post, 2), (cast.other_post, 1)]
    assert [body.key for body in plan_round.bodies_of(cast.plan)] == ["AG1", "AG2", "OG"]


def test_the_number_of_queries_does_not_grow(cast: Cast, meeting: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            state(cast, meeting).by_post()
        return len(asked)

    before = queries()
    for number in range(8):
        more = MilestoneFactory(action__objective=cast.action.objective, ref=f"9.1.{number}-a")
        ActionLeadFactory(action=more.action, post=PostHoldingFactory(person=PersonFactory()).post)
    assert queries() == before
