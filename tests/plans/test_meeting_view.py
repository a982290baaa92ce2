"""The chair's view: one claim at a time, dealt with on the spot, then the next."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.models import Body
from plans.models import Deferral, Signature, SignOff
from tests.factories import (
    ActionFactory,
    ActionLeadFactory,
    EvidenceFactory,
    MeetingFactory,
    MembershipFactory,
    MilestoneFactory,
    PostHoldingFactory,
    StatusUpdateFactory,
    noon,
)
from tests.people import Cast

TODAY = timezone.localdate()


def in_days(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def group(cast: Cast) -> Any:
    return cast.partnership.bodies.get(kind=Body.Kind.OPERATIONAL_GROUP)


@pytest.fixture
def meeting(cast: Cast) -> Any:
    return MeetingFactory(body=group(cast), sits_on=TODAY)


@pytest.fixture
def claims(cast: Cast) -> list[Any]:
    """Three, the longest waiting first: two of Alice's, then one of Bob's."""
    second = MilestoneFactory(action=cast.action, ref="1.1.1-b")
    of = [(cast.milestone, cast.lead), (second, cast.lead), (cast.other_milestone, cast.colleague)]
    return [
        StatusUpdateFactory(milestone=milestone, by=by, claim=True, said_on=in_days(-9 + number))
        for number, (milestone, by) in enumerate(of)
    ]


def at(meeting: Any, cast: Cast, item: Any = None) -> str:
    here = reverse("sign-off-meeting", args=[cast.plan.slug, meeting.pk])
    return here if item is None else f"{here}?item={getattr(item, 'pk', item)}"


def text(answer: Any) -> str:
    shown: str = answer.content.decode()
    return shown


def act(client: Any, cast: Cast, meeting: Any, claim: Any, what: str, **sent: str) -> Any:
    """Press the button as the page offers it."""
    page = client.get(at(meeting, cast, claim))
    seen = page.context["item"].seen_sha256
    return client.post(at(meeting, cast), {"item": claim.pk, "seen": seen, "act": what, **sent})


def test_a_claim_is_shown_with_its_evidence_and_its_place(
    cast: Cast, signed_in: Any, meeting: Any, claims: list[Any]
) -> None:
    EvidenceFactory(update=claims[1], name="minutes.pdf")
    shown = text(signed_in(cast.operational).get(at(meeting, cast, claims[1])))
    assert "<strong>2 of 3</strong>" in shown
    for words in (
        "1.1.1-b",
        "Families are seen in six weeks.",
        "https://example.org/evidence",
        "minutes.pdf",
        "Families are seen sooner.",
        "waiting 8 days for sign-off",
        "You sign as Olive Operational, for the operational group.",
    ):
        assert words in shown
    for key, address in (("p", claims[0]), ("n", claims[2])):
        assert f'href="{at(meeting, cast, address)}"' in shown
        assert f'data-key="{key}"' in shown
    assert 'data-key="a"' in shown


def test_without_an_item_the_first_that_is_open_is_shown_and_in_the_end_what_was_done(
    cast: Cast, signed_in: Any, meeting: Any, claims: list[Any]
) -> None:
    client = signed_in(cast.operational)
    assert client.get(at(meeting, cast)).context["claim"] == claims[0]
    to_second = act(client, cast, meeting, claims[0], "accept")
    assert to_second.headers["Location"] == at(meeting, cast, claims[1])
    to_third = act(client, cast, meeting, claims[1], "return", **{"return-reason": "The minutes are missing."})
    assert to_third.headers["Location"] == at(meeting, cast, claims[2])
    to_end = act(client, cast, meeting, claims[2], "defer", **{"defer-reason": "The audit is due next week."})
    assert to_end.headers["Location"] == at(meeting, cast, "end")

    assert [(row.decision, row.meeting) for row in SignOff.objects.order_by("pk")] == [
        ("accepted", meeting),
        ("returned", meeting),
    ]
    assert Deferral.objects.get().update == claims[2]
    end = text(client.get(at(meeting, cast)))
    for words in ("Signed off (1)", "Returned (1)", "Put off (1)", "The minutes are missing."):
        assert words in end
    # What was dealt with keeps its place.
    assert "<strong>2 of 3</strong>" in text(client.get(at(meeting, cast, claims[1])))


def test_after_the_last_it_goes_round_to_what_was_left_out(
    cast: Cast, signed_in: Any, meeting: Any, claims: list[Any]
) -> None:
    client = signed_in(cast.operational)
    assert act(client, cast, meeting, claims[2], "accept").headers["Location"] == at(meeting, cast, claims[0])


SEES = {"operational": 200, "officer": 200, "lead": 403, "colleague": 403, "board": 403, "group_member": 403}


def test_who_sees_it_and_who_acts(cast: Cast, signed_in: Any, meeting: Any, claims: list[Any]) -> None:
    for part, status in {**SEES, "observer": 404, "nobody": 404, "stranger": 404}.items():
        client = signed_in(getattr(cast, part))
        assert client.get(at(meeting, cast)).status_code == status, part
        if part != "operational":
            sent = {"item": claims[0].pk, "act": "accept", "seen": ""}
            assert client.post(at(meeting, cast), sent).status_code == (403 if status == 200 else status), part
    assert not SignOff.objects.exists()
    assert not Signature.objects.exists()


def test_an_officer_may_put_off_only(cast: Cast, signed_in: Any, meeting: Any, claims: list[Any]) -> None:
    client = signed_in(cast.officer)
    page = client.get(at(meeting, cast, claims[0]))
    assert (page.context["accept"], page.context["return_form"]) == (False, None)
    assert "you can put one off" in text(page)
    act(client, cast, meeting, claims[0], "defer", **{"defer-reason": "The audit is due next week."})
    assert Deferral.objects.get().by == cast.officer


def test_nobody_answers_their_own_from_the_chair(cast: Cast, signed_in: Any, meeting: Any, claims: list[Any]) -> None:
    MembershipFactory(body=group(cast), person=cast.lead)
    client = signed_in(cast.lead)
    page = client.get(at(meeting, cast, claims[0]))
    assert (page.context["accept"], page.context["return_form"]) == (False, None)
    assert client.post(at(meeting, cast), {"item": claims[0].pk, "act": "accept", "seen": ""}).status_code == 403
    assert client.get(at(meeting, cast, claims[2])).context["accept"]


@pytest.mark.parametrize(
    ("what", "sent", "message"),
    [
        pytest.param("return", {"return-reason": " "}, "Say why it is returned", id="a return without a reason"),
        pytest.param("defer", {"defer-reason": ""}, "Say why it is put off", id="put off without a reason"),
        pytest.param("accept", {"seen": "0" * 64}, "changed since you opened this page", id="other content than seen"),
    ],
)
def test_what_cannot_be_taken_in(
    cast: Cast, signed_in: Any, meeting: Any, claims: list[Any], what: str, sent: dict[str, str], message: str
) -> None:
    client = signed_in(cast.operational)
    answer = act(client, cast, meeting, claims[0], what, **sent)
    assert answer.status_code == 422
    assert message in text(answer)
    assert "<title>Error:" in text(answer)
    assert not SignOff.objects.exists()
    assert not Deferral.objects.exists()


def test_what_was_said_meanwhile_is_told(cast: Cast, signed_in: Any, meeting: Any, claims: list[Any]) -> None:
    client = signed_in(cast.operational)
    page = client.get(at(meeting, cast, claims[0]))
    StatusUpdateFactory(milestone=cast.milestone, by=cast.lead, at_risk=True, said_on=TODAY, recorded_at=timezone.now())
    sent = {"item": claims[0].pk, "seen": page.context["item"].seen_sha256, "act": "accept"}
    answer = client.post(at(meeting, cast), sent)
    assert answer.status_code == 422
    assert "something was said of the milestone since" in text(answer)
    assert not Signature.objects.exists()


def test_joint_work_waits_for_the_other_side(cast: Cast, signed_in: Any, meeting: Any) -> None:
    ActionLeadFactory(action=cast.action, post=cast.other_post, is_accountable=False)
    claim = StatusUpdateFactory(milestone=cast.milestone, by=cast.lead, claim=True, said_on=in_days(-3))
    people = {}
    for kind, post in (("council", cast.post), ("health", cast.other_post)):
        person = PostHoldingFactory(post__organisation=post.organisation, person__name=f"Member for {kind}").person
        MembershipFactory(body=group(cast), person=person, organisation=post.organisation)
        people[kind] = signed_in(person)
    shown = text(people["council"].get(at(meeting, cast)))
    assert "You sign as Member for council, for the council." in shown
    to_end = act(people["council"], cast, meeting, claim, "accept")
    assert to_end.headers["Location"] == at(meeting, cast, "end")
    assert Signature.objects.get().meeting == meeting
    assert "One key turned (1)" in text(people["council"].get(at(meeting, cast, "end")))
    shown = text(people["health"].get(at(meeting, cast)))
    assert "signed for the council by Member for council" in shown
    assert "waits for health" in shown
    act(people["health"], cast, meeting, claim, "accept")
    assert SignOff.objects.get().meeting == meeting


@pytest.mark.parametrize(
    ("days", "status"), [(0, 200), (-14, 200), (-15, 404), (30, 200)], ids=["today", "of late", "too old", "the next"]
)
def test_which_meetings_it_takes(cast: Cast, signed_in: Any, days: int, status: int) -> None:
    meeting = MeetingFactory(body=group(cast), sits_on=in_days(days))
    assert signed_in(cast.operational).get(at(meeting, cast)).status_code == status


def test_before_its_day_it_is_read_only(cast: Cast, signed_in: Any, claims: list[Any]) -> None:
    meeting = MeetingFactory(body=group(cast), sits_on=in_days(30))
    client = signed_in(cast.operational)
    page = client.get(at(meeting, cast))
    assert (page.context["accept"], page.context["return_form"], page.context["defer_form"]) == (False, None, None)
    assert "what it does is recorded from that day on" in text(page)
    assert act(client, cast, meeting, claims[0], "accept").status_code == 422
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("item", ["0", "999999", "first", "²", "-1"])
def test_an_item_that_is_none(cast: Cast, signed_in: Any, meeting: Any, item: str) -> None:
    assert signed_in(cast.operational).get(at(meeting, cast), {"item": item}).status_code == 404


def test_the_number_of_queries_does_not_grow(cast: Cast, signed_in: Any, meeting: Any) -> None:
    client, counted = signed_in(cast.operational), []
    for number in (3, 12):
        for each in range(number):
            action = ActionFactory(objective=cast.action.objective)
            ActionLeadFactory(action=action, post=cast.post)
            milestone = MilestoneFactory(action=action)
            claim = StatusUpdateFactory(milestone=milestone, by=cast.lead, claim=True, said_on=in_days(-3))
            if each == 0:
                row = {"by": cast.operational, "recorded_at": noon(in_days(-1)), "reason": "Not yet."}
                earlier = MeetingFactory(body=group(cast), sits_on=in_days(-2 - number))
                Deferral.objects.create(update=claim, meeting=earlier, **row)
        with CaptureQueriesContext(connection) as queries:
            client.get(at(meeting, cast))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 32
