#!/usr/bin/env python3
"""Takes the README's pictures from the running demonstration: `make demo`, then `make screenshots` beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

SITE = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
PLAN = f"{SITE}/plans/hillingdon-send/"
TO = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
PACK_PAGE = 5


def main() -> None:
    """Sign in as a board member, a lead and an officer, and picture what each begins with."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        sys.exit("No Chromium is installed: run make test once, which installs it.")
    TO.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            picture(signed_in(browser, "SEPB Member"), PLAN, "dashboard", 1180)
            picture(signed_in(browser, "AD of SEND & Inclusion, LBH"), f"{SITE}/my-work/", "my-work", 1000)
            picture_of_pack(signed_in(browser, "SEND Improvement Officer"))
        except Error as failed:
            sys.exit(f"{SITE} did not answer as the demonstration does: run make demo first. ({failed.message})")


def signed_in(browser: Browser, name: str) -> Page:
    """A page in which one of the demonstration's people is signed in."""
    page = browser.new_context(viewport={"width": 1180, "height": 900}, locale="en-GB").new_page()
    page.goto(f"{SITE}/accounts/login/")
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()
    return page


def picture(page: Page, address: str, name: str, height: int) -> None:
    """The top of a page."""
    page.goto(address)
    page.screenshot(path=TO / f"{name}.png", clip={"x": 0, "y": 0, "width": 1180, "height": height})


def picture_of_pack(page: Page) -> None:
    """One page of the newest pack that is listed."""
    page.goto(f"{PLAN}packs/")
    address = page.locator("a[href$='/pdf/']").first.get_attribute("href")
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "pack.pdf"
        pdf.write_bytes(page.request.get(f"{SITE}{address}").body())
        wanted = ["-f", str(PACK_PAGE), "-l", str(PACK_PAGE), "-r", "80", "-singlefile", "-png"]
        subprocess.run(["pdftoppm", *wanted, pdf, TO / "pack"], check=True)


if __name__ == "__main__":
    main()
