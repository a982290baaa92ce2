"""Every page that anybody can reach: one subject, one width or another, and nothing that axe finds.

The pages are found by following links as each kind of person, so that a new page is among them by itself; that the
links lead to every address of the site is held against the table of `tests/test_access.py`.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Locator, Page, expect

from tests.test_access import PUBLIC, TABLE

from .looking import WIDE, problems
from .stage import A_DRAFT, HELD, INTERPRETED, PLAN, officer_of
from .visiting import Visit, sign_in, summary

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("TEST_DATABASE_URL")), reason="A page looks the same on either database: looked at on SQLite."
)

KINDS = {
    "an officer": "SEND Improvement Officer",
    "an officer with a draft": officer_of(A_DRAFT),
    "a lead": "AD of SEND & Inclusion, LBH",
    "an ambition group's lead": "Lead of Ambition Group 1",
    "the operational group": "SEND Operational Group Member, Council",
    "a board member": "SEPB Member",
    "a data officer": "SEND Data Officer",
    "a parent carer": "Parent Carer Forum Member",
    "an observer": "Select Committee Observer",
    "nobody yet": "",
}
LINK = re.compile(r"""<a\b[^>]*\bhref="([^"#]+)""")
NO_PAGE = {"milestones-csv", "measures-csv", "slippage-csv", "measure-chart", "measure-chart-svg", "reading-template"}
NO_PAGE |= {"api-plan", "evidence", "opening-template", "pack-pdf", "healthz", "brand", "calendar"}
NO_PAGE |= {"families-said-csv", "families-told-csv", "escalations-csv", "round-csv"}
"""Addresses that hand over a file or data."""
NOT_LINKED = {"pack-pdf", "pack-html", "answer-link", "stop-mail"}
"""A pack is reached once it was built, which the officer's journey does; the others are addresses in a mail."""


@dataclass
class Found:
    """A page that somebody can reach, and the kinds of element in it."""

    address: str
    title: str = ""
    kinds: list[str] = field(default_factory=list)


class Kinds(HTMLParser):
    """Which kinds of element a page holds: tag, class, role and type, each once."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found.add(" ".join([tag, *(given.get(name) or "-" for name in ("class", "role", "type"))]))


def follow_links(page: Page) -> dict[str, Found]:
    """One page for each route that links lead to, by the route's name."""
    found: dict[str, Found] = {}
    left = ["/", f"/plans/{PLAN}/", f"/plans/{PLAN}/actions/1.1.1/", f"/plans/{PLAN}/measures/{INTERPRETED}/"]
    left += [f"/meetings/{HELD}/", "/accounts/login/"]
    while left:
        address = left.pop(0)
        name = route(address)
        if not name or name in found:
            continue
        answer = page.request.get(address)
        here = urlsplit(answer.url).path
        if answer.status in (403, 404) or here != urlsplit(address).path:
            left += [here] * answer.ok
            continue
        assert answer.status == 200, f"{answer.status} {address}"
        found[name] = Found(address)
        if answer.headers["content-type"].startswith("text/html"):
            text = answer.text()
            found[name].title = unescape(text[text.index("<title>") + 7 : text.index("</title>")])
            found[name].kinds = kinds_in(text)
            left += [urljoin(here, unescape(link)) for link in LINK.findall(text)]
    return found


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


def kinds_in(html: str) -> list[str]:
    """The kinds of element in a page, sorted."""
    parser = Kinds()
    parser.feed(html)
    return sorted(parser.found)


