"""The figure and its drawing show the same numbers, whatever the series: nothing is missing, moved or added."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures import charts
from measures.interpretation import Step
from measures.judged import Judged
from measures.models import Baseline, Comparator
from measures.suppression import Figure
from measures.xmr import Limits, Rule, Signal

from .drawn import Drawing, Spot, judged

NEAR = 0.11
"""Pixels: a drawing tells its places to a tenth, and the middle of a mark comes of several."""

days = st.dates(dt.date(2015, 1, 1), dt.date(2045, 12, 31))
values = st.decimals(0, 99999, places=4) | st.integers(0, 100).map(Decimal)


@st.composite
def figures(draw: Any) -> list[Figure]:
    """Readings on different days, oldest first; some provisional, some too small to show."""
    read_on = sorted(draw(st.sets(days, max_size=16)))
    return [Figure(as_of=on, value=draw(st.none() | values), is_provisional=draw(st.booleans())) for on in read_on]


@st.composite
def steps(draw: Any) -> list[Step]:
    """Targets on different days: at least, at most, a range, and such as cannot be worked out."""
    due = sorted(draw(st.sets(days, max_size=5)))
    return [_step(on, draw(st.none() | values), draw(st.none() | values), draw(st.booleans())) for on in due]


def _step(on: dt.date, low: Decimal | None, high: Decimal | None, is_confirmed: bool) -> Step:
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    return Step(on, low, high, None, "what is wanted", is_confirmed=is_confirmed)


@st.composite
def any_series(draw: Any) -> Judged:
    """Anything that the tables allow."""
    readings = draw(figures())
    seen = [one for one in readings if one.value is not None]
    limits = None
    if seen and draw(st.booleans()):
        lower, mean, upper = sorted(draw(st.tuples(values, values, values)))
        sign = Signal(Rule.OUTSIDE, (draw(st.sampled_from(seen)).as_of,), is_upwards=True)
        limits = Limits(mean, lower, upper, (sign,), "")
    return judged(
        readings=readings,
        steps=draw(steps()),
        baseline=draw(st.none() | st.builds(Baseline, value=values, as_of=st.none() | days)),
        comparators=draw(st.lists(st.builds(Comparator, name=st.text(max_size=40), value=values), max_size=4)),
        limits=limits,
        projection=draw(st.sampled_from(["", "It will be met."])),
        unit=draw(st.sampled_from(["per_cent", "count", "score", "months"])),
        decimals=draw(st.integers(0, 4)),
        highest=draw(st.none() | st.integers(1, 100000).map(Decimal)),
    )


def corners(trace: dict[str, Any]) -> list[list[tuple[str, float]]]:
    """The stretches of a line as Plotly draws it: broken at gaps; stepped, it keeps its value until the next day."""
    runs: list[list[tuple[str, float]]] = [[]]
    for day, value in zip(trace["x"], trace["y"], strict=True):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((day, value))
    return [_stepped(run) if trace["line"].get("shape") == "hv" else run for run in runs if run]


def _stepped(run: list[tuple[str, float]]) -> list[tuple[str, float]]:
    between = [[(after[0], before[1]), after] for before, after in pairwise(run)]
    return [run[0], *(spot for pair in between for spot in pair)]


def drawn_and_meant(figure: dict[str, Any], drawing: Drawing) -> list[tuple[Spot, tuple[str, float]]]:
    """Each place in the drawing with the day and value that it must stand for. Fails where their numbers differ."""
    pairs: list[tuple[Spot, tuple[str, float]]] = []
    for trace, group in zip(figure["data"], drawing.groups, strict=True):
        lines = corners(trace) if "lines" in trace["mode"] else []
        points = [(day, value) for day, value in zip(trace["x"], trace["y"], strict=True) if value is not None]
        marks = points if "markers" in trace["mode"] else []
        assert [len(line) for line in group.lines] == [len(line) for line in lines]
        assert len(group.marks) == len(marks)
        for line, meant in zip(group.lines, lines, strict=True):
            pairs += zip(line, meant, strict=True)
        pairs += zip(group.marks, marks, strict=True)
    return pairs


def axis(figure: dict[str, Any], drawing: Drawing) -> list[tuple[Spot, tuple[str, float]]]:
    """The marks of the drawing's own axes, which every other place has to agree with."""
    first, last = figure["layout"]["xaxis"]["range"]
    low = figure["layout"]["yaxis"]["range"][0]
    left, right = drawing.level[-1]
    marks = figure["layout"]["yaxis"]["tickvals"]
    lines = drawing.level[:-1]
    shown = marks if len(lines) == len(marks) else marks[::2]
    ends = [(left, (first, low)), (right, (last, low))]
    return ends + [(line[0], (first, value)) for line, value in zip(lines, shown, strict=True)]


