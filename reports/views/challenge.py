"""The challenge ledger as CSV: on this floor, because the writer of files that spreadsheets open stands above it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from governance import challenge
from governance.challenge_forms import LedgerFilter
from governance.middleware import Request
from governance.views.escalations import asked_for, escalations, reader
from plans import csv


@require_safe
def as_csv(request: Request) -> HttpResponseBase:
    """Exactly what the ledger shows, all pages of it; where that could not be read, the page with what is wrong."""
    who = reader(request.standing)
    form = LedgerFilter(request.GET, who=who)
    rows = asked_for(form, who)
    if form.errors:
        return escalations(request)
    lines = (challenge.line(row, who.on) for row in rows.iterator(chunk_size=500))
    return csv.response(
        f"challenge-{who.on.isoformat()}.csv", challenge.HEADER, challenge.cells(lines, settings.BASE_URL)
    )


urlpatterns: list[URLPattern] = [path("escalations.csv", as_csv, name="escalations-csv")]
