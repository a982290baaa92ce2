"""The words that a report to the board begins with, from the ledger: what was done, what is late, what comes next.

Pure functions over positioned milestones in words and over what was decided since the last board. They are a beginning:
whoever writes the report edits them. The overall is never filled in, since it is for its writer to state.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from governance.models import RoundReport
from governance.wording import count, day, listed, sentence
from plans.facts import london_day
from plans.models import DateDecision, Decider, SignOff
from plans.moves import aside, decider
from plans.position import RULE, SIGN_OFF_WAIT

LATE = ("overdue", "off_track", "at_risk")
"""Positions that a board asks after, worst first."""
DONE = ("withdrawn", "signed_off", "awaiting_sign_off")

Milestones = list[Any]
"""Positioned, in words and in the plan's order; no type names their facts."""


@dataclass(frozen=True)
class Ledger:
    """What an ambition group's report is begun from."""

    milestones: Milestones
    before: dict[int, str]
    """The rule that each milestone matched at the last board, by its primary key."""
    since: dt.date
    """The day the papers of the last board were due."""
    as_at: dt.date
    until: dt.date
    """The last day of the next two months."""


@dataclass(frozen=True)
class Heard:
    """How one body stands in the round: how many milestones are expected, and how many were heard of."""

    body: str
    expected: int
    reported: int
    report: RoundReport | None
    """What it submitted for this round."""


@dataclass(frozen=True)
class Assurance:
    """What the operational group's report is begun from."""

    milestones: Milestones
    answers: list[SignOff]
    decisions: list[DateDecision]
    bodies: list[Heard]
    vacant: list[str] = field(default_factory=list)
    since: dt.date = dt.date.min
    as_at: dt.date = dt.date.min


def highlight(ledger: Ledger) -> dict[str, str]:
    """An ambition group's highlight report, as it begins."""
    counted = [m for m in ledger.milestones if m.rule != "withdrawn"]
    return {
        "overall": "",
        "why": how_they_stand(counted),
        "progress": _or(_progress(counted, ledger), f"Nothing was done that the ledger tells of since {_day(ledger)}."),
        "late": _or(_late(counted), "Nothing is overdue, off track or at risk."),
        "next_steps": _or(_next(counted, ledger), f"Nothing falls due by {day(ledger.until)}."),
        "decisions": _or(_sought(counted), "None."),
    }


def assurance(found: Assurance) -> dict[str, str]:
    """The operational group's assurance report, as it begins."""
    waiting = [m for m in found.milestones if m.rule == "awaiting_sign_off"]
    over = [m for m in waiting if _waited(m, found.as_at) > SIGN_OFF_WAIT.days]
    return {
        "overall": "",
        "why": "\n".join(map(_stated, found.bodies)),
        "progress": "\n".join([*_answers(found), *_dates(found)]),
        "late": "\n".join([*_too_long(over, found.as_at), *_chased(found)]),
        "next_steps": f"{count(len(waiting), 'claim waits', 'claims wait')} for sign-off.",
        "decisions": _or(_sought(found.milestones, Decider.BOARD), "None."),
    }


def how_they_stand(milestones: Milestones) -> str:
    """How many milestones stand how: "8 milestones: 2 overdue, 1 off track and 5 on track."."""
    if not milestones:
        return "No milestones."
    found = Counter(m.rule for m in milestones)
    parts = [f"{found[name]} {rule.label.lower()}" for name, rule in RULE.items() if found[name]]
    return f"{count(len(milestones), 'milestone')}: {listed(parts)}."


def _day(found: Ledger | Assurance) -> str:
    return day(found.since)


def _or(lines: Iterable[str], otherwise: str) -> str:
    return "\n".join(lines) or otherwise


def _named(m: Any) -> str:
    return f"{m.ref} {m.title}"


def _progress(milestones: Milestones, ledger: Ledger) -> Iterator[str]:
    for m in milestones:
        if words := _what_was_done(m, ledger):
            yield f"{_named(m)}: {sentence(words)}"


def _what_was_done(m: Any, ledger: Ledger) -> str:
    """What came of a milestone since the last board; empty where nothing did, or where it only became worse."""
    before = ledger.before.get(m.pk, "")
    if m.rule == "signed_off" and before != m.rule:
        return f"signed off on {day(m.declaration.sign_off.decided_on)}. {m.declaration.difference_made}".strip()
    if m.rule == "awaiting_sign_off" and before != m.rule:
        return f"said to be complete, waits for sign-off. {m.declaration.difference_made}".strip()
    update = m.last_update
    if update is None or m.rule in DONE or london_day(update.recorded_at) <= ledger.since:
        return ""
    return f"{_label(m)}{_was(m, before)}. {update.what_was_done}" if update.what_was_done else ""


