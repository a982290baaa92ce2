"""The cut-over sheet, read: for each milestone how it stood when the plan moved here.

The sheet is CSV (or cells pasted from a spreadsheet) with the columns of `COLUMNS`. It is checked whole; every error
names its row, its column and what to do.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from governance.wording import day, listed
from plans.models import Declared, Milestone, Plan, StatusUpdate

NEEDED = ("milestone", "status")
COLUMNS = (
    *NEEDED,
    *("said_on", "completed_on", "minute", "evidence", "difference"),
    *("what_was_done", "what_is_wrong", "what_is_being_done", "moved_to", "occurrence"),
)
TO_READ_ONLY = ("title", "due")
"""Columns that the template fills in for whoever fills in the rest; nothing is read from them."""
SIGNED_OFF = "signed off"
STATUSES: dict[str, str] = {
    "not started": Declared.NOT_STARTED,
    "on track": Declared.ON_TRACK,
    "at risk": Declared.AT_RISK,
    "off track": Declared.OFF_TRACK,
    "complete": Declared.COMPLETE,
    SIGNED_OFF: Declared.COMPLETE,
}
DAYS = {"said_on", "completed_on", "moved_to", "occurrence"}
MOST_CHARACTERS = {"minute": 200, "evidence": 500}
MOST_ROWS = 5000
_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_is_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class SheetError:
    """Something wrong in one cell, and what to do; row 0 is the sheet as a whole."""

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        place = ", ".join(filter(None, [f"Row {self.row}" if self.row else "The sheet", self.column]))
        return f"{place}: {self.text}"


@dataclass(frozen=True, kw_only=True)
class OpeningRow:
    """How one milestone stood, read and checked."""

    row: int
    milestone: Milestone
    declared: str = ""
    signed_off: bool = False
    said_on: dt.date
    completed_on: dt.date | None = None
    minute: str = ""
    evidence_link: str = ""
    difference: str = ""
    what_was_done: str = ""
    what_is_wrong: str = ""
    what_is_being_done: str = ""
    moved_to: dt.date | None = None
    occurrence: dt.date | None = None


@dataclass
class _Line:
    """One row while it is read: its cells, the days among them, and what is wrong with it."""

    number: int
    cells: dict[str, str]
    days: dict[str, dt.date | None] = field(default_factory=dict)
    errors: list[SheetError] = field(default_factory=list)

    def wrong(self, column: str, text: str) -> None:
        """Keep what is wrong with a cell."""
        self.errors.append(SheetError(self.number, column, text))

    @property
    def status(self) -> str:
        """As the words of `STATUSES` are written, whatever the capitals and hyphens."""
        return " ".join(re.split(r"[\s_-]+", self.cells["status"].casefold()))


def read_sheet(plan: Plan, text: str, *, today: dt.date) -> tuple[list[OpeningRow], list[SheetError]]:
    """The rows of a sheet, and everything that is wrong with it; where anything is, nothing may be applied.

    A row that says nothing but its milestone is one that was not filled in, and is passed over.
    """
    found, errors = _lines(text)
    known = {m.ref: m for m in plan.milestones.prefetch_related("occurrences")}
    spoken_of = set(StatusUpdate.objects.filter(milestone__plan=plan).values_list("milestone__ref", flat=True))
    rows: list[OpeningRow] = []
    said: dict[tuple[str, dt.date | None], int] = {}
    for line in found:
        row = _row(line, known, spoken_of, today)
        if row:
            earlier = said.setdefault((row.milestone.ref, row.occurrence), line.number)
            if earlier != line.number:
                line.wrong("milestone", f"{row.milestone.ref} is in row {earlier} already. Keep one of the two.")
            rows.append(row)
        errors += line.errors
    if not rows and not errors:
        errors.append(SheetError(0, "", "says nothing of any milestone. Fill in the status of at least one."))
    return ([] if errors else rows), errors


def _lines(text: str) -> tuple[list[_Line], list[SheetError]]:
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    # Cells copied from a spreadsheet come with tabs between them.
    tabs = "\t" in first and "," not in first
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if tabs else ",", strict=True))
    except csv.Error as error:
        return [], [SheetError(0, "", f"is not CSV ({error}). Check the quotation marks.")]
    if len(read) > MOST_ROWS:
        return [], [SheetError(0, "", f"has more than {MOST_ROWS} rows. Is it the right one?")]
    header = [" ".join(name.casefold().split()).replace(" ", "_") for name in read[0]] if read else []
    errors = list(_header_errors(header))
    if errors:
        return [], errors
    found = [_line(number, header, cells, errors) for number, cells in enumerate(read[1:], start=2) if any(cells)]
    return found, errors


def _header_errors(header: list[str]) -> Iterator[SheetError]:
    for name in NEEDED:
        if name not in header:
            yield SheetError(1, name, f"this column is missing. The columns are {listed(list(COLUMNS))}.")
    for name in dict.fromkeys(header):
        if name and name not in COLUMNS + TO_READ_ONLY:
            yield SheetError(1, "", f"“{_CONTROL.sub('?', name)}” is not a column of this sheet. Take it out.")
        if name and header.count(name) > 1:
            yield SheetError(1, name, "this column stands twice. Keep one.")


def _line(number: int, header: list[str], cells: list[str], errors: list[SheetError]) -> _Line:
    if len(cells) > len(header) and any(cells[len(header) :]):
        text = f"has {len(cells)} cells where the header has {len(header)}. Put cells with commas in quotation marks."
        errors.append(SheetError(number, "", text))
    given = dict(zip(header, (cell.strip() for cell in cells), strict=False))
    return _Line(number, {name: given.get(name, "") for name in COLUMNS})


def _row(line: _Line, known: dict[str, Milestone], spoken_of: set[str], today: dt.date) -> OpeningRow | None:
    cells = line.cells
    if not any(value for name, value in cells.items() if name != "milestone"):
        return None
    milestone = known.get(cells["milestone"])
    if milestone is None:
        line.wrong("milestone", f"“{cells['milestone']}” is not a milestone of this plan. Write its reference.")
        return None
    if milestone.ref in spoken_of:
        line.wrong("milestone", f"{milestone.ref} has its opening position already. Take this row out.")
    _read_days(line, today)
    _check_cells(line)
    _check_status(line)
    _check_against(line, milestone)
    return _checked(line, milestone, today)


def _read_days(line: _Line, today: dt.date) -> None:
    for name in DAYS:
        line.days[name] = None
        if not line.cells[name]:
            continue
        read = _day(line.cells[name])
        line.days[name] = read
        if read is None:
            line.wrong(name, f"“{line.cells[name]}” is not a date. Write it as 2025-01-31 or 31/01/2025.")
        elif read > today and name in ("said_on", "completed_on"):
            line.wrong(name, f"{day(read)} has not come yet. Write a day up to today.")


def _day(text: str) -> dt.date | None:
    for form in _FORMATS:
        try:
            read = dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, of no zone
        except ValueError:
            continue
        return read if 2000 <= read.year < 2100 else None
    return None


def _check_cells(line: _Line) -> None:
    for name, cell in line.cells.items():
        limit = MOST_CHARACTERS.get(name)
        if _CONTROL.search(cell):
            line.wrong(name, "holds a control character. Type the cell again.")
        elif limit and len(cell) > limit:
            line.wrong(name, f"is {len(cell)} characters long and {limit} is the most. Shorten it.")


def _check_status(line: _Line) -> None:
    """The status is one there is, and has what belongs to it."""
    status = line.status
    words = ", ".join(STATUSES)
    if not status and not line.cells["moved_to"]:
        line.wrong("status", f"is empty. Write one of: {words}.")
    elif status and status not in STATUSES:
        line.wrong("status", f"“{line.cells['status']}” is not a status. Write one of: {words}.")
    else:
        for check in (_check_trouble, _check_completion, _check_minute):
            check(line)


def _check_trouble(line: _Line) -> None:
    for name in ("what_is_wrong", "what_is_being_done"):
        if line.status in ("at risk", "off track") and not line.cells[name]:
            line.wrong(name, f"is empty, and the milestone is {line.status}. Fill it in.")


def _check_completion(line: _Line) -> None:
    complete = STATUSES.get(line.status) == Declared.COMPLETE
    if complete and not line.cells["completed_on"]:
        line.wrong("completed_on", "is empty, and the milestone is complete. Write the day it was completed.")
    if line.cells["completed_on"] and not complete:
        line.wrong("completed_on", "belongs to a milestone that is complete or signed off. Empty it.")


def _check_minute(line: _Line) -> None:
    signed_off, minute = line.status == SIGNED_OFF, line.cells["minute"]
    if signed_off and not minute:
        line.wrong("minute", "is empty. Write where the sign-off is recorded, such as SEND-OG, 3 March 2025.")
    if minute and not signed_off and not line.cells["moved_to"]:
        line.wrong("minute", "belongs to a sign-off or a moved date. Empty it.")


def _check_against(line: _Line, milestone: Milestone) -> None:
    """What the milestone itself allows: a date that moves, a due date that it has."""
    moved_to, occurrence = line.days["moved_to"], line.days["occurrence"]
    due_dates = {each.due_on for each in milestone.occurrences.all()}
    if moved_to and milestone.recurrence:
        line.wrong("moved_to", "this milestone comes round again, so its dates follow the calendar. Empty it.")
    elif moved_to and moved_to == milestone.agreed_due_on:
        line.wrong("moved_to", f"{day(moved_to)} is the agreed date, so nothing moved. Empty it.")
    if occurrence and occurrence not in due_dates:
        due = listed([each.isoformat() for each in sorted(due_dates)[:6]]) or "none"
        line.wrong("occurrence", f"it is not due on {day(occurrence)}. Its first due dates: {due}.")
    said_on, completed_on = line.days["said_on"], line.days["completed_on"]
    if said_on and completed_on and completed_on > said_on:
        line.wrong("completed_on", f"is after said_on, {day(said_on)}. Put them in order.")


def _checked(line: _Line, milestone: Milestone, today: dt.date) -> OpeningRow:
    cells = line.cells
    first_due = min((each.due_on for each in milestone.occurrences.all()), default=None)
    link = _address(cells["evidence"])
    told = "" if link or not cells["evidence"] else f"Evidence: {cells['evidence']}"
    return OpeningRow(
        row=line.number,
        milestone=milestone,
        declared=STATUSES.get(line.status, ""),
        signed_off=line.status == SIGNED_OFF,
        said_on=line.days["said_on"] or today,
        completed_on=line.days["completed_on"],
        minute=cells["minute"],
        evidence_link=link,
        difference=cells["difference"],
        what_was_done=" ".join(filter(None, [cells["what_was_done"], told])),
        what_is_wrong=cells["what_is_wrong"],
        what_is_being_done=cells["what_is_being_done"],
        moved_to=line.days["moved_to"],
        occurrence=line.days["occurrence"] or first_due,
    )


def _address(evidence: str) -> str:
    """The evidence where it is an address; words are kept with what was done."""
    try:
        _is_address(evidence)
    except ValidationError:
        return ""
    return evidence
