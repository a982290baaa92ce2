"""An action is judged once every milestone is signed off, and the judgement stands as long as those sign-offs do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.models import Body
from governance.roles import standing
from plans import judging
from plans.judging import Stage
from plans.models import ActionSignOff
from plans.services.judging import judge_action
from tests.factories import (
    ActionFactory,
    MeetingFactory,
    MembershipFactory,
    MilestoneFactory,
    SignOffFactory,
    StatusUpdateFactory,
    WithdrawalFactory,
    noon,
)
from tests.people import Cast

TODAY = dt.date(2026, 6, 1)
WORDS = "Waits fell from nine weeks to six."


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def sign_off(milestone: Any, days: int = 30) -> Any:
    """A claim of so many days ago, accepted the same day."""
    return SignOffFactory(update=StatusUpdateFactory(milestone=milestone, claim=True, said_on=ago(days)))


def reopen(milestone: Any, days: int) -> Any:
    return StatusUpdateFactory(milestone=milestone, at_risk=True, said_on=ago(days))


def judge(cast: Cast, days: int = 0, judged: str = "reached", person: Any = None, **said: Any) -> ActionSignOff:
    on = ago(days)
    by = standing(person or cast.operational, on)
    return judge_action(**{"action": cast.action, "judged": judged, "words": WORDS, "by": by, "now": noon(on)} | said)


def stage(cast: Cast, days: int = 0) -> Stage:
    return judging.of_action(cast.action, ago(days)).stage


@pytest.fixture
def other(cast: Cast) -> Any:
    """A second milestone of the action."""
    return MilestoneFactory(action=cast.action, ref="1.1.1-b")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param("signed off", "signed off", Stage.READY, id="all signed off"),
        pytest.param("signed off", "claimed", Stage.NOT_READY, id="one waits for sign-off"),
        pytest.param("signed off", "silent", Stage.NOT_READY, id="one not begun"),
        pytest.param("signed off", "reopened", Stage.NOT_READY, id="one reopened"),
        pytest.param("signed off", "withdrawn", Stage.READY, id="the other withdrawn"),
        pytest.param("withdrawn", "withdrawn", Stage.NOT_READY, id="none left"),
        pytest.param("silent", "silent", Stage.NOT_READY, id="nothing said"),
    ],
)
def test_which_actions_may_be_judged(cast: Cast, other: Any, first: str, second: str, expected: Stage) -> None:
    for milestone, story in ((cast.milestone, first), (other, second)):
        if story in ("signed off", "reopened"):
            sign_off(milestone)
        if story == "reopened":
            reopen(milestone, 5)
        if story == "claimed":
            StatusUpdateFactory(milestone=milestone, claim=True)
        if story == "withdrawn":
            WithdrawalFactory(milestone=milestone)
    assert stage(cast) is expected


@pytest.mark.parametrize(("judged", "expected"), [("reached", Stage.REACHED), ("not_reached", Stage.NOT_REACHED)])
def test_the_group_judges_in_words(cast: Cast, judged: str, expected: Stage) -> None:
    sign_off(cast.milestone)
    given = judge(cast, judged=judged, words=f"  {WORDS} ")
    assert (given.words, given.decided_on, given.by) == (WORDS, TODAY, cast.operational)
    assert stage(cast) is expected
    assert WORDS in judging.of_action(cast.action, TODAY).sentence


def test_who_may_judge(cast: Cast) -> None:
    sign_off(cast.milestone)
    for part, person in cast.people().items():
        if part != "operational":
            with pytest.raises(PermissionDenied):
                judge(cast, person=person)
    assert not ActionSignOff.objects.exists()
    judge(cast, person=cast.operational)


def test_whoever_holds_a_post_that_leads_it_never_judges_it(cast: Cast) -> None:
    sign_off(cast.milestone)
    group = Body.objects.get(partnership=cast.partnership, kind=Body.Kind.OPERATIONAL_GROUP)
    for person in (cast.lead, cast.colleague):
        MembershipFactory(body=group, person=person)
    with pytest.raises(PermissionDenied):
        judge(cast, person=cast.lead)
    judge(cast, person=cast.colleague)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        pytest.param({"words": "  "}, "words", id="no words"),
        pytest.param({"judged": "perhaps"}, "judged", id="no such judgement"),
    ],
)
def test_what_cannot_be_taken_in(cast: Cast, said: dict[str, str], field: str) -> None:
    sign_off(cast.milestone)
    with pytest.raises(ValidationError) as refused:
        judge(cast, **said)
    assert set(refused.value.message_dict) == {field}


@pytest.mark.parametrize(
    ("before", "days", "message"),
    [
        pytest.param([], 0, "", id="not judged yet"),
        pytest.param([("reached", 9)], 0, "was judged already", id="reached stands"),
        pytest.param([("not_reached", 0)], 0, "was judged today already", id="not reached, the same day"),
        pytest.param([("not_reached", 9)], 0, "", id="not reached, a later day"),
        pytest.param([("not_reached", 9), ("reached", 5)], 0, "was judged already", id="reached at last"),
    ],
)
def test_judged_again(cast: Cast, before: list[tuple[str, int]], days: int, message: str) -> None:
    sign_off(cast.milestone)
    for judged, when in before:
        judge(cast, when, judged)
    if not message:
        judge(cast, days)
    else:
        with pytest.raises(ValidationError, match=message):
            judge(cast, days)


def test_not_before_every_milestone_is_signed_off(cast: Cast, other: Any) -> None:
    sign_off(cast.milestone)
    with pytest.raises(ValidationError, match="1 of 2 milestones signed off"):
        judge(cast)


def test_what_changed_since_the_page_was_opened_is_told(cast: Cast) -> None:
    sign_off(cast.milestone, 30)
    seen = judging.of_action(cast.action, TODAY).content_sha256
    reopen(cast.milestone, 3)
    sign_off(cast.milestone, 2)
    with pytest.raises(ValidationError, match="signed off anew since you opened this"):
        judge(cast, seen_sha256=seen)


@pytest.mark.parametrize(
    ("kind", "days", "ok"),
    [
        pytest.param("operational_group", 0, True, id="today's"),
        pytest.param("operational_group", 14, True, id="fourteen days ago"),
        pytest.param("operational_group", 15, False, id="too long ago"),
        pytest.param("operational_group", -7, False, id="to come"),
        pytest.param("board", 0, False, id="the board's"),
    ],
)
def test_the_meeting_is_one_of_the_group(cast: Cast, kind: str, days: int, ok: bool) -> None:
    sign_off(cast.milestone)
    meeting: Any = MeetingFactory(body=cast.partnership.bodies.get(kind=kind), sits_on=ago(days))
    if ok:
        assert judge(cast, meeting=meeting).meeting == meeting
    else:
        with pytest.raises(ValidationError, match="recorded from its day on"):
            judge(cast, meeting=meeting)


def test_a_judgement_no_longer_stands_once_a_milestone_is_reopened_and_stays_readable(cast: Cast, other: Any) -> None:
    sign_off(cast.milestone)
    sign_off(other)
    judge(cast, 20)
    reopen(other, 10)
    sign_off(other, 5)

    told = {days: judging.of_action(cast.action, ago(days)) for days in (25, 20, 11, 10, 6, 5)}
    assert {days: one.stage for days, one in told.items()} == {
        25: Stage.READY,
        20: Stage.REACHED,
        11: Stage.REACHED,
        10: Stage.REOPENED,
        6: Stage.REOPENED,
        5: Stage.READY,
    }
    assert "no longer stands, because a milestone was reopened on 22 May 2026" in told[6].sentence
    assert WORDS in told[5].sentence
    judge(cast, 3)
    assert stage(cast) is Stage.REACHED
    assert judging.of_action(cast.action, ago(6)) == told[6]


def test_a_claim_that_is_returned_leaves_the_judgement_standing(cast: Cast) -> None:
    sign_off(cast.milestone)
    judge(cast, 20)
    claim = StatusUpdateFactory(milestone=cast.milestone, claim=True, said_on=ago(10))
    assert stage(cast, 10) is Stage.REOPENED
    SignOffFactory(update=claim, returned=True, recorded_at=noon(ago(8)))
    assert stage(cast) is Stage.REACHED


@pytest.mark.parametrize(
    ("change", "expected"),
    [pytest.param("added", Stage.REOPENED, id="added"), pytest.param("withdrawn", Stage.READY, id="withdrawn")],
)
def test_a_judgement_rests_on_the_milestones_there_were(cast: Cast, other: Any, change: str, expected: Stage) -> None:
    sign_off(cast.milestone)
    sign_off(other)
    judge(cast, 20)
    if change == "added":
        MilestoneFactory(action=cast.action, ref="1.1.1-c", added_on=ago(5))
    else:
        WithdrawalFactory(milestone=other, recorded_at=noon(ago(5)))
    assert (stage(cast, 6), stage(cast, 5)) == (Stage.REACHED, expected)
    assert "its milestones are no longer the same" in judging.of_action(cast.action, TODAY).sentence


def test_the_content_is_of_exactly_these_answers(cast: Cast, other: Any) -> None:
    first, second = sign_off(cast.milestone), sign_off(other)
    both = judging.content_sha256([first, second])
    assert both == judging.content_sha256([second, first])
    assert len({both, judging.content_sha256([first]), judging.content_sha256([second]), ""}) == 4
    assert judging.content_sha256([]) == ""


def test_the_plan_is_read_in_a_fixed_number_of_queries(cast: Cast) -> None:
    counted = []
    for number in (3, 12):
        for _ in range(number):
            action = ActionFactory(objective=cast.action.objective)
            milestone = MilestoneFactory(action=action)
            sign_off(milestone)
            judge(cast, 20, action=action)
            reopen(milestone, 10)
        with CaptureQueriesContext(connection) as queries:
            judging.of_plan(cast.plan, TODAY)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 5


# The list


def days_ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


def listed(cast: Cast, client: Any) -> Any:
    return client.get(reverse("actions-to-judge", args=[cast.plan.slug]))


def test_whoever_reads_the_plan_reads_the_list_and_who_may_judge_is_led_on(cast: Cast, signed_in: Any) -> None:
    SignOffFactory(update=StatusUpdateFactory(milestone=cast.milestone, claim=True, said_on=days_ago(9)))
    for part, may in {"operational": True, "lead": False, "officer": False}.items():
        shown = listed(cast, signed_in(getattr(cast, part))).content.decode()
        assert "Ready to judge (1)" in shown
        assert (reverse("judge-action", args=[cast.plan.slug, "1.1.1"]) in shown) == may


def test_the_list_does_not_grow_in_queries(cast: Cast, signed_in: Any) -> None:
    client, counted = signed_in(cast.operational), []
    for number in (3, 12):
        for _ in range(number):
            milestone = MilestoneFactory(action=ActionFactory(objective=cast.action.objective))
            SignOffFactory(update=StatusUpdateFactory(milestone=milestone, claim=True, said_on=days_ago(9)))
        with CaptureQueriesContext(connection) as queries:
            listed(cast, client)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 16
