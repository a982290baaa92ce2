"""Where the axes of a chart begin and end, and what they are marked with."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from measures import charts
from measures.axes import months, scale, spread

from .drawn import APRIL, at_least, everything, judged, notes, read


class TestAxes:
    @pytest.mark.parametrize(
        ("values", "of", "expected"),
        [
            pytest.param(["39", "60"], {"top": "100"}, (35, 65, 5), id="per cent close together: a part of the scale"),
            pytest.param(["24", "100"], {"top": "100"}, (0, 100, 20), id="per cent far apart: the whole scale"),
            pytest.param(["70", "100"], {"top": "100"}, (60, 100, 10), id="never beyond the top"),
            pytest.param(["90", "120"], {"top": "100"}, (80, 130, 10), id="unless a value is"),
            pytest.param(["1.4", "1.9"], {"top": "2"}, ("1.3", "2", "0.1"), id="a score"),
            pytest.param(["0.3", "1.9"], {"top": "2"}, (0, 2, "0.5"), id="a score over its whole scale"),
            pytest.param(["7", "14"], {"whole": True}, (0, 15, 5), id="from nought where that costs little"),
            pytest.param(["337", "570"], {"whole": True}, (300, 600, 50), id="and not where it costs much"),
            pytest.param(["1", "2"], {"whole": True}, (0, 3, 1), id="counts are not cut up"),
            pytest.param(["561"], {"whole": True}, (0, 600, 100), id="one value"),
            pytest.param(["0"], {}, (0, 1, "0.2"), id="nought"),
            pytest.param(["-3", "5"], {}, (-4, 6, 2), id="below nought"),
        ],
    )
    def test_values(self, values: list[str], of: dict[str, Any], expected: tuple[Any, ...]) -> None:
        top = Decimal(of["top"]) if "top" in of else None
        found = scale([Decimal(value) for value in values], top=top, whole=of.get("whole", False))

        assert (found.low, found.high, found.step) == tuple(Decimal(end) for end in expected)

    @pytest.mark.parametrize(
        ("first", "last", "words"),
        [
            pytest.param("2024-01-10", "2028-09-01", ["2025", "2026", "2027", "2028"], id="years"),
            pytest.param("2024-06-20", "2026-02-01", ["Jul<br>2024", "Jan<br>2025", "Jul", "Jan<br>2026"], id="halves"),
            pytest.param("2025-11-20", "2026-03-10", ["Dec<br>2025", "Jan<br>2026", "Feb", "Mar"], id="months"),
            pytest.param("2025-04-10", "2025-05-20", ["May<br>2025"], id="one month"),
            pytest.param("2000-01-01", "2100-12-31", ["2000", "2100"], id="a hundred years"),
        ],
    )
    def test_days(self, first: str, last: str, words: list[str]) -> None:
        found = months(dt.date.fromisoformat(first), dt.date.fromisoformat(last))

        assert [text for _, text in found] == words
        assert all(first <= day.isoformat() <= last and day.day == 1 for day, _ in found)

    @pytest.mark.parametrize(
        ("wanted", "places"),
        [
            pytest.param([10, 50], [10, 50], id="apart already"),
            pytest.param([10, 12], [10, 30], id="moved down"),
            pytest.param([12, 10], [30, 10], id="in the order given"),
            pytest.param([95, 96, 97], [60, 80, 100], id="moved up from the foot"),
            pytest.param([], [], id="none"),
        ],
    )
    def test_labels_are_spread(self, wanted: list[float], places: list[float]) -> None:
        assert spread(wanted, 20, 100) == places

    @pytest.mark.parametrize(
        ("one", "title"),
        [
            pytest.param(judged(steps=[at_least(APRIL[2025], "43")]), "Per cent", id="from nought"),
            pytest.param(everything(), "Per cent. Axis from 35%, not from 0", id="not from nought"),
            pytest.param(judged(readings=[read(APRIL[2025], "7")], unit="count"), "Number", id="a count"),
            pytest.param(judged(readings=[read(APRIL[2025], "7")], unit="months"), "Months", id="months"),
            pytest.param(
                judged(readings=[read(APRIL[2024], "1.6"), read(APRIL[2025], "1.7")], unit="score", highest=Decimal(2)),
                "Score. Axis from 1.58, not from 0",
                id="a score",
            ),
        ],
    )
    def test_the_title_tells_the_unit_and_where_the_axis_begins(self, one: Any, title: str) -> None:
        assert [note["text"] for note in notes(charts.figure(one), "axis")] == [title]

    def test_everything_lies_within_the_axes(self) -> None:
        figure = charts.figure(everything())
        first, last = figure["layout"]["xaxis"]["range"]
        low, high = figure["layout"]["yaxis"]["range"]

        assert all(first <= day <= last for trace in figure["data"] for day in trace["x"])
        assert all(low <= value <= high for trace in figure["data"] for value in trace["y"] if value is not None)
