"""Suspensions: a measure with one series that did as it should, for tests of its page. Take the fixtures by import."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.models import Series, SuccessMeasure
from tests.factories import (
    BaselineFactory,
    PlacementFactory,
    ReadingFactory,
    SeriesFactory,
    SuccessMeasureFactory,
    TargetFactory,
    noon,
)
from tests.people import Cast

TODAY = timezone.localdate()


def day(ago: int) -> dt.date:
    """So many days ago."""
    return TODAY - dt.timedelta(days=ago)


@pytest.fixture
def measure(cast: Cast) -> SuccessMeasure:
    found = SuccessMeasureFactory(
        plan=cast.plan, ref="SM16", title="Suspensions", definition="Of pupils with SEND.", owner=cast.post
    )
    PlacementFactory(
        measure=found, ambition=cast.action.objective.ambition, printed_ref="2.3.1", source__name="Internal data"
    )
    return found


@pytest.fixture
def series(cast: Cast, measure: SuccessMeasure) -> Series:
    """Suspensions that were to fall by a tenth, and did."""
    found = SeriesFactory(measure=measure, ref="SM16a", name="SEN Support", unit="count", better="down")
    BaselineFactory(series=found, value=Decimal(561), as_of=day(400), period="Jul 24", as_printed="Jul 24: 561")
    TargetFactory(series=found, relative=True, due_on=day(60), due_as_printed="By Jul 25", sample="25 a month")
    ReadingFactory(series=found, value=Decimal(540), as_of=day(200), recorded_at=noon(day(190)))
    ReadingFactory(series=found, value=Decimal(500), as_of=day(50), recorded_at=noon(day(40)), by=cast.data_officer)
    return found


@pytest.fixture
def board(cast: Cast, signed_in: Any) -> Client:
    client: Client = signed_in(cast.board)
    return client


def page(client: Client, measure: SuccessMeasure, **query: str) -> str:
    answer = client.get(reverse("measure", args=[measure.plan.slug, measure.ref]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def words(shown: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", shown).split())
