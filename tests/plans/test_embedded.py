"""Signed off is checked again after three months: "no" reopens, "yes" never does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.models import Notice
from governance.roles import standing
from plans import embedded
from plans.embedded import Turn
from plans.models import EmbeddedAnswer, Milestone, StatusUpdate
from plans.printed_dates import months_after
from plans.services.embedded import answer_embedded, ask_leads
from tests.factories import MilestoneFactory, PlanFactory, SignOffFactory, StatusUpdateFactory, WithdrawalFactory, noon
from tests.people import Cast

TODAY = dt.date(2026, 6, 15)
NO = {
    "still_embedded": False,
    "declared": "off_track",
    "what_is_wrong": "Two schools went back to the old form.",
    "what_is_being_done": "The panel visits both in June.",
}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("signed_off", "on", "expected"),
    [
        pytest.param("2026-01-15", "2026-01-15", Turn.TO_COME, id="the same day"),
        pytest.param("2026-01-15", "2026-04-14", Turn.TO_COME, id="the day before three months"),
        pytest.param("2026-01-15", "2026-04-15", Turn.ASKED, id="three months"),
        pytest.param("2026-01-15", "2026-07-14", Turn.ASKED, id="the day before six months"),
        pytest.param("2026-01-15", "2026-07-15", Turn.LATE, id="six months"),
        pytest.param("2026-01-15", "2028-01-15", Turn.LATE, id="years"),
        pytest.param("2025-11-30", "2026-02-27", Turn.TO_COME, id="a month without that day, before its last"),
        pytest.param("2025-11-30", "2026-02-28", Turn.ASKED, id="a month without that day, on its last"),
        pytest.param("2026-04-15", "2026-01-15", Turn.TO_COME, id="before it was signed off"),
    ],
)
def test_when_it_is_asked_and_when_it_is_late(signed_off: str, on: str, expected: Turn) -> None:
    assert embedded.turn(day(signed_off), day(on)) is expected


def signed_off(milestone: Any, months: int = 4, on: dt.date = TODAY) -> Any:
    """A claim accepted so many months ago."""
    return SignOffFactory(
        update=StatusUpdateFactory(milestone=milestone, claim=True, said_on=months_after(on, -months))
    )


def answer(cast: Cast, sign_off: Any, person: Any = None, on: dt.date = TODAY, **said: Any) -> EmbeddedAnswer:
    given: dict[str, Any] = {
        "still_embedded": True,
        "words": "The audit of May found it in every case.",
    }
    by = standing(person or cast.lead, on)
    return answer_embedded(sign_off=sign_off, by=by, now=noon(on), **given | said)


def rule(milestone: Any, on: dt.date = TODAY) -> str:
    (found,) = Milestone.objects.filter(pk=milestone.pk).positioned(on).values_list("rule", flat=True)
    return str(found)


def asked(cast: Cast, on: dt.date = TODAY) -> list[str]:
    return [one.milestone.ref for one in embedded.of_plan(cast.plan, standing(cast.officer, on))]


def test_yes_is_written_down_and_never_reopens(cast: Cast) -> None:
    sign_off = signed_off(cast.milestone)
    assert asked(cast) == ["1.1.1-a"]
    given = answer(cast, sign_off)
    assert (given.still_embedded, given.reopened_by, given.by) == (True, None, cast.lead)
    assert StatusUpdate.objects.count() == 1
    assert rule(cast.milestone) == "signed_off"
    assert asked(cast) == []
    assert asked(cast, months_after(TODAY, 12)) == [], "A yes closes the question for this sign-off."


@pytest.mark.parametrize("declared", ["at_risk", "off_track"])
def test_no_reopens_with_an_update_in_the_same_transaction(cast: Cast, declared: str) -> None:
    sign_off = signed_off(cast.milestone)
    given = answer(cast, sign_off, **NO | {"declared": declared})
    update = given.reopened_by
    assert update is not None
    assert (update.declared, update.what_is_wrong, update.said_on) == (declared, NO["what_is_wrong"], TODAY)
    assert rule(cast.milestone) == declared
    assert rule(cast.milestone, TODAY - dt.timedelta(days=1)) == "signed_off"
    assert asked(cast) == []
    (milestone,) = Milestone.objects.filter(pk=cast.milestone.pk).positioned(TODAY).in_words()
    assert "Reopened on 15 June 2026, signed off on 15 February 2026" in milestone.position.sentence


def test_after_a_no_the_next_sign_off_is_asked_about_in_its_turn(cast: Cast) -> None:
    answer(cast, signed_off(cast.milestone), **NO)
    later = months_after(TODAY, 7)
    signed_off(cast.milestone, 4, later)
    assert asked(cast, months_after(TODAY, 4)) == []
    assert asked(cast, later) == ["1.1.1-a"]


@pytest.mark.parametrize("said", [pytest.param({}, id="yes"), pytest.param(NO, id="no")])
def test_who_may_answer(cast: Cast, said: dict[str, Any]) -> None:
    sign_off, may = signed_off(cast.milestone), ("lead", "ambition_lead")
    for part, person in cast.people().items():
        if part not in may:
            with pytest.raises(PermissionDenied):
                answer(cast, sign_off, person, **said)
    assert not EmbeddedAnswer.objects.exists()
    answer(cast, sign_off, cast.lead, **said)
    later = signed_off(cast.other_milestone)
    answer(cast, later, cast.ambition_lead, **said)


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        pytest.param({"words": " "}, {"words"}, id="yes without words"),
        pytest.param({"still_embedded": False, "words": ""}, {"words", *NO} - {"still_embedded"}, id="a bare no"),
        pytest.param({**NO, "declared": "on_track"}, {"declared"}, id="no, and on track"),
        pytest.param({**NO, "declared": "complete"}, {"declared"}, id="no, and complete"),
        pytest.param({**NO, "what_is_wrong": "  "}, {"what_is_wrong"}, id="no without what is wrong"),
    ],
)
def test_what_cannot_be_taken_in(cast: Cast, said: dict[str, Any], fields: set[str]) -> None:
    sign_off = signed_off(cast.milestone)
    with pytest.raises(ValidationError) as refused:
        answer(cast, sign_off, **said)
    assert set(refused.value.message_dict) == fields
    assert StatusUpdate.objects.count() == 1


@pytest.mark.parametrize(
    ("story", "message"),
    [
        pytest.param("too soon", "This is asked from", id="too soon"),
        pytest.param("answered", "answered this already", id="answered"),
        pytest.param("reopened", "no longer stands", id="reopened"),
        pytest.param("withdrawn", "no longer stands", id="withdrawn"),
        pytest.param("returned", "no longer stands", id="a claim that was returned"),
    ],
)
def test_only_what_still_stands_and_is_open_is_asked(cast: Cast, story: str, message: str) -> None:
    milestone = cast.milestone
    if story == "returned":
        claim = StatusUpdateFactory(milestone=milestone, claim=True, said_on=months_after(TODAY, -4))
        sign_off = SignOffFactory(update=claim, returned=True)
    else:
        sign_off = signed_off(milestone, 2 if story == "too soon" else 4)
    if story == "answered":
        answer(cast, sign_off)
    if story == "reopened":
        StatusUpdateFactory(milestone=cast.milestone, at_risk=True, said_on=TODAY - dt.timedelta(days=3))
    if story == "withdrawn":
        WithdrawalFactory(milestone=cast.milestone)
    with pytest.raises(ValidationError, match=message):
        answer(cast, sign_off)
    assert asked(cast) == []


def test_what_was_asked_on_a_past_day_reads_the_same_whatever_came_later(cast: Cast) -> None:
    yesterday = TODAY - dt.timedelta(days=1)
    sign_off = signed_off(cast.milestone, 7)
    before = [(one.turn, one.sign_off) for one in embedded.of_plan(cast.plan, standing(cast.officer, yesterday))]
    answer(cast, sign_off, **NO)
    after = [(one.turn, one.sign_off) for one in embedded.of_plan(cast.plan, standing(cast.officer, yesterday))]
    assert before == after == [(Turn.LATE, sign_off)]


# The pages


NOW = timezone.localdate()


def page_of(cast: Cast, sign_off: Any) -> str:
    return reverse("answer-embedded", args=[cast.plan.slug, sign_off.pk])


def test_who_gets_the_form_and_who_the_list(cast: Cast, signed_in: Any) -> None:
    sign_off = signed_off(cast.milestone, 4, NOW)
    for part, may in {"lead": True, "ambition_lead": True, "colleague": False, "officer": False}.items():
        person = getattr(cast, part)
        client = signed_in(person)
        assert client.get(page_of(cast, sign_off)).status_code == (200 if may else 403)
        listed = client.get(reverse("embedded", args=[cast.plan.slug])).content.decode()
        assert (page_of(cast, sign_off) in listed) == may
        assert [one.sign_off for one in embedded.asked_of(standing(person, NOW))] == ([sign_off] if may else [])


def test_a_lead_says_no_on_the_page(cast: Cast, signed_in: Any) -> None:
    sign_off = signed_off(cast.milestone, 4, NOW)
    client = signed_in(cast.lead)
    sent = {"words": "The log of June.", **NO, "still_embedded": "no"}
    refused = client.post(page_of(cast, sign_off), {**sent, "what_is_wrong": ""})
    shown = refused.content.decode()
    assert refused.status_code == 422
    assert shown.count("Say what is going wrong.") == 2
    assert "The log of June." in shown
    assert not EmbeddedAnswer.objects.exists()
    answered = client.post(page_of(cast, sign_off), sent, follow=True)
    assert "Reopened: 1.1.1-a" in answered.content.decode()
    assert EmbeddedAnswer.objects.get().reopened_by is not None
    assert client.get(page_of(cast, sign_off)).status_code == 200
    again = client.post(page_of(cast, sign_off), sent)
    assert (again.status_code, EmbeddedAnswer.objects.count()) == (422, 1)


def test_a_lead_says_yes_on_the_page(cast: Cast, signed_in: Any) -> None:
    sign_off = signed_off(cast.milestone, 7, NOW)
    client = signed_in(cast.lead)
    assert "Late" in client.get(reverse("embedded", args=[cast.plan.slug])).content.decode()
    client.post(page_of(cast, sign_off), {"still_embedded": "yes", "words": "The audit of May."})
    assert EmbeddedAnswer.objects.get().words == "The audit of May."
    assert StatusUpdate.objects.count() == 1
    assert "The audit of May." in client.get(reverse("embedded", args=[cast.plan.slug])).content.decode()


def test_the_list_does_not_grow_in_queries(cast: Cast, signed_in: Any) -> None:
    client, counted = signed_in(cast.lead), []
    for number in (2, 10):
        for _ in range(number):
            signed_off(MilestoneFactory(action=cast.action), 4, NOW)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("embedded", args=[cast.plan.slug]))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 16


@pytest.mark.parametrize(
    ("months", "told"),
    [pytest.param(2, 0, id="not yet"), pytest.param(3, 1, id="asked"), pytest.param(7, 1, id="late, and told of once")],
)
def test_whoever_answers_for_it_is_told_once(cast: Cast, months: int, told: int) -> None:
    signed_off(cast.milestone, months)
    for _ in range(2):
        ask_leads(as_at=TODAY, now=noon(TODAY))
    notices = Notice.objects.filter(kind="sign_off")
    assert [notice.person for notice in notices] == [cast.lead] * told
    assert all(notice.can_wait and "still embedded" in notice.subject for notice in notices)


def test_nobody_is_told_of_a_plan_that_is_a_draft(cast: Cast) -> None:
    signed_off(cast.milestone)
    plan = PlanFactory(partnership=cast.partnership, draft=True)
    signed_off(MilestoneFactory(action__objective__ambition__plan=plan))
    ask_leads(as_at=TODAY, now=noon(TODAY))
    assert Notice.objects.count() == 1
