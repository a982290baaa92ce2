"""A Plotly figure as SVG, for lists, print and pages that run no script: as much of Plotly as our charts use.

It knows nothing of measures. Every value of every trace is drawn where Plotly would draw it, at one of four sizes.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import pairwise

from .axes import spread
from .canvas import KEY, PAGE, Part, Place, Size, named, strip, with_axes

Spot = tuple[float, float]

_UNWRITABLE = re.compile("[^\\t\\n\\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold, even escaped; one such letter in a name would cost the whole picture."""

# The strokes of each mark, from its middle, in halves of its size.
_STROKES: dict[str, list[list[Spot]]] = {
    "square": [[(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]],
    "diamond": [[(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0), (0, -1.3)]],
    "x-thin": [[(-1, -1), (1, 1)], [(-1, 1), (1, -1)]],
}


def svg(figure: Part, size: Size = PAGE) -> str:
    """The drawing of a figure: axes, one group for each trace in the figure's order, words, and the key."""
    layout = figure["layout"]
    key = list(_entries(figure["data"], size))
    rows = key[-1][1] + 1 if key else 0
    place = with_axes(layout, size, rows) if size.axes else strip(figure, size)
    drawn = [
        *(_axes(layout, place, size) if size.axes else ()),
        *(_upright(shape, place, size) for shape in layout["shapes"]),
        *_traces(figure["data"], place, size),
        *_words(layout, place, size),
        *(_entry(trace, left, place.height - (rows - row - 0.5) * size.text * KEY, size) for trace, row, left in key),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size.width}" height="{place.height:.0f}" '
        f'viewBox="0 0 {size.width} {place.height:.0f}" font-family="{escape(layout["font"]["family"])}" '
        f'font-size="{size.text}" fill="{layout["font"]["color"]}">{"".join(drawn)}</svg>'
    )


def data_uri(figure: Part, size: Size = PAGE) -> str:
    """The same as an address for `<img src>`."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg(figure, size).encode()).decode()}"


# Axes and words


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, more: str = "") -> str:
    return f'<path d="M{x1:.1f},{y1:.1f}L{x2:.1f},{y2:.1f}" stroke="{colour}"{more}/>'


def _text(x: float, y: float, words: str, anchor: str, more: str = "") -> str:
    """Words whose middle is at a height; lines that follow the first go below it."""
    first, *rest = [escape(_UNWRITABLE.sub("", unescape(line)), quote=False) for line in words.split("<br>")]
    below = "".join(f'<tspan x="{x:.1f}" dy="1.15em">{line}</tspan>' for line in rest)
    return f'<text x="{x:.1f}" y="{y:.1f}" dy=".35em" text-anchor="{anchor}"{more}>{first}{below}</text>'


def _axes(layout: Part, place: Place, size: Size) -> Iterator[str]:
    across, upwards = layout["xaxis"], layout["yaxis"]
    marks = list(zip(upwards["tickvals"], upwards["ticktext"], strict=True))
    crowded = len(marks) > (place.bottom - place.top) / size.text / 1.4
    for value, words in marks[:: 2 if crowded else 1]:
        y = place.y(value)
        yield _line(place.left, y, place.right, y, upwards["gridcolor"])
        yield _text(place.left - 6, y, words, "end")
    colour = across["linecolor"]
    yield _line(place.left, place.bottom, place.right, place.bottom, colour)
    for day, words in zip(across["tickvals"], across["ticktext"], strict=True):
        x = place.x(day)
        yield _line(x, place.bottom, x, place.bottom + 5, colour)
        yield _text(x, place.bottom + 6 + size.text * 0.6, words, "middle")


def _upright(shape: Part, place: Place, size: Size) -> str:
    """A line from the foot of the chart to its head."""
    x, line = place.x(shape["x0"]), shape["line"]
    return _line(x, place.bottom, x, place.top, line["color"], _stroke(line, size))


def _words(layout: Part, place: Place, size: Size) -> Iterator[str]:
    """What stands in the chart and beside it. In a row, the latest value stands beside the line's end."""
    for one in named(layout, "hidden"):
        yield _text(place.x(one["x"]), place.bottom - size.text * 0.5, one["text"], "middle", _face(one))
    for one in named(layout, "latest"):
        y = place.y(one["y"])
        if size.axes:
            yield from _over(place.x(one["x"]), y - one["yshift"], one)
        else:
            yield _text(place.right + 8, y, one["text"], "start", _face(one))
    if size.axes:
        for one in named(layout, "axis"):
            yield _text(0, size.text * 0.7, one["text"], "start", _face(one))
    if size.labels:
        yield from _labels(named(layout, "label"), place, size)


