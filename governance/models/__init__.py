"""Who: partnerships, organisations, posts, people, bodies, meetings and notices.

The lowest floor. It knows nothing of plans: a Notice is words, an address, a person and a unique key.
"""

from .bodies import Body, BodyRole, Meeting, Membership
from .notices import Notice
from .partnerships import Organisation, Partnership, TermDate
from .people import Appointment, Person, Post, PostHolding

__all__ = [
    "Appointment",
    "Body",
    "BodyRole",
    "Meeting",
    "Membership",
    "Notice",
    "Organisation",
    "Partnership",
    "Person",
    "Post",
    "PostHolding",
    "TermDate",
]
