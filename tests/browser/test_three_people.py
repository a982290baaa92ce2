"""From lead to operational group to board: joint work is claimed, takes two keys, and is seen to be done."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .looking import problems
from .stage import JOINT, PLAN, milestone
from .visiting import Visit, day, in_words, position, row, sign_in

ACTION = f"/plans/{PLAN}/actions/{JOINT.ref}/"
QUEUE = f"/plans/{PLAN}/sign-off/"
DIFFERENCE = "Every child has a place near home."


def test_a_claim_goes_from_lead_to_group_to_board(visit: Visit, scripts: bool) -> None:
    ref = milestone(JOINT, 1 + scripts)
    lead = claims(sign_in(visit(javascript=scripts), "School Place Planning Manager, LBH"), ref)

    council = sign_in(visit(javascript=scripts), "SEND Operational Group Member, Council")
    accepted_at_the_meeting(council, ref, by_keys=scripts)
    board = sign_in(visit(javascript=scripts), "SEPB Member")
    board.goto(ACTION)
    expect(position(board.locator(f"[id='{ref}']"))).to_have_text("Awaiting sign-off")
    expect(board.locator(f"[id='{ref}']")).to_contain_text("waits for health")

    health = sign_in(visit(javascript=scripts), "SEND Operational Group Member, Health")
    health.goto(QUEUE)
    claim = row(health, ref)
    claim.get_by_label(re.compile("^Accept for health")).check()
    claim.get_by_role("button", name="Record the answer").click()
    expect(row(health, ref)).to_contain_text("Signed off")

    board.reload()
    expect(position(board.locator(f"[id='{ref}']"))).to_have_text("Signed off")
    expect(board.locator("main")).to_contain_text(DIFFERENCE)
    lead.goto("/notices/")
    expect(lead.locator("main")).to_contain_text(f"Claim accepted: {ref}")


def claims(lead: Page, ref: str) -> Page:
    lead.goto(ACTION)
    lead.locator(f"[id='{ref}']").get_by_role("link", name="Say how it stands").click()
    lead.get_by_label("Complete: it is done").check()
    lead.get_by_role("textbox", name="Day it was completed").fill(in_words(day(15)))
    lead.get_by_role("textbox", name="What difference it made").fill(DIFFERENCE)
    lead.get_by_role("textbox", name="Link to the evidence").fill("https://www.example.org/places")
    lead.get_by_role("button", name="Save", exact=True).click()
    expect(lead.get_by_text(f"Recorded for {ref}: complete")).to_be_visible()
    return lead


def accepted_at_the_meeting(chair: Page, ref: str, *, by_keys: bool) -> None:
    """One claim fills the screen; with scripts the keyboard alone accepts it."""
    chair.goto(QUEUE)
    claim = re.search(r"/(\d+)/", (row(chair, ref).locator("form").get_attribute("action") or "").split("sign-off")[1])
    assert claim
    meeting = chair.get_by_role("link", name=re.compile("one at a time")).first.get_attribute("href") or ""
    chair.goto(f"{meeting}?item={claim[1]}")
    expect(chair.get_by_role("heading", level=1)).to_contain_text(ref)
    if by_keys:
        assert problems(chair) == []
        chair.reload()
        chair.keyboard.press("a")
        chair.keyboard.press("Enter")
    else:
        chair.get_by_role("button", name=f"Accept {ref}").click()
    expect(chair.get_by_text(f"{ref}: your key is turned. It waits for the other side’s.")).to_be_visible()
    minutes = meeting.split("/meeting/")[1].strip("/")
    chair.goto(f"/meetings/{minutes}/minutes/")
    expect(chair.locator("main")).to_contain_text(ref)
