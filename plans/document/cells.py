"""How one cell of a plan's files is read. Each function returns the value or raises ValueError with what to do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from django.db.models import TextChoices

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)


def text(cell: str) -> str:
    """Words, as they stand."""
    return cell


def reference(cell: str) -> str:
    """A short reference that may stand in an address, such as 1.1.4-M2."""
    if not _REFERENCE.fullmatch(cell):
        raise ValueError(f"“{cell}” has other signs than letters, figures, points and hyphens. Take them out")
    return cell


def slug(cell: str) -> str:
    """A short name for addresses, such as hillingdon-send."""
    if not _SLUG.fullmatch(cell):
        raise ValueError(f"“{cell}” is no short name. Use small letters, figures and single hyphens")
    return cell


def number(cell: str) -> int:
    """A whole number from 1."""
    if not _NUMBER.fullmatch(cell) or int(cell) == 0:
        raise ValueError(f"“{cell}” is not a number from 1 to 9999. Write one in figures")
    return int(cell)


def day(cell: str) -> dt.date:
    """A date of this century, year first."""
    found = _DAY.fullmatch(cell)
    try:
        read = dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        read = None
    if read is None or not 2000 <= read.year < 2100:
        raise ValueError(f"“{cell}” is not a date from 2000 to 2099. Write it as 2025-01-31")
    return read


def yes_or_no(cell: str) -> bool:
    """Yes or no."""
    if cell.casefold() not in ("yes", "no"):
        raise ValueError(f"“{cell}” is neither yes nor no. Write one of them")
    return cell.casefold() == "yes"


def listed(cell: str) -> tuple[str, ...]:
    """Several references, separated by semicolons."""
    parts = tuple(part.strip() for part in cell.split(";") if part.strip())
    if len(parts) != len({part.casefold() for part in parts}):
        raise ValueError(f"“{cell}” names something twice. Name it once")
    return parts


def one_of(choices: type[TextChoices]) -> Callable[[str], str]:
    """A reader of one of the words that a model knows."""
    known = [value for value in choices.values if value]

    def read(cell: str) -> str:
        if cell not in known:
            raise ValueError(f"“{cell}” is not known. Write one of: {', '.join(known)}")
        return cell

    return read
