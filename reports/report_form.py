"""What is typed of a report to the board; what it may not go without is the service's to say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.timezone import localtime

from governance.models import RoundReport
from governance.reporting import WORDS
from governance.wording import day
from plans.forms.editing import Refusable

LONGEST = 10_000
"""The longest text of one field: some three pages of writing."""


def _words(label: str, help_text: str) -> forms.CharField:
    """A text of some paragraphs. Its length is judged when it is sent: a box that cuts off loses what was pasted."""
    field = forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"max_length": f"Shorten this to {LONGEST:,} characters or fewer. It has %(show_value)d now."},
    )
    del field.widget.attrs["maxlength"]
    return field


class ReportForm(Refusable, forms.Form):
    """A draft of a report, and which saving of it was on the page."""

    overall = forms.ChoiceField(
        label="Overall",
        help_text="Yours to state: the counts of the ledger stand beside it.",
        choices=RoundReport.Overall.choices,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Choose one of the three."},
    )
    why = _words("Why that overall", "What weighs most, in a few sentences. Do not name children or families.")
    progress = _words("Progress since the last board", "What was done, and what difference it made.")
    late = _words(
        "What is late", "What is late or in danger, what is done about it, and what follows if nothing more is done."
    )
    next_steps = _words("The next two months", "What falls due, and what will be done.")
    decisions = _words("Decisions sought", "What the board is asked to decide, or “None.”")
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    use_required_attribute = False

    def words(self) -> dict[str, str]:
        """What was typed, by the names that the services take."""
        return {name: self.cleaned_data[name] for name in WORDS}

    def seen_at(self) -> dt.datetime | None:
        """When what was on the page had been saved; None where nothing was, or where it cannot be read."""
        return read_moment(self.cleaned_data["seen"])

    def was_written(self, report: RoundReport) -> None:
        """Say that somebody else saved the report, and remember that the sender has now seen what they wrote."""
        at = localtime(report.recorded_at)
        self.add_error(
            None,
            f"{report.by} saved this report on {day(at.date())} at {at:%H:%M}, after you opened it. What they wrote "
            "is at the end of this page, and nothing of yours is saved yet. Save again to put yours in its place.",
        )
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = report.recorded_at.isoformat()
        self.data = data


def read_moment(given: str) -> dt.datetime | None:
    """A moment as the page wrote it; None where it is none."""
    try:
        return dt.datetime.fromisoformat(given)
    except ValueError:
        return None


def of_draft(report: RoundReport) -> dict[str, str]:
    """What the form begins with for a draft."""
    return {name: getattr(report, name) for name in WORDS} | {"seen": report.recorded_at.isoformat()}
