"""What bodies were told, decided and answered stays as it is, and the days of their meetings do.

`queryset.update()` and raw deletion pass by every service and model: what refuses is the database itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from governance.models import (
    AgendaItem,
    Escalation,
    EscalationAnswer,
    Meeting,
    MeetingDecision,
    RoundReport,
    TermsOfReference,
)
from tests.factories import BodyFactory, MeetingFactory, PersonFactory

pytestmark = pytest.mark.django_db
migration = import_module("governance.migrations.0004_keep_what_was_recorded")
NOW = dt.datetime(2026, 7, 1, 6, tzinfo=dt.UTC)
TODAY = NOW.date()


def decision() -> models.Model:
    return MeetingDecision.objects.create(
        meeting=MeetingFactory(), words="Agreed.", by=PersonFactory(), recorded_at=NOW
    )


def escalation() -> Escalation:
    body = BodyFactory()
    item = AgendaItem.objects.create(body=body, key="k", title="Late", added_at=NOW)
    return Escalation.objects.create(
        body=body, key="k", title="Late", words="Why.", item=item, raised_by=PersonFactory(), raised_on=TODAY,
        recorded_at=NOW,
    )  # fmt: skip


def answer() -> models.Model:
    return EscalationAnswer.objects.create(
        escalation=escalation(), decision="Done.", owner_in_words="The lead", due_on=TODAY, answered_on=TODAY,
        by=PersonFactory(), recorded_at=NOW,
    )  # fmt: skip


def terms() -> models.Model:
    return TermsOfReference.objects.create(
        body=BodyFactory(), title="Terms", purpose="To sit.", approved_on=TODAY, approved_by="SEPB", by=PersonFactory(),
        recorded_at=NOW,
    )  # fmt: skip


def report(**changes: Any) -> models.Model:
    words = {"overall": "on_track", "why": "Done.", "progress": "All.", "submitted_at": NOW} | changes
    return RoundReport.objects.create(
        body=BodyFactory(), meeting=MeetingFactory(), by=PersonFactory(), recorded_at=NOW, **words
    )


KEPT: dict[str, tuple[Callable[[], models.Model], dict[str, Any]]] = {
    "a decision": (decision, {"words": "Refused."}),
    "an escalation": (escalation, {"words": "Another."}),
    "an answer": (answer, {"decision": "Another."}),
    "terms of reference": (terms, {"purpose": "Another."}),
    "a report that was submitted": (report, {"why": "Another."}),
    "a meeting's day": (MeetingFactory, {"sits_on": dt.date(2030, 1, 1)}),
    "the day its papers are due": (MeetingFactory, {"papers_due_on": dt.date(2026, 1, 31)}),
    "that it is cancelled": (
        lambda: MeetingFactory(cancelled_at=NOW, cancelled_why="Snow"),
        {"cancelled_at": None, "cancelled_why": ""},
    ),
}
EVERY_ROW = pytest.mark.parametrize(("make", "change"), KEPT.values(), ids=KEPT)


def rows_like(row: models.Model) -> models.QuerySet[models.Model]:
    return type(row)._default_manager.filter(pk=row.pk)


@EVERY_ROW
def test_it_is_never_changed(make: Callable[[], models.Model], change: dict[str, Any]) -> None:
    row = make()
    with pytest.raises(IntegrityError, match="stay"), transaction.atomic():
        rows_like(row).update(**change)


@EVERY_ROW
def test_it_is_never_deleted(make: Callable[[], models.Model], change: dict[str, Any]) -> None:
    row = make()
    with pytest.raises(IntegrityError, match=r"stays as it is|never deleted"), transaction.atomic():
        rows_like(row)._raw_delete(using="default")


def test_a_draft_of_a_report_may_change_and_go() -> None:
    row = report(submitted_at=None)
    assert rows_like(row).update(why="Another.") == 1
    row.delete()


def test_a_meeting_may_be_cancelled() -> None:
    meeting = MeetingFactory()
    Meeting.objects.filter(pk=meeting.pk).update(cancelled_at=NOW, cancelled_why="Snow")
    assert Meeting.objects.standing().count() == 0


def test_every_guard_is_in_place_after_every_migration() -> None:
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}
    assert {guard.name for guard in migration.GUARDS} <= there
