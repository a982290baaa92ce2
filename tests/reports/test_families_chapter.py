"""The pack's chapter on families: what is new since the last board, what nobody asked, and what is late."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from governance.models import Review
from measures.models.quality import QualityActivity
from reports.families_chapter import contents
from tests.factories import noon
from tests.governance.review_factories import ReviewFactory
from tests.measures.quality_factories import QualityActivityFactory
from tests.people import Cast
from tests.plans.family_factories import AreaFactory, ExperienceFactory, ToldFactory

LAST_BOARD = dt.date(2026, 1, 30)
AS_AT = dt.date(2026, 3, 27)
BEFORE, SINCE, LATER = dt.date(2026, 1, 30), dt.date(2026, 1, 31), dt.date(2026, 3, 28)


@pytest.fixture
def areas(cast: Cast) -> list[Any]:
    """Three areas: heard of since the last board, heard of before it, never asked about."""
    return [AreaFactory(plan=cast.plan, ref=f"AFI-1.{n}") for n in (1, 2, 3)]


def test_what_families_said_since_by_area_and_where_nothing_was_asked(cast: Cast, areas: list[Any]) -> None:
    for day, words in ((BEFORE, "Before."), (SINCE, "Since."), (LATER, "Later.")):
        ExperienceFactory(area=areas[0], heard_on=day, said=words)
    ExperienceFactory(area=areas[1], heard_on=BEFORE)
    chapter = contents(cast.plan, AS_AT, LAST_BOARD)
    told = {area["ref"]: ([one["said"] for one in area["said"]], area["last_heard_on"]) for area in chapter["areas"]}
    assert told == {
        "AFI-1.1": (["Since."], "2026-01-31"),
        "AFI-1.2": ([], "2026-01-30"),
        "AFI-1.3": ([], None),
    }
    assert [area["ref"] for area in chapter["never_asked"]] == ["AFI-1.3"]
    assert chapter["actions_never_asked"] == ["1.1.1", "1.1.2"]


def test_without_a_board_before_everything_is_new(cast: Cast, areas: list[Any]) -> None:
    ExperienceFactory(area=areas[0], heard_on=BEFORE)
    chapter = contents(cast.plan, AS_AT, None)
    assert (chapter["since"], len(chapter["areas"][0]["said"])) == (None, 1)


def test_what_families_were_told_since(cast: Cast) -> None:
    for day, words in ((BEFORE, "Before."), (SINCE, "Since."), (LATER, "Later.")):
        ToldFactory(plan=cast.plan, told_on=day, what=words)
    assert [one["what"] for one in contents(cast.plan, AS_AT, LAST_BOARD)["told"]] == ["Since."]


def test_quality_and_reviews_held_late_and_due(cast: Cast) -> None:
    activity, review = {"plan": cast.plan}, {"partnership": cast.partnership}
    for day, held in ((BEFORE, True), (SINCE, True), (SINCE, False), (LATER, False), (dt.date(2026, 9, 1), False)):
        QualityActivityFactory(**activity, planned_for=day, held=held, title=f"{day} {held}")
        ReviewFactory(**review, due_on=day, held=held)
    chapter = contents(cast.plan, AS_AT, LAST_BOARD)
    titles = {name: [one["title"] for one in chapter["quality"][name]] for name in ("held", "late", "due")}
    assert titles == {"held": [f"{SINCE} True"], "late": [f"{SINCE} False"], "due": [f"{LATER} False"]}
    words = {name: [one["word"] for one in chapter["reviews"][name]] for name in ("held", "late", "due")}
    late = ["Follow-up late", "Follow-up late", "Late"]
    assert (words["held"], sorted(words["late"]), words["due"]) == (["Follow-up late"], late, ["To come"])


def test_what_was_written_down_later_was_not_known(cast: Cast) -> None:
    activity = QualityActivityFactory(plan=cast.plan, planned_for=dt.date(2026, 3, 2))
    review = ReviewFactory(partnership=cast.partnership, due_on=dt.date(2026, 3, 2))
    changed = {"held_on": dt.date(2026, 3, 2)}
    row: Any
    for row, words in ((activity, {"sample": "20", "findings": "Half."}), (review, {"decided": "More."})):
        for name, value in {**changed, **words}.items():
            setattr(row, name, value)
        row._history_date = noon(LATER)
        row.save()
    QualityActivityFactory(plan=cast.plan, recorded_on=LATER)
    chapter = contents(cast.plan, AS_AT, LAST_BOARD)
    for part in ("quality", "reviews"):
        assert ([one["word"] for one in chapter[part]["late"]], chapter[part]["held"]) == (["Late"], [])


def test_it_is_plain_and_reads_the_same_for_ever(cast: Cast, areas: list[Any]) -> None:
    ExperienceFactory(area=areas[0], heard_on=SINCE)
    ExperienceFactory(action=cast.action, heard_on=SINCE)
    ToldFactory(plan=cast.plan, told_on=SINCE, action=cast.action)
    QualityActivityFactory(plan=cast.plan, planned_for=SINCE, held=True, actions=[cast.action])
    ReviewFactory(partnership=cast.partnership, due_on=SINCE, held=True)
    chapter = contents(cast.plan, AS_AT, LAST_BOARD)
    frozen = json.loads(json.dumps(chapter))
    assert frozen == chapter
    shown = render_to_string("reports/pack/families.html", {"families": frozen})
    for words in (
        "About 2 of 3 areas families were never asked.",
        "<strong>Nothing was asked.</strong>",
        "Nothing was ever asked about 1 of 2 actions:</strong> 1.1.2.",
        "Calls are answered sooner.",
        "The clinic opens in May.",
        "Half name an outcome.",
        "Papers go out a week earlier.",
    ):
        assert words in shown


def test_an_empty_chapter_says_so(cast: Cast) -> None:
    shown = render_to_string("reports/pack/families.html", {"families": contents(cast.plan, AS_AT, LAST_BOARD)})
    assert "<strong>Families were told nothing since 30 January 2026</strong>" in shown
    assert "No review was held, is late or is due." in shown
    assert (Review.objects.count(), QualityActivity.objects.count()) == (0, 0)


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    counted = []
    for number in (1, 5):
        for _ in range(number):
            ExperienceFactory(area=AreaFactory(plan=cast.plan, objectives=[cast.action.objective]), heard_on=SINCE)
            QualityActivityFactory(plan=cast.plan, actions=[cast.action], held=True)
            ReviewFactory(partnership=cast.partnership, held=True)
            ToldFactory(plan=cast.plan, told_on=SINCE)
        with CaptureQueriesContext(connection) as queries:
            contents(cast.plan, AS_AT, LAST_BOARD)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 15
