"""A board member opens the dashboard on a tablet and wants the truth in thirty seconds."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from .stage import CLAIMED, PLAN
from .visiting import Visit, day, sign_in

MEMBER = "SEPB Member"
TABLET = {"width": 1024, "height": 768}
REF = ".milestones__what .quiet"


@pytest.fixture
def dashboard(visit: Visit, scripts: bool) -> Page:
    """What a board member sees once they have signed in."""
    return sign_in(visit(javascript=scripts, **TABLET), MEMBER)


def number(of: Locator) -> int:
    found = re.search(r"\d+", of.inner_text())
    assert found, f"There is no number in {of.inner_text()!r}."
    return int(found.group())


def refs(page: Page) -> list[str]:
    """The references of the milestones on all pages of a list."""
    listed = page.locator(REF).all_inner_texts()
    further = page.get_by_role("link", name="Next page")
    while further.count():
        further.click()
        expect(page.locator("[aria-current=page]", has_text=re.compile(r"^\d+$"))).to_be_visible()
        listed += page.locator(REF).all_inner_texts()
    return listed


def open_filters(page: Page) -> None:
    page.get_by_text("Filter and sort", exact=True).click()
    expect(page.get_by_role("button", name="Show these")).to_be_visible()


def test_the_truth_is_there_without_scrolling(dashboard: Page) -> None:
    assert urlsplit(dashboard.url).path == f"/plans/{PLAN}/"
    headline, working = dashboard.locator(".headline").all()
    expect(working).to_have_text(re.compile(r"\d+ of \d+ measured series met their targets \(\d+ ?%\)\.\s+\d+ missed"))
    expect(headline).to_have_text(re.compile(r"\d+ of \d+ milestones are overdue \(\d+ ?%\)\.\s+\d+ are signed off"))
    for seen in (headline, working, dashboard.get_by_role("img").first):
        place = seen.bounding_box()
        assert place is not None
        assert place["y"] + place["height"] <= TABLET["height"]


def test_a_number_leads_to_the_list_that_makes_it_up(dashboard: Page) -> None:
    overdue = dashboard.locator(".headline a").first
    told = number(overdue)
    overdue.click()
    expect(dashboard.get_by_role("heading", level=1)).to_have_text("Milestones")
    assert number(dashboard.locator("#found")) == told
    found = refs(dashboard)
    assert len(found) == len(set(found)) == told
    expect(dashboard.locator("tbody .position").first).to_have_text("Overdue")


def test_every_number_is_as_long_as_its_list(page: Page) -> None:
    sign_in(page, MEMBER)
    numbers = page.locator(".headline a, .bar__numbers a, .counts a, .breakdown tbody tr:first-child td a").all()
    lists = {(link.get_attribute("href") or "", number(link)) for link in numbers}
    assert len(lists) > 10
    for address, told in lists:
        answer = page.request.get(address).text()
        found = re.search(r'id="found"><strong>(\d+) (?:milestone|series)', answer)
        assert found, f"{address} lists nothing, and the dashboard says {told}."
        assert int(found.group(1)) == told, address


def test_filters_are_in_the_address_and_survive_sharing(dashboard: Page, visit: Visit) -> None:
    page = dashboard
    page.get_by_role("link", name="Milestones", exact=True).first.click()
    everything = number(page.locator("#found"))
    open_filters(page)
    page.get_by_label("Ambition", exact=True).select_option("1")
    page.get_by_role("checkbox", name="Signed off").first.check()
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("link", name=re.compile("^Remove filter Ambition"))).to_be_visible()
    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["ambition"], asked["colour"]) == (["1"], ["blue"])
    mine = page.locator(REF).all_inner_texts()
    assert 0 < number(page.locator("#found")) < everything

    theirs = sign_in(visit(), "SEPB Co-chair, Health")
    theirs.goto(page.url)
    assert theirs.locator(REF).all_inner_texts() == mine

    page.get_by_role("link", name=re.compile("^Remove filter Ambition")).click()
    expect(page.get_by_role("link", name=re.compile("^Remove filter Ambition"))).to_have_count(0)
    assert number(page.locator("#found")) > len(mine)


def test_the_list_sorts_and_its_csv_is_the_same(dashboard: Page) -> None:
    page = dashboard
    page.goto(f"/plans/{PLAN}/milestones/?colour=blue&colour=red")
    page.get_by_role("columnheader", name="Due", exact=True).get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Due", exact=True)).to_have_attribute("aria-sort", "ascending")
    assert parse_qs(urlsplit(page.url).query)["colour"] == ["blue", "red"]
    download = page.get_by_role("link", name="Download as CSV").get_attribute("href") or ""
    found = refs(page)

    answer = page.request.get(download)
    lines = list(csv.reader(io.StringIO(answer.text().removeprefix("\ufeff"))))
    at = next(place for place, cell in enumerate(lines[0]) if re.search("ref|milestone", cell, re.I))
    assert [line[at] for line in lines[1:]] == found

    page.get_by_role("columnheader", name="Due", exact=True).get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Due", exact=True)).to_have_attribute("aria-sort", "descending")
    assert sorted(refs(page)) == sorted(found)


def test_a_past_day_is_shown_as_it_was_known_then(dashboard: Page) -> None:
    page = dashboard
    today = page.locator(".headline").first.inner_text()
    then = day(40)
    page.get_by_label("Show another day").fill(then.isoformat())
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("as it had been recorded by then")).to_be_visible()
    expect(page.locator("main time").first).to_have_attribute("datetime", then.isoformat())
    assert page.locator(".headline").first.inner_text() != today

    page.locator(".headline a").first.click()
    assert parse_qs(urlsplit(page.url).query)["as_at"] == [then.isoformat()]
    page.get_by_role("link", name="Back to today").click()
    expect(page.get_by_text("as it had been recorded by then")).to_have_count(0)


def test_tomorrow_is_refused_beside_the_field(dashboard: Page) -> None:
    page = dashboard
    page.goto(f"/plans/{PLAN}/?as_at=2999-01-01")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.get_by_label("Show another day")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#as-at-error")).to_be_visible()


def test_an_action_tells_its_whole_story_and_offers_nothing_to_change(dashboard: Page) -> None:
    page = dashboard
    page.goto(f"/plans/{PLAN}/actions/{CLAIMED.ref}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(CLAIMED.outcome)
    record = page.get_by_role("region", name="What was said and decided")
    expect(record.get_by_role("listitem").first).to_be_visible()
    expect(record).to_contain_text("Transition Nurse")
    expect(page.get_by_role("link", name="Say how it stands")).to_have_count(0)
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)


def test_a_board_member_changes_nothing(page: Page) -> None:
    sign_in(page, MEMBER)
    for path in ("edit/", "edit/actions/1.1.1/", "milestones/1.1.1-M1/update/", "packs/new/", "check/"):
        answer = page.goto(f"/plans/{PLAN}/{path}")
        assert answer is not None
        assert answer.status == 403, path
        expect(page.get_by_role("heading", level=1)).to_be_visible()
