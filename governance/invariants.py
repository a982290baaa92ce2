"""What must hold of bodies, meetings, escalations and notices in a live database, for `manage.py audit`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib import import_module

from django.db.models import F

from config.invariants import Invariant, missing_guards

from .models import Escalation, Meeting, Notice, Partnership, RoundReport
from .models.people import in_force


def _guards() -> Iterator[str]:
    return missing_guards(import_module("governance.migrations.0004_keep_what_was_recorded").GUARDS)


def _officers(on: dt.date) -> Iterator[str]:
    for partnership in Partnership.objects.all():
        officers = partnership.appointments.filter(in_force(on), role="officer", person__is_active=True)
        if not officers.exists():
            yield f"{partnership}: nobody is its officer today. Run manage.py appoint_officer."


def _moved_meetings() -> Iterator[str]:
    for meeting in Meeting.objects.filter(moved_from__isnull=False, moved_from__cancelled_at__isnull=True):
        yield f"{meeting}: the meeting that it moved from still stands."
    for meeting in Meeting.objects.filter(moved_from__isnull=False).exclude(uid=F("moved_from__uid")):
        yield f"{meeting}: it moved and has another identity in calendars."


def _escalations() -> Iterator[str]:
    for escalation in Escalation.objects.exclude(item__body=F("body")):
        yield f"{escalation}: it is on the agenda of another body than it was raised to."
    answered = Escalation.objects.filter(answer__recorded_at__lt=F("recorded_at"))
    for escalation in answered:
        yield f"{escalation}: it was answered before it was raised."


def _reports() -> Iterator[str]:
    for report in RoundReport.objects.exclude(body__partnership=F("meeting__body__partnership")):
        yield f"{report}: it reports to the board of another partnership."


def _digests() -> Iterator[str]:
    """Nobody is sent two digests for one week: their keys are unique, so what can go wrong is two weeks gathered."""
    for empty in Notice.objects.filter(kind=Notice.Kind.DIGEST, gathered__isnull=True, mailed_at__isnull=False):
        yield f"{empty}: a digest was sent that gathers nothing."
    for notice in Notice.objects.filter(digest__isnull=False).exclude(digest__person=F("person")):
        yield f"{notice}: it went into somebody else's digest."


def invariants(on: dt.date) -> list[Invariant]:
    """What must hold on this floor."""
    return [
        Invariant("The database itself keeps decisions, escalations and reports", _guards),
        Invariant("Every partnership has an officer", lambda: _officers(on)),
        Invariant("A meeting that moved stands once, with one identity", _moved_meetings),
        Invariant("Every escalation is before the body it was raised to", _escalations),
        Invariant("Reports go to the board of their own partnership", _reports),
        Invariant("Digests gather one person's notices", _digests),
    ]
