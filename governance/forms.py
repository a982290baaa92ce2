"""What officers type of posts, people, seats and appointments; the rules are in `granting.py`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from .fields import DayField
from .granting import Newcomer, people_of
from .models import Appointment, BodyRole, Organisation, Partnership, Person


class OfficerForm(forms.Form):
    """A form that can take in what a service refuses: each message beside its field, or at the top."""

    def refuse(self, problem: ValidationError) -> None:
        """Add the messages of a refused write."""
        by_field = problem.message_dict if hasattr(problem, "error_dict") else {NON_FIELD_ERRORS: problem.messages}
        for name, messages in by_field.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)


class GiveForm(OfficerForm):
    """Who is to have something, somebody known or somebody new, and from when."""

    person = forms.ModelChoiceField(
        label="Who",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Somebody new",
        error_messages={"invalid_choice": "Choose somebody of this partnership, or enter somebody new."},
    )
    name = forms.CharField(label="Name of somebody new", required=False, max_length=150)
    email = forms.EmailField(
        label="E-mail address of somebody new",
        help_text="They are sent a message and choose a password by mail. An account they have already is used.",
        required=False,
        error_messages={"invalid": "Enter an e-mail address such as name@example.org."},
    )
    starts_on = DayField(
        label="From",
        help_text="The first day, such as 27 March 2026.",
        error_messages={"required": "Enter the first day, such as 27 March 2026."},
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = people_of(partnership).filter(is_active=True)

    def clean(self) -> dict[str, Any]:
        """Somebody known, or the name and the address of somebody new; not both."""
        typed = super().clean() or self.cleaned_data
        if "person" in self.errors:
            return typed
        if typed.get("person") and (typed.get("name") or typed.get("email")):
            self.add_error("person", "Choose somebody, or enter somebody new. Not both.")
        elif not typed.get("person"):
            self._ask_for_somebody(typed)
        return typed

    def given(self) -> dict[str, Any]:
        """What the services take."""
        rest = {name: value for name, value in self.cleaned_data.items() if name not in ("person", "name", "email")}
        somebody = self.cleaned_data["person"] or Newcomer(self.cleaned_data["name"], self.cleaned_data["email"])
        return {"person": somebody, **rest}

    def _ask_for_somebody(self, typed: dict[str, Any]) -> None:
        if not typed.get("name") and not typed.get("email") and "email" not in self.errors:
            self.add_error("person", "Choose somebody, or enter the name and e-mail address of somebody new.")
            return
        for name, words in {"name": "Enter their name.", "email": "Enter their e-mail address."}.items():
            if not typed.get(name) and name not in self.errors:
                self.add_error(name, words)


class HoldingForm(GiveForm):
    """Who is to hold a post."""

    is_deputy = forms.BooleanField(
        label="As a deputy",
        help_text="A deputy may act for the post. A post with a deputy and no holder still counts as vacant.",
        required=False,
    )


class SeatForm(GiveForm):
    """Who is to sit on a body, as what."""

    role = forms.ChoiceField(label="As", choices=BodyRole.choices, widget=forms.RadioSelect, initial=BodyRole.MEMBER)
    organisation = forms.ModelChoiceField(
        label="They sit there for (optional)",
        help_text="Work led jointly by council and health is signed off by somebody who sits there for each.",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="The organisations whose posts they hold",
        error_messages={"invalid_choice": "Choose an organisation of this partnership."},
    )
    field_order = ("person", "name", "email", "role", "organisation", "starts_on")

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, partnership=partnership, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.queryset = Organisation.objects.filter(partnership=partnership)
        organisation.label_from_instance = lambda each: f"{each.name} ({each.key})"


class AppointForm(GiveForm):
    """Whom the partnership asks to be what."""

    role = forms.ChoiceField(
        label="As",
        choices=Appointment.Role.choices,
        widget=forms.RadioSelect,
        help_text="Officers edit the plan, run meetings and give posts. Data officers load readings. "
        "Observers read approved packs.",
        error_messages={"required": "Choose what they are to be."},
    )
    field_order = ("person", "name", "email", "role", "starts_on")


class EndForm(OfficerForm):
    """The last day of something held."""

    ends_on = DayField(
        label="Last day",
        help_text="They have it to the end of this day.",
        error_messages={"required": "Enter the last day, such as 27 March 2026."},
    )


class PostForm(OfficerForm):
    """A new post."""

    organisation = forms.ModelChoiceField(
        label="Organisation",
        queryset=Organisation.objects.none(),
        empty_label="Choose an organisation",
        error_messages={
            "required": "Choose an organisation.",
            "invalid_choice": "Choose an organisation of this partnership.",
        },
    )
    title = forms.CharField(
        label="Title",
        help_text="Without the organisation, such as Head of SEND.",
        max_length=200,
        error_messages={"required": "Enter the post's title."},
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.queryset = Organisation.objects.filter(partnership=partnership)
        organisation.label_from_instance = lambda each: f"{each.name} ({each.key})"


class RenameForm(OfficerForm):
    """A post's title put right."""

    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Enter the post's title."})
