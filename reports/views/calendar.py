"""The calendar that a person's own calendar program reads at a private address."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from governance import calendars, feeds
from governance.roles import standing
from reports.calendar import entries

A_WHILE = 15 * 60


@login_not_required
@require_safe
@cache_control(private=True, max_age=A_WHILE)
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """What the address's person may read today. 404 for an address that is unknown or was revoked.

    There is no session: the token alone says whose it is, and it opens nothing else.
    """
    person = feeds.reader(token)
    if person is None:
        raise Http404("No such calendar.")
    who = standing(person, timezone.localdate())
    return HttpResponse(
        calendars.written(f"Improvement plan: {person.name}", entries(who)),
        content_type="text/calendar; charset=utf-8",
        headers={"Referrer-Policy": "no-referrer", "Content-Disposition": 'inline; filename="plan.ics"'},
    )


urlpatterns: list[URLPattern] = [path("calendar/<str:token>.ics", calendar, name="calendar")]
