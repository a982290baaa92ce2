"""Series, targets and readings made by hand and in memory, each saying only what a test is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from measures.interpretation import Step, steps
from measures.models import Baseline, Series, Target
from measures.trajectory import Facts, Point

STARTS_ON = dt.date(2024, 10, 31)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def series(**more: Any) -> Series:
    """A percentage of which higher is better."""
    return Series(**{"ref": "SM1a", "name": "Seen in time", "unit": "per_cent", "better": "up", "decimals": 0} | more)


def baseline(value: str, period: str = "") -> Baseline:
    return Baseline(value=Decimal(value), period=period)


def target(due_on: str, words: str, **more: Any) -> Target:
    """A target as printed: "43" a value, "1.6-1.7" a range, "-10%" per cent of the baseline, "+10 points" on it."""
    said: dict[str, Any] = {"due_on": day(due_on), "as_printed": words, "due_as_printed": f"By {due_on}"}
    if words.endswith("%"):
        said |= {"kind": "relative", "basis": "per_year", "amount": Decimal(words[:-1])}
    elif words.endswith(" points"):
        said |= {"kind": "points", "basis": "per_year", "amount": Decimal(words.split()[0])}
    elif "-" in words:
        low, high = words.split("-")
        said |= {"kind": "range", "low": Decimal(low), "high": Decimal(high)}
    else:
        said |= {"kind": "value", "amount": Decimal(words)}
    return Target(**said | more)


def yearly(words: Iterable[str], **more: Any) -> list[Target]:
    """Targets for the last day of April, from 2025 on."""
    return [target(f"{2025 + number}-04-30", each, **more) for number, each in enumerate(words)]


def read(words: Iterable[str], of: str = "", period: str = "", **more: Any) -> tuple[Step, ...]:
    """Targets of a series as dated steps, with a baseline where one is given."""
    return steps(series(**more), baseline(of, period) if of else None, yearly(words))


def point(as_of: str, value: str | None, **more: Any) -> Point:
    """A reading; without a value it is too small to show."""
    return Point(day(as_of), None if value is None else Decimal(value), **more)


def facts(points: Iterable[Point] = (), targets: Iterable[Target] = (), **more: Any) -> Facts:
    """What is known of a percentage that began at 40 in April 2024, of which higher is better."""
    kinds = {"unit", "better", "decimals"} & more.keys()
    line = series(**{kind: more[kind] for kind in kinds})
    began = more.pop("baseline", Point(dt.date(2024, 4, 30), Decimal(40), period="April 24"))
    printed = Baseline(value=began.value, period=began.period) if began else None
    return Facts(
        **{
            "unit": line.unit,
            "better": line.better,
            "decimals": line.decimals,
            "tolerance": 5,
            "frequency": "",
            "starts_on": STARTS_ON,
            "baseline": began,
            "steps": steps(line, printed, list(targets)),
            "points": tuple(points),
            **more,
        }
    )
