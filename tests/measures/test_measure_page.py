"""A measure's page: what it counts and where it is printed, each series with its numbers, what should move it."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures.models import Series, SuccessMeasure, Target
from tests.factories import (
    ActionFactory,
    AmbitionFactory,
    BaselineFactory,
    ComparatorFactory,
    EvidencesFactory,
    PlacementFactory,
    ReadingFactory,
    SeriesFactory,
    SourceFactory,
    TargetFactory,
    noon,
)
from tests.measures.suspensions import TODAY, day, page, words
from tests.measures.suspensions import board as board
from tests.measures.suspensions import measure as measure
from tests.measures.suspensions import series as series
from tests.people import Cast

pytestmark = pytest.mark.django_db

QUERIES = 23
"""Session and person 2, standing 3, menus 1, the measure with its plan 1, it and all that hangs on it 8, who holds its
owner's post 1, who recorded its readings 1, the version of its targets 1, its actions' milestones
1, its history 3."""


# What it is


def test_what_it_counts_where_it_is_printed_and_who_reports_it(
    board: Client, measure: SuccessMeasure, series: Series
) -> None:
    shown = page(board, measure)

    assert re.findall(r"<h1[^>]*>(.*?)</h1>", shown) == ["Suspensions"]
    assert "Of pupils with SEND." in shown
    assert "as <strong>2.3.1</strong>, from <strong>Internal data</strong>" in shown
    assert "Head of SEND, Council" in shown
    assert "yearly, as its targets" in shown
    assert "The printings differ" not in shown


def test_two_prints_stand_beside_each_other_where_they_disagree(
    cast: Cast, board: Client, measure: SuccessMeasure
) -> None:
    source = SourceFactory(partnership=cast.partnership, name="Education database")
    other = AmbitionFactory(plan=cast.plan, number=5)
    PlacementFactory(measure=measure, ambition=other, printed_ref="5..2.1", source=source, note="Misprinted.")

    shown = words(page(board, measure))

    assert "as 2.3.1 , from Internal data" in shown
    assert "as 5..2.1 , from Education database . Misprinted." in shown
    assert "The printings differ in source and references." in shown


def test_a_post_that_nobody_holds_is_told(cast: Cast, board: Client, measure: SuccessMeasure) -> None:
    assert "nobody holds this post" not in page(board, measure)

    cast.post.holdings.update(ends_on=day(1))

    assert "nobody holds this post" in page(board, measure)


def test_a_measure_without_an_owner_says_so(board: Client, measure: SuccessMeasure) -> None:
    SuccessMeasure.objects.filter(pk=measure.pk).update(owner=None)

    assert "Nobody is named" in page(board, measure)


# Its series


def test_each_series_has_a_state_a_sentence_and_a_chart(board: Client, measure: SuccessMeasure, series: Series) -> None:
    shown = page(board, measure)
    chart = reverse("measure-chart", args=[measure.plan.slug, "SM16", "SM16a"])

    assert shown.count('<strong class="state state--met">Met</strong>') == 2
    assert "500 on " in shown
    assert f'data-chart="{chart}?as_at={TODAY.isoformat()}"' in shown
    assert re.search(r'data-plotly="[^"]*/js/plotly-basic\.min\.js"', shown)
    assert re.search(
        r'<img class="chart__image" src="data:image/svg\+xml;base64,[^"]+" alt="Chart of SEN Support', shown
    )
    assert re.search(r'<script src="[^"]*/js/chart\.js" type="module"></script>', shown)
    assert "2 readings" in shown


def test_plotly_may_put_its_empty_sheet_into_this_page(board: Client, measure: SuccessMeasure, series: Series) -> None:
    answer = board.get(reverse("measure", args=[measure.plan.slug, measure.ref]))

    assert "sha256-" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_the_same_numbers_stand_in_a_table(board: Client, measure: SuccessMeasure, series: Series) -> None:
    ReadingFactory(
        series=SeriesFactory(measure=measure, name="Presented on time"),
        value=Decimal(70),
        numerator=Decimal(14),
        denominator=Decimal(20),
        period="Spring",
        note="The panel met late.",
        is_provisional=True,
    )
    shown = words(page(board, measure))

    assert "Spring 70% provisional 14 of 20" in shown
    assert "The panel met late." in shown
    assert "Dana Data" in shown
    assert shown.index("500") < shown.index("540"), "the latest first"


def test_more_than_a_years_readings_are_folded(board: Client, measure: SuccessMeasure) -> None:
    line = SeriesFactory(measure=measure)
    for ago in range(14):
        ReadingFactory(series=line, as_of=day(30 * ago + 20), value=Decimal(30 + ago))

    assert "Earlier readings" in page(board, measure)
    assert "(2)" in page(board, measure)


def test_what_was_corrected_or_withdrawn_stays_readable(board: Client, measure: SuccessMeasure, series: Series) -> None:
    again = {"series": series, "recorded_at": noon(day(10))}
    ReadingFactory(value=Decimal(505), as_of=day(50), note="Counted again.", **again)
    ReadingFactory(value=None, as_of=day(200), is_withdrawn=True, note="Of another school.", **again)
    shown = page(board, measure)
    current, old = shown.split("Corrected and withdrawn", 1)

    assert "505" in current
    assert "(3)" in old
    assert all(said in words(old) for said in ("500", "540", "Withdrawn", "Of another school."))


def test_targets_stand_as_printed_and_as_read(board: Client, measure: SuccessMeasure, series: Series) -> None:
    TargetFactory(series=series, due_on=day(-300), as_printed="470", amount=Decimal(470), note="Put right.")
    shown = words(page(board, measure))

    assert "in force printed “By Jul 25” “-10%” 25 a month 505 or fewer" in shown
    assert "Interpretation, not yet confirmed" in shown
    assert "“470” 470 or fewer Put right. As printed" in shown


def test_a_settled_interpretation_says_when(cast: Cast, board: Client, measure: SuccessMeasure, series: Series) -> None:
    Target.objects.filter(series=series).update(confirmed_by=cast.officer, confirmed_at=noon(dt.date(2025, 3, 4)))
    shown = page(board, measure)

    assert "Confirmed on 4 March 2025" in shown
    assert "not yet confirmed" not in shown


def test_where_it_began_and_how_it_is_elsewhere(board: Client, measure: SuccessMeasure, series: Series) -> None:
    ComparatorFactory(series=series, name="National", value=Decimal(600), as_printed="600 nationally")
    SeriesFactory(measure=measure, no_baseline="New measurement", doubt="The direction may be a slip.")
    shown = words(page(board, measure))

    assert "Baseline 561 Jul 24 “Jul 24: 561”" in shown
    assert "National 600 “600 nationally”" in shown
    assert "No baseline. Printed: “New measurement”." in shown
    assert "The direction may be a slip." in shown
    assert "Not reported is not nought." in shown


def test_a_measure_of_which_nothing_is_counted(board: Client, measure: SuccessMeasure) -> None:
    assert "Nothing is counted for it yet." in page(board, measure)


# Days, rights, doors


def test_a_past_day_knows_nothing_of_what_came_later(board: Client, measure: SuccessMeasure, series: Series) -> None:
    shown = page(board, measure, as_at=day(100).isoformat())

    assert "540" in words(shown)
    assert "Dana Data" not in shown
    assert f"as_at={day(100).isoformat()}" in shown, "the chart is that of the day"


def test_before_it_was_added_it_says_so(board: Client, measure: SuccessMeasure, series: Series) -> None:
    assert "This measure was not part of the plan yet." in page(board, measure, as_at="2010-01-01")


def test_a_day_to_come_is_told(board: Client, measure: SuccessMeasure) -> None:
    answer = board.get(reverse("measure", args=[measure.plan.slug, measure.ref]), {"as_at": "2999-01-01"})

    assert answer.status_code == 422
    assert 'aria-describedby="as-at-error"' in answer.content.decode()


MAY = {
    "lead": {"Enter a reading", "Correct"},
    "data_officer": {"Enter a reading", "Correct", "Load a file of readings"},
    "officer": {"Enter a reading", "Correct", "Load a file of readings", "Edit the measure", "Edit this series"},
    "colleague": set(),
    "ambition_lead": set(),
    "board": set(),
}
ALL = MAY["officer"]


@pytest.mark.parametrize("who", MAY)
def test_each_sees_what_they_may_do(
    who: str, cast: Cast, signed_in: Any, measure: SuccessMeasure, series: Series
) -> None:
    client = signed_in(getattr(cast, who))
    shown = page(client, measure)

    assert {said for said in ALL if said in shown} == MAY[who]
    assert not {said for said in ALL if said in page(client, measure, as_at=day(1).isoformat())}


def test_an_officer_settles_one_target_or_all_as_they_are_read(
    cast: Cast, signed_in: Any, measure: SuccessMeasure, series: Series
) -> None:
    TargetFactory(series=series, relative=True, due_on=day(-300), as_printed="-5%", amount=Decimal(-5))
    officer = signed_in(cast.officer)
    shown = page(officer, measure)
    address, seen = re.findall(
        r'<form method="post" action="([^"]+confirm-targets/)">.*?name="seen" value="(\d+)"', shown, re.DOTALL
    )[0]

    assert shown.count("Settle<span") == 2
    assert "Confirm all 2 as they are read" in shown
    officer.post(address, {"seen": seen})
    assert "not yet confirmed" not in page(officer, measure)
    assert "Confirm all" not in page(officer, measure)


@pytest.mark.parametrize("ref", ["SM99", "%00", "x" * 300, "sm16"])
def test_a_measure_that_is_not_there(ref: str, cast: Cast, board: Client, measure: SuccessMeasure) -> None:
    assert board.get(f"/plans/{cast.plan.slug}/measures/{ref}/").status_code == 404


def test_strangers_are_told_nothing(cast: Cast, signed_in: Any, measure: SuccessMeasure) -> None:
    address = reverse("measure", args=[cast.plan.slug, measure.ref])

    assert signed_in(cast.stranger).get(address).status_code == 404
    assert signed_in(cast.observer).get(address).status_code == 404


@pytest.mark.parametrize("size", [2, 12])
def test_the_same_queries_however_much_there_is(
    size: int, cast: Cast, board: Client, measure: SuccessMeasure, django_assert_num_queries: Any
) -> None:
    for number in range(size):
        line = SeriesFactory(measure=measure)
        BaselineFactory(series=line)
        ComparatorFactory(series=line)
        line.tolerance = number
        line.save()
        target = TargetFactory(series=line, relative=True)
        target.note = "Read again."
        target.save()
        for ago in range(size):
            ReadingFactory(series=line, as_of=day(100 + ago))
            ReadingFactory(series=line, as_of=day(100 + ago), recorded_at=noon(day(5)))
        EvidencesFactory(measure=measure, action=ActionFactory(objective=cast.action.objective))

    with django_assert_num_queries(QUERIES):
        page(board, measure)
