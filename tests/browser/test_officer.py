"""An officer must put a correct, accessible pack on the agenda and be able to defend it a year later."""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from .looking import problems
from .stage import DRAFTS, EDITED, FAILED, PLAN, TELEPHONED, WHY_IT_FAILED, milestone, officer_of
from .visiting import Visit, day, in_words, position, row, sign_in, summary

OFFICER = "SEND Improvement Officer"
OPERATIONAL_GROUP = "SEND Operational Group Member, Health"


@pytest.fixture
def officer(either_page: Page) -> Page:
    """The officer's window."""
    return sign_in(either_page, OFFICER)


def edit(page: Page, ref: str) -> None:
    page.goto(f"/plans/{PLAN}/edit/")
    page.get_by_role("link", name=ref, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ref)


def card(page: Page, ref: str) -> str:
    """What an action's page calls the position of a milestone."""
    return position(page.locator(f"[id='{ref}']")).inner_text()


def test_a_title_is_put_right_and_the_change_is_told_in_a_sentence(officer: Page, scripts: bool) -> None:
    page, ref = officer, milestone(EDITED, 1 + scripts)
    edit(page, ref)
    title = page.get_by_label("What is promised")
    before, after = title.input_value(), f"Guidance number {1 + scripts} is published"
    title.fill("")
    page.get_by_role("button", name="Save").click()
    expect(summary(page)).to_contain_text("Say what is promised.")

    page.get_by_label("What is promised").fill(after)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text(f"Milestone {ref} was saved.")
    changes = page.get_by_role("region", name="What was changed")
    expect(changes).to_contain_text(f"changed the title from “{before}” to “{after}”")
    expect(changes).to_contain_text(OFFICER)


def test_an_agreed_date_is_locked_and_the_page_says_why(officer: Page) -> None:
    page = officer
    edit(page, milestone(EDITED, 1))
    expect(page.get_by_role("heading", name="Its date is locked")).to_be_visible()
    expect(page.get_by_label("Day it is due")).to_have_count(0)
    expect(page.get_by_text("decided by the operational group or the board.")).to_be_visible()

    page.get_by_role("link", name="Put a slip right").click()
    page.get_by_role("button", name="Record this date").click()
    expect(summary(page)).to_contain_text("Enter the date")
    expect(summary(page)).to_contain_text("Say why")


def test_work_is_withdrawn_with_a_reason_and_stays_readable(officer: Page, scripts: bool) -> None:
    page, ref = officer, milestone(EDITED, 3 + scripts)
    edit(page, ref)
    page.get_by_role("link", name="Withdraw this milestone").click()
    page.get_by_label("Why it is withdrawn").fill("The council's new website does this.")
    page.get_by_role("button", name=re.compile("^Withdraw")).click()
    expect(summary(page)).to_contain_text("Say at which meeting the board decided it")
    expect(page.get_by_label("Why it is withdrawn")).to_have_value("The council's new website does this.")
    page.get_by_label("Meeting of the board that decided it").fill("SEPB, 3 March 2026, item 4")
    page.get_by_role("button", name=re.compile("^Withdraw")).click()
    expect(page.get_by_role("alert")).to_contain_text(f"{ref} was withdrawn")

    page.goto(f"/plans/{PLAN}/actions/{EDITED.ref}/")
    assert card(page, ref) == "Withdrawn"
    expect(page.locator(f"[id='{ref}']")).to_contain_text("The council's new website does this.")


def test_a_claim_by_telephone_is_confirmed_signed_off_and_blue(officer: Page, visit: Visit, scripts: bool) -> None:
    page, ref = officer, milestone(TELEPHONED, 1 + scripts)
    action = f"/plans/{PLAN}/actions/{TELEPHONED.ref}/"
    page.goto(action)
    page.locator(f"[id='{ref}']").get_by_role("link", name="Say how it stands").click()
    page.get_by_label("Complete: it is done").check()
    page.get_by_role("textbox", name="Day it was completed").fill(in_words(day(20)))
    page.get_by_role("textbox", name="What difference it made").fill("Families wait a month less.")
    page.get_by_role("textbox", name="Link to the evidence").fill("https://www.example.org/waits")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(summary(page)).to_contain_text(re.compile("how you heard it", re.I))
    page.get_by_label("Phone").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(f"Recorded for {ref}: complete")
    page.goto(f"/plans/{PLAN}/sign-off/")
    expect(page.get_by_role("region", name="not confirmed yet")).to_contain_text(ref)

    lead = sign_in(visit(javascript=scripts), "Service Leads, CNWL")
    row(lead, ref).get_by_role("button", name="Yes, it is complete").click()
    expect(lead.get_by_text(f"Confirmed for {ref}. It now waits for sign-off.")).to_be_visible()

    member = sign_in(visit(javascript=scripts), OPERATIONAL_GROUP)
    member.goto(f"/plans/{PLAN}/sign-off/")
    claim = row(member, ref)
    claim.get_by_label("Accept: it is done").check()
    claim.get_by_role("button", name="Record the answer").click()
    expect(row(member, ref)).to_contain_text("Signed off")

    page.goto(action)
    assert card(page, ref) == "Signed off"
    page.goto(f"/plans/{PLAN}/milestones/?colour=blue&q={ref}")
    expect(page.locator("#found")).to_contain_text("1 milestone")
    page.goto(f"/plans/{PLAN}/")
    signed_off = page.locator(".headline a[href*='colour=blue']").get_attribute("href") or ""
    assert ref in page.request.get(f"{signed_off}&q={ref}").text()


