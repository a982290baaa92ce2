"""A new date: what is typed to ask for one, and to decide on it; the rules are the services'."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.fields import DayField
from governance.roles import Scope, Standing
from plans.models import DateDecision, DateRequest, Decider
from plans.services import Asked

from .editing import Refusable
from .speaking import SpeakingForm
from .updates import words


class DateRequestForm(Refusable, SpeakingForm):
    """The case for a new date. `of` is the milestone's scope."""

    asked_for = DayField(label="New date", help_text="Such as 30 September 2026.", required=False)
    kind = forms.ChoiceField(
        label="What kind of reason is it?", choices=DateRequest.Kind.choices, widget=forms.RadioSelect, required=False
    )
    reason = words(
        "Why it cannot be done by the date it has", "In a sentence or two. Do not name children or families."
    )
    effect = words("What the new date means for others", "Whose work waits for it, and what families will notice.")
    recovery = words("What will be done so that the new date is kept", "Who does what by when.")

    use_required_attribute = False

    def __init__(self, data: Any = None, *, of: Scope, who: Standing) -> None:
        super().__init__(data)
        self.ask_whose_words(of, who)

    def asked(self) -> Asked:
        """What was typed, for the service."""
        return Asked(**self.cleaned_data)


class DecisionForm(Refusable, forms.Form):
    """Grant one new date, or refuse it with a reason."""

    outcome = forms.ChoiceField(
        label="The decision",
        choices=[
            (DateDecision.Outcome.GRANTED.value, "Grant the new date"),
            (DateDecision.Outcome.REFUSED.value, "Refuse it: the date it has stays"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to grant it or to refuse it."},
    )
    reason = words("Why", "The lead reads this. Needed if it is refused.")
    minute = forms.CharField(
        label="Minute (optional)",
        help_text="Where it was decided, such as Operational Group, 3 March 2026, item 4.",
        required=False,
        max_length=200,
    )
    decided_on = DayField(
        label="Day it was decided", help_text="Such as 3 March 2026. Empty means today.", required=False
    )

    use_required_attribute = False

    def __init__(self, data: Any = None, *, request: DateRequest, decider: Decider) -> None:
        super().__init__(data, prefix=f"d{request.pk}")
        if decider is Decider.BOARD:
            minute = self.fields["minute"]
            minute.label = "Meeting of the board that decided it"
            minute.help_text = "Such as SEPB, 3 March 2026, item 4."
