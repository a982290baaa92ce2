"""Positions put into words: the database has matched a rule; here is the sentence that says why.

Loads what the sentences quote for a whole list at once, in a fixed number of queries, and words each rule.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q

from governance.wording import count, day, sentence

from .facts import end_of, london_day
from .models import Declared, Occurrence, Recurrence, SignOff, StatusUpdate, Withdrawal
from .moves import aside, decider, moved
from .position import RULE, SIGN_OFF_WAIT, Position
from .signing_words import Turned, turned

if TYPE_CHECKING:
    from .models import Milestone


class Missed(NamedTuple):
    """Of a milestone that comes round again: how many due dates went by open, of how many."""

    open: int
    due: int


@dataclass
class Record:
    """What the sentences of a list of milestones quote, as at a day."""

    as_at: dt.date
    updates: dict[int, StatusUpdate] = field(default_factory=dict)
    withdrawals: dict[tuple[str, int], Withdrawal] = field(default_factory=dict)
    off_track_since: dict[int, dt.date] = field(default_factory=dict)
    accepted: dict[int, list[SignOff]] = field(default_factory=dict)
    missed: dict[int, Missed] = field(default_factory=dict)
    keys: Turned = field(default_factory=Turned)


def tell(milestones: list[Milestone], as_at: dt.date) -> list[Milestone]:
    """Give each positioned milestone its `position` and its `last_update`."""
    record = _read(milestones, as_at)
    for milestone in milestones:
        facts: Any = milestone
        facts.last_update = record.updates.get(facts.last_update_id)
        facts.declaration = record.updates.get(facts.declaration_id)
        facts.position = _word(facts, record)
    return milestones


def _read(milestones: list[Any], as_at: dt.date) -> Record:
    """Everything that the sentences quote, in at most eight queries whatever the length of the list."""
    ids = {m.last_update_id for m in milestones} | {m.declaration_id for m in milestones}
    updates = StatusUpdate.objects.filter(pk__in=ids - {None}).select_related(
        "by", "on_behalf_of__organisation", "sign_off__by", "confirmation"
    )
    return Record(
        as_at,
        keys=turned([m for m in milestones if m.rule in ("awaiting_sign_off", "signed_off")], as_at),
        updates={update.pk: update for update in updates},
        withdrawals=_withdrawals([m for m in milestones if m.withdrawn], as_at),
        off_track_since=_off_track_since([m.pk for m in milestones if m.rule == "off_track"], as_at),
        accepted=_accepted([m.pk for m in milestones if m.declaration_id and not m.accepted], as_at),
        missed=_missed({m.pk: m.due_on for m in milestones if m.recurrence != Recurrence.ONCE}, as_at),
    )


def _withdrawals(milestones: list[Milestone], as_at: dt.date) -> dict[tuple[str, int], Withdrawal]:
    if not milestones:
        return {}
    found = Withdrawal.objects.filter(
        Q(milestone__in=[m.pk for m in milestones]) | Q(action__in={m.action_id for m in milestones}),
        recorded_at__lt=end_of(as_at),
    ).select_related("by")
    return {("milestone", w.milestone_id) if w.milestone_id else ("action", w.action_id or 0): w for w in found}


def _off_track_since(ids: list[int], as_at: dt.date) -> dict[int, dt.date]:
    """The first day of the unbroken run of "off track" that each milestone is in."""
    since: dict[int, dt.date] = {}
    if not ids:
        return since
    said = StatusUpdate.objects.filter(milestone__in=ids, recorded_at__lt=end_of(as_at)).order_by("recorded_at", "pk")
    for milestone, declared, said_on in said.values_list("milestone_id", "declared", "said_on"):
        if declared == Declared.OFF_TRACK:
            since.setdefault(milestone, said_on)
        elif declared != Declared.COMPLETE:
            since.pop(milestone, None)
    return since


def _accepted(ids: list[int], as_at: dt.date) -> dict[int, list[SignOff]]:
    """What was signed off once, of milestones that are not any more."""
    accepted: defaultdict[int, list[SignOff]] = defaultdict(list)
    if not ids:
        return accepted
    found = SignOff.objects.filter(
        update__milestone__in=ids, decision=SignOff.Decision.ACCEPTED, recorded_at__lt=end_of(as_at)
    )
    for sign_off in found.select_related("update").order_by("recorded_at", "pk"):
        accepted[sign_off.update.milestone_id].append(sign_off)
    return accepted


def _missed(earliest_open: dict[int, dt.date | None], as_at: dt.date) -> dict[int, Missed]:
    passed: dict[int, Missed] = {}
    if not earliest_open:
        return passed
    due = Occurrence.objects.filter(milestone__in=earliest_open, due_on__lt=as_at)
    for milestone, due_on in due.values_list("milestone_id", "due_on"):
        still_open, total = passed.get(milestone, Missed(0, 0))
        since = earliest_open[milestone]
        passed[milestone] = Missed(still_open + (since is not None and due_on >= since), total + 1)
    return passed


def _word(m: Any, record: Record) -> Position:
    rule = RULE[m.rule]
    parts = [_HEADS[rule.name](m, record), _asked(m, rule.name), *_tail(m, record)]
    return Position(
        rule=rule.name,
        colour=rule.colour.value,
        label=rule.label,
        sentence=" ".join(sentence(part) for part in parts if part),
        days_overdue=(record.as_at - m.due_on).days if rule.name == "overdue" else 0,
    )


def _withdrawn(m: Any, record: Record) -> str:
    decided = record.withdrawals.get(("milestone", m.pk)) or record.withdrawals[("action", m.action_id)]
    minute = f" ({decided.minute})" if decided.minute else ""
    return f"Withdrawn on {day(london_day(decided.recorded_at))} by {decided.by}{minute}: {decided.reason}"


def _signed_off(m: Any, record: Record) -> str:
    claim = m.declaration
    accepted = claim.sign_off
    minute = f" ({accepted.minute})" if accepted.minute else ""
    signed = f"Signed off on {day(accepted.decided_on)} {record.keys.by_whom(accepted)}"
    signed_off = "Carried over as signed off" if accepted.carried_over else signed
    return f"{signed_off}{minute}; completed on {day(claim.completed_on)}{_lateness(m)}"


def _awaiting(m: Any, record: Record) -> str:
    claim = m.declaration
    in_the_queue_since = getattr(claim, "confirmation", claim).recorded_at
    waiting = (record.as_at - london_day(in_the_queue_since)).days
    over = f", more than {SIGN_OFF_WAIT.days}: this counts against the operational group"
    return (
        f"Said to be complete on {day(claim.completed_on)}{_lateness(m)}; "
        f"waiting {count(waiting, 'day')} for sign-off{over if waiting > SIGN_OFF_WAIT.days else ''}"
        f"{record.keys.half_way(m)}"
    )


def _lateness(m: Any) -> str:
    """On time or late: against the due date claimed of a recurrence, or else against the agreed date."""
    claim = m.declaration
    due_on = claim.occurrence_due_on or m.agreed_on
    if due_on is None:
        return ""
    late = (claim.completed_on - due_on).days
    against = "its due date" if claim.occurrence_due_on else "the agreed date"
    words = f", {count(late, 'day')} late against {against} of {day(due_on)}" if late > 0 else ", on time"
    return f"{words} ({moved(m).lower()})" if m.times_moved else words


def _overdue(m: Any, record: Record) -> str:
    missed = record.missed.get(m.pk)
    rounds = f"; {missed.open} of {missed.due} missed" if missed and missed.open else ""
    return f"Overdue by {count((record.as_at - m.due_on).days, 'day')}: it was due on {_due(m)}{rounds}"


def _off_track(m: Any, record: Record) -> str:
    since = record.off_track_since.get(m.pk, m.heard_on)
    return f"Off track since {day(since)}; {_due_clause(m)}"


def _no_current_update(m: Any, record: Record) -> str:
    heard = f"Last heard of on {day(m.heard_on)}" if m.heard_on else "Nothing said of it yet"
    since = f", before the last round opened on {day(m.round_opened_on)}" if m.heard_on and m.round_opened_on else ""
    return f"{heard}{since}; {_due_clause(m)}"


def _at_risk(m: Any, record: Record) -> str:
    if m.declared == Declared.AT_RISK:
        return f"At risk, said on {day(m.heard_on)}; {_due_clause(m)}"
    return f"Not started, due in {count((m.due_on - record.as_at).days, 'day')}, on {_due(m)}"


def _plain(opening: str, m: Any, record: Record) -> str:
    clause = _due_clause(m)
    return f"{opening}; {clause}" if opening else clause[:1].upper() + clause[1:]


def _due_clause(m: Any) -> str:
    return f"due on {_due(m)}" if m.due_on else "the plan prints no date for it"


def _due(m: Any) -> str:
    return f"{day(m.due_on)}{aside(m)}"


def _asked(m: Any, rule: str) -> str:
    """That a new date is asked for, which changes nothing until it is decided."""
    if m.asked_for is None or rule in ("withdrawn", "signed_off"):
        return ""
    asked_on, waits_for = day(london_day(m.asked_at)), decider(m.asked_for, m.agreed_on).label
    return f"A new date, {day(m.asked_for)}, was asked for on {asked_on} and waits for {waits_for}"


_HEADS: dict[str, Callable[[Any, Record], str]] = {
    "withdrawn": _withdrawn,
    "signed_off": _signed_off,
    "awaiting_sign_off": _awaiting,
    "overdue": _overdue,
    "off_track": _off_track,
    "no_date": lambda _m, _record: "The plan prints no date for it, and nothing has been said of it",
    "no_current_update": _no_current_update,
    "at_risk": _at_risk,
    "on_track": partial(_plain, "On track"),
    "not_due": partial(_plain, ""),
}


def _tail(m: Any, record: Record) -> list[str]:
    """What came of the last claim, and the lead's last words with what is wrong and what is being done."""
    if m.last_update is None:
        return []
    return [
        _returned(m.last_update, record),
        _unconfirmed(m, record),
        _reopened(m, record),
        *_last_words(m.last_update),
    ]


