"""The opening position: the sheet read with every error, recorded whole and once, and the plan adopted."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from governance.models import Partnership
from governance.roles import Standing, standing
from plans import adoption, opening
from plans.document import load
from plans.models import DateChange, Milestone, Plan, SignOff, StatusUpdate
from tests.factories import AppointmentFactory, PostHoldingFactory, noon

from .folders import write_small

TODAY = dt.date(2025, 10, 1)
NOW = noon(TODAY)
HEADER = ",".join(opening.COLUMNS)
OFFICER = "olga.officer@example.org"


@pytest.fixture
def plan(tmp_path: Path, db: None) -> Plan:
    """The small plan as a draft, loaded the day before."""
    load(write_small(tmp_path), now=NOW - dt.timedelta(days=1))
    AppointmentFactory(partnership=Partnership.objects.get(), person__name="Olga Officer")
    return Plan.objects.select_related("partnership").get()


@pytest.fixture
def officer(plan: Plan) -> Standing:
    return standing(plan.partnership.appointments.get().person, TODAY)


def sheet(*rows: dict[str, str]) -> str:
    """A sheet with the rows given, its other cells empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, opening.COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


SIGNED_OFF = {
    "milestone": "1.1.1-M1",
    "status": "signed off",
    "said_on": "2025-04-20",
    "completed_on": "2025-04-02",
    "minute": "SEND-OG, 20 April 2025",
    "evidence": "https://example.org/guide",
    "difference": "Families know where to turn.",
}
AT_RISK = {
    "milestone": "1.1.1-M2",
    "status": "At-Risk",
    "said_on": "20/09/2025",
    "what_is_wrong": "The printer closed.",
    "what_is_being_done": "Another was asked.",
}
REPORT = {"milestone": "1.2.1-M1", "status": "on track", "said_on": "2025-09-20"}


def take(plan: Plan, by: Standing, *rows: dict[str, str]) -> None:
    """Read and apply a sheet that is right."""
    read, errors = opening.read_sheet(plan, sheet(*rows), today=TODAY)
    assert errors == []
    opening.apply(plan, read, by=by, now=NOW)


def positions(plan: Plan) -> dict[str, Any]:
    return {m.ref: m for m in plan.milestones.positioned(TODAY).in_words()}


def test_what_is_recorded_is_carried_over(plan: Plan, officer: Standing) -> None:
    take(plan, officer, SIGNED_OFF, AT_RISK, REPORT)
    assert StatusUpdate.objects.filter(carried_over=True, by=officer.person, recorded_at=NOW).count() == 3
    answer = SignOff.objects.get()
    assert (answer.carried_over, answer.minute, answer.decided_on) == (
        True,
        "SEND-OG, 20 April 2025",
        dt.date(2025, 4, 20),
    )
    told = positions(plan)
    assert {ref: m.colour for ref, m in told.items()} == {"1.1.1-M1": "blue", "1.1.1-M2": "red", "1.2.1-M1": "red"}
    sentence = told["1.1.1-M1"].position.sentence
    assert ["arried over" in sentence, "completed on 2 April 2025, 2 days late" in sentence] == [True, True]


def test_it_counts_from_the_day_it_was_recorded(plan: Plan, officer: Standing) -> None:
    take(plan, officer, SIGNED_OFF)
    before = plan.milestones.positioned(TODAY - dt.timedelta(days=1)).get(ref="1.1.1-M1")
    assert before.colour == "red"


def test_a_moved_date_keeps_the_agreed_one_beside_it(plan: Plan, officer: Standing) -> None:
    take(plan, officer, {"milestone": "1.1.1-M2", "moved_to": "2025-12-01", "minute": "SEPB, 2 June 2025"})
    change = DateChange.objects.get()
    assert (change.kind, change.from_date, change.carried_over) == ("moved", dt.date(2025, 6, 30), True)
    told = positions(plan)["1.1.1-M2"]
    assert (told.agreed_on, told.due_on) == (dt.date(2025, 6, 30), dt.date(2025, 12, 1))


