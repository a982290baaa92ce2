"""The action page: where its milestones stand, who leads it, and its whole record, as at any day."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plans.models import ActionLead, OverdueFlag
from plans.timeline import timeline
from tests.factories import (
    AreaForImprovementFactory,
    BaselineFactory,
    ComparatorFactory,
    ConfirmationFactory,
    DateChangeFactory,
    EvidenceFactory,
    EvidencesFactory,
    MilestoneFactory,
    OccurrenceFactory,
    PlacementFactory,
    PlanFactory,
    ReadingFactory,
    SeriesFactory,
    SignOffFactory,
    StatusUpdateFactory,
    SuccessMeasureFactory,
    TargetFactory,
    WithdrawalFactory,
    noon,
)
from tests.pages import part
from tests.people import Cast

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
QUERIES = 50
"""Session and person 2, standing 3, menus 1, the action 1, its milestones and their words 8, what they wait for 1,
its leads twice, areas 1, its measures 8, its judgements 1, the record 16."""


def day(ago: int) -> dt.date:
    return TODAY - dt.timedelta(days=ago)


def page(client: Client, cast: Cast, ref: str = "1.1.1", **query: str) -> str:
    answer = client.get(reverse("action", args=[cast.plan.slug, ref]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_it_is_for_who_leads_it_and_what_it_answers(cast: Cast, signed_in: Any) -> None:
    AreaForImprovementFactory(plan=cast.plan, code="3.3", text="Waits are long.", objectives=[cast.action.objective])
    ActionLead.objects.filter(action=cast.action).update(is_assumed=True)

    shown = page(signed_in(cast.board), cast)

    assert "Families are seen sooner." in shown
    assert "Head of SEND, Council <strong>(accountable: assumed, as the first printed)</strong>" in shown
    assert "<strong>AFI-3.3</strong> Waits are long." in shown
    assert "1.1 What objective 1.1 is for" in shown


def test_each_milestone_has_a_place_a_word_a_sentence_and_its_dates(cast: Cast, signed_in: Any) -> None:
    other = MilestoneFactory(action=cast.action, ref="1.1.1-b", recurrence="termly", agreed_due_on=day(-300))
    other.depends_on.add(cast.milestone)
    moved = MilestoneFactory(action=cast.action, ref="1.1.1-c", agreed_due_on=dt.date(2025, 1, 31))
    DateChangeFactory(milestone=moved, to_date=dt.date(2025, 3, 31), recorded_at=noon(day(9)))

    shown = page(signed_in(cast.board), cast)

    assert 'id="1.1.1-b"' in shown
    assert "Waits for 1.1.1-a." in shown
    assert "every term" in shown
    assert (
        "Due on 31 March 2025 (agreed date 31 January 2025, moved once, 59 days later); printed “by June 2026”."
        in shown
    )
    assert '<strong class="position position--red">Overdue</strong>' in shown


@pytest.mark.parametrize(
    ("who", "may"), [("lead", True), ("ambition_lead", True), ("officer", True), ("colleague", False), ("board", False)]
)
def test_only_those_who_may_speak_are_asked_to(who: str, may: bool, cast: Cast, signed_in: Any) -> None:
    client = signed_in(getattr(cast, who))

    assert ("Say how it stands" in page(client, cast)) is may
    assert "Say how it stands" not in page(client, cast, as_at=day(1).isoformat())


def test_nobody_is_asked_of_a_draft_or_of_what_is_withdrawn(cast: Cast, signed_in: Any) -> None:
    WithdrawalFactory(milestone=None, action=cast.action, recorded_at=noon(day(2)))
    assert "Say how it stands" not in page(signed_in(cast.officer), cast)

    draft = PlanFactory(partnership=cast.partnership, draft=True)
    milestone = MilestoneFactory(action__objective__ambition__plan=draft)
    address = reverse("action", args=[draft.slug, milestone.action.ref])
    assert "Say how it stands" not in signed_in(cast.officer).get(address).content.decode()


def test_the_record_holds_everything_newest_first(cast: Cast) -> None:
    milestone = cast.milestone
    StatusUpdateFactory(milestone=milestone, said_on=day(90), what_was_done="Draft written", carried_over=True)
    spoken = {"on_behalf_of": cast.post, "heard": "phone", "heard_note": "Tuesday"}
    claim = StatusUpdateFactory(milestone=milestone, said_on=day(80), claim=True, has_file=True, **spoken)
    file = EvidenceFactory(update=claim, name="minutes.pdf", size=2048)
    ConfirmationFactory(update=claim, recorded_at=noon(day(70)))
    SignOffFactory(update=claim, recorded_at=noon(day(60)), returned=True)
    again = StatusUpdateFactory(milestone=milestone, said_on=day(50), claim=True)
    SignOffFactory(update=again, recorded_at=noon(day(40)), minute="OG 12")
    OverdueFlag.objects.create(milestone=milestone, due_on=day(37), flagged_on=day(36), recorded_at=noon(day(36)))
    DateChangeFactory(milestone=milestone, to_date=day(-20), recorded_at=noon(day(35)), reason="The school year")
    WithdrawalFactory(milestone=cast.milestone, recorded_at=noon(day(30)))

    events = [event for event in timeline(cast.action, TODAY) if event.when < TODAY]

    assert [(event.kind, event.when) for event in events] == [
        ("The plan was changed", day(30)),
        ("The plan was changed", day(35)),
        ("1.1.1-a: flagged as overdue", day(36)),
        ("1.1.1-a: signed off", day(40)),
        ("1.1.1-a: said to be complete", day(50)),
        ("1.1.1-a: claim returned", day(60)),
        ("1.1.1-a: claim confirmed by its post", day(70)),
        ("1.1.1-a: said to be complete", day(80)),
        ("1.1.1-a: on track", day(90)),
    ]
    claimed, first = events[7], events[8]
    assert "Head of SEND, Council, recorded by" in claimed.who
    assert "(by phone: Tuesday)" in claimed.who
    assert [one.text for one in claimed.evidence] == ["https://example.org/evidence", "minutes.pdf"]
    assert claimed.evidence[1].href == reverse("evidence", args=[file.key])
    assert (first.detail, first.who.endswith("carried over when the plan moved here")) == ("Draft written", True)
    assert events[3].sentence == "Decision: OG 12."
    assert "The school year" in events[1].detail


def test_a_past_day_knows_nothing_of_what_came_later(cast: Cast, signed_in: Any) -> None:
    StatusUpdateFactory(milestone=cast.milestone, said_on=day(20), what_was_done="Early words")
    StatusUpdateFactory(milestone=cast.milestone, said_on=day(10), what_was_done="Late words")

    shown = page(signed_in(cast.board), cast, as_at=day(15).isoformat())

    assert "Early words" in shown
    assert "Late words" not in shown


def test_before_it_was_added_it_says_so(cast: Cast, signed_in: Any) -> None:
    assert "This action was not part of the plan yet." in page(signed_in(cast.board), cast, as_at="2010-01-01")


def test_a_day_to_come_is_told(cast: Cast, signed_in: Any) -> None:
    answer = signed_in(cast.board).get(reverse("action", args=[cast.plan.slug, "1.1.1"]), {"as_at": "2999-01-01"})

    assert answer.status_code == 422
    assert 'aria-describedby="as-at-error"' in answer.content.decode()


@pytest.mark.parametrize("ref", ["1.1.9", "%00", "x" * 300, "1.1.1-a"])
def test_an_action_that_is_not_there(ref: str, cast: Cast, signed_in: Any) -> None:
    address = f"/plans/{cast.plan.slug}/actions/{ref}/"

    assert signed_in(cast.board).get(address).status_code == 404


def test_strangers_are_told_nothing(cast: Cast, signed_in: Any) -> None:
    assert signed_in(cast.stranger).get(reverse("action", args=[cast.plan.slug, "1.1.1"])).status_code == 404


@pytest.mark.parametrize("size", [2, 20])
def test_the_same_queries_however_long_the_record(
    size: int, cast: Cast, signed_in: Any, django_assert_num_queries: Any
) -> None:
    for number in range(size):
        late = MilestoneFactory(action=cast.action, ref=f"m-{number}", recurrence="termly", agreed_due_on=day(9))
        OccurrenceFactory(milestone=late, due_on=day(9))
        StatusUpdateFactory(milestone=late, said_on=day(30), off_track=True)
        EvidenceFactory(update__milestone=late, update__said_on=day(20))
        off = MilestoneFactory(action=cast.action, agreed_due_on=day(-90))
        StatusUpdateFactory(milestone=off, said_on=day(5), off_track=True)
        gone = MilestoneFactory(action=cast.action)
        WithdrawalFactory(milestone=gone, recorded_at=noon(day(2)))
        DateChangeFactory(milestone=gone, recorded_at=noon(day(3)))
        SignOffFactory(update__milestone=MilestoneFactory(action=cast.action), update__said_on=day(20))
        measured(cast)
    client = signed_in(cast.officer)

    with django_assert_num_queries(QUERIES):
        page(client, cast)


# Evidence of impact


def measured(cast: Cast, value: int = 41, **more: Any) -> None:
    """A measure of the first action that should have reached 43% and was read once."""
    measure = SuccessMeasureFactory(plan=cast.plan, **more)
    PlacementFactory(measure=measure, ambition=cast.action.objective.ambition)
    EvidencesFactory(measure=measure, action=cast.action)
    series = SeriesFactory(measure=measure, name="Seen in time")
    BaselineFactory(series=series)
    ComparatorFactory(series=series)
    TargetFactory(series=series)
    ReadingFactory(series=series, value=value)


def evidence(client: Client, cast: Cast, **query: str) -> str:
    """The section's text, without its markup."""
    section = part(r'aria-labelledby="evidence">.*?</section>', page(client, cast, **query))[0]
    return " ".join(re.sub(r"<[^>]+>", "", section).split())