def _over(x: float, y: float, one: Part) -> Iterator[str]:
    """Words over lines: first their own outline in paper, for there is no telling how large a ground they need."""
    outline = f' stroke="{one["bgcolor"]}" stroke-width="4" stroke-linejoin="round" aria-hidden="true"'
    yield _text(x, y, one["text"], "middle", _face(one) + outline)
    yield _text(x, y, one["text"], "middle", _face(one))


def _labels(labels: list[Part], place: Place, size: Size) -> Iterator[str]:
    heights = spread([place.y(one["y"]) for one in labels], size.text * 1.2, place.bottom)
    for one, y in zip(labels, heights, strict=True):
        yield _text(place.right + 6, y, one["text"], "start", _face(one))


def _face(one: Part) -> str:
    weight = one["font"].get("weight")
    return f' fill="{one["font"]["color"]}"' + (f' font-weight="{weight}"' if weight else "")


# Traces


def _traces(traces: list[Part], place: Place, size: Size) -> Iterator[str]:
    below: list[Spot] = []
    for trace in traces:
        spots = [
            None if value is None else (place.x(day), place.y(value))
            for day, value in zip(trace["x"], trace["y"], strict=True)
        ]
        runs = [_stepped(run) if trace.get("line", {}).get("shape") == "hv" else run for run in _runs(spots)]
        drawn = [_band(below, runs[0], trace)] if trace.get("fill") == "tonexty" else []
        if "lines" in trace["mode"]:
            more = (
                f' fill="none" stroke="{trace["line"]["color"]}" stroke-linejoin="round"{_stroke(trace["line"], size)}'
            )
            drawn += [f'<path d="{_path(run)}"{more}/>' for run in runs]
        if "markers" in trace["mode"]:
            drawn += [_dot(spot, trace["marker"], size.weight) for spot in spots if spot]
        yield f'<g class="trace">{"".join(drawn)}</g>'
        below = runs[0] if runs else []


def _runs(spots: list[Spot | None]) -> list[list[Spot]]:
    """The stretches of a line that have no gap."""
    runs: list[list[Spot]] = [[]]
    for spot in spots:
        if spot:
            runs[-1].append(spot)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _stepped(run: list[Spot]) -> list[Spot]:
    """Level until the next day, then up or down."""
    corners = [(after[0], before[1]) for before, after in pairwise(run)]
    return [run[0], *(spot for pair in zip(corners, run[1:], strict=True) for spot in pair)]


def _path(run: list[Spot]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in run)


def _band(below: list[Spot], above: list[Spot], trace: Part) -> str:
    return f'<path d="{_path([*below, *reversed(above)])}Z" fill="{trace["fillcolor"]}"/>'


def _stroke(line: Part, size: Size) -> str:
    dash = f' stroke-dasharray="{line["dash"].replace("px", "")}"' if "dash" in line else ""
    return f' stroke-width="{line["width"] * size.weight:.2f}"{dash}'


def _dot(spot: Spot, marker: Part, times: float) -> str:
    (x, y), half = spot, marker["size"] * times / 2
    edge = marker["line"]
    look = f'fill="{marker["color"]}" stroke="{edge["color"]}" stroke-width="{edge["width"] * times:.1f}"'
    if marker["symbol"] == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{half:.1f}" {look}/>'
    strokes = [[(x + half * right, y + half * down) for right, down in one] for one in _STROKES[marker["symbol"]]]
    return f'<path d="{"".join(map(_path, strokes))}" {look}/>'


# The key: what is not named beside its line


def _entries(traces: list[Part], size: Size) -> Iterator[tuple[Part, int, float]]:
    """Each trace of the key with its row and how far from the left it stands there."""
    row, left = 0, 0.0
    for trace in sorted(traces, key=lambda trace: trace["legendrank"]) if size.axes else ():
        if not trace["showlegend"] and (size.labels or "meta" not in trace):
            continue
        width = 50 + size.wide([trace["name"]])
        if left and left + width > size.width:
            row, left = row + 1, 0.0
        yield trace, row, left
        left += width


def _entry(trace: Part, left: float, y: float, size: Size) -> str:
    """A piece of the line with its mark, and its name."""
    line, marker = trace.get("line"), trace.get("marker")
    drawn = _line(left, y, left + 24, y, line["color"], _stroke(line, size)) if line else ""
    drawn += _dot((left + 12, y), marker, size.weight) if marker else ""
    return f'<g class="key">{drawn}{_text(left + 31, y, trace["name"], "start")}</g>'
