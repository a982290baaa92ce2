"""The form that takes a file of readings."""

from __future__ import annotations

from typing import Any

from django import forms

from measures.importing.opening import LARGEST, MEGABYTE
from measures.models import Profile
from plans.forms.editing import Refusable
from plans.models import Plan

TEMPLATE = "The template’s layout"


class FileForm(Refusable, forms.Form):
    """A file, and how it is laid out."""

    profile = forms.ModelChoiceField(
        Profile.objects.none(),
        required=False,
        empty_label=TEMPLATE,
        label="How is it laid out?",
        help_text="A profile says which columns an export has. Without one, the file is read as the template.",
        error_messages={"invalid_choice": "Choose a profile of this plan."},
    )
    file = forms.FileField(
        label="File of readings",
        help_text=f"Excel workbook (.xlsx) or CSV, up to {LARGEST // MEGABYTE} MB. "
        "Nothing is recorded before you confirm it.",
        error_messages={
            "required": "Choose the file of readings.",
            "empty": "The file is empty: export it again and upload it.",
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        profile: Any = self.fields["profile"]
        profile.queryset = Profile.objects.filter(plan=plan)
