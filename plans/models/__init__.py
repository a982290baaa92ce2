"""What was promised (the plan tree) and what was said of it (the ledger)."""

from .chasing import AnswerLink, MilestoneEscalation
from .dates import DateDecision, DateRequest, Decider
from .decisions import DateChange, OverdueFlag, Withdrawal
from .evidence import Evidence
from .families import Experience, Told
from .inspection import Acronym, AreaForImprovement, Finding
from .ledger import Confirmation, Declared, StatusUpdate
from .sign_off import ActionSignOff, Capacity, Deferral, EmbeddedAnswer, Side, Signature, SignOff
from .tree import Action, ActionLead, Ambition, Milestone, Objective, Occurrence, Plan, Recurrence

__all__ = [
    "Acronym",
    "Action",
    "ActionLead",
    "ActionSignOff",
    "Ambition",
    "AnswerLink",
    "AreaForImprovement",
    "Capacity",
    "Confirmation",
    "DateChange",
    "DateDecision",
    "DateRequest",
    "Decider",
    "Declared",
    "Deferral",
    "EmbeddedAnswer",
    "Evidence",
    "Experience",
    "Finding",
    "Milestone",
    "MilestoneEscalation",
    "Objective",
    "Occurrence",
    "OverdueFlag",
    "Plan",
    "Recurrence",
    "Side",
    "SignOff",
    "Signature",
    "StatusUpdate",
    "Told",
    "Withdrawal",
]
