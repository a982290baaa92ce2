"""Judged series made by hand, each saying only what a test is about, and their drawings taken apart again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from measures.interpretation import Step
from measures.judged import Judged
from measures.models import Baseline, Comparator, Series
from measures.suppression import Figure
from measures.trajectory import Point, State, Trajectory
from measures.xmr import Limits

APRIL = {year: dt.date(year, 4, 30) for year in range(2024, 2029)}
SVG = "{http://www.w3.org/2000/svg}"


def judged(
    *,
    readings: Sequence[Figure] = (),
    steps: Sequence[Step] = (),
    baseline: Baseline | None = None,
    comparators: Sequence[Comparator] = (),
    limits: Limits | None = None,
    projection: str = "",
    **series: Any,
) -> Judged:
    """A percentage of which higher is better, with what is given; its trajectory holds only what a chart is made of."""
    of = Series(pk=1, ref="S1", **{"name": "Good", "unit": "per_cent", "better": "up"} | series)
    of._prefetched_objects_cache = {"comparators": list(comparators)}
    trajectory = Trajectory(
        state=State.MET,
        sentence="It met its target.",
        latest=Point(readings[-1].as_of, readings[-1].value) if readings else None,
        previous=None,
        target=steps[0] if steps else None,
        next_target=steps[-1] if steps else None,
        since_baseline=None,
        since_last=None,
        to_next=None,
        reading_due_on=APRIL[2028],
        is_late=False,
        points_in_words="",
        chart=limits,
        projection=projection,
    )
    return Judged(of, baseline, tuple(steps), tuple(readings), trajectory)


def read(on: dt.date, value: str | None, *, provisional: bool = False, period: str = "") -> Figure:
    """A reading; None is one that is too small to show."""
    shown = None if value is None else Decimal(value)
    return Figure(as_of=on, value=shown, is_provisional=provisional, period=period)


def at_least(due_on: dt.date, value: str, **more: Any) -> Step:
    """A target that wants a percentage or more."""
    return Step(due_on, Decimal(value), None, Decimal(value), f"{value}% or more", **more)


def between(due_on: dt.date, low: str, high: str) -> Step:
    """A target that is a range."""
    return Step(due_on, Decimal(low), Decimal(high), None, f"between {low}% and {high}%")


def not_worked_out(due_on: dt.date) -> Step:
    """A target whose value nobody can tell."""
    return Step(due_on, None, None, None, "", is_confirmed=False)


def everything() -> Judged:
    """A series that has all that a chart can show."""
    months = [dt.date(2025 + number // 12, number % 12 + 1, 28) for number in range(14)]
    readings = [read(on, str(40 + number % 3)) for number, on in enumerate(months)]
    readings[3] = read(months[3], None)
    readings[-1] = replace(readings[-1], is_provisional=True)
    return judged(
        readings=readings,
        steps=[at_least(APRIL[2025], "43"), between(APRIL[2026], "45", "47"), at_least(APRIL[2027], "50")],
        baseline=Baseline(value=Decimal("38.5"), as_of=APRIL[2024], period="April 24"),
        comparators=[Comparator(name="National", value=Decimal(43)), Comparator(name="London", value=Decimal(46))],
        limits=Limits(Decimal(41), Decimal(37), Decimal("44.8"), (), ""),
        projection="If nothing changes, it will not be met.",
    )


def traces(figure: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The traces of a figure whose name begins so."""
    return [trace for trace in figure["data"] if trace["name"].startswith(name)]


def notes(figure: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The words in a figure that have a name of ours."""
    return [note for note in figure["layout"]["annotations"] if note["name"] == name]


# Drawings

Spot = tuple[float, float]


@dataclass(frozen=True)
class Group:
    """What is drawn of one trace: its lines, corner by corner, and the middle of each of its marks."""

    lines: list[list[Spot]]
    marks: list[Spot]


class Drawing:
    """An SVG taken apart."""

    def __init__(self, text: str) -> None:
        self.root = ElementTree.fromstring(text)
        self.groups = [_group(one) for one in self.root if one.get("class") == "trace"]
        self.key = [_words(one) for one in self.root if one.get("class") == "key"]
        self.texts = ["".join(one.itertext()) for one in self.root if one.tag == f"{SVG}text"]
        self.level = [spots for spots in self._lines() if spots[0][1] == spots[1][1]]
        """Lines across the chart: a mark of the axis each, and last the axis of days."""
        self.outside = [one for one in self.root if one.tag not in (f"{SVG}g", f"{SVG}text", f"{SVG}path")]

    def _lines(self) -> list[list[Spot]]:
        return [_corners(one) for one in self.root if one.tag == f"{SVG}path"]


def _group(of: ElementTree.Element) -> Group:
    lines = [_corners(one) for one in of if one.tag == f"{SVG}path" and one.get("fill") == "none"]
    return Group(lines, [_middle(one) for one in of if one.get("fill") != "none" and one.get("stroke")])


def _middle(mark: ElementTree.Element) -> Spot:
    if mark.tag == f"{SVG}circle":
        return float(mark.get("cx", "")), float(mark.get("cy", ""))
    corners = list(dict.fromkeys(_corners(mark)))
    return sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners)


def _corners(path: ElementTree.Element) -> list[Spot]:
    pairs = re.findall(r"[ML](-?[\d.]+),(-?[\d.]+)", path.get("d", ""))
    return [(float(x), float(y)) for x, y in pairs]


def _words(of: ElementTree.Element) -> str:
    return "".join(of.itertext())
