"""`manage.py audit` tells where a live database is not what it should be: here each thing is broken by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection

from governance.models import Appointment, Meeting
from plans.models import Milestone, Plan
from tests.factories import (
    ConfirmationFactory,
    DateChangeFactory,
    EvidenceFactory,
    MeetingFactory,
    SignOffFactory,
    StatusUpdateFactory,
)
from tests.people import Cast

ledger = import_module("plans.migrations.0002_keep_the_ledger")
meetings = import_module("governance.migrations.0004_keep_what_was_recorded")


class PlainEditor:
    """Runs a migration's statements inside a test, where SQLite's own editor refuses to work."""

    connection = connection

    def execute(self, sql: str, params: None = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


def audit() -> str:
    said = StringIO()
    try:
        call_command("audit", stdout=said)
    except CommandError as broken:
        said.write(str(broken))
    return said.getvalue()


def triggers_gone(cast: Cast) -> None:
    ledger.release(None, PlainEditor())


def agreed_date_changed(cast: Cast) -> None:
    ledger.release(None, PlainEditor())
    milestone: Any = cast.milestone
    milestone.save()
    Milestone.objects.filter(pk=milestone.pk).update(agreed_due_on=None)
    ledger.keep(None, PlainEditor())


def own_claim_accepted(cast: Cast) -> None:
    claim = StatusUpdateFactory(milestone=cast.milestone, claim=True, by=cast.lead)
    SignOffFactory(update=claim, by=cast.lead)


def own_confirmation_accepted(cast: Cast) -> None:
    claim = StatusUpdateFactory(
        milestone=cast.milestone, claim=True, by=cast.officer, on_behalf_of=cast.post, heard="phone"
    )
    ConfirmationFactory(update=claim, by=cast.lead)
    SignOffFactory(update=claim, by=cast.lead)


def accepted_with_another_hash(cast: Cast) -> None:
    claim = StatusUpdateFactory(milestone=cast.milestone, claim=True, by=cast.lead)
    SignOffFactory(update=claim, by=cast.operational, content_sha256="0" * 64)


def moved_without_a_decision(cast: Cast) -> None:
    DateChangeFactory(milestone=cast.milestone, kind="moved")


def evidence_gone(cast: Cast) -> None:
    EvidenceFactory(update__milestone=cast.milestone, file=ContentFile(b"one", name="x")).file.delete(save=False)


def evidence_altered(cast: Cast) -> None:
    evidence = EvidenceFactory(update__milestone=cast.milestone, file=ContentFile(b"one", name="x"))
    with open(evidence.file.path, "wb") as file:
        file.write(b"two")


def no_officer(cast: Cast) -> None:
    Appointment.objects.filter(partnership=cast.partnership).delete()


def moved_meeting_stands_twice(cast: Cast) -> None:
    first: Any = MeetingFactory(body=cast.partnership.bodies.get(key="SEPB"))
    Meeting.objects.create(
        body=first.body,
        sits_on=first.sits_on + dt.timedelta(days=1),
        papers_due_on=first.papers_due_on,
        round_opens_on=first.round_opens_on,
        added_at=first.added_at,
        moved_from=first,
        uid=first.uid,
    )


BROKEN: dict[str, tuple[Callable[[Cast], None], str]] = {
    "triggers gone": (triggers_gone, "is not in the database"),
    "an agreed date changed": (agreed_date_changed, "its agreed date was another"),
    "somebody accepted their own claim": (own_claim_accepted, "accepted their own claim"),
    "somebody accepted what they confirmed": (own_confirmation_accepted, "accepted their own claim"),
    "accepted in other words": (accepted_with_another_hash, "the claim is not what was accepted"),
    "moved without a decision": (moved_without_a_decision, "no decision says so"),
    "evidence gone": (evidence_gone, "is not where it was stored"),
    "evidence altered": (evidence_altered, "is not the file that was recorded"),
    "no officer": (no_officer, "nobody is its officer"),
    "a moved meeting stands twice": (moved_meeting_stands_twice, "still stands"),
}


@pytest.fixture
def everywhere_an_officer(cast: Cast) -> None:
    """Charlie's partnership has one as well, so that nothing is wrong to begin with."""
    assert Appointment.objects.filter(role="officer").count() == 2
    Plan.objects.update(adopted_on=cast.plan.adopted_on)


@pytest.mark.usefixtures("everywhere_an_officer")
def test_nothing_is_wrong_to_begin_with(cast: Cast) -> None:
    assert "that must hold do hold." in audit()


@pytest.mark.usefixtures("everywhere_an_officer")
@pytest.mark.parametrize(("harm", "words"), BROKEN.values(), ids=BROKEN)
def test_what_breaks_is_told(harm: Callable[[Cast], None], words: str, cast: Cast) -> None:
    harm(cast)
    said = audit()
    assert words in said
    assert "BROKEN" in said
    assert "must hold did not" in said
