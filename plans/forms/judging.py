"""Whether an action reached its outcome; the rules are the service's."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from governance.models import Meeting
from plans.models import ActionSignOff, Plan
from plans.sittings import held

from .editing import Refusable
from .updates import words as some_words


class JudgeForm(Refusable, forms.Form):
    """A judgement of one action, in words, and at which meeting it was made, if at one."""

    judged = forms.ChoiceField(
        label="Was the intended outcome reached?",
        choices=[
            (ActionSignOff.Judged.REACHED.value, "Yes: the intended outcome was reached"),
            (ActionSignOff.Judged.NOT_REACHED.value, "Not yet: the work is done, the outcome is not there"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the intended outcome was reached."},
    )
    words = some_words("What shows it", "In a sentence or two, for the board and for families. Do not name children.")
    meeting = forms.ModelChoiceField(
        label="Where it was judged",
        queryset=Meeting.objects.none(),
        required=False,
        blank=True,
        empty_label="Between meetings",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of these meetings."},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    use_required_attribute = False

    def __init__(self, data: Any = None, *, plan: Plan, on: dt.date, seen: str) -> None:
        super().__init__(data, initial={"seen": seen})
        meeting: Any = self.fields["meeting"]
        meeting.queryset = held(plan, on)
        if not meeting.queryset:
            del self.fields["meeting"]

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return said | {"seen_sha256": self.cleaned_data["seen"]}
