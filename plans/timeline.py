"""Everything that was said and decided of some milestones up to the end of a day, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Q
from django.urls import reverse

from governance.wording import count, day, sentence

from . import moves
from .changes import of_action
from .facts import end_of, london_day
from .models import (
    Action,
    Capacity,
    Confirmation,
    DateDecision,
    DateRequest,
    Evidence,
    OverdueFlag,
    Side,
    Signature,
    SignOff,
    StatusUpdate,
)
from .position import SAID, Colour
from .signing_words import WHOM, signer


@dataclass(frozen=True, slots=True)
class File:
    """Evidence that may be opened."""

    text: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `detail` holds people's own words; the rest is ours."""

    at: dt.datetime
    when: dt.date
    kind: str
    who: str = ""
    colour: str = ""
    sentence: str = ""
    detail: str = ""
    evidence: list[File] = field(default_factory=list)


def timeline(action: Action, as_at: dt.date) -> list[Event]:
    """The action's whole record in a fixed number of queries, however long it is."""
    by_then = Q(recorded_at__lt=end_of(as_at))
    events = [
        *_updates(action, by_then),
        *_confirmations(action, by_then),
        *_signatures(action, by_then),
        *_answers(action, by_then),
        *_requests(action, by_then),
        *_decisions(action, by_then),
        *_flags(action, by_then),
        *_changes(action, as_at),
    ]
    # What was recorded at one moment stands in the order in which it follows from each other, turned round.
    return sorted(events, key=lambda event: event.at)[::-1]


def _updates(action: Action, by_then: Q) -> Iterator[Event]:
    found = (
        StatusUpdate.objects.filter(by_then, milestone__action=action)
        .select_related("milestone", "by", "on_behalf_of__organisation")
        .prefetch_related("files")
    )
    for update in found:
        yield Event(
            at=update.recorded_at,
            when=update.said_on,
            kind=f"{update.milestone.ref}: {_declared(update)}",
            who=_speaker(update, update.heard_note),
            colour=_colour(update),
            sentence=_facts_of(update),
            detail=_words(update),
            evidence=list(_files(update)),
        )


def _declared(update: StatusUpdate) -> str:
    if update.is_claim:
        return "said to be complete"
    said = update.get_declared_display().lower()
    return f"no change, still {said}" if update.is_no_change else said


def _speaker(row: StatusUpdate | DateRequest, note: str = "") -> str:
    if row.on_behalf_of is None:
        who = str(row.by)
    else:
        heard = f"{row.get_heard_display().lower()}{f': {note}' if note else ''}"
        who = f"{row.on_behalf_of}, recorded by {row.by} ({heard})"
    return f"{who}{_carried(row)}"


def _carried(row: StatusUpdate | SignOff | DateRequest) -> str:
    return ", carried over when the plan moved here" if row.carried_over else ""


def _colour(update: StatusUpdate) -> str:
    return Colour.PURPLE.value if update.is_claim else SAID.get(update.declared, Colour.WHITE).value


def _facts_of(update: StatusUpdate) -> str:
    facts = [
        f"Completed on {day(update.completed_on)}" if update.completed_on else "",
        f"Of the one due on {day(update.occurrence_due_on)}" if update.occurrence_due_on else "",
        f"Next update on {day(update.next_update_on)}" if update.next_update_on else "",
        f"Recorded on {day(london_day(update.recorded_at))}" if _recorded_later(update) else "",
    ]
    return " ".join(sentence(fact) for fact in facts if fact)


def _recorded_later(update: StatusUpdate) -> bool:
    return london_day(update.recorded_at) != update.said_on


def _words(update: StatusUpdate) -> str:
    said = [
        ("", update.what_was_done),
        ("What is wrong: ", update.what_is_wrong),
        ("What is being done: ", update.what_is_being_done),
        ("The difference it made: ", update.difference_made),
    ]
    return "\n".join(f"{what}{words}" for what, words in said if words)


def _files(update: StatusUpdate) -> Iterator[File]:
    if update.evidence_link:
        yield File(update.evidence_link, update.evidence_link)
    for file in update.files.all():
        yield File(file.name, reverse("evidence", args=[file.key]), f"({_size(file)})")


def _size(file: Evidence) -> str:
    kilobytes = max(1, round(file.size / 1024))
    return f"{kilobytes} KB" if kilobytes < 1024 else f"{kilobytes / 1024:.1f} MB"


