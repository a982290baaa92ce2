"""The operational group's queue: claims of completion, accepted or returned, never by those who made them."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.models import Body
from governance.roles import standing
from plans import content
from plans.models import Milestone, SignOff
from plans.services import Said, post_update, sign_off
from tests.factories import (
    ActionFactory,
    ActionLeadFactory,
    ConfirmationFactory,
    MembershipFactory,
    MilestoneFactory,
    PostHoldingFactory,
    SignOffFactory,
    StatusUpdateFactory,
    noon,
)
from tests.pages import article

TODAY = dt.date(2026, 3, 27)
NOW = noon(TODAY)
IN_PLACE = {"HX-Request": "true"}


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def claim(cast):
    return StatusUpdateFactory(milestone=cast.milestone, by=cast.lead, claim=True)


def answer(claim, person, decision="accepted", reason=""):
    return sign_off(claim=claim, decision=decision, reason=reason, by=standing(person, TODAY), now=NOW)


def rule(milestone):
    return Milestone.objects.positioned(TODAY).get(pk=milestone.pk).rule


def test_the_operational_group_accepts(cast, claim):
    given = answer(claim, cast.operational)
    assert (given.by, given.decided_on) == (cast.operational, TODAY)
    assert rule(cast.milestone) == "signed_off"


def test_the_operational_group_returns_with_a_reason(cast, claim):
    answer(claim, cast.operational, "returned", "The minutes are missing.")
    assert rule(cast.milestone) not in ("signed_off", "awaiting_sign_off")


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_return_says_why(cast, claim, reason):
    with pytest.raises(ValidationError) as refused:
        answer(claim, cast.operational, "returned", reason)
    assert set(refused.value.message_dict) == {"reason"}
    assert not SignOff.objects.exists()


def test_the_database_holds_that_a_return_says_why(claim):
    with pytest.raises(IntegrityError), transaction.atomic():
        SignOffFactory(update=claim, decision="returned", reason="")


@pytest.mark.parametrize(
    "part",
    [
        "lead",
        "colleague",
        "ambition_lead",
        "group_member",
        "board",
        "officer",
        "data_officer",
        "observer",
        "stranger",
    ],
)
def test_nobody_else_answers(cast, claim, part):
    with pytest.raises(PermissionDenied):
        answer(claim, getattr(cast, part))


def in_the_group(cast, person):
    group = Body.objects.get(partnership=cast.partnership, kind=Body.Kind.OPERATIONAL_GROUP)
    MembershipFactory(body=group, person=person)
    return person


def test_nobody_answers_their_own_claim(cast):
    made = StatusUpdateFactory(milestone=cast.milestone, by=in_the_group(cast, cast.ambition_lead), claim=True)
    with pytest.raises(PermissionDenied):
        answer(made, cast.ambition_lead)


def test_nobody_answers_a_claim_of_a_post_they_hold(cast, claim):
    second = in_the_group(cast, PostHoldingFactory(post=cast.post, is_deputy=True).person)
    with pytest.raises(PermissionDenied):
        answer(claim, second)


def test_nobody_answers_a_claim_that_they_recorded_or_confirmed(cast):
    recorded = StatusUpdateFactory(
        milestone=cast.milestone,
        by=in_the_group(cast, cast.officer),
        on_behalf_of=cast.post,
        heard="phone",
        claim=True,
    )
    ConfirmationFactory(update=recorded, by=in_the_group(cast, cast.board))
    for person in (cast.officer, cast.board):
        with pytest.raises(PermissionDenied):
            answer(recorded, person)
    assert answer(recorded, cast.operational)


def test_a_superseded_claim_is_refused(cast, claim):
    post_update(milestone=cast.milestone, said=Said(declared="on_track"), by=standing(cast.lead, TODAY), now=NOW)
    with pytest.raises(ValidationError, match="no longer stands"):
        answer(claim, cast.operational)


def test_a_claim_is_answered_once(cast, claim):
    answer(claim, cast.operational)
    with pytest.raises(ValidationError, match="answered"):
        answer(claim, cast.operational, "returned", "Too late.")


def test_a_claim_that_waits_for_its_post_is_not_answered(cast):
    recorded = StatusUpdateFactory(
        milestone=cast.milestone, by=cast.officer, on_behalf_of=cast.post, heard="phone", claim=True
    )
    with pytest.raises(ValidationError, match="no longer stands"):
        answer(recorded, cast.operational)


# The page


def queue(cast):
    return f"/plans/{cast.plan.slug}/sign-off/"


def sent(claim, **typed):
    shown = {"seen": content.of_claim(claim, claim.files.all())}
    return {f"c{claim.pk}-{name}": value for name, value in (shown | typed).items()}


def claims_of(cast, number, on):
    for n in range(number):
        action = ActionFactory(objective=cast.action.objective)
        ActionLeadFactory(action=action, post=cast.post)
        milestone = MilestoneFactory(action=action)
        StatusUpdateFactory(milestone=milestone, by=cast.lead, claim=True, said_on=on - dt.timedelta(days=n % 40))


def test_the_oldest_comes_first_and_long_waits_are_marked(cast, signed_in, today):
    ages = {5: "young", 28: "at the limit", 29: "over"}
    for age, title in ages.items():
        milestone = MilestoneFactory(action=cast.action, title=title)
        said_on = today - dt.timedelta(days=age)
        StatusUpdateFactory(milestone=milestone, by=cast.lead, claim=True, said_on=said_on)
    page = signed_in(cast.operational).get(queue(cast))
    waiting = [item.waiting for item in page.context["items"]]
    assert [one.claim.milestone.title for one in waiting] == ["over", "at the limit", "young"]
    assert [one.is_over for one in waiting] == [True, False, False]
    assert "1 has waited more than 28 days" in page.content.decode()
    assert "Waiting 29 days, more than 28." in page.content.decode()


def test_it_shows_what_was_claimed(cast, signed_in, claim):
    text = signed_in(cast.operational).get(queue(cast)).content.decode()
    assert "Families are seen in six weeks." in text
    assert "https://example.org/evidence" in text
    assert f"Led by {cast.post}" in text


def test_the_number_of_queries_does_not_grow_with_the_queue(cast, signed_in, today):
    client = signed_in(cast.operational)
    counted = []
    for number in (5, 25):
        claims_of(cast, number, today)
        with CaptureQueriesContext(connection) as queries:
            client.get(queue(cast))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 24


READERS = {
    "operational": (200, 302),
    "lead": (200, 403),
    "colleague": (200, 403),
    "ambition_lead": (200, 403),
    "group_member": (200, 403),
    "board": (200, 403),
    "officer": (200, 403),
    "data_officer": (200, 403),
    "observer": (404, 404),
    "nobody": (404, 404),
    "stranger": (404, 404),
}


@pytest.mark.parametrize(("part", "statuses"), READERS.items())
def test_whoever_reads_the_plan_reads_the_queue_and_only_the_group_answers(cast, signed_in, claim, part, statuses):
    client = signed_in(getattr(cast, part))
    page = client.get(queue(cast))
    answered = client.post(f"{queue(cast)}{claim.pk}/", sent(claim, decision="accepted"))
    assert (page.status_code, answered.status_code) == statuses
    assert SignOff.objects.exists() == (part == "operational")
    if page.status_code == 200:
        assert ("Record the answer" in page.content.decode()) == (part == "operational")


def test_ones_own_claim_is_shown_and_cannot_be_answered(cast, signed_in, claim):
    client = signed_in(in_the_group(cast, cast.lead))
    text = client.get(queue(cast)).content.decode()
    assert "You cannot answer this: your own." in text
    assert "Record the answer" not in text
    assert client.post(f"{queue(cast)}{claim.pk}/", sent(claim, decision="accepted")).status_code == 403


@pytest.mark.parametrize("in_place", [False, True], ids=["whole page", "in place"])
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"decision": "returned"}, "Say why it is returned, so that the lead knows what to do."),
        ({}, "Choose whether to accept it or to return it."),
        ({"decision": "perhaps"}, "Select a valid choice"),
    ],
    ids=["a return without a reason", "nothing chosen", "a word that is none"],
)
def test_an_answer_that_cannot_be_taken_in(cast, signed_in, claim, typed, message, in_place):
    page = signed_in(cast.operational).post(
        f"{queue(cast)}{claim.pk}/",
        sent(claim, minute="Group, item 4", **typed),
        headers=IN_PLACE if in_place else {},
    )
    assert page.status_code == 422
    assert message in page.content.decode()
    assert "Group, item 4" in page.content.decode()
    assert not SignOff.objects.exists()


def test_returned_in_place(cast, signed_in, claim):
    client = signed_in(cast.operational)
    typed = sent(claim, decision="returned", reason="The minutes are missing.")
    part = client.post(f"{queue(cast)}{claim.pk}/", typed, headers=IN_PLACE).content.decode()
    assert "<html" not in part
    assert "The minutes are missing." in part
    whole = article(f"claim-{claim.pk}", client.get(queue(cast)).content.decode())
    assert article(f"claim-{claim.pk}", part).replace(' tabindex="-1" data-focus', "") == whole


def test_what_was_answered_meanwhile_is_told(cast, signed_in, claim):
    SignOffFactory(update=claim, by=cast.board)
    page = signed_in(cast.operational).post(f"{queue(cast)}{claim.pk}/", sent(claim, decision="accepted"))
    assert page.status_code == 422
    assert "answered by somebody else a moment ago" in page.content.decode()


def test_what_an_officer_recorded_is_listed_apart(cast, signed_in):
    StatusUpdateFactory(milestone=cast.milestone, by=cast.officer, on_behalf_of=cast.post, heard="email", claim=True)
    page = signed_in(cast.operational).get(queue(cast))
    assert page.context["items"] == []
    assert [update.milestone for update in page.context["unconfirmed"]] == [cast.milestone]


def test_a_claim_of_another_plan_is_not_found(cast, signed_in):
    other = StatusUpdateFactory(claim=True)
    address = f"{queue(cast)}{other.pk}/"
    assert signed_in(cast.operational).post(address, sent(other, decision="accepted")).status_code == 404
