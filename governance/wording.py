"""Dates and numbers as people say them."""

from __future__ import annotations

import datetime as dt


def day(date: dt.date) -> str:
    """A date in full: 31 January 2025."""
    return f"{date.day} {date:%B %Y}"


def count(number: int, thing: str, things: str = "") -> str:
    """A number and what it counts: 1 day, 2 days."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def listed(names: list[str]) -> str:
    """Names as a sentence lists them: a, b and c."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def sentence(text: str) -> str:
    """Text that ends as a sentence does, so that another may follow it."""
    text = " ".join(text.split())
    return text if not text or text[-1] in ".!?…" else f"{text}."
