"""What officers type of leads, and of what they decide: locked dates put right and work withdrawn."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms

from governance.fields import DayField
from governance.models import Partnership, Post
from plans.models import ActionLead

from .editing import Refusable, RowForm

LONG = 4000


class LeadForm(Refusable, forms.Form):
    """A post that is to lead an action."""

    post = forms.ModelChoiceField(
        label="Post",
        help_text="Missing? Add the post first, on the page of posts.",
        queryset=Post.objects.none(),
        empty_label="Choose a post",
        error_messages={"required": "Choose a post.", "invalid_choice": "Choose a post of this partnership."},
    )
    as_printed = forms.CharField(
        label="As the plan prints it", help_text="If it prints this post at all.", required=False, max_length=300
    )
    starts_on = DayField(
        label="From",
        help_text="The first day it leads. Empty means today, or since the plan begins while it is a draft.",
        required=False,
    )
    is_accountable = forms.BooleanField(
        label="Make it accountable",
        help_text="One post answers for each action; the others contribute.",
        required=False,
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.filter(organisation__partnership=partnership).select_related("organisation")
        field: Any = self.fields["post"]
        field.queryset = posts
        field.choices = [("", field.empty_label), *_by_organisation(posts.order_by("organisation__key", "title"))]


class LeadWordsForm(RowForm):
    """How the plan prints a lead."""

    class Meta:
        model = ActionLead
        fields = ("as_printed",)
        labels = {"as_printed": "As the plan prints it"}


class EndLeadForm(Refusable, forms.Form):
    """The last day of a lead."""

    ends_on = DayField(
        label="Last day",
        help_text="It leads to the end of this day. Past days go on showing it.",
        error_messages={"required": "Enter the last day, such as 31 March 2026."},
    )


class DateForm(Refusable, forms.Form):
    """A locked date put right, or the first date of a milestone that has none."""

    to_date = DayField(
        label="Right date",
        help_text="Such as 31 January 2026.",
        error_messages={"required": "Enter the date, such as 31 January 2026."},
    )
    reason = forms.CharField(
        label="Why",
        help_text="What shows that this is the date, such as the page of the published plan. It is kept for ever.",
        max_length=LONG,
        widget=forms.Textarea,
        error_messages={"required": "Say why, so that the change can be defended later."},
    )


class WithdrawForm(Refusable, forms.Form):
    """Work that is no longer to be done, by a decision of the board."""

    reason = forms.CharField(
        label="Why it is withdrawn",
        help_text="Printed wherever the work is shown, so write it for families and inspectors.",
        max_length=LONG,
        widget=forms.Textarea,
        error_messages={"required": "Say why it is withdrawn."},
    )
    minute = forms.CharField(
        label="Meeting of the board that decided it",
        help_text="What was promised is withdrawn only by the board. Such as SEPB, 3 March 2026, item 4.",
        max_length=200,
        error_messages={"required": "Say at which meeting the board decided it, such as SEPB, 3 March 2026."},
    )


def _by_organisation(posts: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    return [
        (str(organisation.name), [(post.pk, post.title) for post in held])
        for organisation, held in groupby(posts, key=lambda post: post.organisation)
    ]
