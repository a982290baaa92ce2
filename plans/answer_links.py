"""Links in a chase's mail: for which milestones one person may answer with it, and until when. What it may do is in
docs/adr/0009.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from django.db.models import Q

from governance import mail_links
from governance.models import Notice
from governance.roles import Standing, may
from governance.verbs import Verb

from . import scope, work
from .models import AnswerLink, Declared

PATH = "/answer/"
LASTS = dt.timedelta(days=14)
"""How long after it was written a link works."""
INVITATION = (
    "You can answer for these without signing in, once, in the next 14 days. Do not pass the link on:\n{place}\n\n"
    "To say that something is complete, or to see more, sign in."
)
CLOSED = Q(rule__in=["withdrawn", "signed_off", "awaiting_sign_off"])
"""What nobody answers for by a link: it would reopen what was claimed, accepted or withdrawn."""


class State(StrEnum):
    """Whether a link still works."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"


def invite(notice: Notice) -> None:
    """Add to a notice's words the place where its mail has the link."""
    notice.body = f"{notice.body}\n\n{INVITATION.format(place=mail_links.place(PATH))}"


def state(link: AnswerLink, now: dt.datetime) -> State:
    """Whether a link still works at a moment."""
    if link.used_at is not None:
        return State.USED
    return State.OPEN if now < link.expires_at else State.EXPIRED


def by_token(token: str) -> AnswerLink | None:
    """The link that a token opens."""
    return AnswerLink.objects.select_related("person").filter(token_sha256=mail_links.hashed(token)).first()


def rows(link: AnswerLink, who: Standing) -> list[work.Row]:
    """The link's milestones of which its person, as they stand today, may still say how they stand."""
    found = work.to_speak_of(who).filter(answer_links=link).exclude(CLOSED)
    read = work.rows(found, who)
    scopes = scope.of_actions([row.milestone.action for row in read], who.on)
    return [row for row in read if may(who, Verb.UPDATE, scopes[row.milestone.action_id])]


SAYABLE = (Declared.NOT_STARTED, Declared.ON_TRACK, Declared.AT_RISK, Declared.OFF_TRACK)
"""What may be declared by a link: anything but that it is complete."""
