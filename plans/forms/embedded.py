"""Whether what was signed off is still embedded; the rules are the service's."""

from __future__ import annotations

from typing import Any

from django import forms

from plans.models import Declared

from .editing import Refusable
from .updates import words as some_words

YES, NO = "yes", "no"
IF_NOT = f"still_embedded={NO}"


class EmbeddedForm(Refusable, forms.Form):
    """Yes, and how it can be seen; or no, with what is wrong and what is done about it."""

    still_embedded = forms.ChoiceField(
        label="Is it still embedded?",
        choices=[
            (YES, "Yes: it is still done as it was signed off"),
            (NO, "No: it is not, or not everywhere. This reopens the milestone"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is still embedded."},
    )
    words = some_words("How it can be seen", "Such as an audit, figures, or what families say. Do not name children.")
    declared = forms.ChoiceField(
        label="How does it stand now?",
        help_text="Needed if it is not embedded.",
        choices=[
            (Declared.AT_RISK.value, "At risk: it is done in some places, or not always"),
            (Declared.OFF_TRACK.value, "Off track: it is no longer done"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    what_is_wrong = some_words("What is going wrong", "Needed if it is not embedded.", IF_NOT)
    what_is_being_done = some_words("What is being done about it", "Who does what by when.", IF_NOT)

    use_required_attribute = False

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        return {**self.cleaned_data, "still_embedded": self.cleaned_data["still_embedded"] == YES}