def test_a_first_date_for_a_milestone_without_one(plan: Plan, officer: Standing) -> None:
    Milestone.objects.filter(ref="1.1.1-M2").update(agreed_due_on=None)
    take(plan, officer, {"milestone": "1.1.1-M2", "moved_to": "2025-12-01"})
    assert DateChange.objects.get().kind == "first_date"


def test_of_a_promise_that_comes_round_the_earliest_open_date_is_meant(plan: Plan, officer: Standing) -> None:
    take(plan, officer, REPORT)
    assert StatusUpdate.objects.get().occurrence_due_on == dt.date(2025, 1, 31)


def test_or_the_date_that_the_sheet_names_with_all_before_it(plan: Plan, officer: Standing) -> None:
    closed = SIGNED_OFF | {"milestone": "1.2.1-M1", "said_on": "2025-09-02", "occurrence": "2025-08-31"}
    take(plan, officer, REPORT | {"occurrence": "31/12/2025"}, closed)
    told = positions(plan)["1.2.1-M1"]
    assert (told.due_on, told.colour) == (dt.date(2025, 12, 31), "green")


def test_evidence_in_words_is_kept_with_what_was_done(plan: Plan, officer: Standing) -> None:
    take(plan, officer, SIGNED_OFF | {"evidence": "Minutes on the shared drive", "what_was_done": "Printed."})
    update = StatusUpdate.objects.get()
    assert (update.evidence_link, update.what_was_done) == ("", "Printed. Evidence: Minutes on the shared drive")


ERRORS: dict[str, tuple[dict[str, str], str]] = {
    "unknown-milestone": ({"milestone": "9.9.9-M1", "status": "on track"}, "Row 2, milestone: “9.9.9-M1” is not a"),
    "no-milestone": ({"status": "on track"}, "Row 2, milestone: “” is not a milestone"),
    "unknown-status": (
        REPORT | {"status": "nearly"},
        "Row 2, status: “nearly” is not a status. Write one of: not started",
    ),
    "no-status": (REPORT | {"status": ""}, "Row 2, status: is empty"),
    "bad-date": (REPORT | {"said_on": "31.02.25"}, "Row 2, said_on: “31.02.25” is not a date. Write it as"),
    "a-day-to-come": (REPORT | {"said_on": "2025-10-02"}, "Row 2, said_on: 2 October 2025 has not come yet"),
    "at-risk-without-words": (
        AT_RISK | {"what_is_wrong": ""},
        "Row 2, what_is_wrong: is empty, and the milestone is at risk",
    ),
    "off-track-without-action": (
        AT_RISK | {"status": "off track", "what_is_being_done": ""},
        "Row 2, what_is_being_done: is empty",
    ),
    "complete-without-a-day": (
        SIGNED_OFF | {"completed_on": ""},
        "Row 2, completed_on: is empty, and the milestone is",
    ),
    "completed-and-not-complete": (REPORT | {"completed_on": "2025-04-02"}, "Row 2, completed_on: belongs to"),
    "completed-after-it-was-said": (SIGNED_OFF | {"completed_on": "2025-05-02"}, "completed_on: is after said_on"),
    "signed-off-without-a-minute": (SIGNED_OFF | {"minute": ""}, "Row 2, minute: is empty. Write where the sign-off"),
    "a-minute-of-nothing": (REPORT | {"minute": "SEPB"}, "Row 2, minute: belongs to a sign-off or a moved date"),
    "a-long-minute": (SIGNED_OFF | {"minute": "x" * 201}, "Row 2, minute: is 201 characters long and 200 is the most"),
    "a-round-cannot-move": (REPORT | {"moved_to": "2026-01-01"}, "Row 2, moved_to: this milestone comes round again"),
    "moved-nowhere": (AT_RISK | {"moved_to": "2025-06-30"}, "Row 2, moved_to: 30 June 2025 is the agreed date"),
    "an-unknown-round": (REPORT | {"occurrence": "2025-02-01"}, "Row 2, occurrence: it is not due on 1 February 2025"),
    "a-round-of-nothing": (AT_RISK | {"occurrence": "2025-06-30"}, "Its first due dates: none."),
    "a-control-character": (REPORT | {"what_was_done": "a\x00b"}, "Row 2, what_was_done: holds a control character"),
}


