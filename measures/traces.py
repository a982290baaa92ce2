"""The lines and marks of a chart, as Plotly takes them: plain dicts of JSON's own types.

Shapes and dashes differ, so that each is told without colour: readings are a thick line with dots, targets steps,
the baseline a square with a dotted line, comparators and limits level lines of their own dashes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from itertools import cycle, zip_longest
from typing import Any

from governance.wording import day

from .interpretation import Step
from .judged import Judged
from .models import Series
from .numbers import exact, number
from .suppression import Figure

# Of static/scss/_palette.scss, which no image can read. A test holds the two together.
COLOURS: dict[str, str] = {
    "ink": "#14262b",
    "quiet": "#4a5c63",
    "paper": "#ffffff",
    "line": "#c5d0d3",
    "surface": "#eef4f5",
    "brand": "#0e4a58",
    "amber-edge": "#806000",
    "amber-tint": "#fff4cc",
}
TOO_SMALL = "Too small to show"
SIGN = "Sign of a change"
WIDEST = 26
"""Letters of a label beside the chart; what is longer is cut there, and whole in the key and the words."""
CROWDED = 24
"""More readings than these have smaller dots."""
_DASHES = ("9px,3px,2px,3px", "6px,2px,2px,2px,2px,2px", "12px,3px", "3px,3px")
"""One for each comparator."""

Trace = dict[str, Any]


def shown(judged: Judged) -> list[Figure]:
    """The readings that have a value to show."""
    return [one for one in judged.figures if not one.is_hidden]


def traces(judged: Judged, start: dt.date, end: dt.date) -> list[Trace]:
    """Everything that is drawn between two days, what matters most drawn last.

    `meta` is what is written beside the right-hand end of a line; one without it stands in the key, in order of rank.
    """
    return [
        *_outlook(judged),
        *_comparators(judged, start, end),
        *_baseline(judged, start, end),
        *_limits(judged),
        *_targets(judged, end),
        *_readings(judged),
    ]


def _trace(rank: int, name: str, days: list[dt.date], values: list[Decimal | None], **look: Any) -> Trace:
    return {
        "type": "scatter",
        "legendrank": rank,
        "name": escape(name, quote=False),
        "x": [one.isoformat() for one in days],
        "y": [None if one is None else _number(one) for one in values],
        "hoverinfo": "skip",
        "showlegend": True,
        "cliponaxis": False,
        **look,
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _labelled(name: str, value: str) -> Trace:
    """What a trace has that is named beside its end instead of in the key."""
    room = max(WIDEST - len(value) - 1, len("Baseline"))
    cut = name if len(name) <= room else f"{name[: room - 1].rstrip()}…"
    return {"meta": escape(f"{cut} {value}", quote=False), "showlegend": False}


def _told_on_touch(texts: list[str]) -> Trace:
    """What is said of each point when it is touched or pointed at."""
    return {"text": [escape(text, quote=False) for text in texts], "hovertemplate": "%{text}<extra></extra>"}


def _mark(symbol: str, colour: str, *, fill: str = "", size: int = 8) -> Trace:
    edge = {"width": 1.5, "color": COLOURS[colour]}
    return {"symbol": symbol, "size": size, "color": COLOURS[fill or colour], "line": edge}


def _level(rank: int, name: str, days: list[dt.date], value: Decimal, dash: str, colour: str = "quiet") -> Trace:
    """A level line from one day to another."""
    line = {"width": 1.25, "color": COLOURS[colour], "dash": dash}
    return _trace(rank, name, days, [value, value], mode="lines", line=line)


def _comparators(judged: Judged, start: dt.date, end: dt.date) -> Iterator[Trace]:
    for one, dash in zip(judged.series.comparators.all(), cycle(_DASHES), strict=False):
        told = exact(one.value, judged.series)
        yield _level(6, f"{one.name} {told}", [start, end], one.value, dash) | _labelled(one.name, told)


def _baseline(judged: Judged, start: dt.date, end: dt.date) -> Iterator[Trace]:
    """A dotted line, from a square on the baseline's day where the plan prints one."""
    if judged.baseline is None:
        return
    value, since = judged.baseline.value, judged.baseline.as_of
    told = exact(value, judged.series)
    yield _level(5, f"Baseline {told}", [since or start, end], value, "1px,3px") | _labelled("Baseline", told)
    if since:
        when = _told_on_touch([f"Baseline {told}, {judged.baseline.period or day(since)}"])
        mark = _mark("square", "quiet", fill="paper")
        yield _trace(5, "Baseline", [since], [value], mode="markers", marker=mark, **when) | {"showlegend": False}


