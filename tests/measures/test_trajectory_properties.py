"""What holds of every series on every day: a better reading never stands worse, and silence improves nothing."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from measures.interpretation import Step
from measures.models import Frequency
from measures.trajectory import Facts, Point, State, judge

FIRST = dt.date(2024, 1, 1)
EXAMPLES = settings(max_examples=100)

SEVERITY = list(State)
DAYS = st.integers(min_value=0, max_value=1200).map(lambda days: FIRST + dt.timedelta(days=days))
VALUES = st.decimals(min_value=0, max_value=100, places=2)
BETTER = st.sampled_from(["up", "down", "hold"])


@st.composite
def dated_steps(draw: st.DrawFn, better: str) -> tuple[Step, ...]:
    """Targets of every kind on days of their own, oldest first; some cannot be worked out."""
    days = sorted(draw(st.lists(DAYS, max_size=4, unique=True)))
    return tuple(_step(day, better, draw) for day in days)


def _step(day: dt.date, better: str, draw: st.DrawFn) -> Step:
    kind = draw(st.sampled_from(["value", "value", "range", "not worked out"]))
    low, high = sorted(draw(st.tuples(VALUES, VALUES)))
    if kind == "range":
        return Step(day, low, high, None, "between")
    if kind == "value":
        return Step(day, None if better == "down" else low, None if better == "up" else low, low, "goal")
    return Step(day, None, None, None, "", "cannot be worked out")


@st.composite
def series(draw: st.DrawFn, *, hidden: bool = True) -> Facts:
    """The facts of any series."""
    better = draw(BETTER)
    value = st.none() | VALUES if hidden else VALUES
    days = sorted(draw(st.lists(DAYS, max_size=15, unique=True)))
    return Facts(
        unit=draw(st.sampled_from(["per_cent", "count", "score", "months"])),
        better=better,
        decimals=draw(st.integers(min_value=0, max_value=2)),
        tolerance=draw(st.integers(min_value=0, max_value=50)),
        frequency=draw(st.sampled_from(Frequency.values)),
        starts_on=FIRST,
        baseline=draw(st.none() | st.builds(Point, DAYS, VALUES)),
        steps=draw(dated_steps(better)),
        points=tuple(Point(day, draw(value)) for day in days),
    )


@EXAMPLES
@given(facts=series(hidden=False), other=VALUES, on=DAYS)
def test_a_better_latest_reading_never_stands_worse(facts: Facts, other: Decimal, on: dt.date) -> None:
    assume(facts.points)
    first = judge(facts, on)
    assume(first.target is None or first.target.is_worked_out)
    latest = replace(facts.points[-1], value=other)
    second = judge(replace(facts, points=(*facts.points[:-1], latest)), on)

    def short(value: Decimal | None) -> Decimal:
        assert value is not None
        return first.target.shortfall(value, facts.better) if first.target else Decimal(0)

    if short(other) <= short(facts.points[-1].value):
        assert SEVERITY.index(second.state) >= SEVERITY.index(first.state)
    else:
        assert SEVERITY.index(second.state) <= SEVERITY.index(first.state)


@EXAMPLES
@given(facts=series(), on=DAYS, later=st.integers(min_value=1, max_value=900))
def test_silence_never_improves_how_a_series_stands(facts: Facts, on: dt.date, later: int) -> None:
    before, after = judge(facts, on), judge(facts, on + dt.timedelta(days=later))
    assume(before.target == after.target)

    assert SEVERITY.index(after.state) <= SEVERITY.index(before.state)
    assert after.is_late >= before.is_late


@EXAMPLES
@given(facts=series(), on=DAYS)
def test_every_series_has_a_sentence_on_every_day(facts: Facts, on: dt.date) -> None:
    stands = judge(facts, on)

    assert stands.sentence.endswith(".")
    assert stands.sentence.startswith(stands.because.removesuffix("."))
    assert "None" not in stands.sentence
    assert "  " not in stands.sentence
    assert stands.points_in_words.endswith(".")
    assert stands.label


@EXAMPLES
@given(facts=series(), on=DAYS)
def test_what_is_hidden_leaves_no_comparison(facts: Facts, on: dt.date) -> None:
    assume(facts.points)
    hidden = replace(facts.points[-1], value=None)
    stands = judge(replace(facts, points=(*facts.points[:-1], hidden)), on)

    assert stands.state is State.TOO_SMALL
    assert (stands.since_baseline, stands.since_last, stands.to_next, stands.projection) == (None, None, None, "")


@EXAMPLES
@given(facts=series(), on=DAYS)
def test_the_sentence_names_no_value_but_the_latest_the_baseline_and_the_distances(facts: Facts, on: dt.date) -> None:
    """Readings before the latest may be hidden beside another series, so none of them is repeated in words."""
    marked = tuple(replace(point, value=Decimal(987654 + place)) for place, point in enumerate(facts.points[:-1]))
    stands = judge(replace(facts, points=(*marked, *facts.points[-1:])), on)

    assert not re.search("98[0-9],?[0-9]{3}", stands.sentence)


@EXAMPLES
@given(facts=series(hidden=False), on=DAYS)
def test_the_distance_to_the_next_target_is_nought_when_it_is_met(facts: Facts, on: dt.date) -> None:
    stands = judge(facts, on)
    step = stands.next_target or stands.target
    if stands.to_next is None or step is None or stands.latest is None or stands.latest.value is None:
        return

    assert stands.to_next >= 0
    assert (stands.to_next == 0) == (step.shortfall(stands.latest.value, facts.better) == 0)