def test_its_measures_stand_with_state_and_sentence(cast: Cast, signed_in: Any) -> None:
    measured(cast, value=50, ref="SM7", title="Waiting times")
    client = signed_in(cast.board)

    told = evidence(client, cast)

    assert "SM7 Waiting times This action should improve each line in its own direction. Met Seen in time" in told
    assert "50% on 30 April 2025" in told
    shown = page(client, cast)
    assert '<strong class="state state--met">Met</strong>' in shown
    assert f'href="{reverse("measure", args=[cast.plan.slug, "SM7"])}?as_at={TODAY.isoformat()}"' in shown


def test_an_action_without_a_measure_says_so(cast: Cast, signed_in: Any) -> None:
    measured(cast)

    assert "No success measure is evidence of this action." in page(signed_in(cast.board), cast, ref="1.1.2")


def test_a_measure_stands_as_it_did_on_a_past_day(cast: Cast, signed_in: Any) -> None:
    measured(cast, value=50)
    client = signed_in(cast.board)

    assert "50%" not in evidence(client, cast, as_at="2025-05-01"), "the reading was entered on 10 May"
    assert "50%" in evidence(client, cast, as_at="2025-05-12")


@pytest.mark.parametrize(("who", "says"), [("board", "3"), ("lead", "Too small to show")])
def test_small_numbers_are_for_those_who_may_see_them(who: str, says: str, cast: Cast, signed_in: Any) -> None:
    measure = SuccessMeasureFactory(plan=cast.plan, hides_small_numbers=True)
    EvidencesFactory(measure=measure, action=cast.action)
    ReadingFactory(series=SeriesFactory(measure=measure, count=True, name="Exclusions"), value=3)

    told = evidence(signed_in(getattr(cast, who)), cast).split("Exclusions")

    assert says in " ".join(told)
    assert ("3 on 30 April" in told[1]) is (who == "board")
