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
from reports.rendering import render_html
from tests.factories import (
    ActionFactory,
    ActionLeadFactory,
    AreaForImprovementFactory,
    BaselineFactory,
    EvidencesFactory,
    MeetingFactory,
    MilestoneFactory,
    PlacementFactory,
    ReadingFactory,
    SeriesFactory,
    SignOffFactory,
    StatusUpdateFactory,
    SuccessMeasureFactory,
    TargetFactory,
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

    measured(cast)

    with CaptureQueriesContext(connection) as small:
        document(cast)
    for _ in range(10):
        action = ActionFactory(objective=cast.action.objective)
        ActionLeadFactory(action=action, post=cast.post)
        StatusUpdateFactory(milestone=MilestoneFactory(action=action))
        measured(cast)
    with django_assert_num_queries(len(small)):
        document(cast)


# Measures


def measured(cast: Cast, value: int = 41, **measure: object) -> Document:
    """A measure of the first action, under ambition 1, that began at 40% and was read once; as the pack keeps it."""
    made = SuccessMeasureFactory(plan=cast.plan, owner=cast.post, **measure)
    PlacementFactory(measure=made, ambition=cast.action.objective.ambition)
    EvidencesFactory(measure=made, action=cast.action)
    series = SeriesFactory(measure=made)
    BaselineFactory(series=series)
    TargetFactory(series=series)
    ReadingFactory(series=series, value=value)
    return next(one for one in document(cast)["measures"] if one["ref"] == made.ref)


def test_measures_are_kept_by_value_with_their_charts(cast: Cast) -> None:
    kept = measured(cast)
    (series,) = kept["series"]
    assert kept["position"]["sentence"] == series["sentence"]
    assert [trace["name"] for trace in series["figure"]["data"]]
    assert series["figure_in_words"].startswith(f"Chart of {series['name']}")
    made = document(cast)
    assert json.loads(frozen.canonical(made)) == made
    assert made["format"] == 3


def test_a_later_reading_never_changes_a_day_that_is_past(cast: Cast) -> None:
    measured(cast)
    before = frozen.sha256(document(cast))
    series = cast.plan.series.get()
    ReadingFactory(series=series, value=50, recorded_at=noon(AS_AT + dt.timedelta(days=1)))
    assert frozen.sha256(document(cast)) == before


def test_small_numbers_are_hidden_from_everybody_who_reads_a_pack(cast: Cast) -> None:
    made = SuccessMeasureFactory(plan=cast.plan, hides_small_numbers=True)
    PlacementFactory(measure=made, ambition=cast.action.objective.ambition)
    ReadingFactory(series=SeriesFactory(measure=made, count=True, name="Exclusions"), value=3, note="Three boys")
    kept = document(cast)["measures"][0]["series"][0]
    assert (kept["state"], kept["latest"]["value"], kept["latest"]["hidden"]) == ("too_small", None, True)
    page = render_html(document(cast))
    assert "Too small to show on 30 April 2025" in page
    assert "Three boys" not in page


def test_the_summary_says_one_thing_more_of_impact(cast: Cast) -> None:
    said = document(cast)["summary"]["sentences"]
    measured(cast)
    assert document(cast)["summary"]["sentences"] == [*said, document(cast)["impact"]["sentence"]]
    assert document(cast)["impact"]["sentence"].startswith("Of 1 measured series none met its target.")


def test_delivered_with_no_change_stands_in_the_pack(cast: Cast) -> None:
    SignOffFactory(update=StatusUpdateFactory(milestone=cast.milestone, claim=True))
    measured(cast, value=40)
    kept = document(cast)["impact"]
    assert [(row["ref"], row["sentence"]) for row in kept["no_change"]] == [
        ("1.1.1", "Its one series stands at its baseline.")
    ]
    assert {gap["label"]: gap["refs"] for gap in kept["gaps"]}["1 action with no measure"] == ["1.1.2"]


def test_the_chapter_stands_only_where_there_are_measures(cast: Cast) -> None:
    assert "Is it working" not in render_html(document(cast))
    measured(cast)
    assert render_html(document(cast)).count("Is it working: success measures</") == 2


def test_a_pack_frozen_before_measures_were_part_of_it_is_still_drawn(published) -> None:
    measured_keys = {"measures", "impact"}
    old = {key: value for key, value in published.document.items() if key not in measured_keys} | {"format": 1}
    page = render_html(old)
    assert "Is it working" not in page
    assert "Summary by ambition" in page
    assert published.document["measures"]


def test_a_measure_printed_under_two_ambitions_is_printed_in_full_under_the_first(published) -> None:
    page = render_html(published.document)
    assert page.count('id="measure-SM13"') == 1
    assert "printed here too, as 4.2.1 &amp; 1.5.1" in page
    assert 'See <a href="#measure-SM13">measures of ambition 1</a>' in page


def test_what_is_our_reading_of_the_print_says_so(published) -> None:
    page = render_html(published.document)
    assert page.count("Interpretation, not yet confirmed: ") > 5
    assert "In doubt: The printed targets rise" in page
