"""Bars as images: each part as wide as its share, in the product's own colours."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from reports.bar_image import COLOURS, WIDTH, data_uri, svg

PALETTE = Path(__file__).resolve().parents[2] / "static" / "scss" / "_palette.scss"


@pytest.mark.parametrize("colour", COLOURS)
def test_the_colours_are_the_palettes(colour: str) -> None:
    line = next(line for line in PALETTE.read_text().splitlines() if line.strip().startswith(f'"{colour}":'))
    parts = dict(re.findall(r"(\w+): (#[0-9a-f]{6})", line))
    assert COLOURS[colour] == (parts["fill"], parts["on"], parts["edge"])


def test_parts_are_as_wide_as_their_share_and_stand_in_order() -> None:
    drawing = ElementTree.fromstring(svg({"white": 1, "red": 3, "green": 0}))
    boxes = [element for element in drawing if element.tag.endswith("rect")]
    assert [(float(box.get("x") or 0), float(box.get("width") or 0)) for box in boxes] == [
        (2, WIDTH * 3 / 4 - 4),
        (WIDTH * 3 / 4 + 2, WIDTH / 4 - 4),
    ]
    assert [element.text for element in drawing if element.tag.endswith("text")] == ["3", "1"]


def test_a_number_that_would_not_fit_is_left_out() -> None:
    drawing = ElementTree.fromstring(svg({"red": 99, "grey": 1}))
    assert [element.text for element in drawing if element.tag.endswith("text")] == ["99"]


def test_no_milestones_is_an_empty_bar() -> None:
    assert "rect" not in svg(dict.fromkeys(COLOURS, 0))
    assert data_uri({}).startswith("data:image/svg+xml;base64,")
