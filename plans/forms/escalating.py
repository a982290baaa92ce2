"""What somebody types who raises a concern about an action."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.challenge_forms import RaiseForm
from governance.roles import Standing
from plans.models import Action, Milestone


class RaiseAboutForm(RaiseForm):
    """A concern about one of an action's milestones or about the whole of it."""

    milestone = forms.ModelChoiceField(
        Milestone.objects.none(),
        label="What it is about",
        required=False,
        empty_label="The whole action",
        error_messages={"invalid_choice": "Choose a milestone of this action, or the whole of it."},
    )
    field_order = ("milestone", "body", "title", "words")

    def __init__(self, *args: Any, action: Action, by: Standing, **kwargs: Any) -> None:
        super().__init__(*args, by=by, partnership=action.plan.partnership, **kwargs)
        milestone: Any = self.fields["milestone"]
        milestone.queryset = Milestone.objects.filter(action=action, withdrawal__isnull=True)
        del self.fields["address"]
