"""What data officers type of a profile: itself, its columns, and what the source calls each series."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from measures.models import Column, Profile, Series, Source
from measures.services.profiles import ColumnText, NameText, columns_of, names_of
from plans.forms.editing import Refusable
from plans.models import Plan

MORE = 5
"""How many empty lines a page has to write further columns and names in."""
WIDE = {"class": "govuk-!-width-full"}
CHANGED = (
    "Somebody changed this profile since you opened it. Their changes are in its history below. Save yours if they "
    "still hold."
)


class ProfileForm(Refusable, forms.ModelForm):
    """A profile itself, and which version of it was on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Profile
        fields = ("name", "source", "format", "sheet", "header_row", "dates")
        labels = {
            "name": "Name",
            "source": "Source",
            "format": "Kind of file",
            "sheet": "Sheet",
            "header_row": "Row of the headings",
            "dates": "How are days written?",
        }
        help_texts = {
            "name": "Such as the source, and the report that is exported.",
            "source": "The system that the numbers come from, as the plan names it.",
            "sheet": "Of a workbook: the name of its sheet. Empty is the first.",
            "header_row": "1 where the headings stand in the first row.",
        }
        error_messages = {
            "name": {"required": "Enter a name."},
            "source": {"required": "Choose a source."},
            "header_row": {"required": "Enter the number of the row.", "invalid": "Enter a whole number, such as 1."},
        }
        widgets = {"format": forms.RadioSelect, "dates": forms.RadioSelect}

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source: Any = self.fields["source"]
        source.queryset, source.empty_label = Source.objects.filter(partnership=plan.partnership_id), "Choose a source"

    def text(self) -> dict[str, Any]:
        """What was typed, by the names that the services take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def was_changed(self, version: int) -> None:
        """Say that somebody else changed it, and remember that the sender has now seen that `version`."""
        self.add_error(None, CHANGED)
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = str(version)
        self.data = data

    def _post_clean(self) -> None:
        """Nothing: the service checks the whole profile, and the row in hand stays as it is kept."""


class SeriesField(forms.ModelChoiceField):
    """One of the plan's series, by its reference and name. The choices are read once for a whole page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Series.objects.none(), required=False, widget=forms.Select(WIDE), **kwargs)


class PartForm(forms.Form):
    """A line that counts only where something is written in it; emptied, it is taken out."""

    named_by: str

    def __init__(self, *args: Any, series: list[Series], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["series"]
        field.queryset = Series.objects.filter(plan=series[0].plan_id) if series else Series.objects.none()
        field.choices = [("", "–"), *((each.pk, f"{each.ref} {each.measure.title}: {each.name}") for each in series)]

    def is_written(self) -> bool:
        """Whether the line says anything."""
        return bool(self.cleaned_data.get(self.named_by))

    def clean(self) -> dict[str, Any]:
        """A line that was empty and now has a series lacks what names it."""
        typed = super().clean() or self.cleaned_data
        was_there = bool(self.initial.get(self.named_by))
        if typed.get("series") and not typed.get(self.named_by) and not was_there and self.named_by not in self.errors:
            self.add_error(self.named_by, "Write it as the file has it, or take the series out of this line.")
        return typed


class ColumnForm(PartForm):
    """One column of the file."""

    named_by = "heading"
    heading = forms.CharField(label="Heading", max_length=200, required=False, widget=forms.TextInput(WIDE))
    holds = forms.ChoiceField(
        label="What it holds", choices=Column.Holds.choices, initial=Column.Holds.VALUE, widget=forms.Select(WIDE)
    )
    series = SeriesField(label="Series")
    factor = forms.DecimalField(
        label="Multiply by",
        required=False,
        max_digits=14,
        decimal_places=4,
        error_messages={"invalid": "Enter a number, such as 100."},
    )

    def clean_factor(self) -> Decimal:
        """Empty is 1: the file's numbers as they are."""
        factor = self.cleaned_data["factor"]
        if factor is not None and factor <= 0:
            raise forms.ValidationError("Enter a number above nought, such as 100.")
        return factor or Decimal(1)

    def said(self) -> ColumnText:
        """The column as the service takes it."""
        typed = self.cleaned_data
        return ColumnText(typed["heading"], typed["holds"], typed["series"], typed["factor"])


class NameForm(PartForm):
    """What the file calls a series."""

    named_by = "text"
    text = forms.CharField(label="Name in the file", max_length=200, required=False, widget=forms.TextInput(WIDE))
    series = SeriesField(label="Series")

    def clean(self) -> dict[str, Any]:
        """A name means some series."""
        typed = super().clean()
        if typed.get("text") and not typed.get("series") and "series" not in self.errors:
            self.add_error("series", f"Choose the series that “{typed['text']}” means.")
        return typed

    def said(self) -> NameText:
        """The name as the service takes it."""
        return NameText(self.cleaned_data["text"], self.cleaned_data["series"])


ColumnForms = forms.formset_factory(ColumnForm, extra=MORE)
NameForms = forms.formset_factory(NameForm, extra=MORE)


class ProfileForms:
    """The whole page of a profile: itself, its columns and its names."""

    def __init__(self, data: Any, *, plan: Plan, series: list[Series], profile: Profile | None, seen: int = 0) -> None:
        columns = [_typed(each) for each in columns_of(profile)] if profile else []
        names = [{"text": each.text, "series": each.series.pk} for each in names_of(profile)] if profile else []
        of: Any = {"form_kwargs": {"series": series}}
        self.form = ProfileForm(data, instance=profile, plan=plan, initial={"seen": seen})
        self.columns: Any = ColumnForms(data, initial=columns, prefix="columns", **of)
        self.names: Any = NameForms(data, initial=names, prefix="names", **of)

    def is_valid(self) -> bool:
        """Whether everything can be read; all three are asked, so that everything wrong is told at once."""
        return all([self.form.is_valid(), self.columns.is_valid(), self.names.is_valid()])

    @property
    def every(self) -> list[forms.BaseForm]:
        """Every form with errors to tell, for the summary."""
        return [self.form, *self.columns.forms, *self.names.forms]

    @property
    def has_errors(self) -> bool:
        """Whether anything is to be told."""
        return any(form.errors for form in self.every if form.is_bound)

    def text(self) -> dict[str, Any]:
        """What the services take."""
        columns = [form.said() for form in self.columns if form.is_written()]
        names = [form.said() for form in self.names if form.is_written()]
        return {**self.form.text(), "columns": columns, "names": names}


def _typed(column: ColumnText) -> dict[str, Any]:
    factor = "" if column.factor == 1 else f"{column.factor.normalize():f}"
    series = column.series.pk if column.series else ""
    return {"heading": column.heading, "holds": column.holds, "series": series, "factor": factor}
