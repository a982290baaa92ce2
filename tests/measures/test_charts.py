"""What a chart of a series shows, and how it is drawn, case by case."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from measures import charts
from measures.models import Baseline, Comparator
from measures.traces import COLOURS
from measures.xmr import Limits, Rule, Signal

from .drawn import (
    APRIL,
    Drawing,
    at_least,
    between,
    everything,
    judged,
    not_worked_out,
    notes,
    read,
    traces,
)

PALETTE = (Path(__file__).resolve().parents[2] / "static" / "scss" / "_palette.scss").read_text()
SIZES = [charts.ROW, charts.PAGE, charts.PRINT, charts.PHONE]
OCTOBER = dt.date(2025, 10, 31)
NOTHING = judged()
ALL_HIDDEN = judged(readings=[read(APRIL[2025], None), read(OCTOBER, None)], unit="count", better="down")
LEVEL_ONLY = judged(baseline=Baseline(value=Decimal(40)), comparators=[Comparator(name="National", value=Decimal(43))])
KINDS = [
    pytest.param(everything(), id="everything"),
    pytest.param(NOTHING, id="nothing yet"),
    pytest.param(ALL_HIDDEN, id="all too small to show"),
    pytest.param(LEVEL_ONLY, id="a baseline without a day"),
    pytest.param(judged(readings=[read(APRIL[2025], "9.5")], unit="months", decimals=1), id="one reading"),
    pytest.param(judged(steps=[not_worked_out(APRIL[2025])]), id="a target that cannot be worked out"),
    pytest.param(judged(readings=[read(dt.date(24, 4, 30), "9"), read(APRIL[2024], "9")]), id="a year typed wrongly"),
]


def test_the_colours_are_the_palettes() -> None:
    plain = dict(re.findall(r"^\$(\S+): (#[0-9a-f]{6});", PALETTE, re.MULTILINE))
    amber = next(line for line in PALETTE.splitlines() if line.strip().startswith('"amber":'))
    plain |= {f"amber-{part}": colour for part, colour in re.findall(r"(\w+): (#[0-9a-f]{6})", amber)}

    assert {name: plain[name] for name in COLOURS} == COLOURS


@pytest.mark.parametrize("one", KINDS)
class TestEveryFigure:
    def test_plotly_takes_it(self, one: Any) -> None:
        go.Figure(charts.figure(one))

    def test_it_is_plain_json(self, one: Any) -> None:
        figure = charts.figure(one)

        assert json.loads(json.dumps(figure, allow_nan=False)) == figure

    @pytest.mark.parametrize("size", SIZES)
    def test_it_can_be_drawn(self, one: Any, size: Any) -> None:
        drawing = Drawing(charts.svg(charts.figure(one), size))

        assert len(drawing.groups) == len(charts.figure(one)["data"])
        assert drawing.outside == []

    def test_it_can_be_said(self, one: Any) -> None:
        assert re.fullmatch(r"Chart of Good: [^;].+[^;]\. It met its target\.", charts.words(one))


class TestReadings:
    def test_they_are_a_line_with_marks(self) -> None:
        figure = charts.figure(judged(readings=[read(APRIL[2024], "39"), read(APRIL[2025], "41.25")]))
        (line,) = traces(figure, "Reading")

        assert line["x"] == ["2024-04-30", "2025-04-30"]
        assert line["y"] == [39, 41.25]
        assert [type(value) for value in line["y"]] == [int, float]
        assert line["mode"] == "lines+markers"

    def test_a_provisional_one_is_hollow(self) -> None:
        figure = charts.figure(judged(readings=[read(APRIL[2024], "39"), read(APRIL[2025], "41", provisional=True)]))
        (final,), (provisional,) = traces(figure, "Reading"), traces(figure, "Provisional")

        assert (provisional["x"], provisional["y"]) == (["2025-04-30"], [41])
        assert provisional["marker"]["color"] == COLOURS["paper"] != final["marker"]["color"]
        assert figure["data"].index(provisional) > figure["data"].index(final)

    def test_pointing_at_one_tells_its_day_its_value_and_what_it_is(self) -> None:
        figure = charts.figure(judged(readings=[read(APRIL[2025], "41", provisional=True, period="April 25")]))

        assert traces(figure, "Reading")[0]["text"] == ["30 April 2025 (April 25): 41%, provisional"]

    @pytest.mark.parametrize(
        ("goal", "side"),
        [pytest.param("30", 1, id="above its target: above"), pytest.param("60", -1, id="below its target: below")],
    )
    def test_the_latest_value_is_written_beside_its_mark_away_from_the_target(self, goal: str, side: int) -> None:
        steps = [at_least(APRIL[2025], goal)]
        (latest,) = notes(charts.figure(judged(readings=[read(APRIL[2025], "41")], steps=steps)), "latest")

        assert (latest["text"], latest["x"], latest["y"]) == ("41%", "2025-04-30", 41)
        assert latest["yshift"] * side > 0


class TestTooSmallToShow:
    READINGS = (read(APRIL[2024], "12"), read(APRIL[2025], None), read(OCTOBER, "9"), read(APRIL[2026], None))
    ONE = judged(readings=READINGS, unit="count", better="down")

    def test_it_leaves_a_gap_in_the_line(self) -> None:
        drawing = Drawing(charts.svg(charts.figure(self.ONE)))
        figure = charts.figure(self.ONE)
        at = figure["data"].index(traces(figure, "Reading")[0])

        assert traces(figure, "Reading")[0]["y"] == [12, None, 9, None]
        assert [len(line) for line in drawing.groups[at].lines] == [1, 1]
        assert len(drawing.groups[at].marks) == 2

    def test_its_day_is_marked_in_words_and_no_value_is_given(self) -> None:
        figure = charts.figure(self.ONE)
        (hidden,) = traces(figure, "Too small to show")

        assert (hidden["x"], hidden["y"]) == (["2025-04-30", "2026-04-30"], [None, None])
        assert hidden["text"] == ["Too small to show"] * 2
        assert [note["x"] for note in notes(figure, "hidden")] == hidden["x"]
        assert [shape["x0"] for shape in figure["layout"]["shapes"]] == hidden["x"]
        assert all((shape["y0"], shape["y1"], shape["yref"]) == (0, 1, "paper") for shape in figure["layout"]["shapes"])

    def test_an_earlier_value_is_not_called_the_latest(self) -> None:
        assert notes(charts.figure(self.ONE), "latest") == []

    def test_the_words_count_them_and_say_no_more(self) -> None:
        assert charts.words(self.ONE) == (
            "Chart of Good: 2 readings from 12 on 30 April 2024 to 9 on 31 October 2025; 2 too small to show. "
            "It met its target."
        )

    def test_where_all_are_hidden_the_axis_has_no_numbers(self) -> None:
        figure = charts.figure(ALL_HIDDEN)

        assert figure["layout"]["yaxis"]["tickvals"] == []
        assert [value for trace in figure["data"] for value in trace["y"] if value is not None] == []


class TestTargets:
    def test_each_holds_until_the_next_and_the_last_goes_on(self) -> None:
        figure = charts.figure(judged(steps=[at_least(APRIL[2025], "43"), at_least(APRIL[2026], "45")]))
        (target,) = traces(figure, "Target")

        assert target["x"] == ["2025-04-30", "2026-04-30", figure["layout"]["xaxis"]["range"][1]]
        assert target["y"] == [43, 45, 45]
        assert target["line"]["shape"] == "hv"
        assert target["text"][0] == "Target by 30 April 2025: 43% or more"
        assert target["meta"] == "Target 45% or more"

    def test_a_range_has_a_line_at_both_ends_and_a_tint_between(self) -> None:
        figure = charts.figure(judged(steps=[between(APRIL[2025], "1.6", "1.7"), between(APRIL[2026], "1.8", "1.9")]))
        low, high = traces(figure, "Target")

        assert (low["y"], high["y"]) == ([1.6, 1.8, 1.8], [1.7, 1.9, 1.9])
        assert high["fill"] == "tonexty"
        assert [trace["showlegend"] or "meta" in trace for trace in (low, high)] == [False, True]

    @pytest.mark.parametrize(
        ("steps", "x", "y"),
        [
            pytest.param(
                [at_least(APRIL[2025], "43"), not_worked_out(APRIL[2026]), at_least(APRIL[2027], "50")],
                ["2025-04-30", "2026-04-30", "2026-04-30", "2027-04-30"],
                [43, 43, None, 50],
                id="between two others",
            ),
            pytest.param(
                [at_least(APRIL[2025], "43"), not_worked_out(APRIL[2026])],
                ["2025-04-30", "2026-04-30", "2026-04-30"],
                [43, 43, None],
                id="last",
            ),
        ],
    )
    def test_one_that_cannot_be_worked_out_is_a_gap(self, steps: Any, x: list[str], y: list[int | None]) -> None:
        (target,) = traces(charts.figure(judged(steps=steps)), "Target")

        assert (target["x"][: len(x)], target["y"][: len(y)]) == (x, y)

    def test_one_that_ends_in_a_gap_is_named_in_the_key(self) -> None:
        one = judged(steps=[at_least(APRIL[2025], "43"), not_worked_out(APRIL[2026])])
        (target,) = traces(charts.figure(one), "Target")

        assert "meta" not in target
        assert target["showlegend"]

    def test_what_is_not_confirmed_is_said_to_be_read_so(self) -> None:
        figure = charts.figure(judged(steps=[at_least(APRIL[2025], "43", is_confirmed=False)]))

        assert "Target, as read and not yet confirmed" in Drawing(charts.svg(figure)).key

    def test_none_that_can_be_worked_out_is_no_line(self) -> None:
        assert traces(charts.figure(judged(steps=[not_worked_out(APRIL[2025])])), "Target") == []


class TestWhatStandsBeside:
    def test_a_baseline_is_a_mark_on_its_day_and_a_dotted_line_from_it(self) -> None:
        figure = charts.figure(judged(baseline=Baseline(value=Decimal("38.5"), as_of=APRIL[2024], period="April 24")))
        line, mark = traces(figure, "Baseline")

        assert (line["x"][0], line["y"]) == ("2024-04-30", [38.5, 38.5])
        assert line["x"][1] == figure["layout"]["xaxis"]["range"][1]
        assert line["line"]["dash"] == "1px,3px"
        assert (mark["x"], mark["y"], mark["mode"]) == (["2024-04-30"], [38.5], "markers")
        assert mark["text"] == ["Baseline 38.5%, April 24"]

    def test_without_a_day_it_is_only_the_line(self) -> None:
        figure = charts.figure(LEVEL_ONLY)
        (line,) = traces(figure, "Baseline")

        assert line["x"] == figure["layout"]["xaxis"]["range"]
        assert figure["layout"]["xaxis"]["tickvals"] == []

    def test_comparators_are_level_lines_with_their_names(self) -> None:
        figure = charts.figure(LEVEL_ONLY)
        (line,) = traces(figure, "National")

        assert (line["name"], line["meta"], line["y"]) == ("National 43%", "National 43%", [43, 43])

    def test_a_long_name_is_cut_beside_the_line_and_keeps_its_value(self) -> None:
        name = "Statistical neighbours of the partnership"
        figure = charts.figure(judged(comparators=[Comparator(name=name, value=Decimal(54))]))

        assert figure["data"][0]["meta"] == "Statistical neighbour… 54%"
        assert figure["data"][0]["name"] == f"{name} 54%"

    def test_names_are_words_and_never_marks_of_a_page(self) -> None:
        one = judged(comparators=[Comparator(name="<b>A</b> & B", value=Decimal(54))])
        figure = charts.figure(one)

        assert figure["data"][0]["name"] == "&lt;b&gt;A&lt;/b&gt; &amp; B 54%"
        assert "<b>A</b> & B 54%" in Drawing(charts.svg(figure)).texts

    def test_labels_do_not_touch(self) -> None:
        many = [Comparator(name=f"Area {number}", value=Decimal(43)) for number in range(5)]
        drawing = Drawing(charts.svg(charts.figure(judged(comparators=many))))
        heights = [float(one.get("y", "")) for one in drawing.root if "".join(one.itertext()).startswith("Area")]

        assert sorted(heights) == heights
        assert all(after - before >= charts.PAGE.text for before, after in pairwise(heights))


class TestLimits:
    def test_there_are_none_until_they_are_earned(self) -> None:
        figure = charts.figure(judged(readings=[read(APRIL[2024], "39"), read(APRIL[2025], "41")]))

        assert traces(figure, "Mean") + traces(figure, "Limits") == []

    def test_they_lie_over_the_days_that_were_measured(self) -> None:
        figure = charts.figure(everything())
        (mean,), (upper,), (lower,) = (traces(figure, name) for name in ("Mean", "Limits", "Lower limit"))

        assert (mean["y"], upper["y"], lower["y"]) == ([41, 41], [44.8, 44.8], [37, 37])
        assert mean["x"] == upper["x"] == lower["x"] == ["2025-01-28", "2026-02-28"]
        assert upper["name"] == "Limits 37% and 45%"

    def test_a_sign_of_a_change_is_ringed_where_it_is_complete(self) -> None:
        readings = [read(APRIL[2024], "39"), read(APRIL[2025], "47"), read(APRIL[2026], "48")]
        sign = Signal(Rule.RUN, (APRIL[2024], APRIL[2025]), is_upwards=True)
        limits = Limits(Decimal(44), Decimal(40), Decimal(48), (sign,), "")
        (ring,) = traces(charts.figure(judged(readings=readings, limits=limits)), "Sign of a change")

        assert (ring["x"], ring["y"], ring["marker"]["symbol"]) == (["2025-04-30"], [47], "diamond")

    def test_they_are_carried_on_only_where_that_is_stated(self) -> None:
        told = everything()
        lower, upper = traces(charts.figure(told), "If nothing changes")
        silent = judged(readings=told.figures, steps=told.steps, limits=told.trajectory.chart)

        assert (lower["y"], upper["y"]) == ([37, 37], [44.8, 44.8])
        assert upper["x"] == ["2026-02-28", "2027-04-30"]
        assert traces(charts.figure(silent), "If nothing changes") == []
