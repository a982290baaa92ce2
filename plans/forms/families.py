"""What a forum types of families' experience, and officers of what families were told; the rules are the services'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import Truncator

from governance.fields import DayField
from governance.models import Body
from governance.roles import Standing
from plans.models import Action, AreaForImprovement, Experience, Plan, Told
from plans.services.families import FORUMS

from .editing import Refusable
from .updates import words

NAME_NOBODY = "Name no child and no family, and nothing that somebody could be known by."
Subject = Action | AreaForImprovement


class Subjects:
    """The actions and areas of a plan that may be chosen, by the value that the form sends; two queries."""

    def __init__(self, plan: Plan) -> None:
        self.areas = list(plan.areas.all())
        self.actions = list(Action.objects.filter(plan=plan).in_printed_order())
        subjects: list[Subject] = [*self.areas, *self.actions]
        self._by_value = {self.value(one): one for one in subjects}

    @staticmethod
    def value(one: Subject) -> str:
        """How the form names it: `area:AFI-1.1` or `action:1.1.1`."""
        return f"{'area' if isinstance(one, AreaForImprovement) else 'action'}:{one.ref}"

    def get(self, value: str) -> Subject | None:
        """What was chosen; None for nothing."""
        return self._by_value.get(value)

    @property
    def offered(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Areas and actions, each group under its name."""
        areas = [(self.value(one), f"{one.ref} {_short(one.text)}") for one in self.areas]
        return [("Areas for improvement", areas), ("Actions", self.actions_offered)]

    @property
    def actions_offered(self) -> list[tuple[str, str]]:
        """The actions alone."""
        return [(self.value(one), f"{one.ref} {_short(one.outcome or one.summary)}") for one in self.actions]


class ExperienceForm(Refusable, forms.Form):
    """What a forum heard from families."""

    about = forms.ChoiceField(
        label="What is it about?",
        help_text="One area for improvement or one action. Add another entry for another.",
        required=False,
        error_messages={"invalid_choice": "Choose an action or an area for improvement of this plan."},
    )
    body = forms.ModelChoiceField(
        Body.objects.none(),
        label="Which forum heard it?",
        required=False,
        empty_label="Choose a forum",
        error_messages={"invalid_choice": "Choose a forum that you sit on."},
    )
    heard_on = DayField(
        label="Day families said it", help_text="Such as 3 March 2026. Of a survey, its last day.", required=False
    )
    asked = words("What was asked, and of how many families", "Such as: 24 parents at the spring meeting were asked …")
    said = words("What families said", NAME_NOBODY)
    is_better = forms.ChoiceField(
        label="Is it better for families?",
        choices=list(Experience._meta.get_field("is_better").flatchoices),
        widget=forms.RadioSelect,
        required=False,
    )

    use_required_attribute = False

    def __init__(self, data: Any = None, *, plan: Plan, who: Standing, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.subjects = Subjects(plan)
        about: Any = self.fields["about"]
        about.choices = [("", "Choose one"), *self.subjects.offered]
        self.forums = Body.objects.filter(partnership=plan.partnership_id, kind__in=FORUMS, pk__in=who.seats)
        self._ask_which_forum()

    def _ask_which_forum(self) -> None:
        """Somebody who sits on one forum is not asked which."""
        if len(self.forums) == 1:
            del self.fields["body"]
        else:
            body: Any = self.fields["body"]
            body.queryset = self.forums

    def experience(self) -> dict[str, Any]:
        """What was typed, for the service."""
        typed = dict(self.cleaned_data)
        typed["about"] = self.subjects.get(typed["about"])
        return {"body": next(iter(self.forums), None), **typed}


class ToldForm(Refusable, forms.Form):
    """What families were told."""

    told_on = DayField(label="Day families were told", help_text="Such as 3 March 2026.", required=False)
    channel = forms.ChoiceField(
        label="How were they told?", choices=Told.Channel.choices, widget=forms.RadioSelect, required=False
    )
    what = words("What they were told", f"In the words that families read or heard. {NAME_NOBODY}")
    link = forms.URLField(
        label="Where it can be read (optional)",
        help_text="A page of the Local Offer, a newsletter.",
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": "Enter an address such as https://example.org/newsletter."},
    )
    action = forms.ChoiceField(
        label="Is it about one action? (optional)",
        required=False,
        error_messages={"invalid_choice": "Choose an action of this plan."},
    )

    use_required_attribute = False

    def __init__(self, data: Any = None, *, plan: Plan, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.subjects = Subjects(plan)
        action: Any = self.fields["action"]
        action.choices = [("", "About the plan as a whole"), *self.subjects.actions_offered]

    def told(self) -> dict[str, Any]:
        """What was typed, for the service."""
        typed = dict(self.cleaned_data)
        return typed | {"action": self.subjects.get(typed["action"])}


def _short(text: str) -> str:
    return Truncator(text).chars(80)
