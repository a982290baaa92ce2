"""What is typed of meetings: setting, moving and cancelling them, and what happened there.

The rules are the services'.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from . import series
from .bodies import Seat
from .fields import DayField
from .forms import OfficerForm
from .granting import people_of
from .minuting import Came
from .models import AgendaItem, Attendance, Body, Meeting, Person, Post
from .roles import Standing
from .verbs import Verb

WORKING_DAYS = 5
"""How long before a meeting papers are due where nobody says otherwise, in working days."""


def words(label: str, hint: str = "", missing: str = "", rows: int = 3, limit: int = 2000) -> forms.CharField:
    """A box for a few sentences; `missing` is what is said where nothing was typed, and it must be typed if given."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(missing),
        max_length=limit,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


def a_day(label: str, hint: str, missing: str = "") -> DayField:
    """A box for a day, which must be typed if `missing` says what is said where it was not."""
    return DayField(label=label, help_text=hint, required=bool(missing), error_messages={"required": missing})


class Placed(OfficerForm):
    """When on the day a meeting begins, and where."""

    starts_at = forms.TimeField(
        label="Time (optional)",
        help_text="Such as 10:00 or 14.30.",
        required=False,
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-5"}),
        error_messages={"invalid": "Enter a time such as 10:00 or 14.30."},
    )
    place = forms.CharField(label="Place (optional)", required=False, max_length=200)


