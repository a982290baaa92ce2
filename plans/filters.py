"""The milestones list: which rows are asked for, and in what order. All of it lies in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Case, F, Q, When
from django.db.models.expressions import OrderBy
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .choices import NOBODY, Choices
from .facts import end_of
from .models import ActionLead, DateChange, DateRequest, Declared, Milestone, Recurrence
from .position import COLOUR_LABELS, DIFFERS, RULES
from .querysets import PRINTED_ORDER, MilestoneQuerySet

NOTHING = "nothing"
"""For `declared`: nothing has been said of it."""
WITHDRAWN = "withdrawn"
CARRIED_OVER = "carried_over"
"""For `because`: dates that moved before the plan moved here, for which nobody asked with a kind of reason."""
BECAUSE = [*DateRequest.Kind.choices, (CARRIED_OVER, "Carried over when the plan moved here")]

ONLY: dict[str, tuple[str, Q]] = {
    "overdue": ("Overdue", Q(rule="overdue")),
    "differ": ("Lead and rules differ", DIFFERS),
    "unheard": ("Never heard of", Q(heard_on__isnull=True)),
    "moved": ("Date moved", Q(times_moved__gt=0)),
    "undated": ("No due date", Q(due_on__isnull=True)),
    "recurring": ("Comes round again", ~Q(recurrence=Recurrence.ONCE)),
}
"""Kinds of milestone that may be asked for alone: their name in the address, their words, and which they are."""

SORTS: dict[str, str] = {
    "order": "Printed order",
    "due": "Due date, earliest first",
    "-due": "Due date, latest first",
    "severity": "Position, worst first",
    "-severity": "Position, best first",
    "-overdue": "Days overdue, most first",
    "overdue": "Days overdue, fewest first",
    "-slipped": "Days slipped, most first",
    "slipped": "Days slipped, fewest first",
    "heard": "Last heard of, longest ago first",
    "-heard": "Last heard of, latest first",
}


class FilterForm(forms.Form):
    """The filters as a form; what two of them say together is checked here."""

    def clean(self) -> dict[str, Any]:
        """A window of due dates that ends before it begins is a slip, not an empty list."""
        chosen: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = chosen.get("due_from"), chosen.get("due_to")
        if since and until and until < since:
            self.add_error("due_to", "Enter a day on or after the first one.")
        return chosen


class PlainSelect(forms.Select):
    """Django's list of choices, written without a template for each choice: a plan's lists have some hundred."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The same markup."""
        chosen = self.format_value(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, mark_safe(" selected") if str(key) in chosen else "", words) for key, words in self.choices),
        )
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", attributes, options)


def _one(label: str, what: str, **rest: Any) -> filters.ChoiceFilter:
    wrong = {"invalid_choice": f"This plan has no such {what}. Choose one from the list."}
    return filters.ChoiceFilter(
        **{"label": label, "empty_label": "Any", "widget": PlainSelect, "error_messages": wrong, **rest}
    )


def _several(label: str, choices: list[tuple[str, str]], **rest: Any) -> filters.MultipleChoiceFilter:
    wrong = {"invalid_choice": "“%(value)s” is not one of these. Choose from the list."}
    return filters.MultipleChoiceFilter(
        label=label,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages=wrong,
        distinct=False,
        **rest,
    )


def _day(label: str, **rest: Any) -> filters.DateFilter:
    wrong = {"invalid": "Enter a day as the calendar has it, such as 31 January 2026."}
    return filters.DateFilter(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"),
        error_messages=wrong,
        **rest,
    )


