"""Puts on each request what the signed-in person is today."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_htmx.middleware import HtmxDetails

from .models import Person
from .roles import Standing, standing


class Request(HttpRequest):
    """A request as views see it: with the person's standing, read when first asked for, and whether htmx asks."""

    user: Person
    standing: Standing
    htmx: HtmxDetails


class StandingMiddleware:
    """Sets `request.standing`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mine = cast(Request, request)
        mine.standing = cast(Standing, SimpleLazyObject(lambda: standing(mine.user, timezone.localdate())))
        return self.get_response(request)