class Sweep:
    """What the test processes know together: which pages each kind of person reaches, and what axe has read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def reached(self, kind: str, page: Page) -> dict[str, Found]:
        """What a kind of person can reach. The first process that asks follows the links; the others wait for it."""
        known = self.folder / f"{kind}.json"
        with self._alone(kind):
            if not known.exists():
                known.write_text(json.dumps({name: asdict(each) for name, each in follow_links(page).items()}))
            return {name: Found(**each) for name, each in json.loads(known.read_text()).items()}

    def is_new(self, name: str, found: Found) -> bool:
        """Whether a page holds a kind of element that no page of its route held before; axe has read the others."""
        read = self.folder / "read.txt"
        kinds = {f"{name} {kind}" for kind in found.kinds}
        with self._alone("read"):
            seen = set(read.read_text().splitlines()) if read.exists() else set()
            with read.open("a") as file:
                file.writelines(f"{kind}\n" for kind in sorted(kinds - seen))
        return not kinds <= seen

    @contextmanager
    def _alone(self, what: str) -> Iterator[None]:
        with (self.folder / f"{what}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@pytest.fixture(scope="session")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    """One for all test processes of a run."""
    mine = tmp_path_factory.getbasetemp()
    return Sweep((mine.parent if os.environ.get("PYTEST_XDIST_WORKER") else mine) / "sweep")


PARTS = {"an officer": 8, "an officer with a draft": 3, "a data officer": 2}
"""The longest walks are walked in parts, so that several test processes share them."""
WALKS = [(kind, part) for kind in KINDS for part in range(PARTS.get(kind, 1))]


@pytest.mark.timeout(900)  # a walk opens every page at two widths, and axe reads each of them whole
@pytest.mark.parametrize(("kind", "part"), WALKS)
def test_every_page_can_be_read_by_everybody(kind: str, part: int, visit: Visit, sweep: Sweep) -> None:
    page = enter(visit, kind)
    all_of_them = {name: each for name, each in sweep.reached(kind, page).items() if name not in NO_PAGE}
    wrong = {}
    for name, found in list(all_of_them.items())[part :: PARTS.get(kind, 1)]:
        if not sweep.is_new(name, found):
            continue
        answer = page.goto(found.address)
        assert answer is not None
        assert answer.status == 200, found.address
        wrong[found.address] = problems(page) + refused(page, found.address)
    assert {address: what for address, what in wrong.items() if what} == {}
    titles = Counter(each.title for each in all_of_them.values())
    assert [title for title, times in titles.items() if times > 1] == [], "Several pages have this title."


EMPTY = """form => [...form.elements].forEach(element => {
    if (["hidden", "submit", "button"].includes(element.type)) return;
    if (["radio", "checkbox"].includes(element.type)) element.checked = false; else element.value = "";
})"""
ASKS = "form => [...form.elements].some(e => e.name && !['hidden', 'submit', 'button', 'fieldset'].includes(e.type))"


def refused(page: Page, address: str) -> list[str]:
    """Send the first form of a page with nothing in it, and say what is wrong with the page that comes back."""
    if not page.locator("main form[method=post]").count():
        return []
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    form = next((form for form in page.locator("main form[method=post]").all() if form.evaluate(ASKS)), None)
    if form is None:
        return []
    form.evaluate(EMPTY)
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        form.locator("button:not([type=button])").first.click()
    if answer.value.status not in (200, 422):
        return [] if answer.value.status < 400 else [f"{answer.value.status} for an empty form"]
    expect(summary(page)).to_be_visible()
    leads_nowhere = [f"refused: {target} leads nowhere" for target in dead(summary(page).get_by_role("link"))]
    found = [f"refused: {each}" for each in problems(page, axe_when_narrow=False)]
    if not page.title().startswith("Error: ") and not answer.value.request.headers.get("hx-request"):
        found.append("refused: the title does not say so")
    return found + leads_nowhere


def dead(links: Locator) -> list[str]:
    """Targets of links within the page that are not there."""
    targets = [(link.get_attribute("href") or "").removeprefix("#") for link in links.all()]
    return [target for target in targets if not links.page.locator(f"[id='{target}']").count()]


@pytest.mark.timeout(900)
def test_links_lead_to_every_page(visit: Visit, sweep: Sweep) -> None:
    found: set[str] = set()
    for kind in KINDS:
        found |= set(sweep.reached(kind, enter(visit, kind)))
    asked = {name for name, (method, *_) in TABLE.items() if method == "GET"} | PUBLIC
    assert asked - found - NO_PAGE - NOT_LINKED - {"home", "demo-sign-in"} == set(), "No link leads to these."


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
