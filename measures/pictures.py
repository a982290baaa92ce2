"""Charts as images in a page, each with its words: for the list's rows, and for a page that runs no script."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from . import charts
from .drawing import Size
from .judged import Judged


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart: its data address, its size in pixels, and all that it shows in words."""

    src: str
    alt: str
    width: int
    height: int
    phone: Picture | None = None
    """The same drawn for a narrow screen, where that differs."""


def small(one: Judged) -> Picture:
    """As it stands in a row of the list."""
    return _picture(charts.figure(one), charts.words(one), charts.ROW)


def large(one: Judged) -> Picture:
    """As it stands on the measure's own page."""
    figure, alt = charts.figure(one), charts.words(one)
    return replace(_picture(figure, alt, charts.PAGE), phone=_picture(figure, alt, charts.PHONE))


def _picture(figure: dict[str, Any], alt: str, size: Size) -> Picture:
    return Picture(charts.data_uri(figure, size), alt, size.width, size.height)
