"""The pack's document: everything that it prints, by value, and the same for ever."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.position import COLOUR_LABELS, RULES
from reports import frozen, pack
from reports.frozen import Document
from tests.factories import (
    ActionFactory,
    ActionLeadFactory,
    AreaForImprovementFactory,
    MeetingFactory,
    MilestoneFactory,
    SignOffFactory,
    StatusUpdateFactory,
    WithdrawalFactory,
    noon,
)
from tests.people import Cast

from .conftest import AS_AT, FROZEN_AT


def document(cast: Cast, as_at: dt.date = AS_AT) -> Document:
    return pack.contents(cast.plan, as_at, frozen_at=FROZEN_AT)


def refs(cast: Cast, section: str) -> list[str]:
    return [row["id"] for row in document(cast)[section]]


def milestone(cast: Cast, ref: str, due: dt.date | None, **update: object) -> None:
    made = MilestoneFactory(action=cast.action, ref=ref, agreed_due_on=due)
    if update:
        StatusUpdateFactory(milestone=made, said_on=AS_AT - dt.timedelta(days=5), **update)


def test_it_is_plain_data_that_survives_being_written_down(cast: Cast) -> None:
    made = document(cast)
    assert json.loads(frozen.canonical(made)) == made


def test_the_key_is_the_rules_themselves(cast: Cast) -> None:
    assert document(cast)["key"] == [
        {"colour": rule.colour, "label": rule.label, "meaning": rule.meaning} for rule in RULES
    ]


def test_the_cover_says_for_whom_and_as_at_when(cast: Cast) -> None:
    meeting = MeetingFactory(body=cast.partnership.bodies.get(key="SEPB"), sits_on=dt.date(2026, 4, 3))
    cover = pack.contents(cast.plan, AS_AT, frozen_at=FROZEN_AT, meeting=meeting)["cover"]
    assert cover["meeting"]["body"] == "The SEPB"
    assert cover["meeting"]["sits_on"] == "2026-04-03"
    assert (cover["as_at"], cover["frozen_at"]) == ("2026-03-27", "2026-03-27T12:00:00+00:00")
    assert not cover["is_demonstration"]


def test_overdue_stands_longest_first_with_what_is_wrong_and_who_leads(cast: Cast) -> None:
    milestone(cast, "late", AS_AT - dt.timedelta(days=3), at_risk=True)
    milestone(cast, "later", AS_AT - dt.timedelta(days=300))
    later, late = document(cast)["overdue"]
    assert (later["id"], later["days_overdue"]) == ("later", 300)
    assert (late["id"], late["days_overdue"]) == ("late", 3)
    assert late["what_is_wrong"] == "Two posts are vacant."
    assert late["what_is_being_done"] == "Interviews on Monday."
    assert late["lead"] == "Head of SEND, Council"


def test_off_track_and_silence_have_lists_of_their_own(cast: Cast) -> None:
    milestone(cast, "off", AS_AT + dt.timedelta(days=300), off_track=True)
    milestone(cast, "undated", None)
    assert refs(cast, "off_track") == ["off"]
    assert "undated" in refs(cast, "no_current_update")


@pytest.mark.parametrize(
    ("days", "listed"),
    [
        pytest.param(-1, False, id="overdue is listed as overdue"),
        pytest.param(0, True, id="due that day"),
        pytest.param(61, True, id="two months on"),
        pytest.param(62, False, id="later"),
    ],
)
def test_due_in_the_next_two_months(days: int, listed: bool, cast: Cast) -> None:
    milestone(cast, "x", AS_AT + dt.timedelta(days=days), declared="on_track")
    assert ("x" in refs(cast, "due_soon")) is listed


def test_what_is_claimed_or_signed_off_is_not_due(cast: Cast) -> None:
    milestone(cast, "claimed", AS_AT + dt.timedelta(days=10), claim=True)
    milestone(cast, "signed", AS_AT + dt.timedelta(days=10), claim=True)
    SignOffFactory(update=cast.plan.milestones.get(ref="signed").updates.get())
    assert refs(cast, "due_soon") == []


def test_counts_leave_out_what_is_withdrawn_and_say_how_many(cast: Cast) -> None:
    WithdrawalFactory(milestone=cast.milestone)
    made = document(cast)
    assert made["summary"]["total"] == 1
    assert made["summary"]["withdrawn"] == 1
    assert [row["id"] for row in made["withdrawn"]] == [cast.milestone.ref]
    assert "One is withdrawn by decision and outside every count." in made["summary"]["sentences"]


def test_each_ambitions_counts_make_up_the_plans(published) -> None:
    summary = published.document["summary"]
    for colour in summary["words"]:
        assert summary["counts"][colour] == sum(row["counts"][colour] for row in summary["by_ambition"])
    assert summary["total"] + summary["withdrawn"] == 109
    assert summary["words"] == {colour: label for colour, label in COLOUR_LABELS.items() if colour != "withdrawn"}


def test_an_area_that_nothing_answers_says_so_by_being_empty(cast: Cast) -> None:
    AreaForImprovementFactory(plan=cast.plan, ref="AFI-9.9")
    area = next(area for area in document(cast)["areas_for_improvement"] if area["ref"] == "AFI-9.9")
    assert area["actions"] == []


def test_a_later_update_never_changes_a_day_that_is_past(cast: Cast) -> None:
    before = frozen.sha256(document(cast))
    StatusUpdateFactory(milestone=cast.milestone, declared="on_track", recorded_at=noon(AS_AT + dt.timedelta(days=1)))
    assert frozen.sha256(document(cast)) == before


def test_an_update_of_that_day_does(cast: Cast) -> None:
    before = frozen.sha256(document(cast))
    StatusUpdateFactory(milestone=cast.milestone, declared="on_track", recorded_at=noon(AS_AT))
    assert frozen.sha256(document(cast)) != before


def test_the_number_of_queries_does_not_grow_with_the_plan(cast: Cast, django_assert_num_queries) -> None:
    StatusUpdateFactory(milestone=cast.milestone)
    StatusUpdateFactory(milestone=cast.other_milestone, off_track=True)

    with CaptureQueriesContext(
        connection,
    ) as small:
        document(cast)
    for _ in range(10):
        action = ActionFactory(objective=cast.action.objective)
        ActionLeadFactory(action=action, post=cast.post)
        StatusUpdateFactory(milestone=MilestoneFactory(action=action))
    with django_assert_num_queries(len(small)):
        document(cast)
