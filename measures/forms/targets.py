"""What officers type of a target: what it is taken to mean, and of a new one its printed words as well."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from governance.fields import DayField
from governance.forms import OfficerForm
from governance.wording import day
from measures.models import Series, Target
from measures.services.targets import Meaning, TargetText
from measures.services.writing import LONGEST_REASON
from plans import printed_dates

from .fields import NumberField

MEANING = ("kind", "basis", "amount", "low", "high")
ON_THE_BASELINE = "kind=relative points"


class MeaningForm(OfficerForm):
    """What a target is taken to mean."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=Target.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is."},
    )
    amount = NumberField(
        label="Number",
        help_text="The value; or the change with its sign, such as −10 for a tenth or ten points less.",
        required=False,
        widget=forms.TextInput({"data-shown-when": "kind=value relative points"}),
    )
    basis = forms.ChoiceField(
        label="How does the change count?",
        choices=[("", "Choose"), *((value, label) for value, label in Target.Basis.choices if value)],
        required=False,
        widget=forms.Select({"data-shown-when": ON_THE_BASELINE}),
    )
    low = NumberField(label="Lower end", required=False, widget=forms.TextInput({"data-shown-when": "kind=range"}))
    high = NumberField(label="Upper end", required=False, widget=forms.TextInput({"data-shown-when": "kind=range"}))
    use_required_attribute = False

    def meaning(self) -> Meaning:
        """What was typed, by the names that the service takes."""
        typed = self.cleaned_data
        return Meaning(
            kind=typed["kind"], basis=typed["basis"], amount=typed["amount"], low=typed["low"], high=typed["high"]
        )


class SettleForm(MeaningForm):
    """Another meaning for a target, with the reason. What is printed stays."""

    reason = forms.CharField(
        label="Why it is read so",
        help_text="Such as who said what was meant, and where.",
        max_length=LONGEST_REASON,
        error_messages={
            "required": "Say why it is read so.",
            "max_length": f"Shorten this to {LONGEST_REASON} characters or fewer.",
        },
    )

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(target, name) for name in MEANING}
        super().__init__(*args, **kwargs)
        del self.fields["reason"].widget.attrs["maxlength"]  # a box that cuts off loses what was pasted


class AddTargetForm(MeaningForm):
    """A new target, with the words that print it."""

    due_as_printed = forms.CharField(
        label="Due, in the plan's own words",
        help_text="Such as: by April 2026; by Autumn 2026.",
        max_length=60,
        error_messages={"required": "Enter when it is due, such as by April 2026."},
    )
    due_on = DayField(
        label="Day it is due",
        help_text="Only where the printed words do not say it. Such as 30 April 2026.",
        required=False,
    )
    as_printed = forms.CharField(
        label="The target, as printed",
        help_text="Such as: 43%; −10%; 1.6-1.7.",
        max_length=120,
        error_messages={"required": "Enter the target as the plan prints it."},
    )
    field_order = ("due_as_printed", "due_on", "as_printed", "kind")

    def __init__(self, *args: Any, series: Series, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = dict(series.plan.partnership.terms.values_list("name", "ends_on"))

    def clean(self) -> dict[str, Any]:
        """Read the printed words as a day."""
        typed = super().clean() or self.cleaned_data
        if not {"due_as_printed", "due_on"} & set(self.errors):
            typed["due_on"] = self._due_on(typed["due_as_printed"], typed["due_on"])
        return typed

    def text(self) -> TargetText:
        """What was typed, by the names that the service takes."""
        typed = self.cleaned_data
        printed = TargetText(
            due_as_printed=typed["due_as_printed"], due_on=typed["due_on"], as_printed=typed["as_printed"]
        )
        return {**printed, **self.meaning()}

    def _due_on(self, words: str, given: dt.date | None) -> dt.date | None:
        try:
            read = printed_dates.read(words, self.terms)
        except ValueError as problem:
            if given is None:
                self.add_error("due_as_printed", f"{problem} Or enter the day below.")
            return given
        if read.recurrence or (read.due_on is None and given is None):
            self.add_error("due_as_printed", "This names no one day. Enter each date as a target of its own.")
        if given and read.due_on and given != read.due_on:
            self.add_error("due_on", f"The words mean {day(read.due_on)}. Leave this empty, or mend the words.")
        return given or read.due_on
