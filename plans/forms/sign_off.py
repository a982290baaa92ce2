"""The operational group's answer to a claim; that a return says why is the service's rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from plans.models import Side, SignOff, StatusUpdate
from plans.signing import Key
from plans.signing_words import WHOM

from .updates import words

ACCEPT = SignOff.Decision.ACCEPTED.value
RETURN = (SignOff.Decision.RETURNED.value, "Return it to the lead")


class AnswerForm(forms.Form):
    """Accept one claim, or return it with a reason. `key` is the one that accepting it would turn, if any is left."""

    decision = forms.ChoiceField(
        label="Your answer",
        choices=[(ACCEPT, "Accept: it is done, and the evidence shows it"), RETURN],
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

    def __init__(self, data: Any = None, *, claim: StatusUpdate, key: Key | None) -> None:
        super().__init__(data, prefix=f"c{claim.pk}")
        # Shown alone: what is sent is judged by the service, which says why a key is gone.
        decision: Any = self.fields["decision"]
        decision.widget.choices = [*_accept(key), RETURN]

    @property
    def seen(self) -> str:
        """The hash of the content that was shown to whoever sent this; empty where none came with it."""
        return str(self.data.get(self.add_prefix("seen"), ""))

    def refuse(self, problem: ValidationError) -> None:
        """Put what the service refused beside the field it is about, or at the top."""
        self.add_error(None, problem)


def _accept(key: Key | None) -> list[tuple[str, str]]:
    if key is None:
        return []
    whom = "" if key.side == Side.EITHER else f" for {WHOM[key.side]}"
    return [(ACCEPT, f"Accept{whom}: it is done, and the evidence shows it")]
