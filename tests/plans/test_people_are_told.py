"""Who is told of what: of dates asked for and decided, of claims made, confirmed and answered. Each once, in time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from governance.models import Body, Notice
from plans import telling_people
from plans.models import Milestone
from plans.services import Asked, ask_for_date, decide_date
from tests.factories import (
    ConfirmationFactory,
    MembershipFactory,
    MilestoneFactory,
    PostHoldingFactory,
    SignOffFactory,
    StatusUpdateFactory,
    noon,
)
from tests.people import Cast, as_of_today

TODAY = dt.date(2026, 3, 2)
NOW = noon(TODAY)


def told(key: str) -> set[str]:
    """Who was told of a cause."""
    return set(Notice.objects.filter(key__startswith=f"{key}:").values_list("person__name", flat=True))


def ask(cast: Cast, days: int = 30, by: str = "lead", of: Milestone | None = None):
    milestone = of or cast.milestone
    due_on = milestone.agreed_due_on
    assert due_on is not None
    asked = Asked(
        asked_for=due_on + dt.timedelta(days=days), kind="capacity", reason="A post is vacant.", effect="None.",
        recovery="Interviews are on Monday.",
    )  # fmt: skip
    return ask_for_date(milestone=milestone, asked=asked, by=as_of_today(getattr(cast, by), TODAY), now=NOW)


def decide(cast: Cast, request, outcome: str, reason: str = ""):
    who = as_of_today(cast.operational, TODAY)
    return decide_date(request=request, outcome=outcome, reason=reason, by=who, now=NOW + dt.timedelta(hours=1))


@pytest.fixture
def bigger_group(cast: Cast) -> Cast:
    """Paula and Alice sit on the operational group too; Alice holds the post that leads the work."""
    group = Body.objects.get(partnership=cast.partnership, kind=Body.Kind.OPERATIONAL_GROUP)
    MembershipFactory(body=group, person__name="Paula Partner")
    MembershipFactory(body=group, person=cast.lead)
    return cast


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(90, {"Olive Operational", "Paula Partner"}, id="up to 90 days: the group, not whose work it is"),
        pytest.param(91, {"Benedict Board"}, id="further: the board"),
    ],
)
def test_those_who_decide_are_told_of_a_date_that_is_asked_for(bigger_group: Cast, days, expected):
    request = ask(bigger_group, days)
    assert told(f"date-asked:{request.pk}") == expected == told("date-asked")


def test_where_nobody_of_the_group_may_decide_the_boards_chairs_are_told(cast: Cast):
    PostHoldingFactory(post=cast.post, person=cast.operational)
    assert told(f"date-asked:{ask(cast).pk}") == {"Benedict Board"}


@pytest.mark.parametrize(
    ("days_to_go", "days", "can_wait"),
    [
        pytest.param(15, 30, True, id="time enough"),
        pytest.param(14, 30, False, id="due soon"),
        pytest.param(14, 91, True, id="the board’s to decide, at its meeting"),
    ],
)
def test_what_is_due_soon_cannot_wait_for_a_digest(cast: Cast, days_to_go, days, can_wait):
    ask(cast, days, of=MilestoneFactory(action=cast.action, agreed_due_on=TODAY + dt.timedelta(days=days_to_go)))
    assert Notice.objects.get().can_wait is can_wait


@pytest.mark.parametrize(("outcome", "due"), [("granted", "30 July 2026"), ("refused", "30 June 2026")])
def test_who_asked_and_who_answers_for_the_work_is_told_what_was_decided(cast: Cast, outcome, due):
    decision = decide(cast, ask(cast, by="ambition_lead"), outcome, reason="As agreed.")
    assert told(f"date-decided:{decision.pk}") == {"Anna Ambition", "Alice Lead"}
    notice = Notice.objects.get(person=cast.lead, kind="dates")
    assert notice.subject == f"New date {outcome}: 1.1.1-a"
    assert f"It is due on {due}." in notice.body
    assert "As agreed." in notice.body
    assert not notice.can_wait


def test_where_the_post_is_vacant_who_stands_in_is_told(cast: Cast):
    request = ask(cast)
    cast.post.holdings.update(ends_on=TODAY - dt.timedelta(days=1))
    decision = decide(cast, request, "granted")
    assert told(f"date-decided:{decision.pk}") == {"Alice Lead", "Anna Ambition"}


def test_what_is_refused_tells_nobody(cast: Cast):
    request = ask(cast)
    with pytest.raises(ValidationError):
        decide(cast, request, "refused")
    assert told("date-decided") == set()


def claim(cast: Cast, **changes):
    return StatusUpdateFactory(milestone=cast.milestone, claim=True, **({"by": cast.lead} | changes))


def test_the_group_is_told_of_a_claim_in_its_digest(bigger_group: Cast):
    made = claim(bigger_group)
    for _ in range(2):
        telling_people.claimed(made, NOW)
    assert told(f"claimed:{made.pk}") == {"Olive Operational", "Paula Partner"}
    assert list(Notice.objects.values_list("kind", "can_wait")) == [("sign_off", True)] * 2


def test_a_claim_that_an_officer_recorded_waits_for_the_post_first(cast: Cast):
    made = claim(cast, by=cast.officer, on_behalf_of=cast.post, heard="phone")
    telling_people.claimed(made, NOW)
    assert {(each.key.split(":")[0], each.person.name) for each in Notice.objects.all()} == {
        ("to-confirm", "Alice Lead")
    }
    telling_people.confirmed(ConfirmationFactory(update=made, by=cast.lead), NOW)
    assert told(f"claimed:{made.pk}") == {"Olive Operational"}


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        pytest.param(False, "was accepted by Olive Operational", id="accepted"),
        pytest.param(True, "The minutes are missing.\n\nPlease say how it stands now.", id="returned"),
    ],
)
def test_who_claimed_and_who_answers_for_the_work_is_told_the_answer(cast: Cast, returned, words):
    made = claim(cast, by=cast.ambition_lead)
    answer = SignOffFactory(update=made, by=cast.operational, returned=returned)
    telling_people.answered(made, answer, NOW)
    assert told(f"answered:{answer.pk}") == {"Anna Ambition", "Alice Lead"}
    notice = Notice.objects.get(person=cast.lead)
    assert words in notice.body
    assert not notice.can_wait
