"""The files of a plan's measures, column by column: one class a file, as `fixtures/README.md` describes them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from measures.models import (
    Baseline,
    Better,
    Comparator,
    Effect,
    Frequency,
    Placement,
    Series,
    Source,
    SuccessMeasure,
    Target,
    Unit,
)
from plans.document import cells
from plans.document.rows import Row, cell

from .cells import decimal, places


@dataclass(frozen=True, kw_only=True)
class MeasureRow(Row):
    """A success measure. Its owner is a row of posts.csv, or nobody yet."""

    FILE = "measures.csv"
    ONCE = (("ref",),)
    ref: str = cell(cells.reference, needed=True, of=(SuccessMeasure, "ref"))
    title: str = cell(needed=True, of=(SuccessMeasure, "title"))
    definition: str = cell()
    owner_post: str = cell()
    owner_organisation: str = cell()
    frequency: str = cell(cells.one_of(Frequency))
    hides_small_numbers: bool = cell(cells.yes_or_no, needed=True, empty=False)


@dataclass(frozen=True, kw_only=True)
class PlacementRow(Row):
    """A place where the plan prints a measure."""

    FILE = "placements.csv"
    ONCE = (("measure", "ambition"),)
    measure: str = cell(needed=True)
    ambition: int = cell(cells.number, needed=True, empty=0)
    printed_ref: str = cell(needed=True, of=(Placement, "printed_ref"))
    source: str = cell(needed=True, of=(Source, "name"))
    note: str = cell()


@dataclass(frozen=True, kw_only=True)
class EvidencesRow(Row):
    """An action that a measure is evidence of."""

    FILE = "evidences.csv"
    ONCE = (("measure", "action"),)
    measure: str = cell(needed=True)
    action: str = cell(needed=True)
    effect: str = cell(cells.one_of(Effect), needed=True)


@dataclass(frozen=True, kw_only=True)
class SeriesRow(Row):
    """A separately targeted line of a measure."""

    FILE = "series.csv"
    ONCE = (("ref",),)
    ref: str = cell(cells.reference, needed=True, of=(Series, "ref"))
    measure: str = cell(needed=True)
    name: str = cell(needed=True, of=(Series, "name"))
    unit: str = cell(cells.one_of(Unit), needed=True)
    better: str = cell(cells.one_of(Better), needed=True)
    decimals: int = cell(places, empty=0)
    highest: Decimal | None = cell(decimal, empty=None)
    numerator: str = cell(of=(Series, "numerator"))
    denominator: str = cell(of=(Series, "denominator"))
    part_of: str = cell()
    no_baseline: str = cell(of=(Series, "no_baseline"))
    doubt: str = cell()


@dataclass(frozen=True, kw_only=True)
class BaselineRow(Row):
    """Where a series stood before the plan."""

    FILE = "baselines.csv"
    ONCE = (("series", "as_printed"),)
    series: str = cell(needed=True)
    as_printed: str = cell(needed=True, of=(Baseline, "as_printed"))
    period: str = cell(of=(Baseline, "period"))
    as_of: dt.date | None = cell(cells.day, empty=None)
    value: Decimal | None = cell(decimal, needed=True, empty=None)
    numerator: Decimal | None = cell(decimal, empty=None)
    denominator: Decimal | None = cell(decimal, empty=None)
    sample: str = cell(of=(Baseline, "sample"))
    is_reference: bool = cell(cells.yes_or_no, needed=True, empty=False)


@dataclass(frozen=True, kw_only=True)
class ComparatorRow(Row):
    """What the same thing is elsewhere."""

    FILE = "comparators.csv"
    ONCE = (("series", "name"),)
    series: str = cell(needed=True)
    name: str = cell(needed=True, of=(Comparator, "name"))
    value: Decimal | None = cell(decimal, needed=True, empty=None)
    period: str = cell(of=(Comparator, "period"))
    as_printed: str = cell(needed=True, of=(Comparator, "as_printed"))


@dataclass(frozen=True, kw_only=True)
class TargetRow(Row):
    """A dated target. `due_on` is worked out from the printed words where they name a month."""

    FILE = "targets.csv"
    ONCE = (("series", "due_as_printed"),)
    series: str = cell(needed=True)
    due_as_printed: str = cell(needed=True, of=(Target, "due_as_printed"))
    due_on: dt.date | None = cell(cells.day, empty=None)
    as_printed: str = cell(needed=True, of=(Target, "as_printed"))
    kind: str = cell(cells.one_of(Target.Kind), needed=True)
    basis: str = cell(cells.one_of(Target.Basis))
    amount: Decimal | None = cell(decimal, empty=None)
    low: Decimal | None = cell(decimal, empty=None)
    high: Decimal | None = cell(decimal, empty=None)
    sample: str = cell(of=(Target, "sample"))
    note: str = cell()
