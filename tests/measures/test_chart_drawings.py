"""How a chart is drawn at each size, and how it is said in words."""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Any

import pytest

from measures import charts
from measures.models import Comparator
from measures.traces import COLOURS

from .drawn import APRIL, Drawing, at_least, everything, judged, not_worked_out, read


class TestWords:
    @pytest.mark.parametrize(
        ("one", "said"),
        [
            pytest.param(judged(), "no readings yet", id="nothing"),
            pytest.param(judged(readings=[read(APRIL[2025], "41")]), "1 reading, 41% on 30 April 2025", id="one"),
            pytest.param(
                judged(readings=[read(APRIL[2025], None), read(APRIL[2026], None)]),
                "0 readings; 2 too small to show",
                id="all hidden",
            ),
            pytest.param(
                judged(steps=[at_least(APRIL[2025], "43"), not_worked_out(APRIL[2026])]),
                "no readings yet; 1 target, the last 43% or more by 30 April 2025",
                id="targets only",
            ),
            pytest.param(
                everything(),
                "13 readings from 40% on 28 January 2025 to 41% on 28 February 2026 (provisional); "
                "1 too small to show; 3 targets, the last 50% or more by 30 April 2027; baseline 38.5%; "
                "National 43%; London 46%; mean 41%, limits 37% and 45%",
                id="everything",
            ),
        ],
    )
    def test_they_say_what_is_drawn(self, one: Any, said: str) -> None:
        assert charts.words(one) == f"Chart of Good: {said}. It met its target."


class TestDrawings:
    def test_what_is_drawn_differs_without_colour_too(self) -> None:
        looks = [
            (trace["mode"], *(trace.get("line", {}).get(part) for part in ("dash", "shape", "width")), *_mark(trace))
            for trace in charts.figure(everything())["data"]
            if trace["showlegend"] or "meta" in trace
        ]

        assert len(set(looks)) == len(looks)

    def test_a_row_has_no_words_but_the_latest_value(self) -> None:
        drawing = Drawing(charts.svg(charts.figure(everything()), charts.ROW))

        assert drawing.texts == ["×", "41%"]
        assert drawing.key == []
        assert (drawing.root.get("width"), drawing.root.get("height")) == ("240", "56")

    def test_a_page_names_each_line_once_beside_it_or_in_the_key(self) -> None:
        drawing = Drawing(charts.svg(charts.figure(everything()), charts.PAGE))

        assert drawing.key == [
            "Reading", "Provisional", "Too small to show", "Mean 41%", "Limits 37% and 45%", "If nothing changes"
        ]  # fmt: skip
        beside = {"Target 50% or more", "London 46%", "National 43%", "Baseline 38.5%"}
        assert beside <= set(drawing.texts)
        assert not beside & set(drawing.key)

    def test_a_phone_has_every_name_in_the_key(self) -> None:
        drawing = Drawing(charts.svg(charts.figure(everything()), charts.PHONE))

        assert drawing.key == [
            "Reading", "Provisional", "Too small to show", "Target", "Baseline 38.5%", "National 43%", "London 46%",
            "Mean 41%", "Limits 37% and 45%", "If nothing changes",
        ]  # fmt: skip

    def test_a_long_key_makes_the_picture_higher_and_never_hides_the_lines(self) -> None:
        many = [Comparator(name=f"One of many areas like this {number}", value=Decimal(43)) for number in range(20)]
        drawing = Drawing(charts.svg(charts.figure(judged(comparators=many)), charts.PHONE))

        assert len(drawing.key) == 20
        assert float(drawing.root.get("height", "")) > charts.PHONE.height
        assert all(0 < y < 200 for group in drawing.groups for line in group.lines for _, y in line)

    def test_the_address_holds_the_same_drawing(self) -> None:
        figure = charts.figure(everything())
        kind, _, content = charts.data_uri(figure, charts.PRINT).partition(",")

        assert kind == "data:image/svg+xml;base64"
        assert base64.b64decode(content).decode() == charts.svg(figure, charts.PRINT)


def _mark(trace: dict[str, Any]) -> tuple[Any, ...]:
    marker = trace.get("marker", {})
    return marker.get("symbol"), marker.get("color") == COLOURS["paper"]
