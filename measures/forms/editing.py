"""What officers type of measures and series. Each form gives its words to the service of the same name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from governance.fields import DayField
from governance.forms import OfficerForm
from governance.models import Post
from measures.models import Better, Effect, Frequency, Series, Source, SuccessMeasure, Unit
from measures.services.measures import BaselineText, MeasureText, SeriesText
from plans.models import Action, Ambition, Plan

from .fields import NumberField

SHORT = {"class": "govuk-input--width-10"}
CHANGED = "Somebody changed this since you opened it. Read what, then save yours if it still holds."
REFERENCE = "Unique in the plan. Letters, figures, points and hyphens. Such as"


class RowForm(OfficerForm):
    """The words of one row, and which version of it was on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    use_required_attribute = False

    def text(self, *names: str) -> dict[str, Any]:
        """What was typed in some of the fields, by the names that the services take."""
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def was_changed(self, version: int) -> None:
        """Say that somebody else changed the row, and remember that the sender has now seen that `version`."""
        self.add_error(None, CHANGED)
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = str(version)
        self.data = data


def _title(label: str, missing: str, help_text: str = "As the plan prints it.") -> forms.CharField:
    """One line of up to 200 characters, judged when it is sent: a box that cuts off loses what was pasted."""
    field = forms.CharField(
        label=label,
        help_text=help_text,
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": missing, "max_length": "Shorten this to 200 characters or fewer."},
    )
    del field.widget.attrs["maxlength"]
    return field


class MeasureForm(RowForm):
    """A measure's words, and who reports it."""

    WORDS = ("title", "definition", "owner", "frequency", "hides_small_numbers")

    title = _title("Title", "Enter what the measure is called.")
    definition = forms.CharField(
        label="What exactly is counted", required=False, widget=forms.Textarea, help_text="In a sentence or two."
    )
    owner = forms.ModelChoiceField(
        label="Reported by",
        queryset=Post.objects.none(),
        required=False,
        empty_label="Nobody yet",
        help_text="The post that owns it may enter its readings.",
        error_messages={"invalid_choice": "Choose a post of this partnership."},
    )
    frequency = forms.ChoiceField(
        label="How often", choices=Frequency.choices, required=False, help_text="A reading is late by this."
    )
    hides_small_numbers = forms.BooleanField(
        label="Hide small numbers",
        help_text="Counts of 1 to 5, and what they could be worked out from, are hidden from people without the right.",
        required=False,
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        posts = Post.objects.filter(organisation__partnership=plan.partnership_id).select_related("organisation")
        owner.queryset = posts.order_by("title", "organisation__key")

    def clean_title(self) -> str:
        """A title is one line, however it was typed."""
        return " ".join(self.cleaned_data["title"].split())

    def measure(self) -> MeasureText:
        """What was typed of the measure."""
        return MeasureText(**self.text("ref", *self.WORDS))  # type: ignore[typeddict-item]


class AddMeasureForm(MeasureForm):
    """A new measure, with where the plan prints it."""

    ref = forms.CharField(
        label="Reference",
        help_text=f"{REFERENCE} SM24.",
        max_length=20,
        widget=forms.TextInput(SHORT),
        error_messages={"required": "Enter a reference, such as SM24."},
    )
    ambition = forms.ModelChoiceField(
        label="Printed under",
        queryset=Ambition.objects.none(),
        empty_label="Choose an ambition",
        error_messages={"required": "Choose an ambition.", "invalid_choice": "Choose an ambition of this plan."},
    )
    printed_ref = forms.CharField(
        label="References as printed",
        help_text="Only where the plan prints others than the reference.",
        max_length=100,
        required=False,
        widget=forms.TextInput(SHORT),
    )
    source = forms.CharField(
        label="Where its numbers come from",
        help_text="The system or database, as the plan names it.",
        max_length=100,
        error_messages={"required": "Enter where its numbers come from."},
    )
    field_order = ("ref", "title", "definition", "ambition", "printed_ref", "source")

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, plan=plan, **kwargs)
        ambition: Any = self.fields["ambition"]
        ambition.queryset = plan.ambitions.order_by("number")
        ambition.label_from_instance = lambda each: f"{each.number} {each.title}"
        known = Source.objects.filter(partnership=plan.partnership_id).values_list("name", flat=True)
        if known:
            self.fields["source"].help_text += f" Known are {', '.join(known)}."


