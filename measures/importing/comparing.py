"""What a file says beside what is recorded already: new, superseding, or nothing that was not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from governance.wording import day
from measures.models import Reading, Series
from measures.numbers import exact, plain

from .reading import Said
from .staging import Staged

FIRST = 200


NOTHING = Reading()
"""What stays where nothing does: no rate, no note, final."""


class Kind(StrEnum):
    """What recording a reading would do."""

    NEW = "new"
    SUPERSEDING = "superseding"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Compared:
    """A reading of the file beside the one that counts now, if any."""

    said: Said
    before: Reading | None

    @property
    def kind(self) -> Kind:
        """Only what the file speaks of can differ: a file without notes does not take a note away."""
        if self.before is None:
            return Kind.NEW
        return Kind.UNCHANGED if _agree(self.said, self.before) else Kind.SUPERSEDING

    def reading(self, **of: Any) -> Reading:
        """The row that records it. Where the value stays, so does what the file does not speak of."""
        said = self.said
        stays = self.before if self.before and self.before.value == said.value else NOTHING
        return Reading(
            series_id=said.series,
            as_of=said.as_of,
            period=said.period or stays.period,
            value=said.value,
            numerator=stays.numerator if said.numerator is None else said.numerator,
            denominator=stays.denominator if said.denominator is None else said.denominator,
            is_provisional=stays.is_provisional if said.is_provisional is None else said.is_provisional,
            note=said.note or stays.note,
            **of,
        )


def compared(staged: Staged, today: dt.date) -> Iterator[list[Compared]]:
    """Everything that was staged, in batches, a query each."""
    for batch in staged.batches():
        there = Reading.objects.filter(series=batch[0].series, as_of__range=(batch[0].as_of, batch[-1].as_of))
        now = {reading.as_of: reading for reading in there.current(today)}
        yield [Compared(said, now.get(said.as_of)) for said in batch]


def _agree(said: Said, reading: Reading) -> bool:
    pairs = (
        (said.value, reading.value),
        (said.numerator, reading.numerator),
        (said.denominator, reading.denominator),
        (said.is_provisional, reading.is_provisional),
        (said.note or None, reading.note),
    )
    return all(ours is None or ours == theirs for ours, theirs in pairs)


@dataclass
class Tally:
    """How many readings are new, superseding and unchanged, and the first that would be recorded, in words."""

    series: dict[int, Series]
    counts: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    told: dict[Kind, list[dict[str, Any]]] = field(default_factory=lambda: {Kind.SUPERSEDING: [], Kind.NEW: []})

    def take(self, batch: list[Compared]) -> list[Compared]:
        """Count a batch; return what is to be recorded of it."""
        for each in batch:
            kind = each.kind
            self.counts[kind] += 1
            if kind in self.told and len(self.told[kind]) < FIRST:
                self.told[kind].append(self._in_words(each, kind))
        return [each for each in batch if each.kind is not Kind.UNCHANGED]

    @property
    def changes(self) -> list[dict[str, Any]]:
        """The first of what would be recorded, superseding first: what is there already is what may be hurt."""
        return (self.told[Kind.SUPERSEDING] + self.told[Kind.NEW])[:FIRST]

    def columns(self) -> dict[str, Any]:
        """As a `ReadingFile` keeps it."""
        return {str(kind): count for kind, count in self.counts.items()} | {"changes": self.changes}

    def _in_words(self, each: Compared, kind: Kind) -> dict[str, Any]:
        said, before, series = each.said, each.before, self.series[each.said.series]
        return {
            "kind": kind,
            "row": said.row,
            "series": series.ref,
            "name": f"{series.measure.title}: {series.name}",
            "when": said.period or day(said.as_of),
            "value": _told(said, series),
            "before": _told(before, series) if before else "",
        }


def _told(one: Said | Reading, series: Series) -> str:
    """A value with its rate, and whether it is provisional: every place of it, or a small change would not show."""
    rate = f" ({plain(one.numerator)} of {plain(one.denominator)})" if one.denominator is not None else ""
    told = f"{exact(one.value or Decimal(0), series)}{rate}"
    return f"{told}, provisional" if one.is_provisional else told
