"""Profiles of sources' exports: added and changed by data officers, with every change in their history."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from governance.roles import Standing
from governance.verbs import Verb
from measures.importing.layout import key
from measures.importing.standard import standard
from measures.models import Column, Profile, Series, SeriesName, Source
from plans import scope
from plans.models import Plan

Holds = Column.Holds
LONGEST_REASON = 100
STARTING_POINT = "made it as a starting point"
OF_A_SERIES = (Holds.VALUE, Holds.NUMERATOR, Holds.DENOMINATOR)


class ProfileChanged(Exception):
    """Somebody changed this profile after the page was opened."""


class ProfileText(TypedDict, total=False):
    """What is typed of a profile itself."""

    name: str
    source: Source
    format: str
    sheet: str
    header_row: int
    dates: str


@dataclass(frozen=True, slots=True)
class ColumnText:
    """What is typed of one of its columns."""

    heading: str
    holds: str
    series: Series | None = None
    factor: Decimal = Decimal(1)

    def __str__(self) -> str:
        of = f" of {self.series.ref}" if self.series else ""
        times = f", × {self.factor.normalize():f}" if self.factor != 1 else ""
        return f"the column “{self.heading}”: {self.holds}{of}{times}"


@dataclass(frozen=True, slots=True)
class NameText:
    """What a source calls a series."""

    text: str
    series: Series

    def __str__(self) -> str:
        return f"the name “{self.text}” for {self.series.ref}"


Parts = list[ColumnText] | list[NameText]


@transaction.atomic
def add_profile(
    *,
    plan: Plan,
    columns: list[ColumnText],
    names: list[NameText],
    by: Standing,
    now: dt.datetime,
    **text: Unpack[ProfileText],
) -> Profile:
    """Add a profile to a plan.

    Raises PermissionDenied for anyone who may not load readings, or ValidationError, by field, as does a change.
    """
    profile = Profile(plan=_opened(plan, by))
    _put(profile, text, columns, names)
    _save(profile, by, now)
    _put_parts(profile, columns, names, by, now)
    return profile


@transaction.atomic
def change_profile(
    *,
    profile: Profile,
    seen: int | None,
    columns: list[ColumnText],
    names: list[NameText],
    by: Standing,
    now: dt.datetime,
    **text: Unpack[ProfileText],
) -> Profile:
    """Change a profile, its columns and its names. Raises ProfileChanged where it is not the version `seen`."""
    _opened(profile.plan, by)
    current = Profile.objects.select_related("plan").get(pk=profile.pk)
    if seen is not None and version(current) != seen:
        raise ProfileChanged
    if _put(current, text, columns, names):
        _save(current, by, now)
    _put_parts(current, columns, names, by, now)
    return current


@transaction.atomic
def add_standard_profiles(*, plan: Plan, by: Standing, now: dt.datetime) -> list[Profile]:
    """Make a profile, to be edited, for each source of the plan that has none; return those that were made."""
    plan = _opened(plan, by)
    there = list(Profile.objects.filter(plan=plan))
    done, taken = {profile.source_id for profile in there}, {key(profile.name) for profile in there}
    made = []
    for each in standard(plan):
        if each.source.pk in done:
            continue
        name = each.source.name if key(each.source.name) not in taken else f"{each.source.name[:80]}, a column a series"
        profile = Profile(plan=plan, source=each.source, name=name, dates=each.dates)
        columns = [ColumnText(each.date_heading, Holds.DATE)]
        columns += [ColumnText(heading, Holds.VALUE, series) for heading, series in each.headings.items()]
        _check(profile, columns, [])
        _save(profile, by, now, STARTING_POINT)
        _put_parts(profile, columns, [], by, now)
        made.append(profile)
    return made


def version(profile: Profile) -> int:
    """What of a profile's history a page shows: changed whenever the profile or a part of it is."""
    latest = Profile.history.filter(id=profile.pk).order_by("-history_id").values_list("history_id", flat=True)
    return latest.first() or 0


def columns_of(profile: Profile) -> list[ColumnText]:
    """Its columns as they are."""
    columns = profile.columns.select_related("series")
    return [ColumnText(each.heading, each.holds, each.series, each.factor) for each in columns]


def names_of(profile: Profile) -> list[NameText]:
    """Its names as they are."""
    return [NameText(each.text, each.series) for each in profile.names.select_related("series")]


def _opened(plan: Plan, by: Standing) -> Plan:
    current = Plan.objects.select_for_update().get(pk=plan.pk)
    scope.require(by, Verb.LOAD_READINGS, scope.of_plan(current))
    return current


def _put(profile: Profile, text: ProfileText, columns: list[ColumnText], names: list[NameText]) -> bool:
    """Set what was typed and check the whole; whether anything of the profile itself is different."""
    before = {name: getattr(profile, name, None) for name in text if name != "source" or profile.source_id}
    for name, value in text.items():
        setattr(profile, name, value.strip() if isinstance(value, str) else value)
    _check(profile, columns, names)
    return any(getattr(profile, name) != value for name, value in before.items())


def _save(profile: Profile, by: Standing, now: dt.datetime, why: str = "") -> None:
    kept: Any = profile
    kept._history_user, kept._history_date, kept._change_reason = by.person, now, why[:LONGEST_REASON]
    profile.save()


