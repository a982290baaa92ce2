"""A field that takes several files and looks into each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from plans.evidence import Examined, examine


class SeveralFiles(forms.FileInput):
    """A box from which several files can be chosen at once."""

    allow_multiple_selected = True


class EvidenceField(forms.FileField):
    """Files of evidence, each judged by its content; every problem is told, not only the first."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Examined]:
        """The files that may be kept. Raises ValidationError with a message for each that may not."""
        examined, problems = [], []
        for upload in data or []:
            try:
                examined.append(examine(upload))
            except ValidationError as problem:
                problems.extend(problem.error_list)
        if problems:
            raise ValidationError(problems)
        return examined