def _label(m: Any) -> str:
    return RULE[m.rule].label.lower()


def _was(m: Any, before: str) -> str:
    return f", was {RULE[before].label.lower()}" if before and before != m.rule else ""


def _late(milestones: Milestones) -> Iterator[str]:
    """What is late or in danger, worst first, with what its lead says is wrong and what is being done."""
    for name in LATE:
        for m in milestones:
            if m.rule == name:
                yield f"{_named(m)}: {_how_late(m)} {_mitigation(m)}"


def _how_late(m: Any) -> str:
    due = f"due on {day(m.due_on)}{aside(m)}" if m.due_on else "without a date"
    late = f" by {count(m.position.days_overdue, 'day')}" if m.position.days_overdue else ""
    return sentence(f"{_label(m)}{late}, {due}")


def _mitigation(m: Any) -> str:
    update = m.last_update
    wrong, doing = (update.what_is_wrong, update.what_is_being_done) if update else ("", "")
    said = [f"What is wrong: {sentence(wrong)}" if wrong else ""]
    said.append(f"What is being done: {sentence(doing)}" if doing else "Its lead has not said what is being done.")
    return " ".join(filter(None, said))


def _next(milestones: Milestones, ledger: Ledger) -> Iterator[str]:
    coming = [m for m in milestones if m.rule not in DONE and m.due_on and ledger.as_at <= m.due_on <= ledger.until]
    for m in sorted(coming, key=lambda m: m.due_on):
        yield f"{_named(m)}: due on {day(m.due_on)}, {_label(m)}."


def _sought(milestones: Milestones, only: Decider | None = None) -> Iterator[str]:
    """New dates that were asked for and wait to be decided."""
    for m in milestones:
        if m.asked_for is None or m.rule in ("withdrawn", "signed_off"):
            continue
        who = decider(m.asked_for, m.agreed_on)
        if only is None or who is only:
            yield f"{_named(m)}: a new date, {day(m.asked_for)} instead of {day(m.due_on)}, for {who.label} to decide."


def _stated(heard: Heard) -> str:
    if heard.report is None:
        return f"{heard.body}: nothing submitted."
    return f"{heard.body}: {heard.report.get_overall_display().lower()}. {sentence(heard.report.why)}"


def _answers(found: Assurance) -> Iterator[str]:
    accepted = [one for one in found.answers if one.decision == SignOff.Decision.ACCEPTED]
    returned = [one for one in found.answers if one.decision == SignOff.Decision.RETURNED]
    yield f"{count(len(accepted), 'claim')} accepted and {len(returned):,} returned since {_day(found)}."
    for one in accepted:
        yield f"Accepted: {_named(one.update.milestone)}."
    for one in returned:
        yield f"Returned: {_named(one.update.milestone)}: {sentence(one.reason)}"


def _dates(found: Assurance) -> Iterator[str]:
    if not found.decisions:
        yield f"No new date was decided since {_day(found)}."
    for one in found.decisions:
        asked = one.request
        reason = f" {sentence(one.reason)}" if one.reason else ""
        words = f"New date {one.get_outcome_display().lower()}: {_named(asked.milestone)}, {day(asked.asked_for)}"
        yield f"{words} instead of {day(asked.from_date)}, by {Decider(one.decided_by).label}.{reason}"


def _waited(m: Any, as_at: dt.date) -> int:
    claim = m.declaration
    return (as_at - london_day(getattr(claim, "confirmation", claim).recorded_at)).days


def _too_long(over: Milestones, as_at: dt.date) -> Iterator[str]:
    if not over:
        yield f"No claim waits longer than {count(SIGN_OFF_WAIT.days, 'day')} for sign-off."
    for m in over:
        yield f"Waits {count(_waited(m, as_at), 'day')} for sign-off: {_named(m)}."


def _chased(found: Assurance) -> Iterator[str]:
    """The chase record, body by body."""
    for one in found.bodies:
        expected = count(one.expected, "expected milestone")
        yield f"{one.body}: {one.reported:,} of {expected} heard of in this round."
    if found.vacant:
        yield f"Vacant: {'; '.join(found.vacant)}."
