"""How one cell of a measure's files is read. Each function returns the value or raises ValueError with what to do."""

from __future__ import annotations

import re
from decimal import Decimal

_DECIMAL = re.compile(r"[+-]?\d{1,10}(?:\.\d{1,4})?", re.ASCII)


def decimal(cell: str) -> Decimal:
    """An exact number, with a point and at most four decimal places."""
    if not _DECIMAL.fullmatch(cell):
        raise ValueError(f"“{cell}” is not a number. Write figures such as 43 or 11.86, without a sign for per cent")
    return Decimal(cell)


def places(cell: str) -> int:
    """How many decimal places numbers are told to."""
    if cell not in ("0", "1", "2", "3", "4"):
        raise ValueError(f"“{cell}” is not a number of decimal places. Write one from 0 to 4")
    return int(cell)
