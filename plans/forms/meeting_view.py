"""The reason that a meeting gives when it returns a claim or puts it off; the rules are the services'."""

from __future__ import annotations

from typing import Any

from django import forms

from .editing import Refusable
from .updates import words

RETURN, DEFER = "return", "defer"
ASK = {
    RETURN: ("Why it is returned", "The lead reads this. Say what is missing."),
    DEFER: ("Why it is put off", "For the minutes. The claim stays in the queue."),
}


class ReasonForm(Refusable, forms.Form):
    """A reason in words."""

    reason = words("")

    use_required_attribute = False

    def __init__(self, data: Any = None, *, act: str) -> None:
        super().__init__(data, prefix=act)
        self.fields["reason"].label, self.fields["reason"].help_text = ASK[act]
        self.fields["reason"].widget.attrs["rows"] = 3
