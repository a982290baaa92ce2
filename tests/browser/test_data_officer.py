"""A data officer enters what was measured, loads files of it, and everybody sees at once what it does."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from .looking import problems
from .stage import PLAN
from .visiting import Visit, day, in_words, sign_in, summary

DATA_OFFICER = "SEND Data Officer"
MEMBER = "SEPB Member"
REVIEWS = "SM17"
"""A measure of which the demonstration reports nothing: 3 of 15 reviews before the plan."""
THERAPY = "SM12"


@pytest.fixture
def officer(either_page: Page) -> Page:
    """The data officer's window."""
    return sign_in(either_page, DATA_OFFICER)


def measure(page: Page, ref: str) -> None:
    page.goto(f"/plans/{PLAN}/measures/{ref}/")


def enter(page: Page, days_ago: int, value: str) -> None:
    page.get_by_label("Day it speaks of").fill(in_words(day(days_ago)))
    page.get_by_label("Value", exact=True).fill(value)
    page.get_by_role("button", name="Record it", exact=True).click()


def test_a_reading_is_entered_and_says_at_once_what_it_does(officer: Page, scripts: bool) -> None:
    page, days_ago = officer, 3 + scripts
    measure(page, REVIEWS)
    page.get_by_role("link", name="Enter a reading").first.click()

    page.get_by_label("Day it speaks of").fill("31 December 2099")
    page.get_by_label("Value", exact=True).fill("7.5")
    page.get_by_role("button", name="Record it", exact=True).click()
    expect(summary(page)).to_contain_text("This day is still to come.")
    expect(page.get_by_label("Value", exact=True)).to_have_value("7.5")

    expect(summary(page)).to_contain_text("A count is whole.")

    enter(page, days_ago, "9")
    if summary(page).count():  # far from the 3 that it began with, unless the other journey has been here
        expect(summary(page)).to_contain_text("Please confirm that it is right, or mend it.")
        page.get_by_label("The figure is right").check()
        page.get_by_role("button", name="Record it", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(f"Recorded. Now: 9 on {in_words(day(days_ago))}")

    row = page.get_by_role("row").filter(has_text=in_words(day(days_ago)))
    row.get_by_role("link", name="Correct").click()
    page.get_by_label("Value", exact=True).fill("6")
    page.get_by_role("button", name="Record").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Recorded.")
    page.get_by_text("Corrected and withdrawn").first.click()
    expect(page.get_by_role("table", name="that no longer count").get_by_role("row").nth(1)).to_contain_text("9")


def test_while_typing_it_says_how_the_series_would_stand(page: Page) -> None:
    sign_in(page, DATA_OFFICER)
    page.goto(f"/plans/{PLAN}/measures/{REVIEWS}/readings/new/")
    page.get_by_label("Day it speaks of").fill(in_words(day(1)))
    page.get_by_label("Value", exact=True).press_sequentially("15")
    expect(page.get_by_text(f"15 on {in_words(day(1))}")).to_be_visible()


def filled_in(page: Page, values: dict[str, tuple[int, Any]]) -> bytes:
    """The template as it is downloaded, with a value on a day for some series."""
    answer = page.request.get(f"/plans/{PLAN}/readings/template.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.body()))
    sheet: Any = book["Readings"]
    headings = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        cells = dict(zip(headings, row, strict=True))
        if cells["Series"].value in values:
            days_ago, value = values[cells["Series"].value]
            cells["Day"].value, cells["Value"].value = day(days_ago), value
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def upload(page: Page, name: str, content: bytes, waiting: str) -> None:
    """Upload a file and wait until a worker has looked through it; without scripts by pressing the link."""
    page.goto(f"/plans/{PLAN}/readings/files/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("File of readings").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="Upload and look through").click()
    until(page, waiting)


def until(page: Page, words: str) -> None:
    for _ in range(60):
        if page.get_by_text(words).count():
            break
        page.wait_for_timeout(500)
        if page.get_by_role("link", name="Check again").count():
            page.reload()
    expect(page.get_by_text(words).first).to_be_visible()


def test_a_file_is_shown_before_it_is_loaded_whole_or_not_at_all(officer: Page, scripts: bool, worker: None) -> None:
    page, days_ago = officer, 6 + scripts
    wrong = filled_in(page, {"SM12a": (days_ago, 140), "SM12b": (days_ago, 71)})
    upload(page, "therapy.xlsx", wrong, "1 thing to put right. Nothing is recorded.")
    expect(page.get_by_role("table", name="What to put right")).to_contain_text("100")

    right = filled_in(page, {"SM12a": (days_ago, 78), "SM12b": (days_ago, 71)})
    upload(page, "therapy.xlsx", right, "Nothing is recorded yet.")
    expect(page.get_by_role("table", name="What it would record").get_by_role("row")).to_have_count(3)
    page.get_by_role("button", name="Record 2 readings").click()
    until(page, "Loaded on")

    upload(page, "again.xlsx", right, "This file changes nothing.")
    measure(page, THERAPY)
    expect(page.get_by_role("row").filter(has_text=in_words(day(days_ago))).first).to_contain_text("therapy.xlsx")


def test_the_chart_is_drawn_by_a_script_and_is_there_without_one(visit: Visit) -> None:
    page = sign_in(visit(), MEMBER)
    measure(page, "SM6")
    drawn = page.locator("#SM6b [data-chart]")
    drawn.scroll_into_view_if_needed()
    expect(drawn.locator(".main-svg").first).to_be_visible()
    assert problems(page) == []

    plain = sign_in(visit(javascript=False), MEMBER)
    measure(plain, "SM6")
    image = plain.locator("#SM6b [data-chart] img")
    expect(image).to_be_visible()
    assert "target of 30% or less" in (image.get_attribute("alt") or "")


def test_who_may_not_see_small_numbers_finds_them_nowhere(visit: Visit) -> None:
    carer = sign_in(visit(), "Parent Carer Forum Member")
    measure(carer, "SM16")
    section = carer.locator("#SM16d")
    expect(section.get_by_text("Too small to show").first).to_be_visible()
    expect(section.get_by_role("table", name="Readings").get_by_role("row").nth(1)).to_contain_text("Too small to show")
    assert problems(carer) == []
