"""What rules raise about a plan as at a day, the daily job that raises it once, and people raising it themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from governance.models import Body, Escalation, EscalationRule, Notice
from plans import escalations
from plans.models import Milestone, MilestoneEscalation
from plans.services import raise_all, tell_of_answers
from tests.factories import (
    ActionLeadFactory,
    DateChangeFactory,
    MeetingFactory,
    MilestoneFactory,
    PlanFactory,
    PostFactory,
    SignOffFactory,
    StatusUpdateFactory,
    WithdrawalFactory,
    noon,
)
from tests.governance.escalation_factories import AnswerFactory, RuleFactory
from tests.people import Cast

DUE = dt.date(2026, 1, 31)
DAY = dt.timedelta(days=1)
PAPERS = [dt.date(2026, 2, 10), dt.date(2026, 4, 10), dt.date(2026, 6, 10)]


@pytest.fixture
def milestone(cast: Cast) -> Milestone:
    """Alice's milestone, due on 31 January 2026, and nothing else that could be late."""
    cast.plan.milestones.all().delete()
    return MilestoneFactory(action=cast.action, ref="1.1.1-late", title="Late", agreed_due_on=DUE)


def rule_of(cast: Cast, kind: str, threshold: int = 2, body: str = "OG") -> EscalationRule:
    return RuleFactory(body=cast.partnership.bodies.get(key=body), kind=kind, threshold=threshold)


def keys(rule: EscalationRule, as_at: dt.date) -> set[str]:
    return {found.cause.key for found in escalations.RULES[rule.kind](rule, as_at)}


# Overdue by so many days


@pytest.mark.parametrize(
    ("days", "found"),
    [
        pytest.param(29, False, id="29 days late"),
        pytest.param(30, True, id="30 days late"),
        pytest.param(300, True, id="long after"),
    ],
)
def test_overdue_is_raised_from_the_threshold_on(cast, milestone, days, found):
    rule = rule_of(cast, "overdue", 30)
    assert bool(keys(rule, DUE + days * DAY)) is found


@pytest.mark.parametrize("state", ["claimed", "withdrawn", "in a draft"])
def test_what_is_not_overdue_is_not_raised(cast, milestone, state):
    if state == "claimed":
        StatusUpdateFactory(milestone=milestone, claim=True, said_on=DUE)
    elif state == "withdrawn":
        WithdrawalFactory(milestone=milestone, recorded_at=noon(DUE))
    else:
        Milestone.objects.filter(pk=milestone.pk).update(plan=PlanFactory(partnership=cast.partnership, draft=True))
    assert keys(rule_of(cast, "overdue", 30), DUE + 40 * DAY) == set()


def test_overdue_says_how_long_and_where_to_read(cast, milestone):
    (found,) = escalations.overdue(rule_of(cast, "overdue", 30), DUE + 34 * DAY)
    assert found.cause.title == "1.1.1-late Late: overdue by 34 days"
    assert found.cause.words.startswith("Overdue by 34 days")
    assert found.cause.address == reverse("action", args=["hillside-send", "1.1.1"]) + "#1.1.1-late"
    assert found.milestone == milestone


def test_a_date_that_moved_is_another_cause(cast, milestone):
    rule = rule_of(cast, "overdue", 30)
    before = keys(rule, DUE + 30 * DAY)
    DateChangeFactory(milestone=milestone, to_date=DUE + 60 * DAY, recorded_at=noon(DUE + 31 * DAY))
    assert keys(rule, DUE + 60 * DAY) == set()
    after = keys(rule, DUE + 90 * DAY)
    assert len(after) == 1
    assert not before & after


# Red on so many papers days in a row


def off_track(milestone: Milestone, on: dt.date) -> None:
    StatusUpdateFactory(milestone=milestone, off_track=True, said_on=on)


def on_track(milestone: Milestone, on: dt.date) -> None:
    StatusUpdateFactory(milestone=milestone, said_on=on)


@pytest.mark.parametrize(
    ("said", "as_at", "found"),
    [
        pytest.param([(off_track, -1)], PAPERS[1] + DAY, True, id="red on both"),
        pytest.param([(off_track, -1)], PAPERS[1], False, id="not on the papers day itself: it is not over"),
        pytest.param([(off_track, 1)], PAPERS[1] + DAY, False, id="red on the last alone"),
        pytest.param([(off_track, -1), (on_track, 1)], PAPERS[1] + DAY, False, id="red on the first alone"),
        pytest.param([(off_track, -1), (on_track, 60)], PAPERS[1] + 5 * DAY, False, id="red on both and mended since"),
    ],
)
def test_red_on_the_last_papers_days(cast, said, as_at, found):
    """What was said counts days from the first papers day."""
    for papers in PAPERS:
        MeetingFactory(body=cast.partnership.bodies.get(key="SEPB"), sits_on=papers + 7 * DAY, papers_due_on=papers)
    for say, days in said:
        say(cast.milestone, PAPERS[0] + days * DAY)
    rule = rule_of(cast, "red_twice", body="SEPB")
    raised = [each.milestone for each in escalations.red_again(rule, as_at)]
    assert raised == ([cast.milestone] if found else [])


