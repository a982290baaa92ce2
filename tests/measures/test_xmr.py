"""Natural process limits and signs of a change, against published figures and series worked out by hand."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.xmr import Limits, Measured, Rule, find, limits, process

FLOW_RATES = "49.6 47.6 49.9 51.3 47.8 51.2 52.6 52.4 53.6 52.1"
"""The individuals chart of the NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2."""
PUBLISHED_MEAN, PUBLISHED_MEAN_RANGE = Decimal("50.81"), Decimal("1.8778")
PUBLISHED_LIMITS = Decimal("45.8159"), Decimal("55.8041")


def series(**more: Any) -> Any:
    return SimpleNamespace(**{"unit": "score", "better": "up", "decimals": 0} | more)


def on(place: int) -> dt.date:
    """The day of a point: the first of a month, from January 2023 on."""
    return dt.date(2023 + place // 12, place % 12 + 1, 1)


def points(values: str | Sequence[Decimal]) -> list[Measured]:
    numbers = [Decimal(value) for value in values.split()] if isinstance(values, str) else values
    return [(on(place), value) for place, value in enumerate(numbers)]


def chart(values: str, **more: Any) -> Limits:
    found = limits(points(values), series(**more))
    assert found is not None
    return found


# Limits


def test_the_published_mean_and_moving_range() -> None:
    mean, spread = process(points(FLOW_RATES))
    assert mean == PUBLISHED_MEAN
    assert round(spread / Decimal("2.66"), 4) == PUBLISHED_MEAN_RANGE


def test_the_published_limits() -> None:
    """They are printed with 3 / 1.128 = 2.6596; the usual 2.66 lies less than 0.001 further out on either side."""
    mean, spread = process(points(FLOW_RATES))
    for limit, published in zip((mean - spread, mean + spread), PUBLISHED_LIMITS, strict=True):
        assert abs(limit - published) < Decimal("0.001")

    unrounded = spread / Decimal("2.66") * 3 / Decimal("1.128")
    assert (round(mean - unrounded, 4), round(mean + unrounded, 4)) == PUBLISHED_LIMITS


def test_the_published_chart_shows_no_point_outside() -> None:
    assert find(points(FLOW_RATES), *process(points(FLOW_RATES))) == ()


@given(st.lists(st.decimals(min_value=0, max_value=10_000, places=2), min_size=12, max_size=40))
def test_the_limits_worked_out_again_another_way(values: list[Decimal]) -> None:
    mean, spread = process(points(values))
    ranges = [abs(float(after) - float(before)) for before, after in pairwise(values)]

    assert float(mean) == pytest.approx(statistics.fmean(map(float, values)), abs=1e-6)
    assert float(spread) == pytest.approx(2.66 * statistics.fmean(ranges), abs=1e-6)


def test_there_are_no_limits_with_fewer_than_twelve_points() -> None:
    assert limits(points("40 42 41 43 40 42 41 43 40 42 41"), series()) is None
    assert limits(points("40 42 41 43 40 42 41 43 40 42 41 43"), series()) is not None


@pytest.mark.parametrize(
    ("unit", "values", "lower", "upper"),
    [
        pytest.param("count", "1 5 2 6 1 5 2 6 1 5 2 6", "0", "13.90", id="a count goes no lower than nought"),
        pytest.param("per_cent", "95 99 96 100 95 99 96 100 95 99 96 100", "87.10", "100", id="nor per cent above 100"),
        pytest.param("score", "95 99 96 100 95 99 96 100 95 99 96 100", "87.10", "107.90", id="a score may"),
    ],
)
def test_limits_end_where_the_scale_does(unit: str, values: str, lower: str, upper: str) -> None:
    """Mean 3.5 and 97.5. The ranges are 4, 3, 4, 5 and again: 43 in all of 11, times 2.66 is 10.40."""
    found = chart(values, unit=unit)
    mean, spread = process(points(values))
    assert round(spread, 4) == round(Decimal(43) / 11 * Decimal("2.66"), 4)
    assert (found.lower, found.upper) == (
        max(mean - spread, Decimal(0)),
        min(mean + spread, Decimal(100)) if unit == "per_cent" else mean + spread,
    )
    assert (round(found.lower), round(found.upper)) == (round(Decimal(lower)), round(Decimal(upper)))


# The four rules. Mean and spread are given, so that a hand can check which points match.

MEAN, SPREAD = Decimal(50), Decimal(6)
"""Limits at 44 and 56; two thirds of the way to them at 46 and 54."""


@pytest.mark.parametrize(
    ("values", "signals"),
    [
        pytest.param("50 56.1 49", [(Rule.OUTSIDE, [1], True)], id="outside: above"),
        pytest.param("50 43.9 51", [(Rule.OUTSIDE, [1], False)], id="outside: below"),
        pytest.param("50 56 49 44 50", [], id="outside: not on the limit itself"),
        pytest.param("49 51 52 51 52 51 52 51 52 49", [(Rule.RUN, [1, 2, 3, 4, 5, 6, 7, 8], True)], id="run: eight"),
        pytest.param("49 51 52 51 52 51 52 51 49", [], id="run: not seven"),
        pytest.param("51 52 51 52 50 51 52 51 52", [], id="run: a point on the mean ends it"),
        pytest.param("48 49 48 49 48 49 48 49 48", [(Rule.RUN, [0, 1, 2, 3, 4, 5, 6, 7, 8], False)], id="run: nine"),
        pytest.param("49 48 49 50 51 52 53 51", [(Rule.TREND, [1, 2, 3, 4, 5, 6], True)], id="trend: six rising"),
        pytest.param("53 52 51 50 49 48 50", [(Rule.TREND, [0, 1, 2, 3, 4, 5], False)], id="trend: six falling"),
        pytest.param("49 48 49 50 51 52 51", [], id="trend: not five"),
        pytest.param("48 49 50 50 51 52 53", [], id="trend: two that are equal end it"),
        pytest.param("50 54.1 54.1 50", [(Rule.NEAR_LIMIT, [1, 2], True)], id="near a limit: two together"),
        pytest.param("50 45.9 50 45.9 50", [(Rule.NEAR_LIMIT, [1, 3], False)], id="near a limit: two of three"),
        pytest.param("50 54.1 50 50 54.1", [], id="near a limit: not two of four"),
        pytest.param("50 54.1 45.9 50", [], id="near a limit: not one at each"),
        pytest.param("50 54 54 50", [], id="near a limit: not at two thirds itself"),
        pytest.param(
            "50 55 50 55 50 55 50", [(Rule.NEAR_LIMIT, [1, 3, 5], True)], id="near a limit: what hangs together is one"
        ),
        pytest.param(
            "50 57 55 50",
            [(Rule.OUTSIDE, [1], True), (Rule.NEAR_LIMIT, [1, 2], True)],
            id="two rules may match on one point",
        ),
        pytest.param("50 51 49 52 48 50 51 49 50 51", [], id="none of them"),
    ],
)
def test_the_signs_of_a_change(values: str, signals: list[tuple[Rule, list[int], bool]]) -> None:
    found = find(points(values), MEAN, SPREAD)
    assert [(one.rule, list(one.days), one.is_upwards) for one in found] == [
        (rule, [on(place) for place in places], is_upwards) for rule, places, is_upwards in signals
    ]


def test_a_series_that_never_moves_shows_nothing() -> None:
    found = chart("100 " * 12, unit="per_cent")
    assert found.lower == found.mean == found.upper == 100
    assert found.signals == ()


def test_a_point_near_nought_is_not_near_a_limit_that_the_scale_cut_off() -> None:
    """The natural lower limit is -6.66, so 0 is not two thirds of the way there, though 0 is the end of the scale."""
    assert chart("1 5 2 6 0 0 2 6 1 5 2 6", unit="count").signals == ()


# What it says

STEADY = "48 52 49 51 50 48 52 49 51 50 48 52"


@pytest.mark.parametrize(
    ("values", "kind", "sentence"),
    [
        pytest.param(
            STEADY,
            {"unit": "per_cent"},
            "12 readings vary around 50%, between 43% and 57%: nothing more than chance.",
            id="no sign",
        ),
        pytest.param(
            f"{STEADY} 70",
            {"unit": "per_cent"},
            "70% on 1 January 2024 is above the limit of 62%: more than chance, and for the better.",
            id="outside, up is better",
        ),
        pytest.param(
            f"{STEADY} 70",
            {"better": "down"},
            "70 on 1 January 2024 is above the limit of 62: more than chance, and for the worse.",
            id="outside, down is better",
        ),
        pytest.param(
            f"{STEADY} 70",
            {"better": "hold"},
            "70 on 1 January 2024 is above the limit of 62: more than chance.",
            id="outside, holding is better",
        ),
        pytest.param(
            "53 53 54 53 54 53 54 53 47 47 46 47 46 47 46 47 47",
            {},
            "9 readings in a row, 1 September 2023 to 1 May 2024, lie below the mean of 50: more than chance, and for "
            "the worse. There were signs of a change before.",
            id="runs",
        ),
        pytest.param(
            "50 48 52 49 51 48 52 45 47 49 51 53 55",
            {"better": "down"},
            "6 readings in a row, 1 August 2023 to 1 January 2024, rise one after another: more than chance, and for "
            "the worse.",
            id="trend",
        ),
        pytest.param(
            "50 48 52 49 51 48 52 49 51 50 44 44",
            {},
            "2 readings close together, 1 November 2023 to 1 December 2023, lie near the lower limit of 42: more than "
            "chance, and for the worse.",
            id="near a limit",
        ),
    ],
)
def test_what_a_chart_says(values: str, kind: dict[str, Any], sentence: str) -> None:
    assert chart(values, **kind).sentence == sentence
