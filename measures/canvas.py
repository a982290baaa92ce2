"""How large a chart is drawn as SVG, and where in the picture everything lies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Any

KEY = 1.6
"""The height of a row of the key, in parts of the height of its letters."""
LETTER = 0.6
"""The width of a letter of a wide face, in parts of its height. An image has no page to measure in."""
LEAST = 110
"""Pixels of height that are kept for the lines, however long the key is: the picture grows first."""

Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Size:
    """How large a chart is drawn, in pixels, and what of it fits: axes, labels beside the lines (or all in the key)."""

    width: int
    height: int
    text: int = 14
    axes: bool = True
    labels: bool = True
    weight: float = 1
    """How heavy lines and marks are, beside Plotly's."""

    def wide(self, texts: Iterable[str]) -> float:
        """How much room the longest of some texts takes; a sign for per cent takes that of a letter and a half."""
        letters = (len(text) + text.count("%") / 2 for text in map(unescape, texts))
        return max(letters, default=0) * LETTER * self.text


ROW = Size(240, 56, axes=False, labels=False, weight=0.65)
PAGE = Size(720, 320)
PRINT = Size(640, 220, text=13, weight=0.85)
PHONE = Size(360, 360, labels=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the lines go in the picture, and how days and values are turned into pixels."""

    left: float
    top: float
    right: float
    bottom: float
    height: float
    """Of the whole picture."""
    days: tuple[int, int]
    values: tuple[float, float]

    def x(self, day: str) -> float:
        """How far from the left a day lies."""
        first, last = self.days
        return self.left + (_ordinal(day) - first) / (last - first) * (self.right - self.left)

    def y(self, value: float) -> float:
        """How far from the top a value lies."""
        low, high = self.values
        return self.bottom - (value - low) / (high - low) * (self.bottom - self.top)


def named(layout: Part, name: str) -> list[Part]:
    """The words of a layout that have a name."""
    return [one for one in layout["annotations"] if one["name"] == name]


def with_axes(layout: Part, size: Size, rows: int) -> Place:
    """A picture with axes: room for their words, for labels on the right, and for rows of the key below."""
    beside = size.wide(one["text"] for one in named(layout, "label")) if size.labels else 0
    lines = max((text.count("<br>") + 1 for text in layout["xaxis"]["ticktext"]), default=0)
    top, below = size.text * 2, 10 + lines * size.text * 1.2 + rows * size.text * KEY
    height = max(size.height, top + LEAST + below)
    low, high = layout["yaxis"]["range"]
    left = size.wide(layout["yaxis"]["ticktext"]) + 8
    return Place(left, top, size.width - beside - 14, height - below, height, _days(layout), (low, high))


def strip(figure: Part, size: Size) -> Place:
    """A row without axes: from its lowest value to its highest, and beside it the latest."""
    layout = figure["layout"]
    latest = size.wide(one["text"] for one in named(layout, "latest")) * 1.1 + 4
    values = [value for trace in figure["data"] for value in trace["y"] if value is not None] or [0]
    low, high = min(values), max(values)
    if low == high:
        low, high = low - 1, high + 1
    return Place(6, 8, size.width - latest - 8, size.height - 8, size.height, _days(layout), (low, high))


def _days(layout: Part) -> tuple[int, int]:
    first, last = layout["xaxis"]["range"]
    return _ordinal(first), _ordinal(last)


def _ordinal(day: str) -> int:
    return dt.date.fromisoformat(day).toordinal()
