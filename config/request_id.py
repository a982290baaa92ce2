"""Gives each request an identity that its log lines share and its response carries."""

import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")

_current: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdMiddleware:
    """Takes the proxy's identity for a request, or makes one. Nothing ill-formed is let into the logs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        identity = given if WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
        token = _current.set(identity)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response[HEADER] = identity
        return response


class RequestIdFilter(logging.Filter):
    """Writes the current request's identity on each log record; a dash outside a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get()
        return True
