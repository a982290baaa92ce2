"""What officers type of reviews; the rules are in `reviewing.py`."""

from __future__ import annotations

from typing import Any

from django import forms

from .fields import DayField
from .forms import OfficerForm
from .models import Body, Partnership, Review

WORDS = 4000
"""The longest text of one field: a long page of writing."""


def words(label: str, help_text: str = "") -> forms.CharField:
    """A text of some sentences. Its length is judged when it is sent: a box that cuts off loses what was pasted."""
    field = forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(),
        error_messages={"max_length": f"Shorten this to {WORDS:,} characters or fewer. It has %(show_value)d now."},
    )
    del field.widget.attrs["maxlength"]
    return field


class PlanReviewForm(OfficerForm):
    """A review to be held."""

    kind = forms.ChoiceField(
        label="What is reviewed?", choices=Review.Kind.choices, widget=forms.RadioSelect, required=False
    )
    body = forms.ModelChoiceField(
        Body.objects.none(),
        label="Which body reviews it?",
        required=False,
        empty_label="Choose a body",
        error_messages={"invalid_choice": "Choose a body of this partnership."},
    )
    due_on = DayField(label="To be held by", help_text="Such as 31 March 2026. This day does not move.", required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body: Any = self.fields["body"]
        body.queryset = Body.objects.filter(partnership=partnership).order_by("name")


class RecordReviewForm(OfficerForm):
    """What was found and decided. A review of the strategy is not asked about the monitoring."""

    held_on = DayField(label="Day it was held", help_text="Such as 3 March 2026.", required=False)
    terms = words("Terms of reference", "Are they clear, kept to, and still right?")
    timeliness = words("Timeliness", "Do reports, answers and sign-offs come when they should?")
    honesty = words("Honesty of ratings", "Do the colours say what is true? Where did they not?")
    decided = words("What was decided", "Also where it is to go on as it is.")
    follow_up = words("What is to follow (optional)", "Who does what.")
    follow_up_on = DayField(
        label="By when (if anything is to follow)", help_text="Such as 30 June 2026.", required=False
    )

    use_required_attribute = False

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == Review.Kind.STRATEGY:
            for name in ("terms", "timeliness", "honesty"):
                del self.fields[name]


class FollowUpForm(OfficerForm):
    """What was done of what a review said is to follow."""

    followed_up_on = DayField(label="Day it was done", help_text="Such as 3 June 2026.", required=False)
    followed_up = words("What was done")

    use_required_attribute = False
