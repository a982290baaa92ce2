"""What officers type of the plan's own text. Each form gives its words to the service of the same name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from governance.fields import DayField
from governance.models import Body
from governance.wording import day
from plans import printed_dates
from plans.models import Action, Ambition, Milestone, Objective, Plan
from plans.services.tree import DATED

SHORT = {"class": "govuk-input--width-10"}
TWO_LINES = {"rows": 2}
REFERENCE = "Unique in the plan. Letters, figures, points and hyphens."


class Refusable(forms.BaseForm):
    """What takes in what a service refuses: each message beside its field, or at the top."""

    def refuse(self, problem: ValidationError) -> None:
        """Add the messages of a refused write."""
        by_field = problem.message_dict if hasattr(problem, "error_dict") else {NON_FIELD_ERRORS: problem.messages}
        for name, messages in by_field.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)


CHANGED = "Somebody changed this since you opened it. Read what, then save yours if it still holds."


class RowForm(Refusable, forms.ModelForm):
    """A row's own words, and which version of the row was on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        for name in {"ref", "printed_ref"} & set(self.fields):
            self.fields[name].widget.attrs |= SHORT

    def clean_title(self) -> str:
        """A title is one line, however it was typed."""
        return " ".join(self.cleaned_data["title"].split())

    def text(self) -> dict[str, Any]:
        """What was typed, by the names that the services take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def was_changed(self, version: int) -> None:
        """Say that somebody else changed the row, and remember that the sender has now seen that `version`."""
        self.add_error(None, CHANGED)
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = str(version)
        self.data = data


class AmbitionForm(RowForm):
    """An ambition."""

    class Meta:
        model = Ambition
        fields = ("number", "title", "description", "body")
        widgets = {"title": forms.Textarea(TWO_LINES)}
        labels = {"title": "Title", "number": "Number", "description": "In plain words", "body": "Ambition group"}
        help_texts = {
            "title": "As the plan prints it.",
            "description": "What will be different, in a sentence or two.",
            "body": "The group that does the work. Its lead may update every milestone of the ambition.",
        }
        error_messages = {
            "number": {"required": "Enter the ambition's number.", "invalid": "Enter a whole number, such as 6."},
            "title": {"required": "Enter the ambition's title."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = Body.objects.filter(partnership=self.plan.partnership_id, kind=Body.Kind.AMBITION_GROUP)
        body: Any = self.fields["body"]
        body.queryset, body.empty_label = groups, "No group"


class ObjectiveForm(RowForm):
    """An objective of an ambition."""

    class Meta:
        model = Objective
        fields = ("ref", "title", "note")
        widgets = {"title": forms.Textarea(TWO_LINES)}
        labels = {"ref": "Reference", "title": "Title", "note": "Note"}
        help_texts = {
            "ref": f"{REFERENCE} Such as 1.2.",
            "title": "As the plan prints it.",
            "note": "A sub-heading or explanation, if the plan prints one.",
        }
        error_messages = {
            "ref": {"required": "Enter a reference, such as 1.2."},
            "title": {"required": "Enter the objective's title."},
        }


class ActionForm(RowForm):
    """A numbered row of the plan."""

    class Meta:
        model = Action
        fields = ("ref", "printed_ref", "outcome", "summary", "refers_to")
        labels = {
            "ref": "Reference",
            "printed_ref": "Reference as printed",
            "outcome": "Intended outcome",
            "summary": "What is to be done",
            "refers_to": "Rows it refers to",
        }
        help_texts = {
            "ref": f"{REFERENCE} Such as 1.2.1.",
            "printed_ref": "Only where the plan prints another, such as the same number twice.",
            "outcome": "What will be true for children, young people and families.",
            "summary": "The work in a sentence or two; the dated parts are its milestones.",
            "refers_to": "As printed, separated by semicolons.",
        }
        error_messages = {
            "ref": {"required": "Enter a reference, such as 1.2.1."},
            "outcome": {"required": "Say what will be true when this is done."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["printed_ref"].required = False
        self.fields["outcome"].required = True

    def clean_printed_ref(self) -> str:
        """Where nothing else is printed, what is printed is the reference."""
        return self.cleaned_data["printed_ref"] or self.cleaned_data.get("ref", "")


class MilestoneForm(RowForm):
    """A dated deliverable. The printed words are read as a day wherever they can be."""

    agreed_due_on = DayField(
        label="Day it is due",
        help_text="Only where the printed words do not say it. Such as 31 January 2026.",
        required=False,
    )

    class Meta:
        model = Milestone
        fields = ("ref", "title", "due_as_printed", "agreed_due_on", "recurrence")
        widgets = {"title": forms.Textarea(TWO_LINES)}
        labels = {
            "ref": "Reference",
            "title": "What is promised",
            "due_as_printed": "Due, in the plan's own words",
            "recurrence": "How often it comes round",
        }
        help_texts = {
            "ref": f"{REFERENCE} Such as 1.2.1-M3.",
            "title": "One thing with one date. Two dates are two milestones.",
            "due_as_printed": "Such as: by January 2026; by Autumn 2026; by June 2026 and every term thereafter. "
            "Leave it empty where the plan prints no date.",
            "recurrence": "“Once” also where the words say it themselves, such as “termly”.",
        }
        error_messages = {
            "ref": {"required": "Enter a reference, such as 1.2.1-M3."},
            "title": {"required": "Say what is promised."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = {name: getattr(self.instance, name) for name in DATED} if self.instance.pk else {}
        if self.before and self.plan.is_adopted:
            for name in DATED:
                del self.fields[name]
        elif self._says_the_day():
            # The words say the day, so it is not written twice, where the two could come to disagree.
            self.initial["agreed_due_on"] = None

    def clean(self) -> dict[str, Any]:
        """Read the printed words as a day and as how often they come round."""
        typed = super().clean() or self.cleaned_data
        if "recurrence" in self.fields and not set(DATED) & set(self.errors):
            self._read_due(typed)
        return typed

    def _says_the_day(self) -> bool:
        if not self.before:
            return False
        try:
            reading = printed_dates.read(self.before["due_as_printed"], self._terms())
        except ValueError:
            return False
        return reading.due_on == self.before["agreed_due_on"]

    def _read_due(self, typed: dict[str, Any]) -> None:
        words, given, often = (typed[name] for name in DATED)
        try:
            reading = printed_dates.read(words, self._terms())
        except ValueError as problem:
            if given is None:
                self.add_error("due_as_printed", f"{problem} Or enter the day below.")
            return
        typed["agreed_due_on"] = given or reading.due_on
        typed["recurrence"] = often or reading.recurrence
        if given and reading.due_on and given != reading.due_on and not self._as_it_was(words, given, often):
            words = f"The words mean {day(reading.due_on)}. Leave this empty, or mend the words."
            self.add_error("agreed_due_on", words)
        if reading.recurrence and often not in ("", reading.recurrence):
            self.add_error("recurrence", f"The words say that it comes round {reading.recurrence}. Choose that.")

    def _as_it_was(self, *due: Any) -> bool:
        return bool(self.before) and due == tuple(self.before[name] for name in DATED)

    def _terms(self) -> dict[str, Any]:
        return dict(self.plan.partnership.terms.values_list("name", "ends_on"))
