"""What the pack's templates need: days as people write them, bars, and the leads of an action."""

import datetime as dt

from django import template

from governance.wording import count, day
from reports import bar_image
from reports.frozen import Document

register = template.Library()


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


def _post(lead: Document) -> str:
    return f"{lead['post']}, {lead['organisation']}"
