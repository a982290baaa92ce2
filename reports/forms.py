"""What people type into the pages of this floor."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from governance.fields import DayField
from governance.models import Body, Meeting
from plans.forms.editing import Refusable
from plans.models import Plan

JUST_A_DAY = "No meeting: just a day"


class PackForm(Refusable, forms.Form):
    """For which meeting of the plan's board a pack is wanted, or as at which day."""

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), required=False, empty_label=JUST_A_DAY, label="Which meeting is it for?"
    )
    as_at = DayField(
        required=False,
        label="Which day should it speak of?",
        help_text="What had been recorded by the end of that day, such as 31 January 2026. Leave it empty for a "
        "meeting’s papers date, or for today where that date is still to come.",
    )

    def __init__(self, *args: Any, plan: Plan, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        field: Any = self.fields["meeting"]
        field.queryset = (
            Meeting.objects.filter(body__partnership=plan.partnership_id, body__kind=Body.Kind.BOARD)
            .select_related("body")
            .order_by("-sits_on")
        )

    def clean(self) -> dict[str, Any]:
        """A meeting gives its own day where none is typed; with neither, ask."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or typed.get("as_at"):
            return typed
        meeting: Meeting | None = typed.get("meeting")
        if meeting is None:
            self.add_error("as_at", "Choose a meeting, or enter the day that the pack should speak of.")
        else:
            typed["as_at"] = min(meeting.papers_due_on, self.today)
        return typed