def test_one_run_of_red_days_is_one_cause(cast, milestone):
    for papers in PAPERS:
        MeetingFactory(body=cast.partnership.bodies.get(key="SEPB"), sits_on=papers + 7 * DAY, papers_due_on=papers)
    rule = rule_of(cast, "red_twice", body="SEPB")
    assert keys(rule, PAPERS[1] + DAY) == keys(rule, PAPERS[2] + DAY) != set()


def test_a_meeting_that_was_cancelled_in_time_had_no_papers(cast, milestone):
    board = cast.partnership.bodies.get(key="SEPB")
    MeetingFactory(body=board, sits_on=PAPERS[0], papers_due_on=PAPERS[0])
    cancelled = {"cancelled_at": noon(PAPERS[1] - DAY), "cancelled_why": "Snow"}
    MeetingFactory(body=board, sits_on=PAPERS[1], papers_due_on=PAPERS[1], **cancelled)
    assert keys(rule_of(cast, "red_twice", body="SEPB"), PAPERS[1] + DAY) == set()


# Returned so many times


def returned(milestone: Milestone, days: int) -> None:
    SignOffFactory(update=StatusUpdateFactory(milestone=milestone, claim=True, said_on=DUE + days * DAY), returned=True)


def accepted(milestone: Milestone, days: int) -> None:
    SignOffFactory(update=StatusUpdateFactory(milestone=milestone, claim=True, said_on=DUE + days * DAY))


def reopened(milestone: Milestone, days: int) -> None:
    StatusUpdateFactory(milestone=milestone, said_on=DUE + days * DAY)


@pytest.mark.parametrize(
    ("happened", "found"),
    [
        pytest.param([returned], False, id="once"),
        pytest.param([returned, returned], True, id="twice"),
        pytest.param([returned, returned, accepted], False, id="accepted in the end"),
        pytest.param([returned, accepted, reopened, returned], False, id="once since it was accepted"),
        pytest.param([returned, accepted, reopened, returned, returned], True, id="twice since it was accepted"),
    ],
)
def test_returned_again(cast, milestone, happened: list[Callable[[Milestone, int], None]], found):
    for days, happen in enumerate(happened):
        happen(milestone, days)
    raised = escalations.returned_again(rule_of(cast, "returned_twice"), DUE + 10 * DAY)
    assert [each.milestone for each in raised] == ([milestone] if found else [])


def test_a_third_return_is_the_same_cause(cast, milestone):
    rule = rule_of(cast, "returned_twice")
    for days in range(3):
        returned(milestone, days)
    assert keys(rule, DUE + DAY) == keys(rule, DUE + 2 * DAY) != set()


# A vacant post


@pytest.mark.parametrize(
    ("days", "state", "found"),
    [
        pytest.param(27, "", False, id="27 days"),
        pytest.param(28, "", True, id="28 days"),
        pytest.param(28, "a deputy", True, id="a deputy does not fill it"),
        pytest.param(28, "held again", False, id="held again"),
        pytest.param(28, "signed off", False, id="no open work"),
        pytest.param(28, "contributes", False, id="accountable for none"),
    ],
)
def test_a_vacant_post_that_is_accountable_for_open_work(cast, milestone, days, state, found):
    cast.post.holdings.update(ends_on=DUE)
    since = DUE + DAY
    if state in ("a deputy", "held again"):
        cast.post.holdings.create(person=cast.colleague, starts_on=since, is_deputy=state == "a deputy")
    elif state == "signed off":
        accepted(milestone, 1)
    elif state == "contributes":
        cast.action.leads.update(is_accountable=False)
    raised = escalations.vacant(rule_of(cast, "post_vacant", 28), since + days * DAY)
    assert [each.post for each in raised] == ([cast.post] if found else [])


def test_a_vacant_post_says_since_when_and_for_what(cast, milestone):
    cast.post.holdings.update(ends_on=DUE)
    (found,) = escalations.vacant(rule_of(cast, "post_vacant", 28), DUE + 31 * DAY)
    assert found.cause.title == "Head of SEND, Council: vacant for 30 days"
    assert found.cause.words == (
        "Nobody has held this post since 1 February 2026, for 30 days. "
        "It is accountable for 1 open milestone of action 1.1.1."
    )