@pytest.mark.timeout(600)  # a whole pack is built, and its HTML edition is read by axe
@pytest.mark.usefixtures("worker")
def test_a_pack_is_asked_for_built_and_read(officer: Page, scripts: bool) -> None:
    page = officer
    page.goto(f"/plans/{PLAN}/packs/")
    page.get_by_role("link", name=re.compile("^Build")).first.click()
    page.get_by_role("button", name="Build the pack").click()
    expect(summary(page)).to_contain_text("Choose a meeting, or enter the day")
    as_at = in_words(day(1 + scripts))
    page.get_by_label("Which day should it speak of?").fill(as_at)
    page.get_by_role("button", name="Build the pack").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Board pack")

    built = page.get_by_role("link", name="Download PDF")
    if scripts:
        page.evaluate("window.wasNotReloaded = true")
        expect(page.get_by_role("status")).to_contain_text("The pack is built", timeout=180_000)
        assert page.evaluate("window.wasNotReloaded"), "The page was loaded again."
    else:
        again = page.get_by_role("link", name="Check again")
        for _ in range(300):
            if built.count():
                break
            again.click(delay=500)
    with page.expect_download() as download:
        built.click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF")
    assert len(PdfReader(io.BytesIO(content)).pages) > 20

    if scripts:
        assert problems(page) == []

    page.get_by_role("link", name="Read as a page").click()
    expect(page.get_by_role("heading", name="Contents")).to_be_visible()
    if scripts:
        assert problems(page) == []
    page.goto(f"/plans/{PLAN}/packs/")
    listed = page.get_by_role("row").filter(has_text=as_at)
    expect(listed).to_contain_text(OFFICER)
    expect(listed.get_by_role("link", name="Download PDF")).to_be_visible()


def test_a_pack_that_failed_says_why_and_is_tried_again(officer: Page, scripts: bool) -> None:
    page = officer
    page.goto(f"/plans/{PLAN}/packs/")
    page.get_by_role("link", name=f"As at {in_words(day(FAILED[scripts]))}", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(WHY_IT_FAILED)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_text(WHY_IT_FAILED)).to_have_count(0)


def test_the_opening_position_is_checked_shown_recorded_and_the_plan_adopted(either_page: Page, scripts: bool) -> None:
    partnership = DRAFTS[scripts]
    page = sign_in(either_page, officer_of(partnership))
    page.goto(f"/plans/{partnership}-send/opening/")
    template = page.get_by_role("link", name="Download the sheet").get_attribute("href") or ""
    assert "1.1.1-M1" in page.request.get(template).text()

    header = "milestone,status,said_on,completed_on,minute,evidence,difference,what_is_wrong,what_is_being_done\n"
    lines = [
        '1.1.1-M1,signed off,2025-09-01,2025-03-20,"Board, 1 April 2025",https://www.example.org,Families know,,\n',
        "1.1.1-M2,at risk,2025-09-01,,,,,The printer is late,\n",
    ]
    sheet = {"name": "sheet.csv", "mimeType": "text/csv", "buffer": (header + "".join(lines)).encode()}
    page.locator("input[type=file]").set_input_files(files=[sheet])
    page.get_by_role("button", name="Check the sheet").click()
    expect(summary(page)).to_contain_text("1 thing in the sheet to put right")
    wrong = page.locator("#sheet-errors tbody tr")
    expect(wrong).to_have_count(1)
    expect(wrong).to_contain_text("what_is_being_done")

    text = page.locator("textarea:visible")
    text.fill(text.input_value().replace("The printer is late,", "The printer is late,Another prints it"))
    page.get_by_role("button", name="Check the sheet").click()
    expect(page.get_by_text("Nothing is written yet. The sheet tells of 2 of 3 milestones.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="1.1.1-M1").locator(".position")).to_have_text("Signed off")
    page.get_by_role("button", name="Record the opening position").click()
    expect(page.get_by_role("alert")).to_contain_text("Recorded the opening position of 2 milestones.")

    page.get_by_role("button", name="Adopt the plan").click()
    expect(page.get_by_role("alert")).to_contain_text("Its agreed dates are locked from today.")
    page.goto(f"/plans/{partnership}-send/actions/1.1.1/")
    assert card(page, "1.1.1-M1") == "Signed off"
    expect(page.get_by_role("region", name="What was said and decided")).to_contain_text(
        re.compile("carried over", re.I)
    )
