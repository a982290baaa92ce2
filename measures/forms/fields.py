"""A text box for a number of a measure, read as people write it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from measures.numbers import plain

ASK = "Enter a number in figures, such as 43, 11.86 or 1,330."
TOO_EXACT = "Enter no more than four decimal places."
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<places>\d+))?(?: ?(?:%|per cent))?")
MOST_PLACES = 4
MOST_FIGURES = 10


def read_number(text: str) -> Decimal:
    """A number as people write it: 43, 43%, 1,330, −10. Raises ValidationError saying what to enter."""
    typed = " ".join(text.replace("−", "-").replace("–", "-").casefold().split())
    match = _NUMBER.fullmatch(typed) if typed.isascii() else None
    if match is None:
        raise ValidationError(ASK)
    whole, places = match["whole"].replace(",", ""), (match["places"] or "").rstrip("0")
    if len(places) > MOST_PLACES:
        raise ValidationError(TOO_EXACT)
    if len(whole.lstrip("0")) > MOST_FIGURES:
        raise ValidationError(f"Enter a number of {MOST_FIGURES} figures at most.")
    return Decimal(f"{match['sign']}{whole}.{places or 0}")


class NumberField(forms.CharField):
    """One text box for a number. What cannot be read is kept as it was typed, with a message beside it."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A box as wide as a number, with the keys for one on a phone."""
        return {"class": "govuk-input--width-5", "inputmode": "decimal", "autocomplete": "off", "spellcheck": "false"}

    def to_python(self, value: Any) -> Any:
        """The number, or None where nothing was typed."""
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        return read_number(str(value)) if str(value).strip() else None

    def run_validators(self, value: Any) -> None:
        """None: the reading said all there is to say, and the length of a number means nothing."""

    def prepare_value(self, value: Any) -> Any:
        """A number that is known already is written without noughts after its places."""
        return plain(value) if isinstance(value, Decimal) else value
