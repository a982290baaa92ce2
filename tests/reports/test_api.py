"""The read API: the contract of `export_plan`, over HTTP, for those who may read the plan."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from plans.document import contents
from plans.document.exporting import export
from tests.busy import busy_plan
from tests.people import Cast

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def test_it_answers_what_the_command_prints(cast: Cast, signed_in: Any) -> None:
    busy_plan(10, cast.plan)
    day = TODAY - dt.timedelta(days=7)

    answer = signed_in(cast.board).get(reverse("api-plan", args=[cast.plan.slug]), {"as_at": day.isoformat()})

    assert answer["Content-Type"] == "application/json"
    assert answer.json() == json.loads(json.dumps(export(contents(cast.plan, day))))
    assert answer.json()["plan"]["as_at"] == day.isoformat()


def test_without_a_day_it_is_today(cast: Cast, signed_in: Any) -> None:
    answer = signed_in(cast.board).get(reverse("api-plan", args=[cast.plan.slug]))

    assert answer.json()["plan"]["as_at"] == TODAY.isoformat()


@pytest.mark.parametrize("given", ["2999-01-01", "soon", "0001-01-01"])
def test_a_day_that_cannot_be_shown_is_an_error_in_words(given: str, cast: Cast, signed_in: Any) -> None:
    answer = signed_in(cast.board).get(reverse("api-plan", args=[cast.plan.slug]), {"as_at": given})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["as_at"]


def test_strangers_are_told_nothing(cast: Cast, signed_in: Any) -> None:
    assert signed_in(cast.stranger).get(reverse("api-plan", args=[cast.plan.slug])).status_code == 404


def test_it_only_answers_and_never_takes(cast: Cast, signed_in: Any) -> None:
    assert signed_in(cast.officer).post(reverse("api-plan", args=[cast.plan.slug])).status_code == 405


@pytest.mark.parametrize("size", [10, 100])
def test_the_same_queries_whatever_the_size(
    size: int, cast: Cast, signed_in: Any, django_assert_num_queries: Any
) -> None:
    busy_plan(size, cast.plan)
    client = signed_in(cast.board)

    with django_assert_num_queries(21):
        client.get(reverse("api-plan", args=[cast.plan.slug]))
