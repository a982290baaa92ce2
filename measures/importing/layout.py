"""How a file is laid out: a profile's columns, or those of the template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from measures.models import Column, Profile, Series
from plans.csv import safe
from plans.models import Plan

ONE = Decimal(1)
SHEET = "Readings"
HEADINGS: dict[str, str | None] = {
    "Series": Column.Holds.SERIES,
    "Measure": None,
    "Line": None,
    "Day": Column.Holds.DATE,
    "Value": Column.Holds.VALUE,
    "Numerator": Column.Holds.NUMERATOR,
    "Denominator": Column.Holds.DENOMINATOR,
    "Provisional": Column.Holds.PROVISIONAL,
    "Note": Column.Holds.NOTE,
}
"""The template's columns and what is read from each; two are there for people."""
NEEDED = frozenset({Column.Holds.SERIES, Column.Holds.DATE, Column.Holds.VALUE})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column to be found in the file by its heading."""

    heading: str
    holds: str
    series: Series | None = None
    factor: Decimal = ONE
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands. `names` are what the file may call a series, by `key`."""

    columns: tuple[Wanted, ...]
    sheet: str = ""
    header_row: int = 1
    dates: str = Profile.Dates.DAY_FIRST
    names: dict[str, Series] = field(default_factory=dict)


def key(text: str) -> str:
    """Text as headings and names are matched: whatever the capitals and the space around and between."""
    return " ".join(text.split()).casefold()


def of_profile(profile: Profile) -> Layout:
    """As a profile says. A series may always go by its reference as well as by the profile's names."""
    columns = profile.columns.select_related("series__measure")
    names = {key(name.text): name.series for name in profile.names.select_related("series__measure")}
    return Layout(
        columns=tuple(Wanted(each.heading, each.holds, each.series, each.factor) for each in columns),
        sheet=profile.sheet,
        header_row=profile.header_row,
        dates=profile.dates,
        names=_by_ref(series_of(profile.plan)) | names,
    )


def of_template(plan: Plan) -> Layout:
    """As the template that this site gives out has it, in a workbook or saved as CSV."""
    columns = (Wanted(heading, holds, is_needed=holds in NEEDED) for heading, holds in HEADINGS.items() if holds)
    return Layout(columns=tuple(columns), sheet=SHEET, names=_by_ref(series_of(plan)))


def series_of(plan: Plan) -> list[Series]:
    """The plan's series in printed order, each with its measure."""
    return list(Series.objects.filter(plan=plan).select_related("measure").order_by("measure__order", "order"))


def _by_ref(series: Iterable[Series]) -> dict[str, Series]:
    # A reference that a spreadsheet would run was escaped on its way out, and comes back so.
    return {key(name): each for each in series for name in (each.ref, str(safe(each.ref)))}
