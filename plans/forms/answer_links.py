"""What may be typed of a milestone by a link in a mail: less than on the site, and no claim."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from governance.roles import Scope, Standing
from plans.answer_links import SAYABLE
from plans.models import Declared, StatusUpdate
from plans.services.answer_links import NO_CHANGE, Answer

from .updates import PLAINLY, UpdateForm

ONLY_SIGNED_IN = (
    *("completed_on", "difference_made", "evidence_link", "evidence_files"),
    *("on_behalf_of", "heard", "heard_note", "next_update_on", "occurrence_due_on"),
)
"""Fields of the site's own form that a link does not offer."""
WORDS_OF_IT = ("what_was_done", "what_is_wrong", "what_is_being_done")


class LinkForm(UpdateForm):
    """How one milestone stands, or nothing. `milestone` carries its facts, `of` its scope."""

    def __init__(self, data: Any = None, *, milestone: Any, of: Scope, who: Standing) -> None:
        super().__init__(data, milestone=milestone, of=of, who=who)
        self.milestone, self.today = milestone, who.on
        for name in ONLY_SIGNED_IN:
            self.fields.pop(name, None)
        declared: Any = self.fields["declared"]
        declared.label = f"How does {milestone.ref} stand?"
        declared.required = False
        sayable = [(one.value, PLAINLY[one]) for one in SAYABLE]
        declared.choices = [("", "Say nothing of it now"), *_repeat(milestone), *sayable]
        self.initial["declared"] = ""

    def clean(self) -> dict[str, Any]:
        """What is said is honest by the same rules as on the site."""
        typed = super().clean() or self.cleaned_data
        declared = typed.get("declared")
        if declared in SAYABLE:
            try:
                StatusUpdate(**typed, said_on=self.today).clean()
            except ValidationError as problem:
                self.refuse(problem)
        elif "declared" not in self.errors and any(typed.get(name) for name in WORDS_OF_IT):
            self.add_error("declared", f"Choose how {self.milestone.ref} stands: what you wrote goes with that.")
        return typed

    def answer(self, seen: int | None) -> Answer | None:
        """What was said of it, for the service; None where nothing was."""
        declared = self.cleaned_data["declared"]
        if not declared:
            return None
        return Answer(self.milestone, None if declared == NO_CHANGE else self.said(), seen)


def _repeat(milestone: Any) -> list[tuple[str, str]]:
    last = milestone.declaration
    if last is None or last.declared == Declared.COMPLETE:
        return []
    return [(NO_CHANGE, f"No change: still {last.get_declared_display().lower()}")]
