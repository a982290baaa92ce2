"""How a notice reaches somebody's mailbox: by itself, in the weekly digest, or not at all. One table of rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass

from .models import Notice

AGAIN_AFTER = dt.timedelta(days=7)
"""Of the same thing nobody is mailed more often than this; what comes sooner waits for the digest."""
NEVER_STOPPED = frozenset({Notice.Kind.ACCOUNT})
"""What nobody can stop: an account's own mail says what was done with it."""
NEVER_BACKED_OFF = frozenset({Notice.Kind.ACCOUNT, Notice.Kind.ESCALATION, Notice.Kind.DIGEST})
"""What goes by itself however lately the same thing was told of: a concern and its answer are each said once."""

STOPPED_ACCOUNT = "The account is stopped."
UNWANTED = "You asked for no mail of this kind."
NO_DIGEST = "It would go into the weekly digest, and you asked for none."


@dataclass(frozen=True)
class Now:
    """It goes by itself, as soon as a worker comes to it."""


@dataclass(frozen=True)
class Digest:
    """It waits for the person's next weekly digest."""


@dataclass(frozen=True)
class Held:
    """No mail is sent of it, and why; it is shown on the site all the same."""

    reason: str


Delivery = Now | Digest | Held


@dataclass(frozen=True)
class Case:
    """What decides: the notice, what its person does not want, when the same thing was last told, the moment."""

    notice: Notice
    is_active: bool
    unwanted: Collection[str]
    last_mailed_about: dt.datetime | None
    now: dt.datetime

    @property
    def waits(self) -> bool:
        """Whether it is to go into the digest: it can wait, or its person was told of the same thing just now."""
        return self.notice.can_wait or self._was_just_told()

    def _was_just_told(self) -> bool:
        last = self.last_mailed_about
        if not self.notice.about or last is None or self.notice.kind in NEVER_BACKED_OFF:
            return False
        return self.now - last < AGAIN_AFTER


RULES: tuple[tuple[Callable[[Case], bool], Delivery], ...] = (
    (lambda case: not case.is_active, Held(STOPPED_ACCOUNT)),
    (lambda case: case.notice.kind in NEVER_STOPPED, Now()),
    (lambda case: case.notice.kind in case.unwanted, Held(UNWANTED)),
    (lambda case: case.waits and Notice.Kind.DIGEST in case.unwanted, Held(NO_DIGEST)),
    (lambda case: case.waits, Digest()),
    (lambda case: True, Now()),
)
"""First match wins."""


def decide(
    notice: Notice,
    *,
    is_active: bool,
    unwanted: Collection[str],
    last_mailed_about: dt.datetime | None,
    now: dt.datetime,
) -> Delivery:
    """How a notice that nobody was mailed of yet is delivered, by the first of `RULES` that matches.

    `unwanted` are the kinds that its person wants no mail of; `last_mailed_about` is when they were last mailed of
    the same `about`.
    """
    case = Case(notice, is_active, unwanted, last_mailed_about, now)
    return next(delivery for matches, delivery in RULES if matches(case))
