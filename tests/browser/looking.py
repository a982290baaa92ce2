"""What a machine can see of a page: one subject, a language, a width that fits, and what axe finds."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDE, NARROW = 1280, 320
"""320 is a small telephone, and a screen of 1280 that is magnified four times."""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
AXE_IS_THERE = "typeof axe !== 'undefined'"
RUN_AXE = "axe.run(document, {resultTypes: ['violations']}).then(results => results.violations)"

ONE_OF_EACH = """() => {
    const built = element => element.tagName + "." + element.className + (element.type || "")
        + "(" + [...element.children].map(built).join() + ")";
    for (const parent of document.querySelectorAll("tbody, ul, ol, dl")) {
        const seen = {};
        for (const child of [...parent.children]) {
            const kind = built(child);
            seen[kind] = (seen[kind] || 0) + 1;
            if (seen[kind] > 2) child.remove();
        }
    }
}"""
"""Leaves two of each kind of row in lists and tables: axe would say of the hundredth what it says of the first."""


def violations(page: Page) -> list[str]:
    """What axe finds, in words. It needs scripts to run: without them it would never answer."""
    if not page.evaluate(AXE_IS_THERE):
        page.evaluate(AXE_SCRIPT)
    return [f"{each['id']}: {each['help']} at {each['nodes'][0]['target']}" for each in page.evaluate(RUN_AXE)]


def problems(page: Page, *, axe_when_narrow: bool = True) -> list[str]:
    """What is wrong with a page as it stands, wide and narrow. It loses most of its rows: load it again to use it."""
    found: list[str] = []
    page.set_viewport_size({"width": WIDE, "height": 900})
    if not page.title().strip():
        found.append("no title")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} h1")
    if not page.locator("html[lang=en], html[lang=en-GB]").count():
        found.append("no language")
    page.set_viewport_size({"width": NARROW, "height": 800})
    if over := page.evaluate(SIDEWAYS):
        found.append(f"{over} px wider than {NARROW}")
    page.evaluate(ONE_OF_EACH)
    if axe_when_narrow:
        found += [f"narrow: {each}" for each in violations(page)]
    page.set_viewport_size({"width": WIDE, "height": 900})
    return found + violations(page)