@pytest.mark.parametrize(("row", "expected"), ERRORS.values(), ids=ERRORS.keys())
def test_every_error_names_its_row_and_column(plan: Plan, row: dict[str, str], expected: str) -> None:
    rows, errors = opening.read_sheet(plan, sheet(row), today=TODAY)
    assert any(expected in str(error) for error in errors), [str(error) for error in errors]
    assert rows == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "Row 1, milestone: this column is missing"),
        ("milestone,status,colour\n", "Row 1: “colour” is not a column of this sheet"),
        ("milestone,status,status\n", "Row 1, status: this column stands twice"),
        (f"{HEADER}\n", "The sheet: says nothing of any milestone"),
        ('milestone,status\n"1.1.1-M1,on track\n', "The sheet: is not CSV"),
        ("milestone,status\n1.1.1-M1,on track,more\n", "Row 2: has 3 cells where the header has 2"),
        (sheet(REPORT, REPORT | {"occurrence": "2025-01-31"}), "Row 3, milestone: 1.2.1-M1 is in row 2 already"),
    ],
)
def test_sheets_that_are_none(plan: Plan, text: str, expected: str) -> None:
    errors = opening.read_sheet(plan, text, today=TODAY)[1]
    assert expected in [str(error)[: len(expected)] for error in errors]


def test_cells_pasted_from_a_spreadsheet_are_read(plan: Plan) -> None:
    rows, errors = opening.read_sheet(
        plan, "\ufeffMilestone\tStatus\tSaid on\r\n1.1.1-M1\tNot Started\t\r\n", today=TODAY
    )
    assert errors == []
    assert (rows[0].declared, rows[0].said_on) == ("not_started", TODAY)


@given(
    text=st.text() | st.builds(lambda cells: f"{HEADER}\n1.1.1-M1,{','.join(cells)}", st.lists(st.text(max_size=12)))
)
@pytest.mark.django_db
def test_any_text_is_read_or_refused(text: str) -> None:
    rows, errors = opening.read_sheet(Plan(slug="nothing", pk=0), text, today=TODAY)
    assert rows == []
    assert errors


def test_the_template_is_a_sheet_with_every_milestone(plan: Plan) -> None:
    lines = list(csv.DictReader(io.StringIO(opening.template(plan).removeprefix("\ufeff"))))
    assert [line["milestone"] for line in lines] == ["1.1.1-M1", "1.1.1-M2", "1.2.1-M1"]
    assert (lines[0]["title"], lines[0]["due"], lines[0]["status"]) == ("Guide drafted", "2025-03-31", "")
    filled = opening.template(plan).replace("2025-03-31,,", "2025-03-31,on track,", 1)
    rows, errors = opening.read_sheet(plan, filled, today=TODAY)
    assert (len(rows), errors) == (1, [])


def test_the_same_sheet_again_is_refused_and_changes_nothing(plan: Plan, officer: Standing) -> None:
    rows, _ = opening.read_sheet(plan, sheet(SIGNED_OFF), today=TODAY)
    opening.apply(plan, rows, by=officer, now=NOW)
    assert "has its opening position already" in str(opening.read_sheet(plan, sheet(SIGNED_OFF), today=TODAY)[1][0])
    with pytest.raises(ValidationError, match=r"opening position already: 1\.1\.1-M1"):
        opening.apply(plan, rows, by=officer, now=NOW)
    assert StatusUpdate.objects.count() == 1


def test_the_rest_may_follow_in_another_sheet(plan: Plan, officer: Standing) -> None:
    take(plan, officer, SIGNED_OFF)
    take(plan, officer, AT_RISK)
    assert StatusUpdate.objects.count() == 2


