"""A stacked bar as a small image, for pages that run no script and for print.

An image in the page's own text (base64) is drawn once and needs no file, no font and no style of the page.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

WIDTH, HEIGHT = 1000, 44
NUMBER_FITS = 34
"""A part narrower than this shows no number; the table and the sentence beside the bar have it."""

# Of static/scss/_palette.scss, which no image can read: (fill, number, edge). A test holds the two together.
COLOURS: dict[str, tuple[str, str, str]] = {
    "red": ("#b3261e", "#ffffff", "#b3261e"),
    "grey": ("#68757c", "#ffffff", "#68757c"),
    "amber": ("#ffcf33", "#14262b", "#806000"),
    "purple": ("#6a3d9a", "#ffffff", "#6a3d9a"),
    "green": ("#3c9a68", "#0b2027", "#1f7a49"),
    "blue": ("#2463ab", "#ffffff", "#2463ab"),
    "white": ("#ffffff", "#14262b", "#68757c"),
}


def svg(counts: dict[str, int]) -> str:
    """The bar of some counts, worst first, each part as wide as its share and with its number where that fits."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"{''.join(_parts(counts))}</svg>"
    )


def data_uri(counts: dict[str, int]) -> str:
    """The same as an address for `<img src>`."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg(counts).encode()).decode()}"


def _parts(counts: dict[str, int]) -> Iterator[str]:
    total = sum(counts.values())
    left = 0.0
    for colour, (fill, number, edge) in COLOURS.items():
        count = counts.get(colour, 0)
        if not count:
            continue
        width = WIDTH * count / total
        # Drawn inside its own share with a gap, so that neighbours part in grey print too.
        yield (
            f'<rect x="{left + 2:.1f}" y="2" width="{max(width - 4, 1):.1f}" height="{HEIGHT - 4}" '
            f'fill="{fill}" stroke="{edge}" stroke-width="2"/>'
        )
        if width >= NUMBER_FITS:
            yield (
                f'<text x="{left + width / 2:.1f}" y="{HEIGHT / 2 + 9:.0f}" text-anchor="middle" fill="{number}" '
                f'font-family="Source Sans 3, sans-serif" font-weight="bold" font-size="26">{count}</text>'
            )
        left += width
