"""What was promised (the plan tree) and what was said of it (the ledger)."""

from .dates import DateDecision, DateRequest, Decider
from .decisions import DateChange, OverdueFlag, Withdrawal
from .evidence import Evidence
from .inspection import Acronym, AreaForImprovement, Finding
from .ledger import Confirmation, Declared, SignOff, StatusUpdate
from .tree import Action, ActionLead, Ambition, Milestone, Objective, Occurrence, Plan, Recurrence

__all__ = [
    "Acronym",
    "Action",
    "ActionLead",
    "Ambition",
    "AreaForImprovement",
    "Confirmation",
    "DateChange",
    "DateDecision",
    "DateRequest",
    "Decider",
    "Declared",
    "Evidence",
    "Finding",
    "Milestone",
    "Objective",
    "Occurrence",
    "OverdueFlag",
    "Plan",
    "Recurrence",
    "SignOff",
    "StatusUpdate",
    "Withdrawal",
]