def _returned(update: StatusUpdate, record: Record) -> str:
    answer: Any = getattr(update, "sign_off", None)
    if not _by_then(answer, record) or answer.decision != SignOff.Decision.RETURNED:
        return ""
    return f"The claim was returned on {day(answer.decided_on)} by {answer.by}: {answer.reason}"


def _unconfirmed(m: Any, record: Record) -> str:
    update = m.last_update
    waits = update.is_claim and update.on_behalf_of is not None
    if not waits or _by_then(getattr(update, "confirmation", None), record):
        return ""
    return f"{update.by} recorded it as complete for {update.on_behalf_of}, who has yet to confirm"


def _by_then(row: Any, record: Record) -> bool:
    """Whether there is such a row and it had been recorded by the day asked about."""
    return row is not None and row.recorded_at < end_of(record.as_at)


def _reopened(m: Any, record: Record) -> str:
    update = m.declaration
    if update is None or (update.is_claim and m.accepted):
        return ""
    before = [
        sign_off
        for sign_off in record.accepted.get(m.pk, [])
        if sign_off.update.recorded_at < update.recorded_at
        and (sign_off.update.occurrence_due_on is None or sign_off.update.occurrence_due_on >= m.due_on)
    ]
    if not before:
        return ""
    return f"Reopened on {day(update.said_on)}, signed off on {day(before[-1].decided_on)}"


def _last_words(update: StatusUpdate) -> list[str]:
    who = f"{update.on_behalf_of} (recorded by {update.by})" if update.on_behalf_of else str(update.by)
    what = "no change, still true" if update.is_no_change else update.get_declared_display().lower()
    which = f" (of {day(update.occurrence_due_on)})" if update.occurrence_due_on and update.is_claim else ""
    when = day(update.said_on)
    said = f"Carried over on {when}: {what}{which}" if update.carried_over else f"{who} said on {when}: {what}{which}"
    return [
        f"{said}. {update.what_was_done}" if update.what_was_done else said,
        f"What is wrong: {update.what_is_wrong}" if update.what_is_wrong else "",
        f"What is being done: {update.what_is_being_done}" if update.what_is_being_done else "",
    ]
