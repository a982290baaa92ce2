"""A picture of the bodies and their reporting lines, as SVG that stands in a page. It knows no database.

Its colours are attributes, not styles: a strict content security policy lets it through as it is.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BOX, TALL = 176, 92
"""How wide and how tall a body's box is, in units of the picture; its letters are 15 units high."""
GAP, BETWEEN = 20, 56
"""What is left between two boxes of a row, and between two rows."""
A_ROW = 5
"""More boxes than this on one level stand in two rows."""
LETTERS, LINES = 20, 3
"""How many letters of a name stand in a line, and how many lines in a box."""
WIDTH = A_ROW * BOX + (A_ROW + 1) * GAP

# Of static/scss/_palette.scss, which the picture may not read.
INK, QUIET, BRAND, SURFACE = "#14262b", "#4a5c63", "#0e4a58", "#eef4f5"


@dataclass(frozen=True)
class Box:
    """One body as the picture shows it: its number, its name, and what it is in a few words."""

    pk: int
    name: str
    note: str


@dataclass(frozen=True)
class Placed:
    """A box and the place of its upper left corner."""

    box: Box
    left: int
    top: int

    @property
    def middle(self) -> int:
        """Half-way across."""
        return self.left + BOX // 2


def draw(
    levels: Sequence[Sequence[Box]],
    lines: Iterable[tuple[int, int]],
    *,
    name: str,
    title: str,
    description: str,
) -> SafeString:
    """The picture: a row for each level, the top one first, and a line with its head at whom a body reports to.

    `lines` are (who reports, to whom) by number; `name` makes its ids the only ones of the page; `title` and
    `description` are what those hear who do not see it.
    """
    placed = {each.box.pk: each for each in _places(levels)}
    height = max((each.top + TALL for each in placed.values()), default=0) + GAP
    drawn = [(placed[lower], placed[upper]) for lower, upper in sorted(lines)]
    return format_html(
        '<svg class="structure" xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" viewBox="0 0 {} {}" '
        'role="img" aria-labelledby="{}-title {}-words">'
        '<title id="{}-title">{}</title><desc id="{}-words">{}</desc>{}{}</svg>',
        *(WIDTH, height, WIDTH, height, name, name, name, title, name, description),
        format_html_join("", "{}", ((_line(lower, upper),) for lower, upper in drawn)),
        format_html_join("", "{}", ((_box(each),) for each in placed.values())),
    )


def _places(levels: Sequence[Sequence[Box]]) -> Iterator[Placed]:
    """Every box, each row in the middle of the picture."""
    top = GAP
    for level in levels:
        for first in range(0, len(level), A_ROW):
            row = level[first : first + A_ROW]
            left = (WIDTH - len(row) * BOX - (len(row) - 1) * GAP) // 2
            yield from (Placed(box, left + place * (BOX + GAP), top) for place, box in enumerate(row))
            top += TALL + BETWEEN


def _line(lower: Placed, upper: Placed) -> SafeString:
    """From the top of who reports up to the foot of whom they report to, with a head that shows which way."""
    foot = upper.top + TALL
    path = f"M{lower.middle} {lower.top}V{foot + BETWEEN // 2}H{upper.middle}V{foot + 8}"
    head = f"{upper.middle - 6},{foot + 10} {upper.middle + 6},{foot + 10} {upper.middle},{foot}"
    return format_html(
        '<path d="{}" fill="none" stroke="{}" stroke-width="2"/><polygon points="{}" fill="{}"/>',
        *(path, BRAND, head, BRAND),
    )


def _box(placed: Placed) -> SafeString:
    """A box with the name in its middle and what the body is beneath it."""
    words = textwrap.wrap(placed.box.name, LETTERS, max_lines=LINES, placeholder="…")
    first = placed.top + (TALL - 18 * len(words) - 14) // 2 + 14
    lines = [(placed.middle, first + 18 * row, INK, 15, 600, text) for row, text in enumerate(words)]
    note = (placed.middle, first + 18 * len(words), QUIET, 13, 400, placed.box.note)
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="3" fill="{}" stroke="{}" stroke-width="2"/>{}',
        *(placed.left, placed.top, BOX, TALL, SURFACE, BRAND),
        format_html_join(
            "",
            '<text x="{}" y="{}" fill="{}" font-size="{}" font-weight="{}" text-anchor="middle">{}</text>',
            [*lines, note],
        ),
    )
