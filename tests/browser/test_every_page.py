"""Every page that anybody can reach: one subject, one width or another, and nothing that axe finds.

The pages are found by following links as each kind of person, so that a new page is among them by itself; that the
links lead to every address of the site is held against the table of `tests/test_access.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Locator, Page, expect

from tests.test_access import PUBLIC, TABLE

from .stage import A_DRAFT, PLAN, officer_of
from .visiting import Visit, sideways, sign_in, summary

KINDS = {
    "a lead": "AD of SEND & Inclusion, LBH",
    "an ambition group's lead": "Lead of Ambition Group 1",
    "the operational group": "SEND Operational Group Member, Council",
    "a board member": "SEPB Member",
    "an officer": "SEND Improvement Officer",
    "an officer with a draft": officer_of(A_DRAFT),
    "a data officer": "SEND Data Officer",
    "a parent carer": "Parent Carer Forum Member",
    "an observer": "Select Committee Observer",
    "nobody yet": "",
}
WIDE, NARROW = 1280, 320
"""320 is a small telephone, and a screen of 1280 that is magnified four times."""

LINK = re.compile(r"""<a\b[^>]*\bhref="([^"#]+)""")
NO_PAGE = {"milestones-csv", "api-plan", "evidence", "opening-template", "pack-pdf", "healthz", "brand"}
"""Addresses that hand over a file or data."""
NOT_LINKED = {"pack", "pack-pdf", "pack-html"}
"""Reached only once a pack was built: the officer's journey does that."""


@dataclass
class Pages:
    """What somebody can reach: one address for each route, by the route's name."""

    reached: dict[str, str] = field(default_factory=dict)

    def follow(self, page: Page) -> Pages:
        """Follow links from the first page and from where the journeys go, to one address of each route."""
        left = ["/", f"/plans/{PLAN}/", f"/plans/{PLAN}/actions/1.1.1/", "/accounts/login/"]
        while left:
            address = left.pop(0)
            name = route(address)
            if not name or name in self.reached:
                continue
            answer = page.request.get(address)
            if answer.status in (403, 404):
                continue
            assert answer.status == 200, f"{answer.status} {address}"
            self.reached[name] = address
            if answer.headers["content-type"].startswith("text/html"):
                here = urlsplit(answer.url).path
                left += [urljoin(here, unescape(link)) for link in LINK.findall(answer.text())]
        return self


def route(address: str) -> str:
    """The name of the route that an address of this site has; of others, and of Django's admin, none."""
    if not address.startswith("/") or address.startswith(("/static/", "/admin/")):
        return ""
    try:
        return resolve(urlsplit(address).path).url_name or ""
    except Resolver404:
        return ""


def enter(visit: Visit, kind: str) -> Page:
    """A window in which somebody of a kind is signed in."""
    page = visit(width=WIDE)
    return sign_in(page, KINDS[kind]) if KINDS[kind] else page


@cache
def rules() -> Axe:
    return Axe()


def violations(page: Page) -> list[str]:
    """What axe finds, in words."""
    found = rules().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {each['help']} at {each['nodes'][0]['target']}" for each in found]


def problems(page: Page) -> list[str]:
    """What is wrong with a page as it stands, wide and narrow."""
    found = []
    page.set_viewport_size({"width": WIDE, "height": 900})
    if not page.title().strip():
        found.append("no title")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} h1")
    if not page.locator("html[lang=en], html[lang=en-GB]").count():
        found.append("no language")
    found += violations(page)
    page.set_viewport_size({"width": NARROW, "height": 800})
    if over := sideways(page):
        found.append(f"{over} px wider than {NARROW}")
    found += [f"narrow: {each}" for each in violations(page) if each not in found]
    page.set_viewport_size({"width": WIDE, "height": 900})
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_can_be_read_by_everybody(kind: str, visit: Visit) -> None:
    page = enter(visit, kind)
    found: dict[str, list[str]] = {}
    titles: Counter[str] = Counter()
    for name, address in Pages().follow(page).reached.items():
        if name in NO_PAGE or name == "home":
            continue
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        titles[page.title()] += 1
        found[address] = problems(page)
        found[address] += refused(page)
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
    assert [title for title, times in titles.items() if times > 1] == [], "Several pages have this title."


EMPTY = """form => [...form.elements].forEach(element => {
    if (["hidden", "submit", "button"].includes(element.type)) return;
    if (["radio", "checkbox"].includes(element.type)) element.checked = false; else element.value = "";
})"""
ASKS = "form => [...form.elements].some(e => e.name && !['hidden', 'submit', 'button', 'fieldset'].includes(e.type))"


def refused(page: Page) -> list[str]:
    """Send the first form of a page with nothing in it, and say what is wrong with the page that comes back."""
    form = next((form for form in page.locator("main form[method=post]").all() if form.evaluate(ASKS)), None)
    if form is None:
        return []
    form.evaluate(EMPTY)
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        form.locator("button:not([type=button])").first.click()
    if answer.value.status not in (200, 422):
        return [] if answer.value.status < 400 else [f"{answer.value.status} for an empty form"]
    expect(summary(page)).to_be_visible()
    found = [f"refused: {each}" for each in problems(page)]
    if not page.title().startswith("Error: ") and not answer.value.request.headers.get("hx-request"):
        found.append("refused: the title does not say so")
    found += [f"refused: {link.get_attribute('href')} leads nowhere" for link in dead(summary(page).get_by_role("link"))]
    return found


def dead(links: Locator) -> list[Locator]:
    """Links within the page whose target is not there."""
    targets = [(link, (link.get_attribute("href") or "").removeprefix("#")) for link in links.all()]
    return [link for link, target in targets if not link.page.locator(f"[id='{target}']").count()]


def test_links_lead_to_every_page(visit: Visit) -> None:
    reached: set[str] = set()
    for kind in KINDS:
        reached |= set(Pages().follow(enter(visit, kind)).reached)
    asked = {name for name, (method, *_) in TABLE.items() if method == "GET"} | PUBLIC
    assert asked - reached - NO_PAGE - NOT_LINKED - {"demo-sign-in"} == set(), "No link leads to these."


@pytest.mark.parametrize(
    "path",
    [
        f"plans/{PLAN}/?as_at=2999-01-01",
        f"plans/{PLAN}/?as_at=yesterday",
        f"plans/{PLAN}/actions/1.1.1/?as_at=2999-01-01",
        f"plans/{PLAN}/milestones/?as_at=2999-01-01&colour=pink&due_from=soon&ambition=99&sort=luck",
        f"plans/{PLAN}/milestones.csv?colour=pink",
        f"plans/{PLAN}/milestones/?q=zzzz",
        "nothing/here/",
        f"plans/{PLAN}/edit/",
        "accounts/password/reset/key/1-wrong/",
    ],
)
def test_refusals_are_pages_too(page: Page, path: str) -> None:
    sign_in(page, KINDS["a board member"])
    answer = page.goto(f"/{path}")
    assert answer is not None
    assert answer.status in (200, 403, 404, 422)
    assert problems(page) == []


def test_a_refused_form_is_announced_first(page: Page) -> None:
    """The summary has the focus, and its links lead to what is to be put right."""
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(summary(page)).to_be_focused()
    link: Any = summary(page).get_by_role("link").first
    target = (link.get_attribute("href") or "").removeprefix("#")
    link.click()
    expect(page.locator(f"[id='{target}']")).to_be_focused()
