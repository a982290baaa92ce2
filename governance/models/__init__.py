"""Who: partnerships, organisations, posts, people, bodies, their meetings and rounds, and what people are told.

The lowest floor. It knows nothing of plans: a Notice, an AgendaItem or an Escalation is words, an address, a person or
a body, and a unique key.
"""

from .bodies import Body, BodyRole, Membership, TermsOfReference
from .escalations import Escalation, EscalationAnswer, EscalationRule
from .meetings import AgendaItem, ArisingAction, Attendance, Meeting, MeetingDecision, MeetingSeries
from .notices import CalendarFeed, MailSettings, Notice, Unwanted
from .partnerships import Organisation, Partnership, TermDate
from .people import Appointment, Person, Post, PostHolding
from .reviews import Review
from .rounds import RoundReport

__all__ = [
    "AgendaItem",
    "Appointment",
    "ArisingAction",
    "Attendance",
    "Body",
    "BodyRole",
    "CalendarFeed",
    "Escalation",
    "EscalationAnswer",
    "EscalationRule",
    "MailSettings",
    "Meeting",
    "MeetingDecision",
    "MeetingSeries",
    "Membership",
    "Notice",
    "Organisation",
    "Partnership",
    "Person",
    "Post",
    "PostHolding",
    "Review",
    "RoundReport",
    "TermDate",
    "TermsOfReference",
    "Unwanted",
]
