"""What officers type of quality assurance activities; the rules are the service's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from governance.fields import DayField
from measures.models import SuccessMeasure
from measures.models.quality import QualityActivity
from measures.quality import groups
from plans.forms.editing import Refusable
from plans.forms.updates import words
from plans.models import Action, Plan

NAME_NOBODY = "Name no child and no family."


@dataclass(frozen=True)
class Group:
    """The choices under one ambition, and how many of them are ticked."""

    name: str
    options: list[dict[str, Any]]
    ticked: int


class ActivityForm(Refusable, forms.Form):
    """An activity to be planned, tied to any of the plan's actions and measures."""

    title = forms.CharField(
        label="What it is about", help_text="Such as: Quality of plans, spring term.", required=False, max_length=200
    )
    kind = forms.ChoiceField(
        label="What kind of activity is it?",
        choices=QualityActivity.Kind.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    planned_for = DayField(
        label="Day it is planned for", help_text="Such as 3 March 2026. This day does not move.", required=False
    )
    sample = forms.CharField(
        label="Sample: what is looked at, and how many",
        help_text=f"Such as: 20 plans written since January. {NAME_NOBODY}",
        required=False,
        max_length=300,
    )
    actions = forms.MultipleChoiceField(
        label="Actions it tests",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose actions of this plan."},
    )
    measures = forms.MultipleChoiceField(
        label="Measures it explains",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose measures of this plan."},
    )

    use_required_attribute = False
    TIES = ("actions", "measures")

    def __init__(self, data: Any = None, *, plan: Plan, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name, offered in zip(self.TIES, groups(plan), strict=True):
            field: Any = self.fields[name]
            field.choices = offered

    @property
    def words_fields(self) -> list[forms.BoundField]:
        """The fields that are not lists of actions or measures."""
        return [field for field in self.visible_fields() if field.name not in self.TIES]

    @property
    def ties(self) -> Iterator[tuple[forms.BoundField, list[Group]]]:
        """Each list to choose from, ambition by ambition."""
        for name in self.TIES:
            yield self[name], list(_groups(self[name]))

    def typed(self) -> dict[str, Any]:
        """What was typed, for the service."""
        given = dict(self.cleaned_data)
        given["actions"] = list(Action.objects.filter(pk__in=given["actions"]))
        given["measures"] = list(SuccessMeasure.objects.filter(pk__in=given["measures"]))
        return given


class RecordForm(ActivityForm):
    """An activity that is planned: its words, and once it was held what was found and what changed because of it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    held_on = DayField(label="Day it was held", help_text="Such as 3 March 2026. Empty until it was.", required=False)
    findings = words("What was found", NAME_NOBODY)
    what_changed = words("What changed because of it", "Add this when it is known; the rest stays as it is.")

    WORDS = ("title", "kind", "held_on", "sample", "findings", "what_changed")
    field_order = (*WORDS, *ActivityForm.TIES, "seen")

    def __init__(self, data: Any = None, *, activity: QualityActivity, **kwargs: Any) -> None:
        super().__init__(data, plan=activity.plan, **kwargs)
        del self.fields["planned_for"]
        if self.is_bound:
            return
        self.initial.update({name: getattr(activity, name) for name in self.WORDS})
        self.initial.update({name: [str(each.pk) for each in getattr(activity, name).all()] for name in self.TIES})

    def was_changed(self, version: int) -> None:
        """Say that somebody else changed it, and remember that the sender has now seen that `version`."""
        self.add_error(None, "Somebody changed this since you opened it. Read it, then save yours if it still holds.")
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # what was sent is a QueryDict
        data["seen"] = str(version)
        self.data = data


def _groups(field: forms.BoundField) -> Iterator[Group]:
    widget: Any = field.field.widget
    attributes = {"id": field.auto_id}
    for name, options, _ in widget.optgroups(field.html_name, field.value() or [], attributes):
        yield Group(name or "", options, sum(option["selected"] for option in options))
