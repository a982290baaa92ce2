"""The overdue job: one flag for a due date, one message to each person, whoever runs it and however often."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from governance.models import Appointment, BodyRole, Notice, Person
from plans.models import ActionLead, Milestone, OverdueFlag
from plans.services import flag_overdue
from tests.factories import (
    AppointmentFactory,
    MembershipFactory,
    MilestoneFactory,
    OccurrenceFactory,
    PlanFactory,
    SignOffFactory,
    StatusUpdateFactory,
    WithdrawalFactory,
    noon,
)
from tests.people import Cast

DUE = dt.date(2026, 1, 31)
DAY = dt.timedelta(days=1)


@pytest.fixture
def milestone(cast: Cast) -> Milestone:
    """Alice's milestone, due on 31 January 2026, and nothing else that could be late."""
    cast.plan.milestones.all().delete()
    return MilestoneFactory(action=cast.action, ref="1.1.1-late", title="Late", agreed_due_on=DUE)


def run(as_at: dt.date, minutes: int = 0) -> int:
    return flag_overdue(as_at=as_at, now=noon(as_at, minutes))


def told() -> set[str]:
    return {notice.person.name for notice in Notice.objects.select_related("person")}


@pytest.mark.parametrize(
    ("as_at", "flags"),
    [
        pytest.param(DUE, 0, id="on the day it is due it is not late"),
        pytest.param(DUE + DAY, 1, id="the day after, it is"),
        pytest.param(DUE + 400 * DAY, 1, id="long after, once"),
    ],
)
def test_a_flag_comes_the_day_after(milestone, as_at, flags):
    assert run(as_at) == flags
    assert OverdueFlag.objects.count() == flags


def test_a_flag_says_what_was_due_and_when_it_was_seen(milestone):
    run(DUE + DAY)
    flag = OverdueFlag.objects.get()
    assert (flag.milestone, flag.due_on, flag.flagged_on) == (milestone, DUE, DUE + DAY)


def test_run_again_it_flags_and_tells_nothing_more(milestone):
    assert [run(DUE + DAY), run(DUE + DAY, 1), run(DUE + 2 * DAY)] == [1, 0, 0]
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("state", ["claimed", "signed off", "withdrawn", "in a draft"])
def test_what_is_not_late_is_not_flagged(milestone, state):
    if state == "withdrawn":
        WithdrawalFactory(milestone=milestone, recorded_at=noon(DUE))
    elif state == "in a draft":
        draft = PlanFactory(adopted_on=None, adopted_by=None)
        milestone.plan_id = draft.pk
        Milestone.objects.filter(pk=milestone.pk).update(plan=draft)
    else:
        claim = StatusUpdateFactory(milestone=milestone, claim=True, said_on=DUE - DAY)
        if state == "signed off":
            SignOffFactory(update=claim, recorded_at=noon(DUE))
    assert run(DUE + DAY) == 0


def test_a_milestone_that_comes_round_again_is_flagged_for_each_due_date(milestone, cast):
    again = MilestoneFactory(action=cast.action, ref="1.1.1-again", agreed_due_on=DUE, recurrence="quarterly")
    for months in range(3):
        OccurrenceFactory(milestone=again, due_on=DUE + months * 90 * DAY)
    run(DUE + DAY)
    claim = StatusUpdateFactory(milestone=again, claim=True, said_on=DUE + 5 * DAY, occurrence_due_on=DUE)
    SignOffFactory(update=claim, recorded_at=noon(DUE + 6 * DAY))
    run(DUE + 91 * DAY)
    assert list(again.overdue_flags.values_list("due_on", flat=True)) == [DUE, DUE + 90 * DAY]


def test_one_message_lists_all_of_theirs(milestone, cast):
    MilestoneFactory(action=cast.action, ref="1.1.1-too", title="Late too", agreed_due_on=DUE)
    run(DUE + DAY)
    notice = Notice.objects.get()
    assert notice.person == cast.lead
    assert notice.subject == "2 milestones became overdue"
    assert "1.1.1-late Late (was due on 31 January 2026)" in notice.body
    assert "1.1.1-too Late too" in notice.body


@pytest.mark.parametrize(
    ("vacant", "expected"),
    [
        pytest.param([], {"Alice Lead"}, id="the post's holder"),
        pytest.param(["post"], {"Anna Ambition"}, id="post vacant: the ambition group's lead"),
        pytest.param(["post", "group"], {"Oscar Officer"}, id="both vacant: the officer"),
    ],
)
def test_who_is_told(milestone, cast, vacant, expected):
    if "post" in vacant:
        cast.post.holdings.update(ends_on=DUE - DAY)
    if "group" in vacant:
        cast.ambition_lead.memberships.update(ends_on=DUE - DAY)
    run(DUE + DAY)
    assert told() == expected


def test_a_deputy_is_told_but_does_not_fill_a_post(milestone, cast):
    cast.post.holdings.update(is_deputy=True)
    run(DUE + DAY)
    assert told() == {"Alice Lead", "Anna Ambition"}


def test_contributing_posts_are_told_too(milestone, cast):
    ActionLead.objects.create(action=cast.action, post=cast.other_post, order=2, starts_on=dt.date(2024, 1, 1))
    run(DUE + DAY)
    assert told() == {"Alice Lead", "Bob Colleague"}


def test_nobody_of_another_partnership_is_told(milestone, cast):
    cast.post.holdings.update(ends_on=DUE - DAY)
    cast.ambition_lead.memberships.update(ends_on=DUE - DAY)
    AppointmentFactory(role=Appointment.Role.OFFICER, person__name="Elsewhere Officer")
    MembershipFactory(role=BodyRole.LEAD, person__name="Elsewhere Lead")
    run(DUE + DAY)
    assert told() == {"Oscar Officer"}


def test_the_number_of_queries_does_not_grow(cast, django_assert_max_num_queries):
    cast.plan.milestones.all().delete()
    for number in range(60):
        MilestoneFactory(action=cast.action, ref=f"1.1.1-{number}", title=f"Late {number}", agreed_due_on=DUE)
    with django_assert_max_num_queries(15):
        assert run(DUE + DAY) == 60


def test_the_command_says_how_many_and_what_it_left_alone(milestone):
    PlanFactory(slug="a-draft", adopted_on=None, adopted_by=None)
    said = StringIO()
    call_command("flag_overdue", "--as-at", "2026-02-01", stdout=said)
    assert "1 milestone flagged as overdue at 1 February 2026." in said.getvalue()
    assert "a-draft is a draft" in said.getvalue()


@pytest.mark.parametrize("words", ["2999-01-01", "yesterday", "2026-02-30"])
def test_the_command_refuses_a_day_it_cannot_speak_of(db, words):
    with pytest.raises(CommandError):
        call_command("flag_overdue", "--as-at", words)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time, and refuses the flush")
def test_two_workers_at_once_make_one_flag_and_one_message():
    lead = AppointmentFactory(role=Appointment.Role.OFFICER).person
    plan = PlanFactory(partnership=lead.appointments.get().partnership)
    for number in range(30):
        MilestoneFactory(action__plan=plan, plan=plan, ref=f"late-{number}", agreed_due_on=DUE)
    start, flags = Barrier(2), []

    def work() -> None:
        start.wait()
        try:
            flags.append(flag_overdue(as_at=DUE + DAY, now=timezone.now()))
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(flags) == [0, 30]
    assert OverdueFlag.objects.count() == 30
    assert list(Notice.objects.values_list("person", flat=True)) == [Person.objects.get(pk=lead.pk).pk]
