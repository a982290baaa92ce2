"""What a chart of a series shows: one plain Plotly figure, and the same in words.

The figure is a dict of JSON's own types. plotly.js draws it in the browser, `drawing.py` as SVG for lists, print and
pages that run no script. It is made only of what its reader may see: of a reading that is too small to show it has
the day and nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from governance.wording import count, day

from .axes import Scale, months, scale, spread
from .canvas import PAGE as PAGE
from .canvas import PHONE as PHONE
from .canvas import PRINT as PRINT
from .canvas import ROW as ROW
from .drawing import data_uri as data_uri
from .drawing import svg as svg
from .interpretation import Step, top_of_scale
from .judged import Judged
from .models import Series, Unit
from .numbers import exact, number
from .suppression import Figure
from .traces import COLOURS, TOO_SMALL, Trace, shown, traces

FONT = '"Source Sans 3", "Source Sans 3 Extended", Arial, Helvetica, sans-serif'
HEIGHT, TOP, BOTTOM, GAP = 380, 40, 84, 18
"""Of the drawing in the browser, in pixels: the whole, the room above and below, and between two labels."""
HEADROOM = Decimal("0.015")
"""Of the height, above the highest mark, so that a line that lies on it is seen whole."""
_UNITS = {Unit.PER_CENT: "Per cent", Unit.COUNT: "Number", Unit.SCORE: "Score", Unit.MONTHS: "Months"}


def figure(judged: Judged) -> dict[str, Any]:
    """The figure of a series: readings, stepped targets, baseline, comparators and, where they are earned, limits."""
    days = _days(judged)
    start, end = _ends(days)
    data = traces(judged, start, end)
    values = [Decimal(str(value)) for trace in data for value in trace["y"] if value is not None]
    upright = _scale(judged.series, values) if values else None
    layout = _frame(data) | {
        "xaxis": _across(start, end, is_dated=bool(days)),
        "yaxis": _upwards(judged.series, upright),
        "annotations": [*_notes(judged, upright), *_labels(data, upright)],
        "shapes": [_foot_to_head(one.as_of) for one in judged.figures if one.is_hidden],
    }
    return {"data": data, "layout": layout}


def words(judged: Judged) -> str:
    """The chart in two sentences, for those who do not see it: what is drawn, and how the series stands."""
    series, hidden = judged.series, sum(one.is_hidden for one in judged.figures)
    parts = [
        f"{count(len(judged.figures) - hidden, 'reading')}{_from_to(judged)}" if judged.figures else "no readings yet",
        f"{hidden} too small to show" if hidden else "",
        _promised(judged.steps),
        f"baseline {exact(judged.baseline.value, series)}" if judged.baseline else "",
        *(f"{one.name} {exact(one.value, series)}" for one in series.comparators.all()),
        _limits_in_words(judged),
    ]
    return f"Chart of {series.name}: {'; '.join(filter(None, parts))}. {judged.trajectory.sentence}"


def _from_to(judged: Judged) -> str:
    """The first and the latest value with their days."""
    seen = shown(judged)
    said = [_said(one, judged.series) for one in dict.fromkeys([*seen[:1], *seen[-1:]])]
    return f" from {' to '.join(said)}" if len(said) == 2 else f", {said[0]}" if said else ""


def _said(one: Figure, series: Series) -> str:
    value = "" if one.value is None else number(one.value, series)
    return f"{value} on {day(one.as_of)}{' (provisional)' if one.is_provisional else ''}"


def _promised(steps: Sequence[Step]) -> str:
    """How many targets there are, and the last of them."""
    known = [step for step in steps if step.is_worked_out]
    return f"{count(len(known), 'target')}, the last {known[-1].goal} by {day(known[-1].due_on)}" if known else ""


def _limits_in_words(judged: Judged) -> str:
    limits = judged.trajectory.chart
    if limits is None:
        return ""
    mean, lower, upper = (number(one, judged.series) for one in (limits.mean, limits.lower, limits.upper))
    return f"mean {mean}, limits {lower} and {upper}"


# Days and values


def _days(judged: Judged) -> list[dt.date]:
    days = [one.as_of for one in judged.figures] + [step.due_on for step in judged.steps]
    return days + ([judged.baseline.as_of] if judged.baseline and judged.baseline.as_of else [])


def _ends(days: list[dt.date]) -> tuple[dt.date, dt.date]:
    """The first and last day of the axis: a little beyond everything that is dated."""
    if not days:  # only level lines, and no day is marked
        return dt.date(2000, 1, 1), dt.date(2000, 12, 31)
    first, last = min(days), max(days)
    room = max((last - first) / 20, dt.timedelta(days=20))
    # A year typed as 24 is the year 24, and the calendar begins with the year 1.
    return first - min(room, first - dt.date.min), last + min(room, dt.date.max - last)


def _scale(series: Series, values: list[Decimal]) -> Scale:
    return scale(values, top=top_of_scale(series), whole=series.unit == Unit.COUNT)


def _mark(series: Series, value: Decimal) -> str:
    """A value as the axis has it: with no more places than its marks need."""
    return f"{value.normalize():,f}{'%' if series.unit == Unit.PER_CENT else ''}"


# What surrounds the traces


def _frame(data: list[Trace]) -> dict[str, Any]:
    """What is the same for every chart, and room for the longest label."""
    longest = max((len(trace.get("meta", "")) for trace in data), default=0)
    return {
        "height": HEIGHT,
        "margin": {"t": TOP, "r": 16 + 7 * longest, "b": BOTTOM, "l": 12},
        "font": {"family": FONT, "size": 15, "color": COLOURS["ink"]},
        "paper_bgcolor": COLOURS["paper"],
        "plot_bgcolor": COLOURS["paper"],
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": COLOURS["ink"], "font": {"family": FONT, "color": COLOURS["paper"]}},
        "dragmode": False,
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "traceorder": "normal",
            "x": 0,
            "y": 0,
            "yref": "container",
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
        },
    }


def _across(start: dt.date, end: dt.date, *, is_dated: bool) -> dict[str, Any]:
    marks = months(start, end) if is_dated else []
    return {
        "type": "date",
        "range": [start.isoformat(), end.isoformat()],
        "tickmode": "array",
        "tickvals": [day.isoformat() for day, _ in marks],
        "ticktext": [text for _, text in marks],
        "tickangle": 0,
        "ticks": "outside",
        "tickcolor": COLOURS["quiet"],
        "linecolor": COLOURS["quiet"],
        "showgrid": False,
        "fixedrange": True,
    }


def _upwards(series: Series, upright: Scale | None) -> dict[str, Any]:
    marks = upright.marks if upright else []
    low, high = (upright.low, upright.high) if upright else (Decimal(0), Decimal(1))
    return {
        "range": [float(low), float(high + (high - low) * HEADROOM)],
        "tickmode": "array",
        "tickvals": [float(mark) for mark in marks],
        "ticktext": [_mark(series, mark) for mark in marks],
        "gridcolor": COLOURS["line"],
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
    }


def _note(name: str, text: str, colour: str, x: float | str, y: float, **more: Any) -> dict[str, Any]:
    """Words in the chart, found again by their name."""
    return {"name": name, "text": text, "font": {"color": colour}, "showarrow": False, "x": x, "y": y, **more}


def _notes(judged: Judged, upright: Scale | None) -> Iterator[dict[str, Any]]:
    """What the axis counts and where it starts; a cross at the foot of each day too small to show; the latest value."""
    title = str(_UNITS[Unit(judged.series.unit)])
    if upright and upright.low:
        title += f". Axis from {_mark(judged.series, upright.low)}, not from 0"
    head = {"xref": "paper", "xanchor": "left", "yref": "paper", "yanchor": "bottom", "yshift": 12}
    yield _note("axis", title, COLOURS["quiet"], 0, 1, **head)
    foot = {"yref": "paper", "yanchor": "bottom", "hovertext": TOO_SMALL}
    for one in judged.figures:
        if one.is_hidden:
            yield _note("hidden", "×", COLOURS["quiet"], one.as_of.isoformat(), 0, **foot)
    latest = judged.figures[-1] if judged.figures else None
    if latest and latest.value is not None:
        yield _latest(judged, latest.as_of, latest.value)


def _latest(judged: Judged, as_of: dt.date, value: Decimal) -> dict[str, Any]:
    """The latest value above its dot, or below it where the target is above."""
    step = judged.trajectory.target or judged.trajectory.next_target
    goal = next((end for end in (step.low, step.high) if end is not None), value) if step else value
    look = {"yshift": -18 if goal > value else 18, "bgcolor": COLOURS["paper"]}
    note = _note("latest", number(value, judged.series), COLOURS["brand"], as_of.isoformat(), float(value), **look)
    note["font"]["weight"] = 600
    return note


def _labels(data: list[Trace], upright: Scale | None) -> Iterator[dict[str, Any]]:
    """Names beside the right-hand ends of their lines, moved apart where they would touch."""
    named = [trace for trace in data if "meta" in trace and trace["y"][-1] is not None]
    if upright is None:
        return
    room = HEIGHT - TOP - BOTTOM
    part = room / float(upright.high - upright.low)
    wanted = [(float(upright.high) - trace["y"][-1]) * part for trace in named]
    for trace, was, now in zip(named, wanted, spread(wanted, GAP, room), strict=True):
        aside = {"xref": "paper", "xanchor": "left", "xshift": 6, "yshift": round(was - now, 1)}
        yield _note("label", trace["meta"], trace["line"]["color"], 1, trace["y"][-1], **aside)


def _foot_to_head(as_of: dt.date) -> dict[str, Any]:
    """A fine line on a day of which no value may be shown: it lies somewhere along it."""
    at = as_of.isoformat()
    line = {"width": 1, "color": COLOURS["quiet"], "dash": "1px,4px"}
    return {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper", "line": line}
