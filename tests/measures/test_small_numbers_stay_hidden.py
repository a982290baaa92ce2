"""The two pages and the CSV give nothing away: whatever a hidden number is, every byte of them is the same.

What is hidden is `suppression.py`'s to decide; here it is held that no page goes round it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.models import Series, SuccessMeasure
from tests.factories import (
    BaselineFactory,
    EvidencesFactory,
    PlacementFactory,
    ReadingFactory,
    SeriesFactory,
    SuccessMeasureFactory,
    TargetFactory,
    noon,
)
from tests.people import Cast

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def day(ago: int) -> dt.date:
    return TODAY - dt.timedelta(days=ago)


@pytest.fixture
def measure(cast: Cast) -> SuccessMeasure:
    """Exclusions: a measure of which counts of 1 to 5 are hidden from those without the right."""
    found = SuccessMeasureFactory(
        plan=cast.plan, ref="SM16", title="Exclusions", hides_small_numbers=True, owner=cast.post
    )
    PlacementFactory(measure=found, ambition=cast.action.objective.ambition)
    EvidencesFactory(measure=found, action=cast.action, effect="lowers")
    return found


@pytest.fixture
def series(measure: SuccessMeasure) -> Series:
    found = SeriesFactory(measure=measure, ref="SM16a", unit="count", better="down")
    BaselineFactory(series=found, value=Decimal(14), as_of=day(400))
    TargetFactory(series=found, amount=Decimal(3), as_printed="3", due_on=day(60))
    ReadingFactory(series=found, value=Decimal(12), as_of=day(200), recorded_at=noon(day(190)))
    return found


ADDRESSES = ["measures", "measures-csv", "measure", "measure-chart", "measure-chart-svg"]


def everything(client: Client, series: Series) -> dict[str, str]:
    """All that somebody can fetch of a series, without what differs with every request."""
    slug, ref = series.plan.slug, series.measure.ref
    arguments = {"measures": [slug], "measures-csv": [slug], "measure": [slug, ref]}
    return {
        name: _body(client.get(reverse(name, args=arguments.get(name, [slug, ref, series.ref])))) for name in ADDRESSES
    }


def _body(answer: Any) -> str:
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    # The form of the filters names every state.
    return re.sub(
        r'name="csrfmiddlewaretoken" value="[^"]+"|<details[^>]* id="filters".*?</details>',
        "",
        content.decode(),
        flags=re.S,
    )


def worlds(client: Client, series: Series, *readings: dict[str, Any]) -> Iterator[dict[str, str]]:
    """What is fetched in each of several worlds that differ in one reading alone."""
    for reading in readings:
        with transaction.atomic():
            ReadingFactory(**{"series": series, "as_of": day(50), "recorded_at": noon(day(40))} | reading)
            yield everything(client, series)
            transaction.set_rollback(True)


SMALL = [{"value": Decimal(number)} for number in range(1, 6)]


@pytest.mark.parametrize("who", ["group_member", "colleague", "ambition_lead"])
def test_whatever_a_hidden_number_is_all_pages_are_the_same(
    who: str, cast: Cast, signed_in: Any, series: Series
) -> None:
    first, *others = worlds(signed_in(getattr(cast, who)), series, *SMALL)

    assert all(other == first for other in others)
    assert all("oo small to show" in first[name] for name in ADDRESSES)


def test_nor_does_a_note_or_who_recorded_it_give_it_away(cast: Cast, signed_in: Any, series: Series) -> None:
    plain, told = worlds(
        signed_in(cast.group_member),
        series,
        SMALL[0],
        SMALL[3] | {"note": "It was four.", "by": cast.officer},
    )

    assert plain == told


def test_nor_does_a_correction(cast: Cast, signed_in: Any, series: Series) -> None:
    corrected = {"as_of": day(200), "recorded_at": noon(day(20))}
    ReadingFactory(series=series, value=Decimal(2), note="Two after all.", **corrected)
    shown = everything(signed_in(cast.group_member), series)["measure"]

    assert "Corrected and withdrawn" not in shown
    assert "Two after all." not in shown


def test_nor_does_the_note_of_a_number_that_may_be_shown(cast: Cast, signed_in: Any, series: Series) -> None:
    (shown,) = worlds(signed_in(cast.group_member), series, {"value": Decimal(8), "note": "Not 3, as was said."})

    assert "Not 3, as was said." not in shown["measure"]
    assert "Notes and corrections are left out" in shown["measure"]


@pytest.mark.parametrize("who", ["board", "operational", "officer", "data_officer"])
def test_those_with_the_right_see_them(who: str, cast: Cast, signed_in: Any, series: Series) -> None:
    (shown,) = worlds(signed_in(getattr(cast, who)), series, SMALL[3] | {"note": "It was four."})

    assert "It was four." in shown["measure"]
    assert all("oo small to show" not in shown[name] for name in ADDRESSES)


def test_the_post_that_owns_the_measure_sees_them_on_its_page_and_not_in_the_list(
    cast: Cast, signed_in: Any, series: Series
) -> None:
    (shown,) = worlds(signed_in(cast.lead), series, SMALL[3])

    assert "Too small to show" not in shown["measure"]
    assert "Too small to show" in shown["measures"]
    assert "Too small to show" in shown["measures-csv"]


def test_a_rate_over_few_is_hidden_with_its_parts(cast: Cast, signed_in: Any, measure: SuccessMeasure) -> None:
    rate = SeriesFactory(measure=measure, ref="SM16b", unit="per_cent")
    first, *others = worlds(
        signed_in(cast.group_member),
        rate,
        *(
            {"value": Decimal(number) / 20 * 100, "numerator": Decimal(number), "denominator": Decimal(20)}
            for number in range(1, 6)
        ),
    )

    assert all(other == first for other in others)
    assert "of 20" not in first["measure"]
