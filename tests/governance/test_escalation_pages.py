"""Pages of the challenge ledger and of the rules: what they show, what they refuse, and the ledger as CSV."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.models import Body, Escalation, EscalationAnswer, EscalationRule
from tests.factories import MeetingFactory
from tests.people import Cast

from .escalation_factories import AnswerFactory, EscalationFactory, RuleFactory

DAY = dt.timedelta(days=1)
LEDGER = "/escalations/"


@pytest.fixture
def group(cast: Cast) -> Body:
    return cast.partnership.bodies.get(key="OG")


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


# The ledger


@pytest.fixture
def three(cast: Cast, group: Body, today: dt.date) -> None:
    """One that waits, one that waits too long and one that is answered; and one of somewhere else."""
    EscalationFactory(body=group, title="Rooms", raised_on=today)
    board = cast.partnership.bodies.get(key="SEPB")
    EscalationFactory(body=board, title="Posts", raised_on=today - 100 * DAY)
    AnswerFactory(escalation__body=group, escalation__title="Buses", escalation__raised_on=today - 20 * DAY)
    EscalationFactory(title="Elsewhere")


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        pytest.param("", {"Rooms", "Posts", "Buses"}, id="everything of this partnership"),
        pytest.param("state=open", {"Rooms", "Posts"}, id="open, late ones too"),
        pytest.param("state=late", {"Posts"}, id="late"),
        pytest.param("state=answered", {"Buses"}, id="answered"),
        pytest.param("body=OG", {"Rooms", "Buses"}, id="of one body"),
    ],
)
def test_the_ledger_shows_what_is_asked_for_and_its_csv_the_same(three, cast, group, signed_in, asked, shown):
    asked = asked.replace("OG", str(group.pk))
    client = signed_in(cast.lead)
    page = client.get(f"{LEDGER}?{asked}")
    assert {line.title for line in page.context["lines"]} == shown
    file = client.get(f"/escalations.csv?{asked}").getvalue().decode()
    assert {title for title in ("Rooms", "Posts", "Buses", "Elsewhere") if f",{title}," in file} == shown


def test_a_filter_that_cannot_be_read_is_said_and_lists_nothing(three, cast, signed_in):
    for address in (f"{LEDGER}?state=lost", "/escalations.csv?body=999999"):
        page = signed_in(cast.lead).get(address)
        assert page.status_code == 422
        assert page.context["lines"] == []
        assert "There is a problem" in page.content.decode()


def test_the_ledger_runs_no_formula(cast, group, signed_in):
    EscalationFactory(body=group, title="=1+1")
    assert "'=1+1" in signed_in(cast.lead).get("/escalations.csv").getvalue().decode()


def test_the_number_of_queries_does_not_grow(cast, group, signed_in, django_assert_max_num_queries):
    for _ in range(8):
        AnswerFactory(escalation__body=group)
        EscalationFactory(body=group)
    client = signed_in(cast.lead)
    client.get(LEDGER)
    with django_assert_max_num_queries(22):
        client.get(LEDGER)


# Raising


def test_a_concern_is_raised_from_a_page(cast, group, signed_in):
    client = signed_in(cast.lead)
    page = client.get("/escalations/raise/?about=/plans/hillside-send/&title=Rooms").content.decode()
    assert 'href="/plans/hillside-send/"' in page
    assert 'value="Rooms"' in page
    sent = {"body": group.pk, "title": "Rooms", "words": "None.", "address": "/plans/hillside-send/"}
    answer = client.post("/escalations/raise/", sent, follow=True)
    assert "Raised to The OG: it is waiting for their next meeting." in answer.content.decode()
    assert Escalation.objects.get().address == "/plans/hillside-send/"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_a_concern_leads_nowhere_else(cast, group, signed_in, elsewhere):
    client = signed_in(cast.lead)
    assert "example.org" not in client.get("/escalations/raise/", {"about": elsewhere}).content.decode()
    client.post("/escalations/raise/", {"body": group.pk, "title": "Rooms", "words": "None.", "address": elsewhere})
    assert Escalation.objects.get().address == ""


def test_a_refused_concern_keeps_what_was_typed(cast, signed_in):
    page = signed_in(cast.lead).post("/escalations/raise/", {"title": "Rooms", "words": ""})
    assert page.status_code == 422
    assert page.content.decode().count("Choose the body that is to answer.") == 2
    assert 'value="Rooms"' in page.content.decode()


# Answering


def test_a_member_answers_on_its_page(cast, group, signed_in, today):
    raised = EscalationFactory(body=group, raised_on=today)
    client = signed_in(cast.operational)
    page = reverse("escalation", args=[raised.pk])
    assert "Answer it" in client.get(page).content.decode()
    sent = {"decision": "Use the hub.", "owner": cast.post.pk, "due_on": "31 December 2099"}
    answer = client.post(f"{page}answer/", sent, follow=True).content.decode()
    assert "Use the hub." in answer
    assert "between meetings" in answer
    assert "Answer it" not in answer
    assert client.post(f"{page}answer/", sent).status_code == 422
    assert EscalationAnswer.objects.count() == 1


def test_an_officer_names_the_meeting(cast, group, signed_in, today):
    raised = EscalationFactory(body=group, raised_on=today - DAY)
    sat = MeetingFactory(body=group, sits_on=today, papers_due_on=today)
    client = signed_in(cast.officer)
    address = reverse("answer-escalation", args=[raised.pk])
    sent = {"decision": "Use the hub.", "owner_in_words": "Estates", "due_on": "31 December 2099"}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "Choose the meeting that gave this answer" in refused.content.decode()
    assert "Use the hub." in refused.content.decode()
    assert client.post(address, sent | {"meeting": sat.pk}).status_code == 302
    assert EscalationAnswer.objects.get().meeting_id == sat.pk


def test_whoever_may_not_answer_reads_that_it_waits(cast, group, signed_in):
    raised = EscalationFactory(body=group)
    page = signed_in(cast.board).get(reverse("escalation", args=[raised.pk])).content.decode()
    assert "The OG has yet to answer." in page
    assert "Answer it" not in page


# The rules


def test_an_officer_begins_with_the_rules_and_changes_one(cast, signed_in):
    client = signed_in(cast.officer)
    assert "No rule is set" in client.get("/escalations/rules/").content.decode()
    page = client.post("/escalations/rules/begin/hillside/", follow=True).content.decode()
    assert "5 rules are in force." in page
    rule = EscalationRule.objects.get(kind="overdue", body__key="OG")
    client.post(f"/escalations/rules/{rule.pk}/", {"threshold": "14"})
    page = client.get("/escalations/rules/").content.decode()
    assert "switched off: A milestone is overdue by 14 days or more, to The OG" in page


def test_an_officer_sets_a_rule_of_their_own(cast, group, signed_in):
    client = signed_in(cast.officer)
    sent = {"kind": "post_vacant", "threshold": "0", "body": group.pk, "is_active": "on"}
    assert client.post("/escalations/rules/add/hillside/", sent).status_code == 422
    assert client.post("/escalations/rules/add/hillside/", sent | {"threshold": "28"}).status_code == 302
    assert EscalationRule.objects.get().threshold == 28


def test_a_rule_of_another_partnership_is_not_there(cast, signed_in):
    assert signed_in(cast.officer).get(f"/escalations/rules/{RuleFactory().pk}/").status_code == 404
