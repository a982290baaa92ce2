"""The pages of new dates: asking, the queue, deciding; and what the plan's other pages say of dates that moved."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.models import Body, Person
from plans.models import DateDecision, DateRequest
from plans.timeline import timeline
from tests.factories import (
    ActionFactory,
    ActionLeadFactory,
    DateChangeFactory,
    MembershipFactory,
    MilestoneFactory,
    StatusUpdateFactory,
    noon,
)
from tests.pages import article
from tests.people import Cast

from .date_factories import DateDecisionFactory, DateRequestFactory

TODAY = timezone.localdate()
IN_PLACE = {"HX-Request": "true"}
CASE = {
    "kind": "funding",
    "reason": "The tender was paused.",
    "effect": "Schools wait a month longer.",
    "recovery": "The panel meets weekly.",
}


def in_days(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


@pytest.fixture
def milestone(cast: Cast) -> Any:
    """Due in ten days, led by Alice."""
    return MilestoneFactory(action=cast.action, ref="1.1.1-b", title="Train the panel", agreed_due_on=in_days(10))


@pytest.fixture
def asked(milestone: Any, cast: Cast) -> Any:
    """A month more, asked for by Alice yesterday."""
    return DateRequestFactory(milestone=milestone, by=cast.lead, recorded_at=noon(in_days(-1)))


@pytest.fixture
def asked_long(milestone: Any, cast: Cast) -> Any:
    """So long that the board decides."""
    return DateRequestFactory(milestone=milestone, by=cast.lead, asked_for=in_days(101), recorded_at=noon(in_days(-1)))


def page_of(milestone: Any) -> str:
    return reverse("ask-date", args=[milestone.plan.slug, milestone.ref])


def queue(cast: Cast) -> str:
    return reverse("date-requests", args=[cast.plan.slug])


def decide_at(request: Any) -> str:
    return reverse("decide-date", args=[request.milestone.plan.slug, request.pk])


def typed(request: Any, **said: str) -> dict[str, str]:
    return {f"d{request.pk}-{name}": value for name, value in said.items()}


def text(answer: Any) -> str:
    return answer.content.decode()


# Asking


ASKERS = {
    "lead": 200,
    "ambition_lead": 200,
    "officer": 200,
    "colleague": 403,
    "group_member": 403,
    "operational": 403,
    "board": 403,
    "data_officer": 403,
    "observer": 404,
    "nobody": 404,
    "stranger": 404,
}


@pytest.mark.parametrize(("part", "status"), ASKERS.items())
def test_who_gets_the_page(cast: Cast, signed_in: Any, milestone: Any, part: str, status: int) -> None:
    client = signed_in(getattr(cast, part))
    assert client.get(page_of(milestone)).status_code == status
    assert client.post(page_of(milestone), {}).status_code == (422 if status == 200 else status)
    assert not DateRequest.objects.exists()


def test_it_says_who_will_decide_before_it_is_sent(cast: Cast, signed_in: Any, milestone: Any) -> None:
    shown = text(signed_in(cast.lead).get(page_of(milestone)))
    last = in_days(100)
    assert f"Up to {last.day} {last:%B %Y}, 90 days after the agreed date" in shown
    assert "<strong>the operational group</strong> decides" in shown
    assert "A later day is for <strong>the board</strong>" in shown


def test_it_says_so_where_only_the_board_can_decide(cast: Cast, signed_in: Any) -> None:
    late = MilestoneFactory(action=cast.action, ref="late", agreed_due_on=in_days(-90))
    assert "so <strong>the board</strong> decides" in text(signed_in(cast.lead).get(page_of(late)))


def test_it_shows_how_often_and_how_far_it_moved(cast: Cast, signed_in: Any, milestone: Any) -> None:
    for days in (20, 31):
        DateChangeFactory(milestone=milestone, to_date=in_days(days), recorded_at=noon(in_days(-9), days))
    assert "Moved twice, 21 days later than agreed" in text(signed_in(cast.lead).get(page_of(milestone)))


@pytest.mark.parametrize(("days", "waits_for"), [(40, "the operational group"), (101, "the board")])
def test_a_lead_asks(cast: Cast, signed_in: Any, milestone: Any, days: int, waits_for: str) -> None:
    client, wanted = signed_in(cast.lead), in_days(days)
    answer = client.post(page_of(milestone), {**CASE, "asked_for": f"{wanted.day} {wanted:%B %Y}"}, follow=True)
    asked = DateRequest.objects.get()
    assert answer.redirect_chain == [(f"/my-work/#milestone-{milestone.pk}", 302)]
    assert (asked.asked_for, asked.kind, asked.by) == (wanted, "funding", cast.lead)
    assert f"It waits for {waits_for}." in text(answer)


def test_an_officer_asks_for_the_post(cast: Cast, signed_in: Any, milestone: Any) -> None:
    client = signed_in(cast.officer)
    sent = {**CASE, "asked_for": in_days(40).isoformat(), "on_behalf_of": cast.post.pk, "heard": "phone"}
    assert "Whose words are these?" in text(client.get(page_of(milestone)))
    assert client.post(page_of(milestone), sent).status_code == 302
    assert (DateRequest.objects.get().on_behalf_of, DateRequest.objects.get().by) == (cast.post, cast.officer)


def test_nothing_typed_is_lost_and_the_message_stands_beside_its_field(
    cast: Cast, signed_in: Any, milestone: Any
) -> None:
    sent = {**CASE, "asked_for": in_days(-1).isoformat(), "recovery": ""}
    answer = signed_in(cast.lead).post(page_of(milestone), sent)
    shown = text(answer)
    assert answer.status_code == 422
    assert "<title>Error:" in shown
    assert shown.count("Enter a day to come.") == 2
    assert 'id="id_asked_for_error"' in shown
    assert shown.count("Say what will be done so that the new date is kept.") == 2
    assert "The tender was paused." in shown


def test_a_day_that_is_none_is_kept_as_typed(cast: Cast, signed_in: Any, milestone: Any) -> None:
    shown = text(signed_in(cast.lead).post(page_of(milestone), {**CASE, "asked_for": "after Easter"}))
    assert 'value="after Easter"' in shown
    assert "Enter a day such as" in shown


def test_where_none_can_be_asked_for_it_says_why(cast: Cast, signed_in: Any, asked: Any) -> None:
    client = signed_in(cast.lead)
    shown = text(client.get(page_of(asked.milestone)))
    assert "A new date is asked for already. Wait until it is decided." in shown
    assert "Ask for this date" not in shown
    answer = client.post(page_of(asked.milestone), {**CASE, "asked_for": in_days(50).isoformat()})
    assert (answer.status_code, DateRequest.objects.count()) == (422, 1)
    assert "asked for already" in text(answer)
    assert "The tender was paused." in text(answer)


# The queue


def test_it_lists_what_waits_the_oldest_first(cast: Cast, signed_in: Any, asked: Any) -> None:
    older = DateRequestFactory(milestone=cast.other_milestone, recorded_at=noon(in_days(-20)))
    answer = signed_in(cast.board).get(queue(cast))
    assert [item.waiting.request for item in answer.context["items"]] == [older, asked]
    row = article(f"request-{asked.pk}", text(answer))
    assert "<strong>For the operational group to decide.</strong> Waiting 1 day. Led by Head of SEND, Council." in row
    for words in ("30 days later than agreed", "Never moved", "Recruitment: The post is vacant", "Alice Lead"):
        assert words in row


READERS = {
    "operational": (200, 302, 403),
    "board": (200, 403, 302),
    "officer": (200, 403, 302),
    "lead": (200, 403, 403),
    "colleague": (200, 403, 403),
    "ambition_lead": (200, 403, 403),
    "group_member": (200, 403, 403),
    "data_officer": (200, 403, 403),
    "observer": (404, 404, 404),
    "nobody": (404, 404, 404),
    "stranger": (404, 404, 404),
}


@pytest.mark.parametrize(("part", "statuses"), READERS.items())
@pytest.mark.parametrize("long", [False, True], ids=["the group's", "the board's"])
def test_whoever_reads_the_plan_reads_the_queue_and_only_who_decides_decides(
    cast: Cast, signed_in: Any, request: Any, part: str, statuses: tuple[int, int, int], long: bool
) -> None:
    waiting = request.getfixturevalue("asked_long" if long else "asked")
    client: Client = signed_in(getattr(cast, part))
    shown = client.get(queue(cast))
    decided = client.post(decide_at(waiting), typed(waiting, outcome="granted", minute="SEPB, 3 March"))
    assert (shown.status_code, decided.status_code) == (statuses[0], statuses[2 if long else 1])
    assert DateDecision.objects.exists() == (decided.status_code == 302)
    if shown.status_code == 200:
        assert ("Record the decision" in text(shown)) == (decided.status_code == 302)


def in_the_group(cast: Cast, person: Person) -> Person:
    group = Body.objects.get(partnership=cast.partnership, kind=Body.Kind.OPERATIONAL_GROUP)
    MembershipFactory(body=group, person=person)
    return person


def test_ones_own_is_shown_and_cannot_be_decided(cast: Cast, signed_in: Any, asked: Any) -> None:
    client = signed_in(in_the_group(cast, cast.lead))
    shown = text(client.get(queue(cast)))
    assert "You cannot decide on this: your own." in shown
    assert "Record the decision" not in shown
    assert client.post(decide_at(asked), typed(asked, outcome="granted")).status_code == 403


@pytest.mark.parametrize("in_place", [False, True], ids=["whole page", "in place"])
@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"outcome": "refused"}, "Say why it is refused, so that the lead knows what to do."),
        ({}, "Choose whether to grant it or to refuse it."),
        ({"outcome": "granted", "decided_on": "2999-01-01"}, "Check the year"),
        ({"outcome": "granted", "decided_on": "1 January 2020"}, "Enter a day from the day they asked to today."),
    ],
    ids=["refused without a reason", "nothing chosen", "no such year", "before it was asked"],
)
def test_a_decision_that_cannot_be_taken_in(
    cast: Cast, signed_in: Any, asked: Any, said: dict[str, str], message: str, in_place: bool
) -> None:
    sent = typed(asked, minute="Group, item 4", **said)
    answer = signed_in(cast.operational).post(decide_at(asked), sent, headers=IN_PLACE if in_place else {})
    assert answer.status_code == 422
    assert text(answer).count(message) == 2
    assert "Group, item 4" in text(answer)
    assert not DateDecision.objects.exists()


def test_the_board_names_its_meeting(cast: Cast, signed_in: Any, asked_long: Any) -> None:
    client = signed_in(cast.officer)
    assert "Meeting of the board that decided it" in text(client.get(queue(cast)))
    answer = client.post(decide_at(asked_long), typed(asked_long, outcome="granted"))
    assert answer.status_code == 422
    assert "Say at which meeting the board decided it" in text(answer)


def test_decided_in_place(cast: Cast, signed_in: Any, asked: Any) -> None:
    client = signed_in(cast.operational)
    part = text(client.post(decide_at(asked), typed(asked, outcome="granted", minute="OG 4"), headers=IN_PLACE))
    assert "<html" not in part
    assert "Granted by the operational group" in part
    whole = article(f"request-{asked.pk}", text(client.get(queue(cast))))
    assert article(f"request-{asked.pk}", part).replace(' tabindex="-1" data-focus', "") == whole


@pytest.mark.parametrize("in_place", [False, True], ids=["whole page", "in place"])
def test_what_was_decided_meanwhile_is_told(cast: Cast, signed_in: Any, asked: Any, in_place: bool) -> None:
    DateDecisionFactory(request=asked, refused=True, recorded_at=timezone.now())
    headers = IN_PLACE if in_place else {}
    answer = signed_in(cast.operational).post(decide_at(asked), typed(asked, outcome="granted"), headers=headers)
    assert answer.status_code == 422
    assert "decided by somebody else a moment ago" in text(answer)


def test_what_was_decided_long_ago_is_no_longer_listed(cast: Cast, signed_in: Any) -> None:
    for days, ref in ((-70, "long ago"), (-50, "of late")):
        made = MilestoneFactory(action=cast.action, ref=ref, agreed_due_on=in_days(200))
        asked = DateRequestFactory(milestone=made, recorded_at=noon(in_days(days - 1)))
        DateDecisionFactory(request=asked)
    decided = signed_in(cast.board).get(queue(cast)).context["decided"]
    assert [each.request.milestone.ref for each in decided] == ["of late"]


def test_the_number_of_queries_does_not_grow_with_the_queue(cast: Cast, signed_in: Any) -> None:
    client, counted = signed_in(cast.operational), []
    for number in (5, 25):
        for _ in range(number):
            action = ActionFactory(objective=cast.action.objective)
            ActionLeadFactory(action=action, post=cast.post)
            made = MilestoneFactory(action=action, agreed_due_on=in_days(30))
            StatusUpdateFactory(milestone=made, by=cast.lead, said_on=in_days(-3))
            DateRequestFactory(milestone=made, by=cast.lead, recorded_at=noon(in_days(-2)))
        with CaptureQueriesContext(connection) as queries:
            client.get(queue(cast))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 14


def test_a_request_of_another_plan_is_not_found(cast: Cast, signed_in: Any) -> None:
    other = DateRequestFactory()
    address = reverse("decide-date", args=[cast.plan.slug, other.pk])
    assert signed_in(cast.operational).post(address, typed(other, outcome="granted")).status_code == 404


# What other pages say


def test_my_work_says_that_a_request_waits_and_offers_to_ask_where_one_may(
    cast: Cast, signed_in: Any, asked: Any
) -> None:
    shown = text(signed_in(cast.lead).get("/my-work/"))
    waits = article(f"milestone-{asked.milestone_id}", shown)
    assert "and waits for the operational group." in waits
    assert page_of(asked.milestone) not in waits
    assert page_of(cast.milestone) in article(f"milestone-{cast.milestone.pk}", shown)


def test_my_work_says_how_often_and_how_far_a_date_moved(cast: Cast, signed_in: Any, milestone: Any) -> None:
    DateChangeFactory(milestone=milestone, to_date=in_days(31), recorded_at=noon(in_days(-9)))
    row = article(f"milestone-{milestone.pk}", text(signed_in(cast.lead).get("/my-work/")))
    assert "moved once, 21 days later), printed as" in row


def test_the_update_page_leads_to_asking(cast: Cast, signed_in: Any, milestone: Any) -> None:
    DateChangeFactory(milestone=milestone, to_date=in_days(31), recorded_at=noon(in_days(-9)))
    shown = text(signed_in(cast.lead).get(reverse("update", args=[cast.plan.slug, milestone.ref])))
    assert "Moved once, 21 days later than agreed" in shown
    assert f'href="{page_of(milestone)}">Ask for a new date</a>' in shown


def test_the_page_that_puts_a_date_right_says_that_a_move_stays(cast: Cast, signed_in: Any, milestone: Any) -> None:
    DateChangeFactory(milestone=milestone, to_date=in_days(31), recorded_at=noon(in_days(-9)))
    shown = text(signed_in(cast.officer).get(reverse("milestone-date", args=[cast.plan.slug, milestone.ref])))
    assert "a decision moved the due date since, and that stays" in shown


def test_withdrawal_asks_for_the_meeting_of_the_board(cast: Cast, signed_in: Any) -> None:
    address = reverse("withdraw-milestone", args=[cast.plan.slug, cast.milestone.ref])
    answer = signed_in(cast.officer).post(address, {"reason": "It moved to the region.", "minute": ""})
    assert answer.status_code == 422
    assert "Say at which meeting the board decided it" in text(answer)


@pytest.mark.parametrize("refused", [False, True], ids=["granted", "refused"])
def test_the_record_says_what_was_asked_and_decided_by_whom_and_why(cast: Cast, milestone: Any, refused: bool) -> None:
    due, wanted = milestone.agreed_due_on, in_days(101)
    asked = DateRequestFactory(
        milestone=milestone, by=cast.officer, on_behalf_of=cast.post, heard="phone", asked_for=wanted
    )
    said = {"by": cast.board, "decided_by": "board", "minute": "SEPB, 3 March 2026", "refused": refused}
    DateDecisionFactory(request=asked, **said)
    events = [event for event in timeline(cast.action, TODAY) if event.kind.startswith("1.1.1-b")]
    decided, requested = events
    assert requested.kind == f"1.1.1-b: new date asked for, {wanted.day} {wanted:%B %Y}"
    assert requested.who == "Head of SEND, Council, recorded by Oscar Officer (by phone)"
    assert requested.sentence == f"Instead of {due.day} {due:%B %Y}, 91 days later. Recruitment."
    assert "Recovery plan: Interviews on Monday" in requested.detail
    assert decided.kind == f"1.1.1-b: new date {'refused' if refused else 'granted'} by the board"
    assert decided.who == "Benedict Board"
    assert "Decision: SEPB, 3 March 2026." in decided.sentence
    assert decided.detail == ("The clinic cannot wait." if refused else "")
    assert not any("moved the date" in event.detail for event in timeline(cast.action, TODAY))
