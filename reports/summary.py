"""The pack's summary: how many milestones stand where, said in sentences and counted by ambition."""

from __future__ import annotations

import datetime as dt

from governance.wording import count, day
from plans.position import COLOUR_LABELS, Colour

from .frozen import Document

Sections = dict[str, list[Document]]

WORDS: dict[str, str] = {colour: label for colour, label in COLOUR_LABELS.items() if colour != Colour.WITHDRAWN}
"""What a count of one colour counts. Withdrawn work stands outside every count."""


def of(whole: Document, sections: Sections, as_at: dt.date, *, further: str = "") -> Document:
    """Sentences, the whole plan's counts, and each ambition's counts with their proportions.

    `further`: what is to be said last, of measures.
    """
    ambitions = [_ambition(ambition) for ambition in whole["ambitions"]]
    counts = {colour: sum(row["counts"][colour] for row in ambitions) for colour in WORDS}
    total = sum(counts.values())
    return {
        "words": dict(WORDS),
        "total": total,
        "withdrawn": len(sections["withdrawn"]),
        "counts": counts,
        "percentages": _percentages(counts, total),
        "by_ambition": ambitions,
        "sentences": [*_sentences(counts, total, sections, as_at), *filter(None, [further])],
    }


def _ambition(ambition: Document) -> Document:
    counts: dict[str, int] = ambition["counts"]
    total = sum(counts.values())
    return {
        "number": ambition["number"],
        "title": ambition["title"],
        "total": total,
        "withdrawn": ambition["withdrawn"],
        "counts": counts,
        "percentages": _percentages(counts, total),
        "in_words": in_words(counts, total),
    }


def _percentages(counts: dict[str, int], total: int) -> dict[str, int]:
    return {colour: round(100 * number / total) if total else 0 for colour, number in counts.items()}


def in_words(counts: dict[str, int], total: int) -> str:
    """One sentence that says what a bar of these counts shows; it is the bar's text alternative."""
    parts = [f"{number} {WORDS[colour].lower()}" for colour, number in counts.items() if number]
    return f"{count(total, 'milestone')}: {', '.join(parts)}." if parts else "No milestones."


def _sentences(counts: dict[str, int], total: int, sections: Sections, as_at: dt.date) -> list[str]:
    if not total:
        return [f"On {day(as_at)} the plan held no milestones."]
    said = [
        f"The plan holds {count(total, 'milestone')}. {_share(counts[Colour.BLUE], total)} signed off as complete, "
        f"and {_wait(counts[Colour.PURPLE])} for sign-off.",
        _late(sections),
        _silence(counts[Colour.GREY]),
        f"{_are(counts[Colour.AMBER])} at risk, {counts[Colour.GREEN]} on track, and "
        f"{counts[Colour.WHITE]} not due to start.",
        f"{_fall(len(sections['due_soon']))} due in the next two months and not complete yet.",
    ]
    return [*said, _withdrawn(len(sections["withdrawn"]))] if sections["withdrawn"] else said


def _share(number: int, total: int) -> str:
    amount, _, verb = _are(number).partition(" ")
    return f"{amount} ({round(100 * number / total)} per cent) {verb}" if number else "None is"


def _are(number: int) -> str:
    if not number:
        return "None is"
    return "One is" if number == 1 else f"{number:,} are"


def _wait(number: int) -> str:
    if not number:
        return "none waits"
    return "one waits" if number == 1 else f"{number:,} wait"


def _fall(number: int) -> str:
    if not number:
        return "None falls"
    return "One falls" if number == 1 else f"{number:,} fall"


def _late(sections: Sections) -> str:
    overdue, off_track = sections["overdue"], sections["off_track"]
    if not overdue:
        return f"None is overdue. {_are(len(off_track))} declared off track."
    worst = overdue[0]
    longest = f"the longest by {count(worst['days_overdue'], 'day')} ({worst['id']})"
    more = f" {_are(len(off_track))} declared off track before its date." if off_track else ""
    return f"{_are(len(overdue))} overdue, {longest}.{more}"


def _silence(number: int) -> str:
    if not number:
        return "Every milestone that should have been heard of has a current update."
    return f"Of {number} there is no current update, or no date: the board cannot know how they stand."


def _withdrawn(number: int) -> str:
    return f"{_are(number)} withdrawn by decision and outside every count."
