"""One record of a row's history, held against the one before it, as the sentence that says what was done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from governance.wording import day, listed

from .services.editions import ORIGIN_SAID
from .services.leads import MADE_ACCOUNTABLE
from .services.tree import MOVED_DOWN, MOVED_UP

NAMES = {
    "body": "the ambition group",
    "recurrence": "how often it comes round",
    "due_as_printed": "the printed due words",
    "inspection_started_on": "the first day of the inspection",
    "inspection_ended_on": "the last day of the inspection",
    "starts_on": "the first day",
    "ends_on": "the last day",
    "as_printed": "the printed words",
    "refers_to": "the rows it refers to",
    "replaces": "the edition before it",
}
"""What a field is called in a sentence, where that is not its label."""
UNTOLD = {"id", "plan", "order", "added_on", "adopted_by", "history"}
MOVES = {
    MOVED_UP: "moved it up the list",
    MOVED_DOWN: "moved it down the list",
    ORIGIN_SAID: ORIGIN_SAID,
}


@dataclass(frozen=True)
class Told:
    """What was done to which row."""

    sentence: str
    about: str
    ref: str


def told_of(kind: str, record: Any, before: Any) -> Told:
    """Put one record into words; `before` is the record before it of the same row, or None."""
    about, ref = _about(kind, record)
    if kind == "lead":
        return Told(_of_lead(record, before), about, ref)
    if record.history_type == "+":
        return Told(f"added {_named(kind, record)}", about, ref)
    if record.history_type == "-":
        return Told(f"removed {_named(kind, record)}", about, ref)
    return Told(_changed(kind, record, before), about, ref)


def _about(kind: str, record: Any) -> tuple[str, str]:
    if kind == "lead":
        ref = record.action.ref if record.action else ""
        return (f"Action {ref}" if ref else "An action that was removed"), ref
    if kind == "plan":
        return "Plan", ""
    ref = str(record.number) if kind == "ambition" else record.ref
    return f"{kind.capitalize()} {ref}", ref


def _named(kind: str, record: Any) -> str:
    if kind == "plan":
        return f"the plan “{record.title}”"
    _, ref = _about(kind, record)
    title = record.outcome if kind == "action" else record.title
    return f"{kind} {ref}" + (f", “{title}”" if title else "")


def _changed(kind: str, record: Any, before: Any) -> str:
    if record.history_change_reason in MOVES:
        return MOVES[record.history_change_reason]
    if before is None:
        return "changed it"
    changed = [change.field for change in record.diff_against(before, excluded_fields=UNTOLD).changes]
    if kind == "plan" and "adopted_on" in changed:
        return "adopted the plan"
    phrases = [_field(name, before, record) for name in changed]
    return listed(phrases) or "saved it again without a change"


def _field(name: str, before: Any, record: Any) -> str:
    """ "changed the title from “a” to “b”", "set the note to “b”", "took out the note, “a”"."""
    field = record._meta.get_field(name)
    called = NAMES.get(name, f"the {field.verbose_name}")
    old, new = _value(before, name), _value(record, name)
    if not old:
        return f"set {called} to {new}"
    if not new:
        return f"took out {called}, {old}"
    return f"changed {called} from {old} to {new}"


def _value(record: Any, name: str) -> str:
    value = getattr(record, name)
    field = record._meta.get_field(name)
    if field.choices:
        return f"“{dict(field.flatchoices).get(value, value)}”"
    if value is None or value == "":
        return ""
    if isinstance(value, dt.date):
        return day(value)
    return str(value) if isinstance(value, int) else f"“{value}”"


def _of_lead(record: Any, before: Any) -> str:
    post = str(record.post)
    if record.history_type == "-":
        return f"removed {post} as a lead"
    if record.history_change_reason == MADE_ACCOUNTABLE:
        return f"made {post} the accountable lead"
    if record.history_type == "+":
        as_what = "the accountable lead" if record.is_accountable else "a lead"
        return f"added {post} as {as_what}" + (", assumed" if record.is_assumed else "")
    if before is None:
        return f"changed {post} as a lead"
    return _change_of_lead(post, record, before)


def _change_of_lead(post: str, record: Any, before: Any) -> str:
    if before.ends_on != record.ends_on and record.ends_on:
        return f"ended {post} as a lead on {day(record.ends_on)}"
    if before.is_assumed and not record.is_assumed and record.is_accountable:
        return f"confirmed {post} as the accountable lead"
    if before.is_accountable and not record.is_accountable:
        return f"made {post} a contributing lead"
    changed = record.diff_against(before, excluded_fields=UNTOLD | {"is_accountable", "is_assumed"}).changes
    phrases = [_field(change.field, before, record) for change in changed]
    return f"{listed(phrases)} ({post})" if phrases else f"saved {post} again without a change"
