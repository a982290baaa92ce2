"""What people do to a plan: every write, each in one transaction, by somebody, at a moment that is passed in."""

from .dates import Asked, ask_for_date, decide_date
from .decisions import correct_date, sign_off, withdraw
from .editing import ChangedSince, version
from .escalating import raise_about, raise_all, tell_of_answers
from .leads import add_lead, change_lead, confirm_accountable, end_lead, make_accountable, remove_lead
from .overdue import flag_overdue
from .tree import (
    add_action,
    add_ambition,
    add_milestone,
    add_objective,
    change_action,
    change_ambition,
    change_milestone,
    change_objective,
    move,
    remove,
)
from .updates import ANYTHING, Said, SaidSince, confirm_claim, may_speak, post_update, still_true

__all__ = [
    "ANYTHING",
    "Asked",
    "ChangedSince",
    "Said",
    "SaidSince",
    "add_action",
    "add_ambition",
    "add_lead",
    "add_milestone",
    "add_objective",
    "ask_for_date",
    "change_action",
    "change_ambition",
    "change_lead",
    "change_milestone",
    "change_objective",
    "confirm_accountable",
    "confirm_claim",
    "correct_date",
    "decide_date",
    "end_lead",
    "flag_overdue",
    "make_accountable",
    "may_speak",
    "move",
    "post_update",
    "raise_about",
    "raise_all",
    "remove",
    "remove_lead",
    "sign_off",
    "still_true",
    "tell_of_answers",
    "version",
    "withdraw",
]