class SeriesForm(RowForm):
    """A series' words. What is settled leaves no doubt."""

    WORDS: tuple[str, ...] = ("name", "better", "decimals", "tolerance")

    name = _title("Name", "Enter what this series counts.")
    better = forms.ChoiceField(
        label="Which way is better?",
        choices=Better.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which way is better."},
    )
    is_settled = forms.BooleanField(label="This direction is right", required=False)
    decimals = forms.IntegerField(
        label="Decimal places",
        help_text="How many its numbers are told to, from 0 to 4.",
        min_value=0,
        max_value=4,
        initial=0,
        error_messages=dict.fromkeys(("invalid", "required", "min_value", "max_value"), "Enter a number from 0 to 4."),
    )
    tolerance = forms.IntegerField(
        label="Tolerance",
        help_text="How far short of a target is still near it, in per cent of the target.",
        min_value=0,
        max_value=50,
        initial=5,
        error_messages=dict.fromkeys(("invalid", "required", "min_value", "max_value"), "Enter a number from 0 to 50."),
    )

    def __init__(self, *args: Any, doubt: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if doubt:
            self.fields["better"].help_text = doubt
            self.fields["is_settled"].help_text = "Tick this, or choose another direction, and the doubt is cleared."
        else:
            del self.fields["is_settled"]

    def clean_name(self) -> str:
        """A name is one line, however it was typed."""
        return " ".join(self.cleaned_data["name"].split())

    def series(self) -> SeriesText:
        """What was typed of the series."""
        return SeriesText(**self.text(*self.WORDS))  # type: ignore[typeddict-item]


class AddSeriesForm(SeriesForm):
    """A new series of a measure, with its baseline where there is one."""

    WORDS = (*SeriesForm.WORDS, "ref", "unit", "highest", "numerator", "denominator", "part_of", "no_baseline")

    ref = forms.CharField(
        label="Reference",
        help_text=f"{REFERENCE} SM24a.",
        max_length=24,
        widget=forms.TextInput(SHORT),
        error_messages={"required": "Enter a reference, such as SM24a."},
    )
    unit = forms.ChoiceField(
        label="What does it count in?",
        choices=Unit.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it counts in."},
    )
    highest = NumberField(label="Top of its scale", help_text="Only where it has one, such as 2.", required=False)
    numerator = forms.CharField(
        label="Numerator, in words", help_text="Of a rate: what is counted.", max_length=200, required=False
    )
    denominator = forms.CharField(
        label="Denominator, in words", help_text="Of a rate: out of what.", max_length=200, required=False
    )
    part_of = forms.ModelChoiceField(
        label="Part of",
        help_text="The series of this measure that is its total.",
        queryset=Series.objects.none(),
        required=False,
        empty_label="No other series",
        error_messages={"invalid_choice": "Choose a series of this measure."},
    )
    baseline = NumberField(label="Baseline", help_text="Where it stood before the plan.", required=False)
    baseline_as_printed = forms.CharField(
        label="Baseline, as printed",
        help_text="Such as: Baseline April 24, 40%.",
        max_length=200,
        required=False,
    )
    baseline_as_of = DayField(label="Day of the baseline", help_text="Such as 30 April 2024.", required=False)
    no_baseline = forms.CharField(
        label="Why there is no baseline, as printed",
        help_text="Such as: New measurement, no baseline yet.",
        max_length=200,
        required=False,
    )
    field_order = ("ref", "name", "unit", "better")

    def __init__(self, *args: Any, measure: SuccessMeasure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        part_of: Any = self.fields["part_of"]
        part_of.queryset, part_of.label_from_instance = measure.series.all(), lambda each: each.name
        if not measure.series.exists():
            del self.fields["part_of"]

    def clean(self) -> dict[str, Any]:
        """A baseline is a number with the words that print it."""
        typed = super().clean() or self.cleaned_data
        words = typed.get("baseline_as_printed") or typed.get("baseline_as_of")
        if words and typed.get("baseline") is None and "baseline" not in self.errors:
            self.add_error("baseline", "Enter the baseline's number, or leave its words and day empty.")
        elif typed.get("baseline") is not None and not typed.get("baseline_as_printed"):
            self.add_error("baseline_as_printed", "Enter how the plan prints the baseline.")
        return typed

    def baseline_text(self) -> BaselineText | None:
        """What was typed of the baseline, if there is one."""
        typed = self.cleaned_data
        if typed["baseline"] is None:
            return None
        return BaselineText(
            value=typed["baseline"], as_printed=typed["baseline_as_printed"], as_of=typed["baseline_as_of"]
        )


class EvidencesForm(RowForm):
    """For each action of the plan, what it should do to a measure, or that it is no matter of this measure."""

    NONE = (("", "Nothing to do with it"),)

    def __init__(self, *args: Any, measure: SuccessMeasure, actions: list[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = actions
        expected = dict(measure.evidences.values_list("action_id", "effect"))
        for action in actions:
            self.fields[_name(action)] = forms.ChoiceField(
                label=f"{action.ref}: what it should do",
                choices=(*self.NONE, *Effect.choices),
                required=False,
                initial=expected.get(action.pk, ""),
            )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each action with its field."""
        for action in self.actions:
            yield {"action": action, "field": self[_name(action)]}

    def effects(self) -> dict[Action, str]:
        """The actions that it is evidence of, with what each should do."""
        chosen = {action: self.cleaned_data[_name(action)] for action in self.actions}
        return {action: effect for action, effect in chosen.items() if effect}


def _name(action: Action) -> str:
    return f"action-{action.pk}"
