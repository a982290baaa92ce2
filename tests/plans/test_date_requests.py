"""A new date: who may ask for one and who decides on it, what it takes, and what never changes by it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from governance.models import Body, Person
from governance.roles import standing
from plans.models import DateChange, DateDecision, DateRequest, Milestone
from plans.services import Asked, Said, ask_for_date, correct_date, decide_date, post_update, sign_off, withdraw
from tests.factories import (
    DateChangeFactory,
    MembershipFactory,
    MilestoneFactory,
    OccurrenceFactory,
    PlanFactory,
    PostHoldingFactory,
    SignOffFactory,
    StatusUpdateFactory,
    WithdrawalFactory,
    noon,
)
from tests.people import Cast

from .date_factories import DateDecisionFactory, DateRequestFactory

TODAY = dt.date(2026, 3, 27)
NOW = noon(TODAY)
AGREED = dt.date(2026, 6, 30)
LAST_OF_THE_GROUP = dt.date(2026, 9, 28)
"""Ninety days after the agreed date."""
SHORT, LONG = dt.date(2026, 7, 31), dt.date(2026, 9, 29)

ASKED = Asked(
    asked_for=SHORT,
    kind="recruitment",
    reason="The post is vacant until May.",
    effect="The panel starts a month later.",
    recovery="Interviews on Monday.",
)


def ask(cast: Cast, person: Person, asked: Asked = ASKED, milestone: Any = None, on: dt.date = TODAY) -> DateRequest:
    milestone = milestone or cast.milestone
    return ask_for_date(milestone=milestone, asked=asked, by=standing(person, on), now=noon(on))


def decide(request: DateRequest, person: Person, outcome: str = "granted", **said: Any) -> DateDecision:
    return decide_date(request=request, outcome=outcome, by=standing(person, TODAY), now=noon(TODAY, 5), **said)


def dates(milestone: Milestone) -> tuple[dt.date, dt.date, int]:
    """Agreed, due, and how often moved, as at today."""
    found: Any = Milestone.objects.with_dates(TODAY).get(pk=milestone.pk)
    return found.agreed_on, found.due_on, found.times_moved


# Who may ask


WHO_MAY_ASK = {
    "lead": True,
    "ambition_lead": True,
    "colleague": False,
    "group_member": False,
    "operational": False,
    "board": False,
    "officer": False,
    "data_officer": False,
    "observer": False,
    "nobody": False,
    "stranger": False,
}


@pytest.mark.parametrize(("part", "allowed"), WHO_MAY_ASK.items())
def test_who_may_ask_for_themselves(cast: Cast, part: str, allowed: bool) -> None:
    if allowed:
        asked = ask(cast, getattr(cast, part))
        assert (asked.by, asked.from_date, asked.asked_for) == (getattr(cast, part), AGREED, SHORT)
        return
    with pytest.raises(PermissionDenied):
        ask(cast, getattr(cast, part))
    assert not DateRequest.objects.exists()


@pytest.mark.parametrize("part", WHO_MAY_ASK)
def test_only_an_officer_asks_for_a_post(cast: Cast, part: str) -> None:
    asked = replace(ASKED, on_behalf_of=cast.post, heard="phone")
    if part == "officer":
        assert ask(cast, cast.officer, asked).on_behalf_of == cast.post
        return
    with pytest.raises(PermissionDenied):
        ask(cast, getattr(cast, part), asked)


def test_an_officer_asks_only_for_a_post_that_leads_the_work(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        ask(cast, cast.officer, replace(ASKED, on_behalf_of=cast.other_post, heard="phone"))


# What it takes to ask


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        pytest.param({}, {}, id="all of it"),
        pytest.param({"asked_for": dt.date(2026, 6, 1)}, {}, id="an earlier day"),
        pytest.param({"asked_for": None}, {"asked_for": "Enter the new date"}, id="no day"),
        pytest.param({"asked_for": TODAY}, {"asked_for": "Enter a day to come."}, id="today"),
        pytest.param({"asked_for": AGREED}, {"asked_for": "It is due on 30 June 2026 already."}, id="the day it has"),
        pytest.param({"kind": ""}, {"kind": "Choose what kind of reason it is."}, id="no kind of reason"),
        pytest.param({"kind": "weather"}, {"kind": "not a valid choice"}, id="a kind that is none"),
        pytest.param({"reason": " "}, {"reason": "Say why it cannot be done"}, id="no reason"),
        pytest.param({"effect": ""}, {"effect": "Say what the new date means for others"}, id="no effect"),
        pytest.param({"recovery": ""}, {"recovery": "Say what will be done"}, id="no recovery plan"),
        pytest.param({"heard": "phone"}, {"on_behalf_of": "Choose the post that said it."}, id="heard from nobody"),
        pytest.param(
            {"asked_for": None, "kind": "", "reason": ""},
            {"asked_for": "Enter the new date", "kind": "Choose", "reason": "Say why"},
            id="several at once",
        ),
    ],
)
def test_what_may_be_asked(cast: Cast, asked: dict[str, Any], wrong: dict[str, str]) -> None:
    if not wrong:
        assert ask(cast, cast.lead, replace(ASKED, **asked))
        return
    with pytest.raises(ValidationError) as refused:
        ask(cast, cast.lead, replace(ASKED, **asked))
    told = refused.value.message_dict
    assert set(told) == set(wrong)
    assert all(words in told[name][0] for name, words in wrong.items())
    assert not DateRequest.objects.exists()


def test_an_officer_says_how_they_heard_it(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        ask(cast, cast.officer, replace(ASKED, on_behalf_of=cast.post))
    assert refused.value.message_dict == {"heard": ["Say how you heard it."]}


def _comes_round(cast: Cast) -> Milestone:
    return OccurrenceFactory(milestone=MilestoneFactory(action=cast.action, recurrence="quarterly")).milestone


def _signed_off(cast: Cast) -> Milestone:
    SignOffFactory(update=StatusUpdateFactory(milestone=cast.milestone, claim=True))
    return cast.milestone


def _withdrawn(cast: Cast) -> Milestone:
    return WithdrawalFactory(milestone=cast.milestone).milestone


def _undated(cast: Cast) -> Milestone:
    return MilestoneFactory(action=cast.action, agreed_due_on=None)


def _asked(cast: Cast) -> Milestone:
    return DateRequestFactory(milestone=cast.milestone).milestone


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        pytest.param(_comes_round, "comes round again", id="comes round again"),
        pytest.param(_signed_off, "is signed off", id="signed off"),
        pytest.param(_withdrawn, "was withdrawn", id="withdrawn"),
        pytest.param(_undated, "has no date yet", id="no date"),
        pytest.param(_asked, "asked for already", id="one waits already"),
    ],
)
def test_what_cannot_be_asked_for(cast: Cast, closed: Any, words: str) -> None:
    milestone, before = closed(cast), DateRequest.objects.count()
    with pytest.raises(ValidationError, match=words):
        ask(cast, cast.lead, milestone=milestone)
    assert DateRequest.objects.count() == before


def test_a_draft_has_no_date_to_move(cast: Cast) -> None:
    plan = PlanFactory(draft=True, partnership=cast.partnership)
    draft = MilestoneFactory(action__objective__ambition__plan=plan)
    draft.action.leads.create(post=cast.post, order=1, starts_on=TODAY)
    with pytest.raises(ValidationError, match="draft"):
        ask(cast, cast.lead, milestone=draft)


def test_a_claim_that_waits_may_still_ask(cast: Cast) -> None:
    StatusUpdateFactory(milestone=cast.milestone, claim=True)
    assert ask(cast, cast.lead)


@pytest.mark.parametrize("outcome", ["granted", "refused"])
def test_once_it_is_decided_another_may_be_asked_for(cast: Cast, outcome: str) -> None:
    decide(ask(cast, cast.lead), cast.operational, outcome, reason="Because.")
    assert ask(cast, cast.lead, replace(ASKED, asked_for=dt.date(2026, 8, 31)))


def test_once_its_date_was_put_right_another_may_be_asked_for(cast: Cast) -> None:
    ask(cast, cast.lead, on=TODAY - dt.timedelta(days=1))
    put_right(cast)
    assert ask(cast, cast.lead).from_date == dt.date(2026, 7, 15)


def put_right(cast: Cast) -> None:
    by = standing(cast.officer, TODAY)
    correct_date(milestone=cast.milestone, to_date=dt.date(2026, 7, 15), reason="Page 12.", by=by, now=NOW)


# Who decides


MINUTE = "SEPB, 26 March 2026, item 4"
GROUPS = {"operational"}
BOARDS = {"board", "officer"}


@pytest.mark.parametrize("part", WHO_MAY_ASK)
@pytest.mark.parametrize(
    ("asked_for", "deciding"),
    [
        pytest.param(SHORT, GROUPS, id="a month more"),
        pytest.param(dt.date(2026, 5, 1), GROUPS, id="brought forward"),
        pytest.param(LAST_OF_THE_GROUP, GROUPS, id="90 days more"),
        pytest.param(LONG, BOARDS, id="91 days more"),
    ],
)
def test_who_decides(cast: Cast, part: str, asked_for: dt.date, deciding: set[str]) -> None:
    request = ask(cast, cast.lead, replace(ASKED, asked_for=asked_for))
    if part in deciding:
        decided = decide(request, getattr(cast, part), minute=MINUTE)
        assert decided.decided_by == ("operational_group" if deciding is GROUPS else "board")
        assert dates(cast.milestone) == (AGREED, asked_for, 1)
        return
    with pytest.raises(PermissionDenied):
        decide(request, getattr(cast, part), minute=MINUTE)
    assert dates(cast.milestone) == (AGREED, AGREED, 0)


def test_the_total_counts_not_the_step(cast: Cast) -> None:
    decide(ask(cast, cast.lead, replace(ASKED, asked_for=LAST_OF_THE_GROUP)), cast.operational)
    further = ask(cast, cast.lead, replace(ASKED, asked_for=LONG))
    with pytest.raises(PermissionDenied):
        decide(further, cast.operational)
    assert decide(further, cast.board, minute=MINUTE)


def in_body(cast: Cast, person: Person, kind: str) -> Person:
    MembershipFactory(body=Body.objects.get(partnership=cast.partnership, kind=kind), person=person)
    return person


@pytest.mark.parametrize(("asked_for", "kind"), [(SHORT, "operational_group"), (LONG, "board")], ids=["group", "board"])
def test_nobody_decides_on_what_they_asked_for_or_on_a_post_they_hold(
    cast: Cast, asked_for: dt.date, kind: str
) -> None:
    asker = in_body(cast, cast.ambition_lead, kind)
    deputy = in_body(cast, PostHoldingFactory(post=cast.post, is_deputy=True).person, kind)
    request = ask(cast, asker, replace(ASKED, asked_for=asked_for))
    for person in (asker, deputy):
        with pytest.raises(PermissionDenied):
            decide(request, person, minute=MINUTE)
    assert decide(request, in_body(cast, cast.colleague, kind), minute=MINUTE)


def test_the_officer_who_wrote_a_request_down_does_not_write_the_decision(cast: Cast) -> None:
    asked = replace(ASKED, asked_for=LONG, on_behalf_of=cast.post, heard="meeting")
    request = ask(cast, cast.officer, asked)
    with pytest.raises(PermissionDenied):
        decide(request, cast.officer, minute=MINUTE)
    assert decide(request, cast.board, minute=MINUTE)


# What it takes to decide


def test_granted_it_moves_the_date_and_says_why(cast: Cast) -> None:
    request = ask(cast, cast.lead)
    decided = decide(request, cast.operational, minute="OG 4", decided_on=TODAY)
    change = DateChange.objects.get()
    assert decided.change == change
    assert (change.kind, change.from_date, change.to_date) == ("moved", AGREED, SHORT)
    assert change.reason == "Recruitment. The post is vacant until May."
    assert (change.by, change.minute, change.recorded_at) == (cast.operational, "OG 4", decided.recorded_at)


def test_refused_the_date_stays(cast: Cast) -> None:
    decided = decide(ask(cast, cast.lead), cast.operational, "refused", reason="The clinic cannot wait.")
    assert (decided.change, DateChange.objects.count()) == (None, 0)
    assert dates(cast.milestone) == (AGREED, AGREED, 0)


YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("asked_for", "outcome", "said", "wrong"),
    [
        pytest.param(SHORT, "refused", {}, {"reason": "Say why it is refused"}, id="refused, not why"),
        pytest.param(SHORT, "refused", {"reason": "  "}, {"reason": "Say why it is refused"}, id="refused, blank"),
        pytest.param(LONG, "granted", {}, {"minute": "at which meeting the board"}, id="the board, no meeting"),
        pytest.param(LONG, "granted", {"minute": " "}, {"minute": "at which meeting the board"}, id="the board, blank"),
        pytest.param(
            LONG, "refused", {}, {"reason": "Say why", "minute": "at which meeting"}, id="the board refuses, bare"
        ),
        pytest.param(
            SHORT, "granted", {"decided_on": TOMORROW}, {"decided_on": "from the day they asked"}, id="tomorrow"
        ),
        pytest.param(
            SHORT, "granted", {"decided_on": YESTERDAY}, {"decided_on": "from the day they asked"}, id="before asking"
        ),
        pytest.param(SHORT, "perhaps", {}, {"outcome": "not a valid choice"}, id="a word that is none"),
    ],
)
def test_what_may_be_decided(
    cast: Cast, asked_for: dt.date, outcome: str, said: dict[str, Any], wrong: dict[str, str]
) -> None:
    request = ask(cast, cast.lead, replace(ASKED, asked_for=asked_for))
    with pytest.raises(ValidationError) as refused:
        decide(request, cast.operational if asked_for == SHORT else cast.board, outcome, **said)
    told = refused.value.message_dict
    assert set(told) == set(wrong)
    assert all(words in told[name][0] for name, words in wrong.items())
    assert (DateDecision.objects.count(), DateChange.objects.count()) == (0, 0)


def _withdraw(cast: Cast) -> None:
    withdraw(thing=cast.milestone, reason="Moved.", minute="SEPB", by=standing(cast.officer, TODAY), now=NOW)


def _sign_off(cast: Cast) -> None:
    claim = Said(declared="complete", completed_on=TODAY, difference_made="Yes.", evidence_link="https://example.org")
    claimed = post_update(milestone=cast.milestone, said=claim, by=standing(cast.lead, TODAY), now=NOW)
    sign_off(claim=claimed, decision="accepted", by=standing(cast.operational, TODAY), now=noon(TODAY, 1))


@pytest.mark.parametrize(
    ("happened", "words"),
    [
        pytest.param(put_right, "due date changed since they asked", id="its date was put right"),
        pytest.param(_withdraw, "signed off or withdrawn since", id="it was withdrawn"),
        pytest.param(_sign_off, "signed off or withdrawn since", id="it was signed off"),
    ],
)
def test_what_happened_since_closes_a_request(cast: Cast, happened: Any, words: str) -> None:
    request = ask(cast, cast.lead)
    happened(cast)
    with pytest.raises(ValidationError, match=words):
        decide(request, cast.operational)
    assert not DateDecision.objects.exists()


def test_a_request_is_decided_once(cast: Cast) -> None:
    request = ask(cast, cast.lead)
    decide(request, cast.operational)
    with pytest.raises(ValidationError, match="decided by somebody else"):
        decide(request, cast.operational, "refused", reason="Too late.")
    assert DateChange.objects.count() == 1


def test_a_correction_never_takes_a_move_back(cast: Cast) -> None:
    decide(ask(cast, cast.lead), cast.operational)
    put_right(cast)
    assert dates(cast.milestone) == (dt.date(2026, 7, 15), SHORT, 1)


# What the database holds, whoever writes to it


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"kind": "weather"}, id="a kind that is none"),
        pytest.param({"reason": ""}, id="no reason"),
        pytest.param({"effect": ""}, id="no effect"),
        pytest.param({"recovery": ""}, id="no recovery plan"),
        pytest.param({"asked_for": AGREED}, id="the day it has"),
        pytest.param({"heard": "phone"}, id="heard from nobody"),
    ],
)
def test_the_database_refuses_a_request(wrong: dict[str, Any]) -> None:
    milestone = MilestoneFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        DateRequestFactory(milestone=milestone, **wrong)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"change": None}, id="granted and nothing moved"),
        pytest.param({"outcome": "refused", "reason": "No."}, id="refused and moved"),
        pytest.param({"outcome": "refused", "change": None}, id="refused, not why"),
        pytest.param({"decided_by": "board"}, id="the board, no meeting"),
        pytest.param({"decided_by": "officer"}, id="decided by nobody who may"),
        pytest.param({"outcome": "perhaps"}, id="a word that is none"),
    ],
)
def test_the_database_refuses_a_decision(wrong: dict[str, Any]) -> None:
    request = DateRequestFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        DateDecisionFactory(request=request, **wrong)


@pytest.mark.django_db
def test_a_move_recorded_without_a_request_counts_as_moved() -> None:
    move = DateChangeFactory(carried_over=True)
    assert dates(move.milestone) == (AGREED, dt.date(2026, 9, 30), 1)