class OfABody(Placed):
    """A form that asks which body meets, of those whose meetings somebody runs."""

    body = forms.ModelChoiceField(
        Body.objects.none(),
        label="Body",
        empty_label="Choose a body",
        error_messages={"required": "Choose the body that meets."},
    )

    def __init__(self, *args: Any, by: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["body"]
        field.queryset = Body.objects.filter(partnership__in=by.partnerships_where(Verb.RUN_MEETINGS)).order_by("name")


class MeetingForm(OfABody):
    """One sitting of a body."""

    sits_on = a_day("Day of the meeting", "For example, 27 March 2026.", "Enter the day of the meeting.")
    papers_due_on = a_day(
        "Papers due", "That day or before it, such as 20 March 2026.", "Enter the day papers are due."
    )
    field_order = ("body", "sits_on", "papers_due_on", "starts_at", "place")


class SeriesForm(OfABody):
    """Meetings that come round again: every so many months on a weekday, or by a rule of one's own."""

    months = forms.TypedChoiceField(
        label="How often",
        coerce=int,
        initial=2,
        choices=[(1, "Every month"), *((each, f"Every {each} months") for each in (2, 3, 4, 6, 12))],
    )
    nth = forms.TypedChoiceField(
        label="On the", coerce=int, initial=1, choices=[(key, name.capitalize()) for key, name in series.NTH.items()]
    )
    weekday = forms.ChoiceField(label="Weekday", initial="TH", choices=list(series.WEEKDAYS.items()))
    rule = forms.CharField(
        label="Or a rule of your own (optional)",
        help_text="As calendars write it (RFC 5545), such as FREQ=WEEKLY;INTERVAL=6;BYDAY=TU. It is used instead.",
        required=False,
        max_length=200,
    )
    starts_on = a_day("From", "No meeting is set before this day.", "Enter the first day, such as 1 April 2026.")
    until = a_day("To", "No meeting is set after this day, up to three years later.", "Enter the last day.")
    papers_lead = forms.IntegerField(
        label="Papers due, in working days before each meeting",
        initial=WORKING_DAYS,
        min_value=0,
        max_value=30,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        error_messages={"required": "Enter a number of working days, such as 5."},
    )
    field_order = (
        "body",
        "months",
        "nth",
        "weekday",
        "rule",
        "starts_on",
        "until",
        "papers_lead",
        "starts_at",
        "place",
    )

    def given(self) -> dict[str, Any]:
        """What the service takes: the rule typed, or that of what was chosen."""
        rest = dict(self.cleaned_data)
        chosen = series.every(rest.pop("months"), rest.pop("nth"), rest.pop("weekday"))
        return rest | {"rule": rest["rule"].strip() or chosen}


class MoveForm(Placed):
    """Another day, time or place for a meeting, and why."""

    sits_on = a_day("New day of the meeting", "For example, 27 March 2026.", "Enter the new day.")
    papers_due_on = a_day("Papers due", "That day or before it.", "Enter the day papers are due.")
    why = words("Why it moves", "Members are told this.", "Say why, for those who planned to come.", 2, 200)
    field_order = ("sits_on", "papers_due_on", "starts_at", "place", "why")


class CancelForm(OfficerForm):
    """Why a meeting is not held."""

    why = words("Why it is cancelled", "Members are told this.", "Say why, for those who planned to come.", 2, 200)


class ItemForm(OfficerForm):
    """Something to deal with at one meeting."""

    kind = forms.ChoiceField(
        label="What it is",
        choices=[(kind.value, kind.label) for kind in AgendaItem.Kind if kind not in ("escalation", "arising")],
        initial=AgendaItem.Kind.DECISION,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Say what the item is."})
    words = words("In a few words (optional)", "What is asked of the meeting.")


class DecisionForm(OfficerForm):
    """What a meeting decided, on an item of its agenda or on none."""

    item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label="On which item", required=False, empty_label="None of the agenda"
    )
    words = words("What was decided", "As it should stand in the minutes.", "Say what was decided.", 4, 4000)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["item"]
        field.queryset = AgendaItem.objects.filter(meeting=meeting)


class ArisingForm(OfficerForm):
    """What a meeting asked for, of whom and by when."""

    words = words("What is to be done", missing="Say what is to be done.")
    owner = forms.ModelChoiceField(
        Post.objects.none(), label="Who does it", required=False, empty_label="Somebody who holds no post of the plan"
    )
    owner_in_words = forms.CharField(
        label="Who, if it is no post", help_text="Such as Chair of the Schools Forum.", required=False, max_length=200
    )
    due_on = a_day("By when", "Such as 24 April 2026.", "Enter the day it is to be done by.")

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        posts = Post.objects.filter(organisation__partnership=meeting.body.partnership_id)
        field.queryset = posts.select_related("organisation")


class DoneForm(OfficerForm):
    """When an action arising was done, and how."""

    done_on = a_day("Day it was done", "Such as 24 April 2026.", "Enter the day it was done.")
    note = words("What was done", "The body reads this.", "Say what was done.", 2, 300)


class AttendanceForm(OfficerForm):
    """Who came of those who sit on the body, and somebody who came in a member’s place."""

    stand_in = forms.ModelChoiceField(
        Person.objects.none(), label="Somebody else came (optional)", required=False, empty_label="Nobody else"
    )
    stood_in_for = forms.ModelChoiceField(
        Person.objects.none(), label="In whose place", required=False, empty_label="Choose the member"
    )

    def __init__(self, *args: Any, meeting: Meeting, seats: Iterable[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {seat.membership.person_id: seat for seat in seats}
        came = {row.person_id: row.came for row in meeting.attendance.all()}
        for pk, seat in self.members.items():
            self.fields[f"came_{pk}"] = _whether_they_came(seat, came.get(pk, ""))
        members: QuerySet[Any] = people_of(meeting.body.partnership)
        others: Any = self.fields["stand_in"]
        others.queryset = members.exclude(pk__in=self.members).filter(is_active=True)
        place: Any = self.fields["stood_in_for"]
        place.queryset = members.filter(pk__in=self.members)
        self.order_fields([*(f"came_{pk}" for pk in self.members), "stand_in", "stood_in_for"])

    def clean(self) -> dict[str, Any]:
        """Somebody who came in a place needs both boxes."""
        typed = super().clean() or self.cleaned_data
        if bool(typed.get("stand_in")) != bool(typed.get("stood_in_for")):
            self.add_error("stood_in_for", "Choose who came, and in whose place.")
        return typed

    def given(self) -> dict[str, Any]:
        """What the service takes; nothing is said of those for whom nothing was chosen."""
        rows = [
            Came(seat.membership.person, self.cleaned_data[f"came_{pk}"])
            for pk, seat in self.members.items()
            if self.cleaned_data[f"came_{pk}"]
        ]
        if somebody := self.cleaned_data["stand_in"]:
            rows.append(Came(somebody, Attendance.Came.PRESENT, self.cleaned_data["stood_in_for"]))
        return {"rows": rows}


def _whether_they_came(seat: Seat, came: str) -> forms.ChoiceField:
    what = seat.membership.get_role_display()
    return forms.ChoiceField(
        label=f"{seat.membership.person.name}, {what.lower()}",
        help_text=seat.sits_for,
        choices=Attendance.Came.choices,
        required=False,
        initial=came,
        widget=forms.RadioSelect,
    )


class TermsForm(OfficerForm):
    """A version of a body’s terms of reference."""

    title = forms.CharField(
        label="Title",
        max_length=200,
        initial="Terms of reference",
        error_messages={"required": "Enter the document’s title."},
    )
    purpose = words(
        "What the body is for", "In plain words, for those who read this page.", "Say what the body is for.", 5
    )
    approved_on = a_day("Approved on", "Such as 27 March 2026.", "Enter the day they were approved.")
    approved_by = forms.CharField(
        label="Approved by",
        help_text="The body or post, such as SEPB.",
        max_length=200,
        error_messages={"required": "Say who approved them."},
    )
    review_on = a_day("To be reviewed on (optional)", "Such as 27 March 2027.")
    link = forms.URLField(
        label="Where the document is (optional)",
        help_text="An address that begins with https://.",
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": "Enter an address such as https://example.org/terms.pdf."},
    )
