"""The operational group's answer to a claim; that a return says why is the service's rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from plans.models import SignOff, StatusUpdate

from .updates import words


class AnswerForm(forms.Form):
    """Accept one claim, or return it with a reason."""

    decision = forms.ChoiceField(
        label="Your answer",
        choices=[
            (SignOff.Decision.ACCEPTED.value, "Accept: it is done, and the evidence shows it"),
            (SignOff.Decision.RETURNED.value, "Return it to the lead"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to accept it or to return it."},
    )
    reason = words(
        "Why it is returned",
        "The lead reads this. Say what is missing.",
        f"decision={SignOff.Decision.RETURNED.value}",
    )
    minute = forms.CharField(
        label="Minute (optional)",
        help_text="Where it was decided, such as Operational Group, 3 March 2026, item 4.",
        required=False,
        max_length=200,
    )

    use_required_attribute = False

    def __init__(self, data: Any = None, *, claim: StatusUpdate) -> None:
        super().__init__(data, prefix=f"c{claim.pk}")

    def refuse(self, problem: ValidationError) -> None:
        """Put what the service refused beside the field it is about, or at the top."""
        self.add_error(None, problem)
