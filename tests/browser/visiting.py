"""What every journey does: sign in, look at where it stands, and hear what goes wrong on the way."""

from __future__ import annotations

import datetime as dt
import re
from typing import Protocol
from zoneinfo import ZoneInfo

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response, expect

from reports.demonstration import PASSWORD

from .stage import address_of

ANSWERS = {"document", "xhr", "fetch"}
"""Kinds of request that people make, and that may be refused. What a page itself fetches must be there."""


class Visit(Protocol):
    """Opens a window."""

    def __call__(self, *, javascript: bool = True, width: int = 1280, height: int = 900) -> Page: ...


class Watch:
    """Hears the console, scripts that fail, and servers that cannot answer."""

    def __init__(self) -> None:
        self.trouble: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Listen to every page of a window."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.trouble.append(f"Script: {error.error}"))
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # The browser repeats every refused request here; whether it may be refused, the answer itself decides.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.trouble.append(f"Console: {message.text} at {message.location}")

    def _response(self, response: Response) -> None:
        refused = response.status >= 400 and response.request.resource_type not in ANSWERS
        if response.status >= 500 or refused:
            self.trouble.append(f"{response.status} {response.request.method} {response.url}")


def sign_in(page: Page, name: str) -> Page:
    """Sign in as somebody of the demonstration: by their button, or by address and password where they have none."""
    page.goto("/accounts/login/")
    button = page.get_by_role("button", name=re.compile(f"^{re.escape(name)}"))
    if button.count():
        button.first.click()
    else:
        page.get_by_label("E-mail address").or_(page.get_by_label("Email")).first.fill(address_of(name))
        page.locator("input[type=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return page


def day(days_ago: int) -> dt.date:
    """A day as the site counts them."""
    return dt.datetime.now(ZoneInfo("Europe/London")).date() - dt.timedelta(days=days_ago)


def in_words(date: dt.date) -> str:
    """A day as people write it: 1 October 2026."""
    return f"{date.day} {date:%B %Y}"


def row(page: Page, ref: str) -> Locator:
    """The part of a page about one milestone, by its reference."""
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=re.compile(f"{re.escape(ref)} ")))


def position(of: Locator) -> Locator:
    """The word for where a milestone stands."""
    return of.locator(".position").first


def has_focus(locator: Locator) -> bool:
    """Whether the keyboard speaks to this."""
    return bool(locator.evaluate("element => element === document.activeElement"))


def summary(page: Page) -> Locator:
    """The list of what is wrong, at the top."""
    return page.locator(".govuk-error-summary")
