"""How many series stand how: counted once for the list's first sentence, its bar and whatever else sums them up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from governance.wording import count

from .judged import Measured
from .trajectory import STATE_LABELS, State


@dataclass(frozen=True, slots=True)
class Tally:
    """Series by state, in the order that a bar shows them; every state is there. Late ones stand in a state too."""

    by_state: dict[str, int]
    late: int

    @property
    def total(self) -> int:
        """How many series there are."""
        return sum(self.by_state.values())

    def of(self, state: str) -> int:
        """How many stand so."""
        return self.by_state[state]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the list that makes it up."""

    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One state's part of a bar: where it begins and how wide it is, in per cent. `colour` is the state's class."""

    colour: str
    label: str
    count: int
    x: float
    width: float
    href: str


@dataclass(frozen=True, slots=True)
class Bar:
    """What `parts/bar.html` draws, and the whole of it in words for those who do not see it."""

    text: str
    segments: list[Segment]


def tally(rows: Iterable[Measured]) -> Tally:
    """Count the series of judged measures."""
    series = [one.trajectory for row in rows for one in row.series]
    found = Counter(str(one.state) for one in series)
    return Tally({str(state): found[state] for state in State}, sum(one.is_late for one in series))


def bar(of: Tally, href: Callable[[str], str]) -> Bar:
    """Draw a tally; `href` gives the address of the list behind one state."""
    segments, reached = [], 0
    for state, number in of.by_state.items():
        if number:
            segments.append(_segment(state, number, reached, of.total, href(state)))
        reached += number
    parts = [f"{segment.count} {segment.label}" for segment in segments]
    return Bar(f"{count(of.total, 'series', 'series')}: {', '.join(parts)}" if parts else "No series", segments)


def _segment(state: str, number: int, before: int, whole: int, href: str) -> Segment:
    return Segment(
        colour=state,
        label=STATE_LABELS[state].lower(),
        count=number,
        x=round(100 * before / whole, 3),
        width=round(100 * number / whole, 3),
        href=href,
    )
