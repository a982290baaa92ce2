"""The challenge ledger as it is read: what was raised to whom, how it stands, and what was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q

from . import escalation_rules
from .models import Escalation, EscalationAnswer
from .models.escalations import EscalationQuerySet
from .roles import Standing
from .wording import count, day


class State(StrEnum):
    """How something that was raised stands; what is late is open too."""

    OPEN = "open"
    LATE = "late"
    ANSWERED = "answered"


LABELS: dict[str, str] = {State.OPEN: "Open", State.LATE: "Late", State.ANSWERED: "Answered"}
COLOURS: dict[str, str] = {State.OPEN: "amber", State.LATE: "red", State.ANSWERED: "blue"}
"""A shape beside each word, the same as positions have."""
MEANINGS: dict[str, str] = {
    State.OPEN: "The body has yet to answer.",
    State.LATE: "The body met, or two months went by, and nobody answered.",
    State.ANSWERED: "There is a decision, with an owner and a day.",
}
BESIDE = (
    "body",
    "rule",
    "raised_by",
    "item__meeting",
    "answer__owner__organisation",
    "answer__meeting__body",
    "answer__by",
)
HEADER = [
    "Raised on",
    "Raised to",
    "Raised by",
    "Concern",
    "Why",
    "About",
    "State",
    "Days without an answer",
    "On the agenda of",
    "Answered on",
    "Answer",
    "Owner",
    "Due",
]


@dataclass(frozen=True, slots=True)
class Line:
    """One concern as the ledger shows it on a day. Texts are empty where there is nothing to say."""

    pk: int
    title: str
    words: str
    address: str
    body: str
    raised_by: str
    raised_on: dt.date
    state: str
    days: int
    """How many days it waited for an answer, or has waited so far."""
    agenda: str
    answer: EscalationAnswer | None

    @property
    def label(self) -> str:
        """The state in a word."""
        return LABELS[self.state]

    @property
    def colour(self) -> str:
        """The shape that goes with the word."""
        return COLOURS[self.state]

    @property
    def waited(self) -> str:
        """How long, as a sentence says it."""
        if not self.days:
            return "Answered the same day" if self.answer else "Raised today"
        return f"{'Answered after' if self.answer else 'Unanswered for'} {count(self.days, 'day')}"

    @property
    def owner(self) -> str:
        """Who carries the answer out."""
        return str(self.answer.owner or self.answer.owner_in_words) if self.answer else ""


def ledger(who: Standing) -> EscalationQuerySet:
    """What somebody may read of the ledger, as on the day of their standing; the latest first."""
    return Escalation.objects.visible_to(who).with_lateness(who.on).select_related(*BESIDE)


def left(rows: EscalationQuerySet, *, body: int | None, state: str) -> EscalationQuerySet:
    """The rows of one body and in one state, where they are asked for."""
    if body is not None:
        rows = rows.filter(body=body)
    if state == State.ANSWERED:
        return rows.filter(answer__isnull=False)
    if state == State.LATE:
        return rows.filter(Q(is_late=True))
    return rows.waiting() if state == State.OPEN else rows


def lines(rows: Iterable[Escalation], on: dt.date) -> list[Line]:
    """Rows of `ledger()` as they are shown."""
    return [line(row, on) for row in rows]


def line(row: Any, on: dt.date) -> Line:
    """One row of `ledger()` as it is shown on a day."""
    answer = getattr(row, "answer", None)
    until = answer.answered_on if answer else on
    return Line(
        pk=row.pk,
        title=row.title,
        words=row.words,
        address=row.address,
        body=row.body.name,
        raised_by=by_whom(row),
        raised_on=row.raised_on,
        state=State.ANSWERED if answer else State.LATE if row.is_late else State.OPEN,
        days=max((until - row.raised_on).days, 0),
        agenda=day(row.item.meeting.sits_on) if row.item.meeting else "",
        answer=answer,
    )


def by_whom(row: Escalation) -> str:
    """Who raised it: a person by name, or the rule in words as it is set today."""
    if row.rule is None:
        return str(row.raised_by)
    return f"Rule: {escalation_rules.sentence(row.rule.kind, row.rule.threshold)}"


def cells(rows: Iterable[Line], base: str) -> Iterator[list[Any]]:
    """Rows of the CSV, in the order of `HEADER`; `base` goes before the addresses of pages. Dates are ISO."""
    for row in rows:
        answer = row.answer
        yield [
            row.raised_on.isoformat(),
            row.body,
            row.raised_by,
            row.title,
            row.words,
            f"{base}{row.address}" if row.address else "",
            row.label,
            row.days,
            row.agenda,
            answer.answered_on.isoformat() if answer else "",
            answer.decision if answer else "",
            row.owner,
            answer.due_on.isoformat() if answer else "",
        ]