def _put_parts(
    profile: Profile, columns: list[ColumnText], names: list[NameText], by: Standing, now: dt.datetime
) -> None:
    """Put the columns and names in place of those there were; the profile's history tells each that differs."""
    had_columns, had_names = columns_of(profile), names_of(profile)
    if columns != had_columns:
        profile.columns.all().delete()
        Column.objects.bulk_create(
            Column(profile=profile, heading=each.heading, holds=each.holds, series=each.series, factor=each.factor)
            for each in columns
        )
    if names != had_names:
        profile.names.all().delete()
        SeriesName.objects.bulk_create(
            SeriesName(profile=profile, text=each.text, series=each.series) for each in names
        )
    for words in [*_differences(had_columns, columns), *_differences(had_names, names)]:
        _save(profile, by, now, words)


def _differences(before: Parts, after: Parts) -> Iterator[str]:
    yield from (f"took out {each}" for each in before if each not in after)
    yield from (f"set {each}" for each in after if each not in before)


def _check(profile: Profile, columns: list[ColumnText], names: list[NameText]) -> None:
    problems: dict[str, list[str]] = {}
    try:
        profile.clean_fields(exclude={"plan", "source"})
    except ValidationError as error:
        problems |= error.message_dict
    if profile.header_row < 1:
        problems["header_row"] = ["Rows are numbered from 1."]
    if profile.source.partnership_id != profile.plan.partnership_id:
        problems["source"] = ["Choose a source of this partnership."]
    taken = Profile.objects.filter(plan=profile.plan, name__iexact=profile.name).exclude(pk=profile.pk)
    if taken.exists():
        problems["name"] = ["Another profile of this plan has that name. Use another."]
    wrong = [*_wrong_columns(columns), *_wrong_names(columns, names), *_strangers(profile.plan, columns, names)]
    if wrong:
        problems[NON_FIELD_ERRORS] = wrong
    if problems:
        raise ValidationError(problems)


def _wrong_columns(columns: list[ColumnText]) -> Iterator[str]:
    """What keeps the columns from being one of the two layouts: a row a reading, or a row a day."""
    yield from _twice((each.heading for each in columns), "The heading “{}” stands twice. Keep one.")
    often = Counter(each.holds for each in columns)
    if often[Holds.DATE] != 1:
        yield "One column must hold the day or period: give exactly one."
    for holds in (Holds.SERIES, Holds.PROVISIONAL, Holds.NOTE):
        if often[holds] > 1:
            yield f"Only one column may hold this: {holds.label.lower()}."
    owned = [each for each in columns if each.series]
    if often[Holds.SERIES]:
        yield from _wrong_row_a_reading(owned, often)
    else:
        yield from _wrong_row_a_day(columns, often)
    for each in columns:
        if each.series and each.holds not in OF_A_SERIES:
            yield f"“{each.heading}” holds no figure, so it belongs to no series. Leave its series empty."
    yield from _wrong_rates(columns)


def _wrong_row_a_reading(owned: list[ColumnText], often: Counter[str]) -> Iterator[str]:
    if owned:
        yield "Where a column names the series, no other column belongs to one: leave their series empty."
    if any(often[holds] > 1 for holds in OF_A_SERIES) or not often[Holds.VALUE]:
        yield "Where a column names the series, one column holds the value, and one the numerator and denominator."


def _wrong_row_a_day(columns: list[ColumnText], often: Counter[str]) -> Iterator[str]:
    if not often[Holds.VALUE]:
        yield "No column holds a value. Give at least one, with the series that it belongs to."
    for each in columns:
        if each.holds in OF_A_SERIES and each.series is None:
            yield f"“{each.heading}” belongs to no series. Choose its series, or give a column that names the series."
    pairs = Counter((each.holds, each.series.ref) for each in columns if each.series)
    for (holds, ref), number in pairs.items():
        if number > 1:
            yield f"{ref} has two columns for this: {Holds(holds).label.lower()}. Keep one."


def _wrong_rates(columns: list[ColumnText]) -> Iterator[str]:
    """A numerator goes with a denominator, and both with a value."""
    held = {holds: {each.series for each in columns if each.holds == holds} for holds in OF_A_SERIES}
    for series in held[Holds.NUMERATOR] ^ held[Holds.DENOMINATOR]:
        yield f"Numerator and denominator go together: give both{f' for {series.ref}' if series else ''}, or neither."
    for series in (held[Holds.NUMERATOR] & held[Holds.DENOMINATOR]) - held[Holds.VALUE]:
        if series:
            yield f"{series.ref} has a numerator and no value. Give the column of its value too."


def _wrong_names(columns: list[ColumnText], names: list[NameText]) -> Iterator[str]:
    yield from _twice((each.text for each in names), "The name “{}” stands twice. Keep one.")
    if names and not any(each.holds == Holds.SERIES for each in columns):
        yield "Names of series are for files with a column that names the series, and this profile has none."


def _twice(texts: Iterable[str], words: str) -> Iterator[str]:
    often = Counter(map(key, texts))
    yield from (words.format(text) for text, number in often.items() if number > 1)


def _strangers(plan: Plan, columns: list[ColumnText], names: list[NameText]) -> Iterator[str]:
    series = [*(each.series for each in columns if each.series), *(each.series for each in names)]
    if any(each.plan_id != plan.pk for each in series):
        yield "Choose series of this plan."
