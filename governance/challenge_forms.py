"""What people type when they raise a concern, answer one or set a rule; what must hold is in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme

from .challenge import LABELS
from .escalating import meetings_that_may_answer, must_name_a_meeting
from .escalation_notices import TITLE
from .escalation_rules import HIGHEST
from .fields import DayField
from .forms import OfficerForm
from .models import Body, Escalation, EscalationRule, Meeting, Partnership, Post
from .roles import Standing
from .verbs import Verb

ANY = [("", "Any")]


class LedgerFilter(forms.Form):
    """Which part of the ledger is asked for; all of it lies in the address."""

    body = forms.ModelChoiceField(
        Body.objects.none(),
        label="Raised to",
        required=False,
        empty_label="Any",
        error_messages={"invalid_choice": "There is no such body. Choose one from the list."},
    )
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[*ANY, *LABELS.items()],
        error_messages={"invalid_choice": "Choose open, late or answered."},
    )

    def __init__(self, *args: Any, who: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies: Any = self.fields["body"]
        bodies.queryset = Body.objects.filter(partnership__in=who.partnerships_where(Verb.READ_PLAN)).order_by("name")


class RaiseForm(OfficerForm):
    """A concern, and the body that is to answer it."""

    body = forms.ModelChoiceField(
        Body.objects.none(),
        label="Who is to answer it",
        empty_label="Choose a body",
        error_messages={"required": "Choose the body that is to answer.", "invalid_choice": "Choose a body."},
    )
    title = forms.CharField(
        label="The concern in a line",
        max_length=TITLE,
        error_messages={"required": "Say in a line what the concern is."},
    )
    words = forms.CharField(
        label="Why it matters, and what you ask for",
        help_text="Everybody who may read the plan reads this. Name no child and no family.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say why it matters."},
    )
    address = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Standing, partnership: Partnership | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = by.partnerships_where(Verb.RAISE)
        bodies: Any = self.fields["body"]
        bodies.queryset = Body.objects.filter(
            partnership__in=places & {partnership.pk} if partnership else places
        ).order_by("name")

    def clean_address(self) -> str:
        """A page of this site, or none: what leads elsewhere is left out."""
        return page_of_this_site(self.cleaned_data["address"])


def page_of_this_site(address: str) -> str:
    """An address that begins at the root of this site; empty where it leads anywhere else."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else ""


class AnswerForm(OfficerForm):
    """What the body decided, who does it, by when, and at which meeting."""

    decision = forms.CharField(
        label="What was decided",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say what the body decided."},
    )
    owner = forms.ModelChoiceField(
        Post.objects.none(),
        label="Who does it",
        required=False,
        empty_label="No post of the plan",
        error_messages={"invalid_choice": "Choose a post of this partnership."},
    )
    owner_in_words = forms.CharField(label="Who does it, if it is no post", required=False, max_length=200)
    due_on = DayField(
        label="By when",
        help_text="The day by which it is done, such as 27 March 2026.",
        error_messages={"required": "Enter the day by which it is done."},
    )
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="At which meeting",
        required=False,
        empty_label="Between meetings",
        error_messages={"invalid_choice": "Choose a meeting that sat since this was raised."},
    )

    def __init__(self, *args: Any, escalation: Escalation, by: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        of_partnership = Post.objects.filter(organisation__partnership=escalation.body.partnership_id)
        owner.queryset = of_partnership.select_related("organisation")
        meeting: Any = self.fields["meeting"]
        may_answer = [each.pk for each in meetings_that_may_answer(escalation, by.on)]
        meeting.queryset = Meeting.objects.filter(pk__in=may_answer).select_related("body").order_by("-sits_on")
        if must_name_a_meeting(by, escalation.body):
            meeting.required, meeting.empty_label = True, "Choose a meeting"
            missing = "Choose the meeting that gave this answer: you do not sit on the body yourself."
            meeting.error_messages["required"] = missing
            if not may_answer:
                meeting.help_text = "The body has not met since this was raised, so there is no answer to write down."


class ThresholdForm(OfficerForm):
    """From how many days or times on a rule raises something, and whether it does."""

    threshold = forms.IntegerField(
        label="From how many on",
        help_text="Days for what is overdue or vacant; how often for the rest.",
        min_value=1,
        max_value=HIGHEST,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        error_messages={
            "required": f"Enter a number from 1 to {HIGHEST}.",
            "invalid": f"Enter a whole number from 1 to {HIGHEST}.",
            "min_value": f"Enter a number from 1 to {HIGHEST}.",
            "max_value": f"Enter a number from 1 to {HIGHEST}.",
        },
    )
    is_active = forms.BooleanField(label="This rule is in force", required=False, initial=True)


class RuleForm(ThresholdForm):
    """A new rule."""

    kind = forms.ChoiceField(
        label="What",
        choices=EscalationRule.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is raised.", "invalid_choice": "Choose what is raised."},
    )
    body = forms.ModelChoiceField(
        Body.objects.none(),
        label="Raised to",
        empty_label="Choose a body",
        error_messages={"required": "Choose the body that is to answer.", "invalid_choice": "Choose a body."},
    )
    field_order = ("kind", "threshold", "body", "is_active")

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies: Any = self.fields["body"]
        bodies.queryset = Body.objects.filter(partnership=partnership).order_by("name")