def on_one_scale(pairs: list[tuple[float, float]], *, grows: bool) -> None:
    """Pixels and what they stand for lie on one straight line."""
    pairs = sorted(pairs, key=lambda pair: pair[1])
    (start, low), (end, high) = pairs[0], pairs[-1]
    assert low == high or (end > start) is grows
    for pixel, value in pairs:
        part = (value - low) / (high - low) if high > low else 0
        assert pixel == pytest.approx(start + part * (end - start), abs=NEAR)


@given(any_series())
@settings(max_examples=150)
def test_every_value_has_its_place_in_every_drawing_and_nothing_else_has(one: Judged) -> None:
    figure = charts.figure(one)
    for size in (charts.ROW, charts.PAGE, charts.PRINT, charts.PHONE):
        drawing = Drawing(charts.svg(figure, size))

        assert drawing.outside == []
        pairs = drawn_and_meant(figure, drawing) + (axis(figure, drawing) if size.axes else [])
        if pairs:
            on_one_scale([(x, dt.date.fromisoformat(day).toordinal()) for (x, _), (day, _) in pairs], grows=True)
            on_one_scale([(y, value) for (_, y), (_, value) in pairs], grows=False)


@given(any_series())
@settings(max_examples=50)
def test_what_is_reported_and_promised_is_in_the_figure(one: Judged) -> None:
    data = charts.figure(one)["data"]
    shown = {(trace["name"], day, value) for trace in data for day, value in zip(trace["x"], trace["y"], strict=True)}

    for reading in one.figures:
        assert ("Reading", reading.as_of.isoformat(), None if reading.value is None else float(reading.value)) in shown
    for step in one.steps:
        for end in {step.low, step.high} - {None}:
            assert any(
                name.startswith("Target") and day == step.due_on.isoformat() and value == float(end)
                for name, day, value in shown
            )


@given(figures(), st.integers(1, 5).map(Decimal))
def test_a_value_that_is_hidden_is_nowhere(readings: list[Figure], small: Decimal) -> None:
    """A series with a hidden reading is drawn and told as if nobody had ever known its value."""
    hidden = [one for one in readings if one.value is None]
    figure = charts.figure(judged(readings=readings, unit="count"))

    for one in hidden:
        said = [
            text
            for trace in figure["data"]
            for day, value, text in zip(trace["x"], trace["y"], trace["text"], strict=True)
            if day == one.as_of.isoformat() and value is None
        ]
        assert set(said) == {"Too small to show"}
    days_told = {one.as_of.isoformat() for one in hidden}
    notes = [note for note in figure["layout"]["annotations"] if note["x"] in days_told]
    assert all(not re.search(r"\d", note["text"]) for note in notes)
    assert {note["name"] for note in notes} <= {"hidden"}


@given(any_series())
@settings(max_examples=50)
def test_it_is_plain_json_and_well_formed(one: Judged) -> None:
    figure = charts.figure(one)

    assert json.loads(json.dumps(figure, allow_nan=False)) == figure
    assert "NaN" not in charts.svg(figure)