def test_all_or_nothing(plan: Plan, officer: Standing) -> None:
    rows, _ = opening.read_sheet(plan, sheet(AT_RISK), today=TODAY)
    other, _ = opening.read_sheet(plan, sheet(SIGNED_OFF), today=TODAY)
    opening.apply(plan, other, by=officer, now=NOW)
    with pytest.raises(ValidationError):
        opening.apply(plan, rows + other, by=officer, now=NOW)
    assert not StatusUpdate.objects.filter(milestone__ref="1.1.1-M2").exists()


def test_a_preview_keeps_nothing(plan: Plan, officer: Standing) -> None:
    rows, _ = opening.read_sheet(plan, sheet(SIGNED_OFF, AT_RISK), today=TODAY)
    shown = opening.preview(plan, rows, by=officer, now=NOW)
    assert [(m.ref, m.position.colour) for m in shown] == [
        ("1.1.1-M1", "blue"),
        ("1.1.1-M2", "red"),
        ("1.2.1-M1", "red"),
    ]
    assert (StatusUpdate.objects.count(), SignOff.objects.count()) == (0, 0)


def test_only_an_officer_may(plan: Plan) -> None:
    holder = PostHoldingFactory(post__organisation__partnership=plan.partnership).person
    rows, _ = opening.read_sheet(plan, sheet(SIGNED_OFF), today=TODAY)
    with pytest.raises(PermissionDenied):
        opening.apply(plan, rows, by=standing(holder, TODAY), now=NOW)
    with pytest.raises(PermissionDenied):
        adoption.adopt(plan, by=standing(holder, TODAY), now=NOW)


def test_adopting_says_who_and_when_and_keeps_history(plan: Plan, officer: Standing) -> None:
    adopted = adoption.adopt(plan, by=officer, now=NOW)
    assert (adopted.adopted_on, adopted.adopted_by) == (TODAY, officer.person)
    latest = adopted.history.latest()
    assert (latest.history_user, latest.history_date, latest.adopted_on) == (officer.person, NOW, TODAY)


def test_an_adopted_plan_is_adopted_once_and_its_opening_position_closed(plan: Plan, officer: Standing) -> None:
    rows, _ = opening.read_sheet(plan, sheet(SIGNED_OFF), today=TODAY)
    adoption.adopt(plan, by=officer, now=NOW)
    with pytest.raises(ValidationError, match="was adopted on 1 October 2025"):
        adoption.adopt(plan, by=officer, now=NOW)
    with pytest.raises(ValidationError, match="opening position is closed"):
        opening.apply(plan, rows, by=officer, now=NOW)


class TestCommand:
    """load_plan with a sheet and adoption: one transaction for all of it."""

    def test_a_plan_is_loaded_opened_and_adopted(self, plan: Plan, tmp_path: Path, capsys: Any) -> None:
        path = tmp_path / "sheet.csv"
        path.write_text(sheet(SIGNED_OFF, AT_RISK), encoding="utf-8")
        call_command("load_plan", str(tmp_path), "--opening-position", str(path), "--adopt")
        assert "opening position of 2 milestones recorded.\nhillside-send is adopted." in capsys.readouterr().out
        assert Plan.objects.get().is_adopted

    def test_a_sheet_that_is_wrong_leaves_nothing(self, plan: Plan, tmp_path: Path) -> None:
        path = tmp_path / "sheet.csv"
        path.write_text(sheet(SIGNED_OFF | {"minute": ""}, AT_RISK | {"said_on": "soon"}), encoding="utf-8")
        with pytest.raises(CommandError, match=r"sheet.csv: Row 2, minute.*\n.*Row 3, said_on"):
            call_command("load_plan", str(tmp_path), "--opening-position", str(path), "--adopt")
        assert not Plan.objects.get().is_adopted

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            (["--by", "nobody@example.org"], "Say which officer does it with --by.*: olga.officer@example.org"),
            (["--plan", "another"], "Say which plan with --plan: hillside-send"),
            (["--opening-position", "nowhere.csv"], "nowhere.csv cannot be opened"),
        ],
    )
    def test_what_it_is_not_told(self, plan: Plan, tmp_path: Path, more: list[str], words: str) -> None:
        with pytest.raises(CommandError, match=words):
            call_command("load_plan", str(tmp_path), "--adopt", *more)

    def test_an_officer_must_be_one_of_this_partnership(self, plan: Plan, tmp_path: Path) -> None:
        AppointmentFactory(person__email="else@example.org")
        with pytest.raises(CommandError, match="Name an officer of the partnership with --by"):
            call_command("load_plan", str(tmp_path), "--adopt", "--by", "else@example.org")


