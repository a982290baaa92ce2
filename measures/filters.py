"""The measures list: which series are asked for. All of it lies in the address.

How a series stands is worked out in Python, so it is filtered there too, over rows that were judged once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms

from plans.filters import PlainSelect
from plans.models import Plan

from .judged import Judged, Measured
from .models import Source
from .trajectory import STATE_LABELS

ONLY: dict[str, tuple[str, Callable[[Judged], bool]]] = {
    "late": ("A reading is late", lambda one: one.trajectory.is_late),
    "unconfirmed": (
        "A target rests on an interpretation not yet confirmed",
        lambda one: any(not step.is_confirmed for step in one.steps),
    ),
}
"""Kinds of series that may be asked for alone: their name in the address, their words, and which they are."""


ANY = ("", "Any")


def _one(label: str, what: str) -> forms.ChoiceField:
    wrong = {"invalid_choice": f"This plan has no such {what}. Choose one from the list."}
    return forms.ChoiceField(label=label, required=False, widget=PlainSelect, error_messages=wrong)


def _several(label: str, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    wrong = {"invalid_choice": "“%(value)s” is not one of these. Choose from the list."}
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages=wrong,
    )


class MeasureFilter(forms.Form):
    """Narrows judged measures of one plan to the series that are asked for."""

    q = forms.CharField(
        label="Words", required=False, max_length=200, help_text="In a reference, a title or a line’s name"
    )
    ambition = _one("Ambition", "ambition")
    source = _one("Source", "source")
    state = _several("How it stands", [(state, label) for state, label in STATE_LABELS.items()])
    only = _several("Show only", [(name, words) for name, (words, _) in ONLY.items()])

    def __init__(self, data: Mapping[str, Any], plan: Plan) -> None:
        super().__init__(data)
        ambitions = [(str(one.number), f"{one.number}. {one.title}") for one in plan.ambitions.all()]
        sources = Source.objects.filter(placements__measure__plan=plan).distinct()
        self.fields["ambition"].choices = [ANY, *ambitions]  # type: ignore[attr-defined]
        self.fields["source"].choices = [ANY, *((str(one.pk), one.name) for one in sources)]  # type: ignore[attr-defined]

    @property
    def ambition_chosen(self) -> int | None:
        """The number of the ambition that was asked for, if one was."""
        chosen = self.cleaned_data.get("ambition") if self.is_valid() else ""
        return int(chosen) if chosen else None

    def left(self, rows: Iterable[Measured]) -> list[Measured]:
        """The measures of which something is left, with what is left; nothing where a choice could not be read."""
        if not self.is_valid():
            return []
        found = ((row, [one for one in row.series if self._takes(row, one)]) for row in rows if self._placed(row))
        return [replace(row, series=series) for row, series in found if series or self._takes_bare(row)]

    def _placed(self, row: Measured) -> bool:
        """Whether one of its places is under the ambition and from the source that were asked for."""
        ambition, source = self.cleaned_data["ambition"], self.cleaned_data["source"]
        if not ambition and not source:
            return True
        return any(
            ambition in ("", str(place.ambition.number)) and source in ("", str(place.source_id))
            for place in row.placements
        )

    def _takes(self, row: Measured, one: Judged) -> bool:
        states, only = self.cleaned_data["state"], self.cleaned_data["only"]
        return (
            (not states or one.trajectory.state in states)
            and all(ONLY[kind][1](one) for kind in only)
            and self._says(f"{row.measure} {one.series}")
        )

    def _takes_bare(self, row: Measured) -> bool:
        """A measure of which nothing is counted yet, where nothing was asked of a series."""
        asked = self.cleaned_data["state"] or self.cleaned_data["only"]
        return not row.series and not asked and self._says(str(row.measure))

    def _says(self, text: str) -> bool:
        """Whether every word that was asked for is in it, wherever it stands."""
        return all(word in text.casefold() for word in self.cleaned_data["q"].casefold().split())