def test_a_post_that_nobody_ever_held_counts_from_when_it_was_given_the_work(cast, milestone):
    fresh = PostFactory(organisation=cast.post.organisation)
    cast.action.leads.all().delete()
    ActionLeadFactory(action=cast.action, post=fresh, starts_on=DUE)
    rule = rule_of(cast, "post_vacant", 28)
    assert not keys(rule, DUE + 27 * DAY)
    assert keys(rule, DUE + 28 * DAY)


# The daily job


def test_run_again_it_raises_nothing_more(cast, milestone):
    rule_of(cast, "overdue", 30)
    days = [DUE + 30 * DAY, DUE + 30 * DAY, DUE + 31 * DAY]
    assert [raise_all(as_at=day, now=noon(day)) for day in days] == [1, 0, 0]
    link = MilestoneEscalation.objects.get()
    assert (link.milestone, link.escalation.body.key, link.escalation.raised_on) == (milestone, "OG", days[0])


def test_only_rules_in_force_and_of_this_partnership(cast, milestone):
    RuleFactory(threshold=1)
    EscalationRule.objects.filter(pk=rule_of(cast, "overdue", 1).pk).update(is_active=False)
    assert raise_all(as_at=DUE + 30 * DAY, now=noon(DUE)) == 0


def test_the_number_of_queries_does_not_grow(cast, milestone, django_assert_max_num_queries):
    for kind in escalations.RULES:
        rule_of(cast, kind, 1)
    for number in range(12):
        one = MilestoneFactory(action=cast.action, ref=f"late-{number}", title=f"Late {number}", agreed_due_on=DUE)
        returned(one, 1)
    raise_all(as_at=DUE + 30 * DAY, now=noon(DUE))
    with django_assert_max_num_queries(45):
        assert raise_all(as_at=DUE + 31 * DAY, now=noon(DUE)) == 0


def test_those_whose_work_it_is_are_told_of_the_answer_once(cast, milestone):
    rule_of(cast, "overdue", 30)
    raise_all(as_at=DUE + 30 * DAY, now=noon(DUE + 30 * DAY))
    Notice.objects.all().delete()
    answered_on = DUE + 40 * DAY
    AnswerFactory(escalation=Escalation.objects.get(), answered_on=answered_on)
    for day in (answered_on, answered_on + DAY):
        tell_of_answers(on=day, now=noon(day, 1))
    assert [notice.person for notice in Notice.objects.all()] == [cast.lead]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time, and refuses the flush")
def test_two_workers_at_once_raise_each_once():
    rule = RuleFactory()
    plan = PlanFactory(partnership=rule.partnership)
    for number in range(20):
        MilestoneFactory(action__plan=plan, plan=plan, ref=f"late-{number}", agreed_due_on=DUE)
    start, raised = Barrier(2), []

    def work() -> None:
        start.wait()
        try:
            raised.append(raise_all(as_at=DUE + 40 * DAY, now=timezone.now()))
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(raised) == [0, 20]
    assert MilestoneEscalation.objects.count() == Escalation.objects.count() == 20


# By people, from the action's page


def test_a_concern_about_a_milestone_is_shown_with_its_action(cast, signed_in, django_assert_num_queries):
    address = reverse("raise-about", args=["hillside-send", "1.1.1"])
    group: Body = cast.partnership.bodies.get(key="OG")
    sent = {"milestone": cast.milestone.pk, "body": group.pk, "title": "No rooms", "words": "Since May."}
    page = signed_in(cast.colleague).post(address, sent)
    raised = Escalation.objects.get()
    assert page.headers["Location"] == reverse("escalation", args=[raised.pk])
    assert raised.address.endswith("#1.1.1-a")
    with django_assert_num_queries(1):
        assert [row.escalation.body.name for row in escalations.about(cast.action, timezone.localdate())] == ["The OG"]
    assert escalations.about(cast.other_action, timezone.localdate()) == []


def test_a_refused_concern_keeps_what_was_typed(cast, signed_in):
    address = reverse("raise-about", args=["hillside-send", "1.1.1"])
    page = signed_in(cast.colleague).post(address, {"milestone": cast.other_milestone.pk, "title": "No rooms"})
    assert page.status_code == 422
    assert "Choose a milestone of this action, or the whole of it." in page.content.decode()
    assert 'value="No rooms"' in page.content.decode()


def test_nothing_is_raised_about_a_draft(cast, signed_in):
    draft = MilestoneFactory(action__objective__ambition__plan=PlanFactory(partnership=cast.partnership, draft=True))
    address = reverse("raise-about", args=[draft.plan.slug, draft.action.ref])
    assert signed_in(cast.officer).get(address).status_code == 404
