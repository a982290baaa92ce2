"""What is wrong in a file, by sheet, row and column in words: the first of it told, all of it counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

FIRST = 200
"""How many are told: whoever mends two hundred has found what is wrong with the rest."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LONGEST = 40


@dataclass
class Problems:
    """The problems of one sheet; of a CSV file the sheet has no name."""

    sheet: str = ""
    count: int = 0
    first: list[dict[str, Any]] = field(default_factory=list)

    def add(self, row: int, column: str, words: str) -> None:
        """Keep what is wrong in a cell; without a column, in the whole row."""
        self.count += 1
        if self.count <= FIRST:
            self.first.append({"sheet": self.sheet, "row": row, "column": shown(column), "words": words})


def shown(cell: object) -> str:
    """What stands in a cell, as a sentence may repeat it: one short line of visible characters."""
    text = " ".join(_CONTROL.sub(" ", str(cell)).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
