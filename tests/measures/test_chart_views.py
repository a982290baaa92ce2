"""A chart by itself, as figure and as image: who gets it, on which day, and without what they may not see."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from measures import charts
from measures.judged import judge_one
from measures.views.charts import EMPTY_STYLE, with_charts
from tests.factories import (
    BaselineFactory,
    ComparatorFactory,
    ReadingFactory,
    SeriesFactory,
    SuccessMeasureFactory,
    TargetFactory,
    noon,
)
from tests.people import Cast

from .drawn import Drawing, traces

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
KINDS = ["measure-chart", "measure-chart-svg"]


@pytest.fixture
def series(cast: Cast) -> Any:
    """A count of a measure that hides small numbers and that Alice's post owns: 12, then 3."""
    measure = SuccessMeasureFactory(plan=cast.plan, ref="SM1", owner=cast.post, hides_small_numbers=True)
    made = SeriesFactory(measure=measure, ref="SM1.a", name="Exclusions", count=True)
    BaselineFactory(series=made, value=Decimal(14), as_printed="14")
    ComparatorFactory(series=made, value=Decimal(13), as_printed="13")
    TargetFactory(series=made, amount=Decimal(12), as_printed="12")
    ReadingFactory(series=made, as_of=dt.date(2025, 4, 30), value=Decimal(12))
    ReadingFactory(series=made, as_of=dt.date(2025, 10, 31), value=Decimal(3), note="Three from one school")
    return made


def address(kind: str, series: Any) -> str:
    return reverse(kind, args=[series.plan.slug, series.measure.ref, series.ref])


def readings(answer: Any) -> list[float | None]:
    (trace,) = traces(answer.json(), "Reading")
    found: list[float | None] = trace["y"]
    return found


def test_the_figure_is_what_the_page_draws(cast: Cast, series: Any, signed_in: Any) -> None:
    answer = signed_in(cast.board).get(address("measure-chart", series))
    (one,) = judge_one(series.measure, TODAY, small_numbers=True).series

    assert answer["Content-Type"] == "application/json"
    assert answer.json() == charts.figure(one)


def test_the_image_is_the_same_as_svg(cast: Cast, series: Any, signed_in: Any) -> None:
    client = signed_in(cast.board)
    answer = client.get(address("measure-chart-svg", series))

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.decode() == charts.svg(client.get(address("measure-chart", series)).json(), charts.PAGE)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        pytest.param("board", [12, 3], id="the board sees small numbers"),
        pytest.param("lead", [12, 3], id="so does the post that owns the measure"),
        pytest.param("colleague", [12, None], id="another post does not"),
        pytest.param("group_member", [12, None], id="nor does an ambition group"),
    ],
)
def test_small_numbers_are_for_those_with_the_right(
    who: str, seen: list[int | None], cast: Cast, series: Any, signed_in: Any
) -> None:
    client = signed_in(cast.people()[who])
    answer, image = (client.get(address(kind, series)) for kind in KINDS)

    assert readings(answer) == seen
    assert ("31 October 2025: 3" in answer.content.decode()) is (None not in seen)
    assert ("Too small to show" in Drawing(image.content.decode()).key) is (None in seen)
    assert "Three from one school" not in answer.content.decode()


def test_a_past_day_shows_what_was_known_then(cast: Cast, series: Any, signed_in: Any) -> None:
    ReadingFactory(
        series=series, as_of=dt.date(2025, 4, 30), value=Decimal(11), recorded_at=noon(dt.date(2025, 11, 20))
    )
    client, place = signed_in(cast.board), address("measure-chart", series)

    assert readings(client.get(place, {"as_at": "2025-06-01"})) == [12]
    assert readings(client.get(place, {"as_at": "2025-11-19"})) == [12, 3]
    assert readings(client.get(place, {"as_at": "2025-11-20"})) == [11, 3]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("given", ["2999-01-01", "soon"])
def test_a_day_that_cannot_be_shown_is_told(kind: str, given: str, cast: Cast, series: Any, signed_in: Any) -> None:
    answer = signed_in(cast.board).get(address(kind, series), {"as_at": given})

    assert answer.status_code == 400
    assert "day" in answer.content.decode()


@pytest.mark.parametrize("kind", KINDS)
class TestNobodyIsTold:
    def test_a_stranger(self, kind: str, cast: Cast, series: Any, signed_in: Any) -> None:
        client = signed_in(cast.stranger)

        assert client.get(address(kind, series)).status_code == 404
        assert client.get(address(kind, series), {"as_at": "soon"}).status_code == 404

    def test_of_a_series_of_another_measure(self, kind: str, cast: Cast, series: Any, signed_in: Any) -> None:
        other = SeriesFactory(measure=SuccessMeasureFactory(plan=cast.plan, ref="SM2"))
        place = reverse(kind, args=[cast.plan.slug, "SM2", series.ref])

        assert signed_in(cast.board).get(place).status_code == 404
        assert signed_in(cast.board).get(address(kind, other)).status_code == 200

    def test_of_a_measure_that_was_not_there_yet(self, kind: str, cast: Cast, series: Any, signed_in: Any) -> None:
        series.measure.added_on = dt.date(2025, 6, 1)
        series.measure.save()
        client = signed_in(cast.board)

        assert client.get(address(kind, series), {"as_at": "2025-05-31"}).status_code == 404
        assert client.get(address(kind, series), {"as_at": "2025-06-01"}).status_code == 200

    def test_by_anything_but_asking(self, kind: str, cast: Cast, series: Any, signed_in: Any) -> None:
        assert signed_in(cast.officer).post(address(kind, series)).status_code == 405


def test_the_same_queries_however_much_was_read(
    cast: Cast, series: Any, signed_in: Any, django_assert_num_queries: Any
) -> None:
    client = signed_in(cast.board)
    client.get(address("measure-chart", series))
    for number in range(20):
        ReadingFactory(series=series, as_of=dt.date(2025, 11, 1) - dt.timedelta(days=number + 1), value=Decimal(9))
        ComparatorFactory(series=series, name=f"Area {number}")

    with django_assert_num_queries(14):
        client.get(address("measure-chart", series))


def test_a_page_with_charts_may_hold_an_empty_sheet_and_nothing_else() -> None:
    @with_charts
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("A page")

    answer: Any = CSPMiddleware(page)(RequestFactory().get("/"))
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))

    assert policy["style-src"] == f"'self' {EMPTY_STYLE}"
    assert policy["default-src"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]
