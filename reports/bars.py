"""Stacked bars: how many of each colour, as parts of a whole. `parts/bar.html` draws what is made here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from governance.wording import count
from plans.position import COLOUR_LABELS


@dataclass(frozen=True, slots=True)
class Segment:
    """One colour's part: where it begins and how wide it is, in per cent of the bar."""

    colour: str
    label: str
    count: int
    x: float
    width: float
    href: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, and the whole of it in words for those who do not see it."""

    text: str
    segments: list[Segment]


def share(part: int, whole: int) -> str:
    """A proportion as people say it. Less than one in a hundred is never "0%", nor is nearly all "100%"."""
    if not whole or not part:
        return "0%"
    per_cent = round(100 * part / whole)
    if per_cent == 0:
        return "under 1%"
    return "over 99%" if per_cent == 100 and part < whole else f"{per_cent}%"


def bar(counts: Mapping[str, int], href: Callable[[str], str] | None = None) -> Bar:
    """Draw counts by colour; `href` gives the address of the list behind one colour."""
    whole = sum(counts.values())
    segments, reached = [], 0
    for colour, number in counts.items():
        segments.append(_segment(colour, number, reached, whole, href))
        reached += number
    return Bar(_in_words(counts, whole), segments)


def _segment(colour: str, number: int, before: int, whole: int, href: Callable[[str], str] | None) -> Segment:
    label = in_a_sentence(COLOUR_LABELS[colour])
    return Segment(
        colour=colour,
        label=f"{label} ({share(number, whole)})" if number else label,
        count=number,
        x=round(100 * before / whole, 3) if whole else 0,
        width=round(100 * number / whole, 3) if whole else 0,
        href=href(colour) if href and number else "",
    )


def _in_words(counts: Mapping[str, int], whole: int) -> str:
    parts = [f"{number} {in_a_sentence(COLOUR_LABELS[colour])}" for colour, number in counts.items() if number]
    return f"{count(whole, 'milestone')}: {', '.join(parts)}" if parts else "No milestones"


def in_a_sentence(label: str) -> str:
    """A label where it does not begin the sentence: "Signed off" as "signed off"."""
    return label[:1].lower() + label[1:]
