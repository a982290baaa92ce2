"""What must hold of the plan and its ledger in a live database, for `manage.py audit`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from config.invariants import Invariant, altered_file, missing_guards
from governance.models.people import in_force

from . import content
from .models import (
    ActionLead,
    Confirmation,
    DateChange,
    DateDecision,
    Decider,
    EmbeddedAnswer,
    Evidence,
    Milestone,
    Signature,
    SignOff,
    StatusUpdate,
)
from .moves import GROUPS_REACH, decider

MIGRATIONS = ("0002_keep_the_ledger", "0003_date_requests", "0004_two_keys_and_families")


def _guards() -> Iterator[str]:
    for name in MIGRATIONS:
        yield from missing_guards(import_module(f"plans.migrations.{name}").GUARDS)


def _agreed_dates() -> Iterator[str]:
    """A history row from after the adoption that holds another agreed date than the row itself."""
    adopted = Milestone.objects.filter(plan__adopted_on__isnull=False)
    now = {pk: (ref, agreed) for pk, ref, agreed in adopted.values_list("pk", "ref", "agreed_due_on")}
    kept = Milestone.history.filter(history_date__date__gt=F("plan__adopted_on"))
    for pk, agreed in sorted(set(kept.values_list("id", "agreed_due_on").order_by()), key=str):
        ref, today = now.get(pk, ("", agreed))
        if agreed != today:
            yield f"{ref}: its agreed date was another after the plan was adopted: {agreed}, and now {today}."


def _blue(as_at: dt.date) -> Iterator[str]:
    """Every blue milestone rests on an accepted sign-off of exactly what its claim says now."""
    accepted = SignOff.objects.filter(decision=SignOff.Decision.ACCEPTED).select_related("update__milestone")
    for answer in accepted.prefetch_related("update__files", "update__signatures"):
        ref = answer.update.milestone.ref
        if not answer.update.is_claim:
            yield f"{ref}: something was signed off that claims nothing (sign-off {answer.pk})."
        if not answer.carried_over:
            yield from _bound(answer, ref)


def _bound(answer: SignOff, ref: str) -> Iterator[str]:
    now = content.of_claim(answer.update, answer.update.files.all())
    if answer.content_sha256 != now:
        yield f"{ref}: the claim is not what was accepted (sign-off {answer.pk})."
    keys = list(answer.update.signatures.all())
    if not keys:
        yield f"{ref}: it was accepted and nobody's signature is there (sign-off {answer.pk})."
    if any(key.content_sha256 != now for key in keys):
        yield f"{ref}: a signature is of other content than the claim's (sign-off {answer.pk})."
    sides = {key.side for key in keys}
    if keys and sides not in ({""}, {"council", "health"}):
        yield f"{ref}: one side of work led jointly did not sign (sign-off {answer.pk})."
    if len({key.by_id for key in keys}) < len(keys):
        yield f"{ref}: one person signed for both sides (sign-off {answer.pk})."


def _own_acceptance() -> Iterator[str]:
    """Nobody accepted what they claimed or confirmed, or what a post they held at the time leads."""
    confirmed = Confirmation.objects.filter(update=OuterRef("update"), by=OuterRef("by"))
    for rows in (SignOff.objects.filter(decision=SignOff.Decision.ACCEPTED), Signature.objects.all()):
        signed: Any = rows.filter(carried_over=False)
        for row in signed.filter(Q(by=F("update__by")) | Exists(confirmed)).select_related("by", "update__milestone"):
            yield f"{row.update.milestone.ref}: {row.by} accepted their own claim."
    signed_on = Signature.objects.select_related("by", "update__milestone")
    for key in signed_on.filter(carried_over=False):
        if _leads(key):
            yield f"{key.update.milestone.ref}: {key.by} accepted work that a post of theirs led."


def _leads(key: Signature) -> bool:
    on = key.recorded_at.date()
    leads = ActionLead.objects.filter(in_force(on), action=key.update.milestone.action_id)
    return leads.filter(in_force(on, "post__holdings__"), post__holdings__person=key.by_id).exists()


def _moves() -> Iterator[str]:
    """Every date that moved was moved by a decision of whoever decides on so long a move."""
    undecided = DateChange.objects.filter(kind=DateChange.Kind.MOVED, carried_over=False, decision__isnull=True)
    for change in undecided.select_related("milestone"):
        yield f"{change.milestone.ref}: its date was moved and no decision says so."
    granted = DateDecision.objects.filter(outcome=DateDecision.Outcome.GRANTED, decided_by=Decider.GROUP)
    for decision in granted.select_related("request__milestone"):
        milestone = decision.request.milestone
        then: Any = Milestone.objects.with_dates(decision.decided_on).get(pk=milestone.pk)
        if then.agreed_on and decider(decision.request.asked_for, then.agreed_on) == Decider.BOARD:
            yield f"{milestone.ref}: moved more than {GROUPS_REACH.days} days and not by the board, whose it is."


def _in_order() -> Iterator[str]:
    """Nothing was answered before it was said, and nothing was recorded in the future or before it speaks."""
    late = SignOff.objects.filter(recorded_at__lt=F("update__recorded_at")).select_related("update__milestone")
    for answer in late:
        yield f"{answer.update.milestone.ref}: answered before it was claimed (sign-off {answer.pk})."
    for embedded in EmbeddedAnswer.objects.filter(recorded_at__lt=F("sign_off__recorded_at")):
        yield f"{embedded.sign_off.update.milestone.ref}: said to be embedded before it was signed off."


def _recorded_by(as_at: dt.date) -> Iterator[str]:
    """No row of the ledger comes from a day that has not come."""
    for update in StatusUpdate.objects.filter(said_on__gt=as_at).select_related("milestone"):
        yield f"{update.milestone.ref}: an update speaks of {update.said_on}, which has not come."


def _evidence() -> Iterator[str]:
    for evidence in Evidence.objects.select_related("update__milestone").iterator():
        name = evidence.file.name or ""
        if wrong := altered_file(evidence.file.storage, name, evidence.sha256):
            yield f"{evidence.update.milestone.ref}: {evidence.name}: {wrong}."


def invariants(as_at: dt.date) -> list[Invariant]:
    """What must hold on this floor."""
    return [
        Invariant("The database itself keeps the ledger and the agreed dates", _guards),
        Invariant("No agreed date changed after its plan was adopted", _agreed_dates),
        Invariant("What is signed off is exactly what was accepted, with every key", lambda: _blue(as_at)),
        Invariant("Nobody accepted their own work", _own_acceptance),
        Invariant("Every date that moved was moved by a decision", _moves),
        Invariant("Nothing was answered before it was said", _in_order),
        Invariant("Nothing speaks of a day that has not come", lambda: _recorded_by(as_at)),
        Invariant("Every file of evidence is the file that was recorded", _evidence),
    ]
