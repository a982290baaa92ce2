"""What is typed of a reading. The rules are `services/checks.py`; here each is told beside its field."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from governance.fields import DayField
from governance.forms import OfficerForm
from measures.models import Reading, Series, SuccessMeasure, Unit
from measures.services import check_reading, worked_out
from measures.suppression import Figure

from .fields import NumberField

LONGEST_NOTE = 500
NUMBERS = ("value", "numerator", "denominator")
ASKED = {
    Unit.PER_CENT: "In per cent, such as 43. Leave it empty to have it worked out from the two numbers below.",
    Unit.COUNT: "A whole number, such as 1,330.",
    Unit.MONTHS: "In months, such as 9.5.",
    Unit.SCORE: "Such as 1.4.",
}
"""What stands beside the box for the value."""


class FigureForm(OfficerForm):
    """A value of one of several series. Which of them, and on which day, the forms below say.

    `lines` are the series that it may be about, `today` the last day that it may speak of.
    """

    value = NumberField(label="Value", required=False)
    confirmed_jump = forms.BooleanField(label="The figure is right", required=False)
    numerator = NumberField(label="Numerator", help_text="Of a rate: how many were counted.", required=False)
    denominator = NumberField(label="Denominator", help_text="Of a rate: out of how many.", required=False)
    is_provisional = forms.BooleanField(
        label="Provisional", help_text="It may still change. Enter it again when it is final.", required=False
    )
    note = forms.CharField(
        label="Note (optional)",
        help_text="What a reader should know about this figure. Do not name children or families.",
        max_length=LONGEST_NOTE,
        required=False,
        error_messages={"max_length": f"Shorten this to {LONGEST_NOTE} characters or fewer."},
    )
    use_required_attribute = False

    def __init__(self, *args: Any, lines: list[Series], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.today = lines, today
        del self.fields["note"].widget.attrs["maxlength"]  # a box that cuts off loses what was pasted
        if not any(line.unit == Unit.PER_CENT or line.denominator for line in lines):
            del self.fields["numerator"], self.fields["denominator"]
        if len(lines) == 1:
            self._ask_for(lines[0])

    def _ask_for(self, line: Series) -> None:
        """Say in the series' own words what is asked for."""
        self.fields["value"].help_text = ASKED[Unit(line.unit)]
        for name in {"numerator", "denominator"} & set(self.fields):
            if words := getattr(line, name):
                self.fields[name].help_text = f"{words[0].upper()}{words[1:]}."

    @property
    def about(self) -> Series | None:
        """The series that it is of, as far as that is known."""
        return self.lines[0] if len(self.lines) == 1 else None

    @property
    def speaks_of(self) -> dt.date | None:
        """The day that it is of, as far as that is known."""
        raise NotImplementedError

    @property
    def asks_to_confirm(self) -> bool:
        """Whether the tick that a figure is right is asked for, or was given."""
        return "confirmed_jump" in self.errors or bool(self.is_bound and self["confirmed_jump"].value())

    def clean(self) -> dict[str, Any]:
        """Everything that is wrong with the numbers and the day, at once."""
        typed = super().clean() or self.cleaned_data
        if self.about is None:
            return typed
        value, numerator, denominator = (typed.get(name) for name in NUMBERS)
        as_of = self.speaks_of or self.today
        wrong = check_reading(self.about, as_of, value, numerator, denominator, self.today)
        # Beside a number that could not be read, another only seems to be missing or to disagree.
        unsure = set(NUMBERS) if set(NUMBERS) & set(self.errors) else set()
        for name in wrong.keys() - unsure - set(self.errors):
            self.add_error(name if name in self.fields else None, wrong[name])
        return typed

    def said(self) -> dict[str, Any]:
        """What was typed, by the names that the service takes."""
        numbers = {name: self.cleaned_data.get(name) for name in NUMBERS}
        return self.cleaned_data | numbers | {"series": self.about, "as_of": self.speaks_of}

    def figure(self) -> Figure | None:
        """What was typed as a figure, to see where its series would stand with it; None where a part is wrong."""
        if not self.is_bound or {"series", "as_of", *NUMBERS} & set(self.errors):
            return None
        if self.about is None or self.speaks_of is None:
            return None
        value, numerator, denominator = (self.cleaned_data.get(name) for name in NUMBERS)
        return Figure(
            as_of=self.speaks_of,
            value=worked_out(self.about, value, numerator, denominator),
            is_provisional=self.cleaned_data["is_provisional"],
        )


class ReadingForm(FigureForm):
    """A reading of one of a measure's series, on any day until today."""

    series = forms.ModelChoiceField(
        label="Series",
        queryset=Series.objects.none(),
        to_field_name="ref",
        empty_label="Choose a series",
        error_messages={"required": "Choose a series.", "invalid_choice": "Choose a series of this measure."},
    )
    as_of = DayField(
        label="Day it speaks of",
        help_text="The last day of the month, term or year that was counted, such as 31 March 2026.",
        error_messages={"required": "Enter the day that the figure speaks of, such as 31 March 2026."},
    )
    field_order = ("series", "as_of", "value")

    def __init__(self, *args: Any, measure: SuccessMeasure, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, lines=list(measure.series.all()), today=today, **kwargs)
        series: Any = self.fields["series"]
        series.queryset = measure.series.all()
        series.label_from_instance = lambda each: each.name
        if len(self.lines) == 1:
            del self.fields["series"]

    @property
    def about(self) -> Series | None:
        """The one series there is, or the one that was chosen."""
        return super().about or getattr(self, "cleaned_data", {}).get("series")

    @property
    def speaks_of(self) -> dt.date | None:
        """The day that was typed."""
        return getattr(self, "cleaned_data", {}).get("as_of")


class CorrectForm(FigureForm):
    """Other numbers for a day that has a reading. Series and day stay: what has a mistaken day is withdrawn."""

    def __init__(self, *args: Any, reading: Reading, today: dt.date, **kwargs: Any) -> None:
        initial = {name: getattr(reading, name) for name in (*NUMBERS, "is_provisional", "note")}
        super().__init__(*args, lines=[reading.series], today=today, initial=initial, **kwargs)
        self.reading = reading

    @property
    def speaks_of(self) -> dt.date | None:
        """The day of the reading."""
        return self.reading.as_of

    def said(self) -> dict[str, Any]:
        """What was typed, for the same day and period."""
        return super().said() | {"period": self.reading.period}


class WithdrawForm(OfficerForm):
    """Why a reading is taken back."""

    why = forms.CharField(
        label="Why it is withdrawn",
        help_text="Such as: entered for the wrong month.",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea,
        error_messages={
            "required": "Say why it is withdrawn.",
            "max_length": f"Shorten this to {LONGEST_NOTE} characters or fewer.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["why"].widget.attrs["maxlength"]