class TestPage:
    """The page: give the sheet, see every milestone, record it, adopt."""

    ADDRESS = "/plans/hillside-send/opening/"

    @pytest.fixture
    def browser(self, plan: Plan, signed_in: Any) -> Any:
        return signed_in(plan.partnership.appointments.get().person)

    def test_it_offers_the_sheet(self, browser: Any) -> None:
        assert f"{self.ADDRESS}sheet.csv" in browser.get(self.ADDRESS).content.decode()
        answer = browser.get(f"{self.ADDRESS}sheet.csv")
        assert answer["Content-Disposition"] == 'attachment; filename="hillside-send-opening-position.csv"'

    def test_errors_are_shown_by_row_and_what_was_typed_is_kept(self, browser: Any) -> None:
        answer = browser.post(self.ADDRESS, {"text": sheet(SIGNED_OFF | {"minute": ""})})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Write where the sign-off is recorded" in page
        assert "Families know where to turn." in page
        assert not StatusUpdate.objects.exists()

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({}, "Choose the sheet’s file, or paste its rows."),
            ({"file": SimpleUploadedFile("sheet.csv", b"\xff\xfe")}, "The file is not UTF-8"),
            ({"text": "a\x00b"}, "Null characters are not allowed."),
        ],
    )
    def test_what_cannot_be_read_is_told(self, browser: Any, given: dict[str, Any], words: str) -> None:
        answer = browser.post(self.ADDRESS, given)
        assert (answer.status_code, words in answer.content.decode()) == (422, True)

    def test_a_file_is_shown_first_and_recorded_once_confirmed(self, browser: Any, plan: Plan) -> None:
        file = SimpleUploadedFile("sheet.csv", sheet(SIGNED_OFF).encode("utf-8-sig"))
        page = browser.post(self.ADDRESS, {"file": file})
        assert "Nothing is written yet" in page.content.decode()
        assert "position--blue" in page.content.decode()
        assert not StatusUpdate.objects.exists()
        answer = browser.post(self.ADDRESS, {"text": page.context["sheet"], "confirm": "yes"})
        assert answer.headers["Location"] == self.ADDRESS
        assert StatusUpdate.objects.get().carried_over

    def test_the_sheet_may_be_changed_after_it_was_shown(self, browser: Any) -> None:
        page = browser.post(self.ADDRESS, {"text": sheet(SIGNED_OFF), "change": "yes"})
        assert (page.status_code, "Families know" in page.content.decode()) == (200, True)

    def test_confirming_twice_records_once(self, browser: Any) -> None:
        for _ in range(2):
            answer = browser.post(self.ADDRESS, {"text": sheet(SIGNED_OFF), "confirm": "yes"})
        assert answer.status_code == 422
        assert StatusUpdate.objects.count() == 1

    def test_adopting_closes_it(self, browser: Any) -> None:
        browser.post(f"{self.ADDRESS}adopt/")
        assert Plan.objects.get().is_adopted
        assert "its opening position is closed" in browser.get(self.ADDRESS).content.decode()
        answer = browser.post(self.ADDRESS, {"text": sheet(SIGNED_OFF), "confirm": "yes"})
        assert answer.status_code == 422

    @pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}sheet.csv"])
    def test_it_is_for_officers(self, plan: Plan, signed_in: Any, address: str) -> None:
        Plan.objects.update(adopted_on=TODAY)
        holder = PostHoldingFactory(post__organisation__partnership=plan.partnership).person
        stranger = AppointmentFactory().person
        assert signed_in(holder).get(address).status_code == 403
        assert signed_in(stranger).get(address).status_code == 404