class MilestoneFilter(filters.FilterSet):
    """Narrows and sorts positioned milestones of one plan. Withdrawn ones come only by colour or rule."""

    q = filters.CharFilter(
        method="search", label="Words", help_text="In a reference, a title or an outcome", max_length=200
    )
    ambition = _one("Ambition", "ambition", field_name="action__objective__ambition__number")
    objective = _one("Objective", "objective", field_name="action__objective__ref")
    body = _one("Ambition group", "ambition group", field_name="action__objective__ambition__body__key")
    organisation = _one("Lead organisation", "lead organisation", method="led_by_organisation")
    post = _one("Lead post", "lead post", method="led_by_post")
    area = _one("Area for improvement", "area for improvement", field_name="action__objective__areas__ref")
    declared = _one("What the lead last said", "status", method="said")
    because = _one("Date moved because", "kind of reason", choices=BECAUSE, method="moved_because")
    due_from = _day("Due from", field_name="due_on", lookup_expr="gte")
    due_to = _day("Due to", field_name="due_on", lookup_expr="lte")
    only = _several("Show only", [(name, words) for name, (words, _) in ONLY.items()], method="narrow")
    colour = _several("Position", list(COLOUR_LABELS.items()), field_name="colour")
    rule = _several("Position, exactly", [(rule.name, rule.label) for rule in RULES], field_name="rule")
    sort = _one("Sort by", "order", choices=list(SORTS.items()), method="leave", empty_label=None, initial="order")

    class Meta:
        model = Milestone
        fields: tuple[str, ...] = ()
        form = FilterForm

    def __init__(self, data: Mapping[str, Any], queryset: MilestoneQuerySet, choices: Choices, as_at: dt.date) -> None:
        super().__init__(data, queryset)
        self.as_at = as_at
        self.filters["declared"].extra["choices"] = [(NOTHING, "Nothing yet"), *Declared.choices]
        for name, offered in choices.by_filter().items():
            self.filters[name].extra["choices"] = offered

    def filter_queryset(self, queryset: MilestoneQuerySet) -> MilestoneQuerySet:
        """Everything chosen, then the order; nothing at all where a choice could not be read."""
        if self.form.errors:
            return queryset.none()
        if self.is_clear_of_withdrawn:
            queryset = queryset.filter(Q(withdrawn=False))
        queryset = super().filter_queryset(queryset)
        return queryset.order_by(*ordering(self.form.cleaned_data["sort"]))

    @property
    def is_clear_of_withdrawn(self) -> bool:
        """Whether withdrawn milestones are left out: nobody asked for them."""
        chosen = self.form.cleaned_data
        return WITHDRAWN not in [*chosen.get("colour", ()), *chosen.get("rule", ())]

    def search(self, queryset: MilestoneQuerySet, name: str, value: str) -> MilestoneQuerySet:
        """Every word, wherever it stands."""
        for word in value.split():
            queryset = queryset.filter(
                Q(ref__icontains=word) | Q(title__icontains=word) | Q(action__outcome__icontains=word)
            )
        return queryset

    def narrow(self, queryset: MilestoneQuerySet, name: str, value: list[str]) -> MilestoneQuerySet:
        """Those that are all of what was ticked."""
        for kind in value:
            queryset = queryset.filter(ONLY[kind][1])
        return queryset

    def led_by_organisation(self, queryset: MilestoneQuerySet, name: str, value: str) -> MilestoneQuerySet:
        """Those of which the organisation is one lead, or that nobody leads."""
        leads = ActionLead.objects.on(self.as_at)
        if value == NOBODY:
            return queryset.exclude(action__in=leads.values("action"))
        return queryset.filter(action__in=leads.filter(post__organisation__key=value).values("action"))

    def led_by_post(self, queryset: MilestoneQuerySet, name: str, value: str) -> MilestoneQuerySet:
        """Those of which the post is one lead."""
        leads = ActionLead.objects.on(self.as_at).filter(post=int(value))
        return queryset.filter(action__in=leads.values("action"))

    def said(self, queryset: MilestoneQuerySet, name: str, value: str) -> MilestoneQuerySet:
        """By the declaration that stands."""
        return queryset.filter(Q(declared__isnull=True) if value == NOTHING else Q(declared=value))

    def moved_because(self, queryset: MilestoneQuerySet, name: str, value: str) -> MilestoneQuerySet:
        """Those that a decision moved at least once for that kind of reason."""
        moves = DateChange.objects.filter(kind=DateChange.Kind.MOVED, recorded_at__lt=end_of(self.as_at))
        asked = Q(decision__isnull=True) if value == CARRIED_OVER else Q(decision__request__kind=value)
        return queryset.filter(pk__in=moves.filter(asked).values("milestone"))

    def leave(self, queryset: MilestoneQuerySet, name: str, value: str) -> MilestoneQuerySet:
        """The order is put on last: sorting takes nothing away."""
        return queryset


_OVERDUE_SINCE = Case(When(rule="overdue", then=F("due_on")))
_COLUMNS: dict[str, Any] = {
    "due": F("due_on"),
    "severity": F("severity"),
    "heard": F("heard_on"),
    "slipped": Case(When(times_moved__gt=0, then=F("due_on") - F("agreed_on"))),
    # The longest overdue is the one due first, so the two run against each other.
    "overdue": _OVERDUE_SINCE,
}


def ordering(sort: str) -> list[OrderBy | str]:
    """What a `sort` means to the database; what has no value stands last, ties in printed order."""
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    if name not in _COLUMNS:
        return [*PRINTED_ORDER]
    if name == "overdue":
        descending = not descending
    column = _COLUMNS[name]
    by = column.desc(nulls_last=True) if descending else column.asc(nulls_last=True)
    return [by, *PRINTED_ORDER]
