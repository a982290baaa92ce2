"""What templates need to draw a form field or a list of pages, and no more."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, Field, Textarea, TextInput, Widget
from django.utils.safestring import SafeString

register = template.Library()

CLASSES = {
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "number": "govuk-input govuk-input--width-5",
    "checkbox": "govuk-checkboxes__input",
}
DJANGO_ROWS = "10"
"""The height Django gives a textarea that asked for none; ours is `ROWS`, and grows by dragging."""
ROWS = "3"
REQUIRED = {
    "radios": "Choose an answer to “{}”",
    "checkboxes": "Choose an answer to “{}”",
    "select": "Choose an answer to “{}”",
    "checkbox": "Tick “{}”",
    "file": "Choose a file for “{}”",
}
NUMBER_ONLY = {"min", "max", "step"}


@register.filter
def drawn_as(field: BoundField) -> str:
    """The kind of control a field is: `text`, `textarea`, `select`, `radios`, `checkboxes`, `checkbox`…"""
    widget = field.field.widget
    if isinstance(widget, Textarea):
        return "textarea"
    kind = getattr(widget, "input_type", "") or "other"
    if field.use_fieldset and kind in {"radio", "checkbox"}:
        return "radios" if kind == "radio" else "checkboxes"
    return kind


@register.filter
def control(field: BoundField) -> SafeString:
    """The control itself, with the classes that its kind and its state call for."""
    kind = drawn_as(field)
    return field.as_widget(_typed(field.field.widget, kind), attrs=_attributes(field, kind))


def _typed(widget: Widget, kind: str) -> Widget:
    """Numbers are typed as text: a number box drops what is not a number before anybody can read it back."""
    if kind != "number":
        return widget
    return TextInput({"inputmode": "decimal"} | {k: v for k, v in widget.attrs.items() if k not in NUMBER_ONLY})


def _attributes(field: BoundField, kind: str) -> dict[str, Any]:
    widget = field.field.widget
    attributes: dict[str, Any] = {"class": _classes(field, kind, widget), "placeholder": False}
    if kind == "textarea" and str(widget.attrs.get("rows", DJANGO_ROWS)) == DJANGO_ROWS:
        attributes["rows"] = ROWS
    if kind == "password":
        attributes |= {"spellcheck": "false", "autocapitalize": "none"}
    return attributes


def _classes(field: BoundField, kind: str, widget: Widget) -> str:
    base = "govuk-textarea" if kind == "textarea" else CLASSES.get(kind, "govuk-input")
    own = widget.attrs.get("class", "")
    wrong = f"{base.split()[0]}--error" if field.errors and kind != "checkbox" else ""
    counted = "govuk-js-character-count" if kind == "textarea" and widget.attrs.get("maxlength") else ""
    return " ".join(part for part in (base, own, counted, wrong) if part)


@register.filter
def errors_in_words(field: BoundField) -> Iterator[str]:
    """What is wrong with a field. "This field is required", ten times over, would tell nobody which."""
    for message in field.errors:
        if message == Field.default_error_messages["required"]:
            yield REQUIRED.get(drawn_as(field), "Fill in “{}”").format(field.label)
        else:
            yield str(message)


@register.filter
def first_control_id(field: BoundField) -> str:
    """Where a link in the error summary leads: the control, or the first choice of a group."""
    if field.use_fieldset and drawn_as(field) in {"radios", "checkboxes"}:
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def page_numbers(page: Page) -> Iterator[int | str]:
    """Page numbers with gaps: 1 … 4 5 6 … 20."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
