"""What is typed of a milestone. Which fields there are depends on it and on who speaks; the rules are the model's."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from governance.fields import DayField
from governance.roles import Scope, Standing
from governance.wording import day
from plans.models import Declared
from plans.position import LOOK_AHEAD
from plans.services import Said

from .files import EvidenceField, SeveralFiles
from .speaking import SpeakingForm

WORDS = 4000
"""The longest text of one field: a long page of writing."""
IN_TROUBLE = f"declared={Declared.AT_RISK.value} {Declared.OFF_TRACK.value}"
CLAIMED = f"declared={Declared.COMPLETE.value}"

PLAINLY = {
    Declared.NOT_STARTED: "Not started",
    Declared.ON_TRACK: "On track: it will be done in time",
    Declared.AT_RISK: "At risk: its date is in danger",
    Declared.OFF_TRACK: "Off track: it will not be done in time without a change",
    Declared.COMPLETE: "Complete: it is done, and there is evidence",
}


def words(label: str, help_text: str = "", shown_when: str = "") -> forms.CharField:
    """A text of some sentences. Its length is judged when it is sent: a box that cuts off loses what was pasted."""
    field = forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=WORDS,
        widget=forms.Textarea({"data-shown-when": shown_when} if shown_when else {}),
        error_messages={"max_length": f"Shorten this to {WORDS:,} characters or fewer. It has %(show_value)d now."},
    )
    del field.widget.attrs["maxlength"]
    return field


class UpdateForm(SpeakingForm):
    """How one milestone stands. `milestone` carries its facts, `of` its scope."""

    declared = forms.ChoiceField(
        label="How does it stand?",
        choices=[(value.value, words) for value, words in PLAINLY.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it stands."},
    )
    occurrence_due_on = forms.TypedChoiceField(
        label="Which due date is this about?",
        help_text="If it is complete, every earlier due date is closed with it.",
        coerce=dt.date.fromisoformat,
        empty_value=None,
        error_messages={"invalid_choice": "Choose one of the dates this milestone is due."},
    )
    what_was_done = words("What was done", "In a sentence or two. Do not name children or families.")
    what_is_wrong = words("What is going wrong", "Needed if it is at risk or off track.", IN_TROUBLE)
    what_is_being_done = words("What is being done about it", "Who does what by when.", IN_TROUBLE)
    completed_on = DayField(
        label="Day it was completed",
        help_text="For example, 31 January 2026.",
        required=False,
        widget=forms.TextInput({"data-shown-when": CLAIMED}),
    )
    difference_made = words("What difference it made", "For children, young people or families.", CLAIMED)
    evidence_link = forms.URLField(
        label="Link to the evidence",
        help_text="A link, or files below. One of the two is needed if it is complete.",
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput({"data-shown-when": CLAIMED, "inputmode": "url", "spellcheck": "false"}),
        error_messages={"invalid": "Enter a web address such as https://www.example.org/report."},
    )
    evidence_files = EvidenceField(
        label="Files of evidence",
        help_text="PDF, Word, Excel, PowerPoint, plain text or a picture.",
        required=False,
        widget=SeveralFiles({"data-shown-when": CLAIMED}),
    )
    next_update_on = DayField(
        label="Day of the next update",
        help_text="It is due far ahead: choose a day within the next six months if you wish, or leave this empty.",
        required=False,
    )
    heard_note = forms.CharField(
        label="A note on where and when you heard it (optional)", max_length=300, required=False
    )

    use_required_attribute = False
    whose_words = ("on_behalf_of", "heard", "heard_note")

    def __init__(self, data: Any = None, files: Any = None, *, milestone: Any, of: Scope, who: Standing) -> None:
        super().__init__(data, files, prefix=f"m{milestone.pk}")
        self._keep_what_it_takes(milestone, of, who)
        last = milestone.declaration
        if last is not None and last.declared != Declared.COMPLETE:
            self.initial.setdefault("declared", last.declared)

    def _keep_what_it_takes(self, milestone: Any, of: Scope, who: Standing) -> None:
        """Leave out the fields that this milestone or this person has no use for."""
        self._dates(milestone)
        if milestone.due_on is None or milestone.due_on <= who.on + LOOK_AHEAD:
            del self.fields["next_update_on"]
        self.ask_whose_words(of, who)

    def _dates(self, milestone: Any) -> None:
        still_open = milestone.occurrences.filter(due_on__gte=milestone.due_on) if milestone.recurrence else []
        choices = [(each.due_on.isoformat(), day(each.due_on)) for each in still_open]
        if len(choices) < 2:
            del self.fields["occurrence_due_on"]
        else:
            dates: Any = self.fields["occurrence_due_on"]
            dates.choices = choices[:1] + [(value, f"{words}, and all before it") for value, words in choices[1:]]

    def said(self) -> Said:
        """What was typed, for the service; the files go beside it."""
        return Said(**{name: value for name, value in self.cleaned_data.items() if name != "evidence_files"})

    def refuse(self, problem: ValidationError) -> None:
        """Put what the service refused beside the fields it is about; what has no field here is told at the top."""
        for name, errors in _by_field(problem).items():
            self.add_error(name if name in self.fields else None, ValidationError(errors))

    def ask_for_files_again(self) -> None:
        """A browser forgets the files that it sent: say so beside the box."""
        if self.files and "evidence_files" not in self.errors:
            again = "Choose the file again: a browser does not keep it when a form comes back."
            self.add_error("evidence_files", again)


def _by_field(problem: ValidationError) -> dict[str, list[ValidationError]]:
    return problem.error_dict if hasattr(problem, "error_dict") else {"": problem.error_list}
