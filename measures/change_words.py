"""One record of a measure's, a series' or a target's history, held against the one before it, as a sentence."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from governance.wording import day, listed
from plans.document.matching import REASON as LOADED

from .numbers import plain
from .services.measures import OTHER_ACTIONS

NAMES = {
    "owner": "who reports it",
    "frequency": "how often it is reported",
    "better": "which way is better",
    "decimals": "the decimal places",
    "highest": "the top of its scale",
    "tolerance": "the tolerance",
    "part_of": "its total",
    "numerator": "what is counted",
    "denominator": "out of what it is counted",
    "doubt": "the doubt about its direction",
    "due_as_printed": "the printed due words",
    "due_on": "the day it is due",
    "as_printed": "the printed words",
    "basis": "what the change is measured from",
    "low": "the lower end",
    "high": "the upper end",
    "sample": "the printed sample",
}
"""What a field is called in a sentence, where that is not its label."""
UNTOLD = {"id", "plan", "measure", "series", "order", "added_on", "history", "confirmed_by", "confirmed_at"}
SWITCHES = {"hides_small_numbers": ("began to hide small numbers", "stopped hiding small numbers")}


def told(what: str, record: Any, before: Any) -> str:
    """What was done to a row; `before` is the record before it of the same row, or None."""
    if record.history_type == "+":
        return f"added {_named(what, record)}"
    if record.history_type == "-":
        return f"removed {_named(what, record)}"
    if record.history_change_reason == OTHER_ACTIONS:
        return OTHER_ACTIONS
    if before is None:
        return "changed it"
    phrases = [*_fields(record, before), *_confirmed(what, record, before)]
    return f"{listed(phrases) or 'saved it again without a change'}{_why(record)}"


def _why(record: Any) -> str:
    """The reason that whoever changed it gave."""
    reason = record.history_change_reason
    return f": {reason}" if reason and reason != LOADED else ""


def _named(what: str, record: Any) -> str:
    called = {"Measure": "title", "Series": "name", "Target": "as_printed"}[what]
    return f"the {what.lower()} “{getattr(record, called)}”"


def _fields(record: Any, before: Any) -> list[str]:
    changed = record.diff_against(before, excluded_fields=UNTOLD).changes
    return [_field(change.field, before, record) for change in changed]


def _field(name: str, before: Any, record: Any) -> str:
    """ "changed the title from “a” to “b”", "set the note to “b”", "took out the note, “a”"."""
    if name in SWITCHES:
        return SWITCHES[name][0 if getattr(record, name) else 1]
    called = NAMES.get(name, f"the {record._meta.get_field(name).verbose_name}")
    old, new = _value(before, name), _value(record, name)
    if not old:
        return f"set {called} to {new}"
    if not new:
        return f"took out {called}, {old}"
    return f"changed {called} from {old} to {new}"


def _value(record: Any, name: str) -> str:
    value = getattr(record, name)
    choices = dict(record._meta.get_field(name).flatchoices or ())
    if value is None or value == "":
        return ""
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, Decimal):
        return plain(value)
    return str(value) if isinstance(value, int) else f"“{choices.get(value, value)}”"


def _confirmed(what: str, record: Any, before: Any) -> list[str]:
    """An interpretation that somebody settled, or that a later change unsettled."""
    if what != "Target" or record.confirmed_at == before.confirmed_at:
        return []
    if record.confirmed_at:
        return [f"confirmed how “{record.as_printed}” is read"]
    return [f"left open how “{record.as_printed}” is read"]