def _limits(judged: Judged) -> Iterator[Trace]:
    """Mean and control limits over the days that were measured, and a ring where a sign of a change was complete."""
    limits = judged.trajectory.chart
    if limits is None:
        return
    measured = shown(judged)
    days = [measured[0].as_of, measured[-1].as_of]
    lower, mean, upper = (number(value, judged.series) for value in (limits.lower, limits.mean, limits.upper))
    yield _level(7, f"Mean {mean}", days, limits.mean, "14px,4px", "brand")
    yield _level(8, f"Limits {lower} and {upper}", days, limits.upper, "4px,4px", "brand")
    yield _level(8, "Lower limit", days, limits.lower, "4px,4px", "brand") | {"showlegend": False}
    signs = {signal.days[-1] for signal in limits.signals}
    ringed = [one for one in measured if one.as_of in signs]
    if ringed:
        yield _of(9, SIGN, judged, ringed, mode="markers", marker=_mark("diamond", "brand", fill="paper", size=14))


def _outlook(judged: Judged) -> Iterator[Trace]:
    """The limits carried on to the next target's day, where it is stated that readings will keep between them."""
    stands = judged.trajectory
    if not stands.projection or stands.chart is None or stands.next_target is None:
        return
    days = [shown(judged)[-1].as_of, stands.next_target.due_on]
    name = "If nothing changes"
    yield _level(10, name, days, stands.chart.lower, "2px,4px") | {"showlegend": False}
    yield _level(10, name, days, stands.chart.upper, "2px,4px") | {"fill": "tonexty", "fillcolor": COLOURS["surface"]}


def _targets(judged: Judged, end: dt.date) -> Iterator[Trace]:
    """Each target holds from its day until the next one's; the last goes on. A range has a line at both its ends."""
    steps = [step for step in judged.steps if step.is_worked_out]
    if not steps:
        return
    spans = list(_spans(judged.steps, end))
    days = [on for on, _ in spans]
    lows = [None if step is None else _first(step.low, step.high) for _, step in spans]
    highs = [None if step is None else _first(step.high, step.low) for _, step in spans]
    is_confirmed = all(step.is_confirmed for step in steps)
    name = "Target" if is_confirmed else "Target, as read and not yet confirmed"
    line = {"shape": "hv", "width": 1.75, "color": COLOURS["amber-edge"]}
    look = {"mode": "lines", "line": line} | _told_on_touch([_goal(step) for _, step in spans])
    named = _labelled("Target", steps[-1].goal) if judged.steps[-1] == steps[-1] else {}
    if not is_confirmed:
        named["showlegend"] = True
    yield _trace(4, name, days, lows, **look) | ({"showlegend": False} if lows != highs else named)
    if lows != highs:
        yield _trace(4, name, days, highs, **look, fill="tonexty", fillcolor=COLOURS["amber-tint"]) | named


def _spans(steps: Sequence[Step], end: dt.date) -> Iterator[tuple[dt.date, Step | None]]:
    """The days on which another target begins to hold, and the last day; None where one cannot be worked out."""
    for step, after in zip_longest(steps, steps[1:]):
        yield step.due_on, step if step.is_worked_out else None
        if after is None or not after.is_worked_out:  # the line goes as far as the target holds
            yield after.due_on if after else end, step if step.is_worked_out else None


def _goal(step: Step | None) -> str:
    return f"Target by {day(step.due_on)}: {step.goal}" if step else ""


def _first(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one


def _readings(judged: Judged) -> Iterator[Trace]:
    """The line breaks where a reading may not be shown. A provisional one is drawn hollow, over its dot."""
    size = 8 if len(judged.figures) <= CROWDED else 6
    line = {"width": 2.5, "color": COLOURS["brand"]}
    if judged.figures:
        dot = _mark("circle", "brand", size=size)
        yield _of(1, "Reading", judged, list(judged.figures), mode="lines+markers", line=line, marker=dot)
    unsure = [one for one in judged.figures if one.is_provisional and not one.is_hidden]
    if unsure:
        hollow = _mark("circle", "brand", fill="paper", size=size)
        yield _of(2, "Provisional", judged, unsure, mode="markers", marker=hollow)
    hidden = [one for one in judged.figures if one.is_hidden]
    if hidden:  # days without a value: nothing is drawn at any height, and the key has the words
        yield _of(3, TOO_SMALL, judged, hidden, mode="markers", marker=_mark("x-thin", "quiet"))


def _of(rank: int, name: str, judged: Judged, figures: list[Figure], **look: Any) -> Trace:
    said = _told_on_touch([_reading(judged.series, one) for one in figures])
    return _trace(rank, name, [one.as_of for one in figures], [one.value for one in figures], **look, **said)


def _reading(series: Series, one: Figure) -> str:
    if one.value is None:
        return TOO_SMALL
    when = f"{day(one.as_of)} ({one.period})" if one.period else day(one.as_of)
    return f"{when}: {number(one.value, series)}{', provisional' if one.is_provisional else ''}"
