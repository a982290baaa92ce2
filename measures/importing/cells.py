"""Cells as people and programs fill them, read as what they mean. What cannot be read is told, never guessed."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from measures.services.checks import LARGEST, PLACES

from .problems import shown

LONGEST_NOTE = 500
_NUMBER = re.compile(r"[+-]?(?:\d{1,30}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,20})?", re.ASCII)
_WORDS = {
    **dict.fromkeys(("yes", "y", "true", "1", "provisional"), True),
    **dict.fromkeys(("no", "n", "false", "0", "final"), False),
}


class Unreadable(ValueError):
    """A cell that does not hold what its column should. Its words say what to do."""


@dataclass(frozen=True, slots=True)
class Percent:
    """A number that the workbook shows as a per cent: kept there as 0.43, read here as people see it, 43."""

    value: Decimal


class Uncalculated:
    """A formula that no program has worked out yet, so that nobody knows its value."""

    def __str__(self) -> str:
        return "a formula"


UNCALCULATED = Uncalculated()


def is_empty(cell: Any) -> bool:
    """Whether a cell says nothing. Not reported is not nought."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def number(cell: Any, factor: Decimal, *, per_cent: bool) -> Decimal | None:
    """The number in a cell times its column's factor, to four decimal places; None where it is empty.

    A per cent sign says itself what the number means, so the factor does not count then. Raises Unreadable.
    """
    if is_empty(cell):
        return None
    if isinstance(cell, Percent) or (isinstance(cell, str) and cell.strip().endswith("%")):
        if not per_cent:
            raise Unreadable(
                f"“{told(cell)}” is a per cent, and this is not counted in per cent. Write the number itself."
            )
        return _rounded(cell.value if isinstance(cell, Percent) else _decimal(cell.strip()[:-1].strip()), cell)
    return _rounded(_decimal(cell) * factor, cell)


def _decimal(cell: Any) -> Decimal:
    if cell is UNCALCULATED:
        raise Unreadable(
            "The cell’s formula was never worked out. Open the file in Excel, save it and upload it again."
        )
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise _no_number(cell)
    if not isinstance(cell, str):
        return exact(cell)
    text = cell.strip().replace("−", "-")
    if not _NUMBER.fullmatch(text):
        raise _no_number(cell)
    return Decimal(text.replace(",", ""))


def exact(cell: float) -> Decimal:
    """A number of a workbook as it is written shortest, which is what people see. Raises Unreadable."""
    if not math.isfinite(cell):
        raise _no_number(cell)
    if abs(cell) >= LARGEST:
        raise _too_large(cell)
    return Decimal(repr(cell))


def _no_number(cell: Any) -> Unreadable:
    return Unreadable(
        f"“{told(cell)}” is not a number. Enter a number, or leave the cell empty where nothing was reported."
    )


def _too_large(cell: Any) -> Unreadable:
    return Unreadable(f"{told(cell)} is too large to be right. Check the figure.")


def _rounded(value: Decimal, cell: Any) -> Decimal:
    if abs(value) >= LARGEST:
        raise _too_large(cell)
    return value.quantize(PLACES, ROUND_HALF_UP)


def told(cell: Any) -> str:
    """What stands in a cell, as people see it there."""
    if isinstance(cell, Percent):
        return f"{cell.value.normalize():f}%"
    if isinstance(cell, dt.datetime | dt.date):
        return f"{cell:%d/%m/%Y}"
    return shown(cell)


def yes_or_no(cell: Any) -> bool | None:
    """Whether a reading is said to be provisional; None where the cell is empty. Raises Unreadable."""
    if is_empty(cell):
        return None
    said = str(cell).strip().casefold()
    if said not in _WORDS:
        raise Unreadable(
            f"“{told(cell)}” is neither yes nor no. Write yes for a provisional figure, no for a final one."
        )
    return _WORDS[said]


def note(cell: Any) -> str:
    """A note on one line. Raises Unreadable where it is longer than is kept."""
    if is_empty(cell):
        return ""
    text = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", str(cell)).split())
    if len(text) > LONGEST_NOTE:
        raise Unreadable(f"is {len(text):,} characters long and {LONGEST_NOTE} is the most. Shorten the note.")
    return text
