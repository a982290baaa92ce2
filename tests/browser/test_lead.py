"""An ambition group's lead has five minutes before a meeting to say how the work stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from .stage import CLAIMED, KEYBOARD, PLAN, RETURNED, SAID, SEVERAL, SHARED, milestone
from .visiting import Visit, day, has_focus, in_words, position, row, sign_in, summary

WORK_MANAGER = "Work Inclusion Partnerships Manager, LBH"
OPERATIONAL_GROUP = "SEND Operational Group Member, Council"


def open_form(page: Page, ref: str) -> None:
    row(page, ref).get_by_role("link", name="Say how it stands").click()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def box(page: Page, label: str) -> Locator:
    return page.get_by_role("textbox", name=label)


def test_say_how_a_milestone_stands_without_leaving_the_list(either_page: Page, scripts: bool) -> None:
    page, ref = sign_in(either_page, WORK_MANAGER), milestone(SAID, 1 + scripts)
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    open_form(page, ref)
    if scripts:
        assert page.url.endswith("/my-work/")

    page.get_by_label("On track").check()
    box(page, "What was done").fill("Twelve employers have agreed to offer a placement.")
    save(page)

    expect(page.get_by_text(f"Recorded for {ref}: on track")).to_be_visible()
    assert "/my-work/" in page.url
    expect(position(row(page, ref))).to_have_text("On track")
    expect(row(page, ref)).to_contain_text("Twelve employers have agreed")


def test_at_risk_without_the_words_is_refused_beside_the_fields(either_page: Page, scripts: bool) -> None:
    page, ref = sign_in(either_page, WORK_MANAGER), milestone(SAID, 3 + scripts)
    open_form(page, ref)
    page.get_by_label("At risk").check()
    box(page, "What was done").fill("The first meeting was held.")
    save(page)

    expect(summary(page)).to_be_visible()
    if scripts:
        expect(summary(page)).to_be_focused()
    for label in ("What is going wrong", "What is being done about it"):
        wrong = box(page, label)
        expect(wrong).to_have_attribute("aria-invalid", "true")
        beside = page.locator(f"#{wrong.get_attribute('id')}_error")
        expect(beside).to_be_visible()
        words = beside.inner_text().removeprefix("Error:").strip()
        expect(summary(page).get_by_role("link", name=words).first).to_be_visible()
    expect(box(page, "What was done")).to_have_value("The first meeting was held.")
    expect(page.get_by_label("At risk")).to_be_checked()

    box(page, "What is going wrong").fill("The trainer has left.")
    box(page, "What is being done about it").fill("A trainer is lent by Harrow until May.")
    save(page)
    expect(position(row(page, ref))).to_have_text("At risk")
    expect(row(page, ref)).to_contain_text("A trainer is lent by Harrow")


def test_no_change_is_one_click(either_page: Page, scripts: bool) -> None:
    page, ref = sign_in(either_page, WORK_MANAGER), milestone(SAID, 5 + scripts)
    expect(row(page, ref)).not_to_contain_text("Said today")
    row(page, ref).get_by_role("button", name="No change, still true").click()
    expect(row(page, ref)).to_contain_text("Said today")
    expect(page.get_by_text("still true").filter(has_text=re.compile("^Recorded")).first).to_be_visible()


def test_several_at_once(either_page: Page, scripts: bool) -> None:
    page = sign_in(either_page, "Business Intelligence, CNWL")
    of_all = page.get_by_role("button", name="No change, still true for the ticked ones").first
    of_all.click()
    expect(summary(page)).to_contain_text("Tick the milestones of which nothing has changed.")

    refs = [milestone(SEVERAL, number + 3 * scripts) for number in (1, 2, 3)]
    for ref in refs:
        row(page, ref).get_by_role("checkbox").check()
    of_all.click()
    expect(page.get_by_role("alert")).to_contain_text("Recorded as still true: 3 milestones")
    for ref in refs:
        expect(row(page, ref)).to_contain_text("Said today")


def test_claim_with_a_file_of_evidence(either_page: Page, scripts: bool) -> None:
    page, ref = sign_in(either_page, "Transition Nurse, CNWL"), milestone(CLAIMED, 1 + scripts)
    completed_on = in_words(day(10))
    open_form(page, ref)
    page.get_by_label("Complete: it is done").check()
    box(page, "Day it was completed").fill(completed_on)
    save(page)
    expect(summary(page)).to_contain_text(re.compile("difference", re.I))
    expect(summary(page)).to_contain_text(re.compile("evidence", re.I))
    expect(box(page, "Day it was completed")).to_have_value(completed_on)

    box(page, "What difference it made").fill("Nobody waits for a nurse after their 18th birthday.")
    evidence = {"name": "minutes.txt", "mimeType": "text/plain", "buffer": b"The group agreed that it is done.\n"}
    page.get_by_label("Files of evidence").set_input_files(files=[evidence])
    save(page)
    expect(page.get_by_text(f"Recorded for {ref}: complete")).to_be_visible()

    page.goto(f"/plans/{PLAN}/actions/{CLAIMED.ref}/")
    expect(position(page.locator(f"[id='{ref}']"))).to_have_text("Awaiting sign-off")
    link = page.get_by_role("link", name="minutes.txt").first
    expect(link).to_be_visible()
    answer = page.request.get(link.get_attribute("href") or "")
    assert answer.text() == "The group agreed that it is done.\n"
    assert answer.headers["content-disposition"].startswith("attachment")


def test_a_returned_claim_is_seen_by_its_lead(either_page: Page, visit: Visit, scripts: bool) -> None:
    ref = milestone(RETURNED, 1 + scripts)
    group = sign_in(either_page, OPERATIONAL_GROUP)
    group.goto(f"/plans/{PLAN}/sign-off/")
    claim = row(group, ref)
    claim.get_by_label("Return it to the lead").check()
    claim.get_by_role("button", name="Record the answer").click()
    expect(summary(group)).to_be_visible()
    claim.get_by_role("textbox", name="Why it is returned").fill("The report tells of 2024. Please send this year's.")
    claim.get_by_role("button", name="Record the answer").click()
    expect(row(group, ref)).to_contain_text("Returned on")

    lead = sign_in(visit(javascript=scripts), "EHC Service Manager, LBH")
    expect(row(lead, ref)).to_contain_text(re.compile("returned", re.I))
    expect(row(lead, ref)).to_contain_text("Please send this year's.")


def test_two_leads_at_once_lose_nothing(visit: Visit, scripts: bool) -> None:
    ref = milestone(SHARED, 1 + scripts)
    first = sign_in(visit(javascript=scripts), "Service Lead for CAMHS, CNWL")
    second = sign_in(visit(javascript=scripts), "Service Lead for CDC, CNWL")
    for page in (first, second):
        open_form(page, ref)
        page.get_by_label("On track").check()
    box(first, "What was done").fill("CAMHS has trained its staff.")
    box(second, "What was done").fill("CDC has printed the guide.")
    save(first)
    expect(first.get_by_text(f"Recorded for {ref}")).to_be_visible()

    save(second)
    expect(second.get_by_text("said something of this since you opened it").first).to_be_visible()
    expect(second.get_by_text("CAMHS has trained its staff.").first).to_be_visible()
    expect(box(second, "What was done")).to_have_value("CDC has printed the guide.")
    save(second)
    expect(second.get_by_text(f"Recorded for {ref}")).to_be_visible()

    first.goto(f"/plans/{PLAN}/actions/{SHARED.ref}/")
    record = first.get_by_role("region", name="What was said and decided")
    expect(record).to_contain_text("CAMHS has trained its staff.")
    expect(record).to_contain_text("CDC has printed the guide.")


# Eight milestones in two minutes with the keyboard alone. A key takes a practised typist a fifth of a second; a look at
# each milestone takes some seconds more.

SECONDS_A_KEY = 0.2
SECONDS_TO_READ = 4
MOST_KEYS, MOST_KEYS_IN_PLACE = 25, 15
TROUBLE = ("Two staff are ill", "Cover from Monday")


@dataclass
class Keyboard:
    """Somebody who has nothing but keys."""

    page: Page
    in_place: bool
    """Forms open in the list, so that nothing may lose the focus; else each is a page, which begins at its top."""
    pressed: int = 0
    typed: int = 0
    each: list[int] = field(default_factory=list)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1
        if self.in_place and key != "Enter":
            assert self.page.evaluate("document.activeElement !== document.body"), f"{key} lost the focus."

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.typed += len(words)

    def tab_to(self, target: Locator) -> None:
        for _ in range(MOST_KEYS):
            if has_focus(target):
                return
            self.press("Tab")
        raise AssertionError(f"{target} is more than {MOST_KEYS} tabs away.")

    def skip_to_content(self) -> None:
        self.press("Tab")
        expect(self.page.get_by_role("link", name="Skip to main content")).to_be_focused()
        self.press("Enter")

    def said(self, ref: str) -> None:
        """The last milestone is done: wait for the page, and begin to count anew."""
        expect(row(self.page, ref)).to_contain_text("Said today")
        expect(self.page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
        if self.in_place:
            expect(self.page.locator("main :focus")).to_have_count(1)
        self.each.append(self.pressed - sum(self.each))


def say_no_change(keys: Keyboard, ref: str) -> None:
    keys.tab_to(row(keys.page, ref).get_by_role("button", name="No change, still true"))
    keys.press("Enter")
    keys.said(ref)


def say_on_track(keys: Keyboard, ref: str) -> None:
    _open(keys, ref)
    _choose(keys, "On track")
    keys.tab_to(box(keys.page, "What was done"))
    keys.type("Half of the schools have joined")
    _save(keys, ref)


def say_at_risk(keys: Keyboard, ref: str) -> None:
    _open(keys, ref)
    _choose(keys, "At risk")
    for label, words in zip(("What is going wrong", "What is being done about it"), TROUBLE, strict=True):
        keys.tab_to(box(keys.page, label))
        keys.type(words)
    _save(keys, ref)


def _open(keys: Keyboard, ref: str) -> None:
    keys.tab_to(row(keys.page, ref).get_by_role("link", name="Say how it stands"))
    keys.press("Enter")
    expect(keys.page.get_by_role("button", name="Save", exact=True)).to_be_visible()
    if not keys.in_place:
        keys.skip_to_content()


def _choose(keys: Keyboard, label: str) -> None:
    keys.tab_to(keys.page.locator("input[type=radio]:checked").first)
    wanted = keys.page.get_by_label(label)
    for _ in range(6):
        if wanted.is_checked():
            return
        keys.press("ArrowDown")
    raise AssertionError(f"No arrow leads to {label}.")


def _save(keys: Keyboard, ref: str) -> None:
    keys.tab_to(keys.page.get_by_role("button", name="Save", exact=True))
    keys.press("Enter")
    keys.said(ref)


def test_eight_milestones_in_two_minutes_with_the_keyboard_alone(either_page: Page, scripts: bool) -> None:
    page = sign_in(either_page, "Service Lead for CITS, CNWL")
    page.goto("/my-work/")
    keys = Keyboard(page, in_place=scripts)
    ways: list[Callable[[Keyboard, str], None]] = [say_no_change, say_on_track, say_at_risk, say_no_change]
    keys.skip_to_content()
    for number, say in enumerate(ways * 2, start=1):
        say(keys, milestone(KEYBOARD, number))

    assert max(keys.each) <= (MOST_KEYS_IN_PLACE if scripts else MOST_KEYS), keys.each
    seconds = (keys.pressed + keys.typed) * SECONDS_A_KEY + len(keys.each) * SECONDS_TO_READ
    assert seconds < 120, f"{keys.each} keys and {keys.typed} letters would take {seconds:.0f} s."
