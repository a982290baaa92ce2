"""What officers type of a plan's editions: which plan it replaces, and which actions each of its actions replaces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from governance.wording import listed
from plans.editions import may_be_replaced
from plans.models import Action, Plan

from .editing import Refusable

SEPARATORS = re.compile(r"[,;\s]+")


class EditionForm(Refusable, forms.Form):
    """The edition before a plan."""

    replaces = forms.ModelChoiceField(
        Plan.objects.none(),
        label="The plan that this one replaces",
        help_text="The edition before it, of the same partnership.",
        required=False,
        empty_label="None: it is the first",
        error_messages={"invalid_choice": "Choose a plan of this partnership that does not come after this one."},
    )

    def __init__(self, data: Any = None, *, plan: Plan) -> None:
        super().__init__(data, initial={"replaces": plan.replaces_id})
        replaces: Any = self.fields["replaces"]
        replaces.queryset = may_be_replaced(plan)


class OriginsForm(Refusable, forms.Form):
    """For each action of a plan, the references of the actions that it replaces.

    Where nothing was said yet, actions of the same reference are suggested.
    """

    def __init__(self, data: Any = None, *, actions: list[Action], before: list[Action]) -> None:
        super().__init__(data)
        self.actions = actions
        self._before = {action.ref.lower(): action for action in before}
        self.said = {action: [each.ref for each in action.replaces.all()] for action in actions}
        self.suggests = not any(self.said.values())
        for action in actions:
            self.fields[_name(action)] = forms.CharField(
                label=f"Action {action.ref} replaces",
                required=False,
                max_length=300,
                initial=", ".join(self._start(action)),
                widget=forms.TextInput({"autocomplete": "off"}),
            )

    def _start(self, action: Action) -> list[str]:
        same = self._before.get(action.ref.lower())
        return [same.ref] if self.suggests and same else self.said[action]

    def clean(self) -> dict[str, Any]:
        """Read what was typed as actions of the edition before."""
        for action in self.actions:
            name = _name(action)
            if name in self.cleaned_data:
                try:
                    self.cleaned_data[name] = self._read(self.cleaned_data[name])
                except ValidationError as problem:
                    self.add_error(name, problem)
        return self.cleaned_data

    def _read(self, typed: str) -> list[Action]:
        refs = list(dict.fromkeys(ref for ref in SEPARATORS.split(typed) if ref))
        unknown = [ref for ref in refs if ref.lower() not in self._before]
        if unknown:
            raise ValidationError(f"The edition before has no action {listed(unknown)}.")
        return [self._before[ref.lower()] for ref in refs]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each action with its field."""
        for action in self.actions:
            yield {"action": action, "field": self[_name(action)]}

    def changed(self) -> dict[Action, list[Action]]:
        """The actions of which something else was said than is recorded."""
        typed = {action: self.cleaned_data[_name(action)] for action in self.actions}
        return {
            action: replaces
            for action, replaces in typed.items()
            if {each.ref for each in replaces} != set(self.said[action])
        }


def _name(action: Action) -> str:
    return f"action-{action.pk}"
