"""What the pack's templates need: days and values as people write them, bars and charts, the leads of an action."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from django import template

from governance.wording import count, day
from measures.charts import PRINT, data_uri
from measures.models import Series
from measures.numbers import number
from reports import bar_image
from reports.frozen import Document

register = template.Library()

CHART = replace(PRINT, width=400, height=220, labels=False)
"""A chart beside its table: less than half of A4 wide, its letters no smaller for it, all names in the key."""


@register.filter
def in_full(iso: str | None) -> str:
    """A day of the document, in full: 31 January 2025."""
    return day(dt.date.fromisoformat(iso)) if iso else ""


@register.filter
def days(number: int) -> str:
    """A number of days: 1 day, 1,026 days."""
    return count(number, "day")


@register.filter
def moment(iso: str) -> str:
    """A moment of the document: 22 November 2026 at 10:42."""
    when = dt.datetime.fromisoformat(iso)
    return f"{day(when.date())} at {when:%H:%M}"


@register.filter
def bar(counts: dict[str, int]) -> str:
    """A stacked bar as the address of an image."""
    return bar_image.data_uri(counts)


@register.filter
def accountable(leads: list[Document]) -> str:
    """The post that answers for an action, "assumed" until an officer confirms it."""
    for lead in leads:
        if lead["is_accountable"]:
            return f"{_post(lead)}{' (assumed)' if lead['is_assumed'] else ''}"
    return "no accountable lead"


@register.filter
def contributing(leads: list[Document]) -> str:
    """The other posts, separated by semicolons since many hold a comma."""
    return "; ".join(_post(lead) for lead in leads if not lead["is_accountable"])


@register.filter
def chart(figure: Document) -> str:
    """A series' figure as the address of an image."""
    return data_uri(figure, CHART)


@register.filter
def baseline(series: Document) -> str:
    """Where a series began, and when; else what the plan prints instead."""
    began = series["baseline"]
    if not began or began["value"] is None:
        return series["no_baseline"] or "Not printed"
    when = began["period"] or in_full(began["as_of"])
    return ", ".join(filter(None, [_value(began["value"], series), when]))


@register.filter
def latest(series: Document) -> str:
    """The latest reading, of when, and whether it is final."""
    reading = series["latest"]
    if not reading:
        return "No reading yet"
    value = "Too small to show" if reading["hidden"] else _value(reading["value"], series)
    return f"{value} on {in_full(reading['as_of'])}{', provisional' if reading['provisional'] else ''}"


@register.filter
def goal(step: Document | None, none: str) -> str:
    """A target in words with its day; `none` where there is no such target."""
    return f"{step['goal']} by {in_full(step['due_on'])}" if step else none


def _value(value: float, series: Document) -> str:
    return number(Decimal(str(value)), Series(unit=series["unit"], decimals=series["decimals"]))


@register.filter
def named(measures: list[Document]) -> str:
    """Measures by reference and title, separated by semicolons."""
    return "; ".join(f"{measure['ref']} {measure['title']}" for measure in measures)


@register.filter
def still_open(actions: list[Document]) -> str:
    """Actions by reference, each with how far it is."""
    return ", ".join(f"{action['ref']} ({action['progress']})" for action in actions)


def _post(lead: Document) -> str:
    return f"{lead['post']}, {lead['organisation']}"
