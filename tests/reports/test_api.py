"""The read API: the contract of `export_plan`, over HTTP, for those who may read the plan."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from reports import whole
from tests.busy import busy_plan
from tests.factories import ReadingFactory, SeriesFactory
from tests.people import Cast

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def test_it_answers_what_the_command_prints(cast: Cast, signed_in: Any) -> None:
    busy_plan(10, cast.plan)
    day = TODAY - dt.timedelta(days=7)

    answer = signed_in(cast.board).get(reverse("api-plan", args=[cast.plan.slug]), {"as_at": day.isoformat()})

    assert answer["Content-Type"] == "application/json"
    document = whole.contents(cast.plan, day, small_numbers=True)
    assert answer.json() == json.loads(json.dumps(whole.export(document)))
    assert answer.json()["plan"]["as_at"] == day.isoformat()


def test_without_a_day_it_is_today(cast: Cast, signed_in: Any) -> None:
    answer = signed_in(cast.board).get(reverse("api-plan", args=[cast.plan.slug]))

    assert answer.json()["plan"]["as_at"] == TODAY.isoformat()


@pytest.mark.parametrize("given", ["2999-01-01", "soon", "0001-01-01"])
def test_a_day_that_cannot_be_shown_is_an_error_in_words(given: str, cast: Cast, signed_in: Any) -> None:
    answer = signed_in(cast.board).get(reverse("api-plan", args=[cast.plan.slug]), {"as_at": given})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["as_at"]


@pytest.mark.parametrize(("part", "value"), [("board", 3), ("officer", 3), ("lead", None), ("group_member", None)])
def test_a_number_too_small_to_publish_is_for_those_who_may_see_it(
    part: str, value: int | None, cast: Cast, signed_in: Any
) -> None:
    series = SeriesFactory(count=True, measure__plan=cast.plan, measure__hides_small_numbers=True)
    ReadingFactory(series=series, value=3)

    answer = signed_in(getattr(cast, part)).get(reverse("api-plan", args=[cast.plan.slug])).json()

    [reading] = answer["measures"][0]["series"][0]["readings"]
    assert (reading["as_of"], reading["value"]) == ("2025-04-30", value)


def test_strangers_are_told_nothing(cast: Cast, signed_in: Any) -> None:
    assert signed_in(cast.stranger).get(reverse("api-plan", args=[cast.plan.slug])).status_code == 404


def test_it_only_answers_and_never_takes(cast: Cast, signed_in: Any) -> None:
    assert signed_in(cast.officer).post(reverse("api-plan", args=[cast.plan.slug])).status_code == 405


@pytest.mark.parametrize("size", [10, 100])
def test_the_same_queries_whatever_the_size(
    size: int, cast: Cast, signed_in: Any, django_assert_num_queries: Any
) -> None:
    busy_plan(size, cast.plan)
    for _ in range(size // 10):
        ReadingFactory(series__measure__plan=cast.plan, series__measure__owner=cast.post)
    client = signed_in(cast.board)

    with django_assert_num_queries(31):
        client.get(reverse("api-plan", args=[cast.plan.slug]))