def _confirmations(action: Action, by_then: Q) -> Iterator[Event]:
    found = Confirmation.objects.filter(by_then, update__milestone__action=action)
    for row in found.select_related("update__milestone", "by"):
        kind = f"{row.update.milestone.ref}: claim confirmed by its post"
        yield Event(row.recorded_at, london_day(row.recorded_at), kind, str(row.by), Colour.PURPLE.value)


def _signatures(action: Action, by_then: Q) -> Iterator[Event]:
    """The keys that were turned. One of the operational group's alone is told by the sign-off, unless it stood in."""
    found = Signature.objects.filter(by_then, update__milestone__action=action)
    told = found.exclude(side=Side.EITHER, capacity=Capacity.MEMBER)
    for row in told.select_related("update__milestone", "by"):
        yield Event(
            at=row.recorded_at,
            when=london_day(row.recorded_at),
            kind=f"{row.update.milestone.ref}: signed for {WHOM[row.side]}",
            who=signer(row),
            colour=Colour.PURPLE.value,
        )


def _answers(action: Action, by_then: Q) -> Iterator[Event]:
    found = SignOff.objects.filter(by_then, update__milestone__action=action)
    for row in found.select_related("update__milestone", "by"):
        accepted = row.decision == SignOff.Decision.ACCEPTED
        yield Event(
            at=row.recorded_at,
            when=row.decided_on,
            kind=f"{row.update.milestone.ref}: {'signed off' if accepted else 'claim returned'}",
            who=f"{row.by}{_carried(row)}",
            colour=Colour.BLUE.value if accepted else "",
            sentence=_minute(row.minute),
            detail=row.reason,
        )


def _requests(action: Action, by_then: Q) -> Iterator[Event]:
    found = DateRequest.objects.filter(by_then, milestone__action=action)
    for row in found.select_related("milestone", "by", "on_behalf_of__organisation"):
        words = (("", row.reason), ("Effect on others: ", row.effect), ("Recovery plan: ", row.recovery))
        yield Event(
            at=row.recorded_at,
            when=london_day(row.recorded_at),
            kind=f"{row.milestone.ref}: new date asked for, {day(row.asked_for)}",
            who=_speaker(row),
            sentence=f"{_instead(row)} {sentence(row.get_kind_display())}",
            detail="\n".join(f"{what}{said}" for what, said in words),
        )


def _instead(row: DateRequest) -> str:
    return f"Instead of {day(row.from_date)}, {moves.how_far((row.asked_for - row.from_date).days)}."


def _decisions(action: Action, by_then: Q) -> Iterator[Event]:
    found = DateDecision.objects.filter(by_then, request__milestone__action=action)
    for row in found.select_related("request__milestone", "by"):
        granted = row.outcome == DateDecision.Outcome.GRANTED
        stands = f"Due on {day(row.request.asked_for)} now" if granted else f"Still due on {day(row.request.from_date)}"
        yield Event(
            at=row.recorded_at,
            when=row.decided_on,
            kind=f"{row.request.milestone.ref}: new date {row.outcome} by {row.get_decided_by_display()}",
            who=str(row.by),
            sentence=f"{sentence(stands)} {_minute(row.minute)}".strip(),
            detail=row.reason,
        )


def _flags(action: Action, by_then: Q) -> Iterator[Event]:
    for row in OverdueFlag.objects.filter(by_then, milestone__action=action).select_related("milestone"):
        late = (row.flagged_on - row.due_on).days
        yield Event(
            at=row.recorded_at,
            when=row.flagged_on,
            kind=f"{row.milestone.ref}: flagged as overdue",
            colour=Colour.RED.value,
            sentence=f"It was due on {day(row.due_on)}, {count(late, 'day')} before. Those concerned were told.",
        )


def _changes(action: Action, as_at: dt.date) -> Iterator[Event]:
    """Dates and withdrawals by decision, and changes of the plan's own text; one sitting's changes are one event."""
    found = of_action(action, with_granted=False)[:]
    made = [change for change in found if change.when < end_of(as_at)]
    for (when, who), sitting in groupby(made, key=lambda change: (london_day(change.when), change.who)):
        changes = list(sitting)
        words = "\n".join(f"{change.about}: {sentence(change.sentence)}" for change in changes)
        yield Event(changes[0].when, when, "The plan was changed", who, detail=words)


def _minute(minute: str) -> str:
    return sentence(f"Decision: {minute}") if minute else ""
