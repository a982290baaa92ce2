"""The people of the tests, the published plan with something said of it, and a folder of its own for files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from measures.models import Series
from plans.models import Plan
from reports import frozen, pack, pdf, whole
from reports.frozen import Document
from tests.factories import (
    MeetingFactory,
    PersonFactory,
    ReadingFactory,
    SignOffFactory,
    StatusUpdateFactory,
    WithdrawalFactory,
    noon,
)
from tests.people import cast as cast
from tests.people import signed_in as signed_in

ROOT = Path(__file__).resolve().parents[2]
AS_AT = dt.date(2026, 3, 27)
FROZEN_AT = noon(AS_AT)


@pytest.fixture(autouse=True)
def files(settings, tmp_path: Path) -> Path:
    """Files of this test alone."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@dataclass(frozen=True)
class Published:
    """The pack of the published plan: its frozen document and its PDF."""

    document: Document
    pdf: bytes
    pages: int

    @property
    def sha256(self) -> str:
        """The document's hash."""
        return frozen.sha256(self.document)


@pytest.fixture(scope="session")
def published(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Published:
    """Made once: everything after the document needs no database."""
    with django_db_blocker.unblock(), transaction.atomic():
        document = _document()
        transaction.set_rollback(True)
    drawn = pdf.render_pack(document)
    return Published(document, drawn.pdf, drawn.pages)


def _document() -> Document:
    whole.load(ROOT / "fixtures" / "hillingdon", now=noon(dt.date(2024, 12, 1)))
    plan = Plan.objects.select_related("partnership").get(slug="hillingdon-send")
    plan.partnership.is_demonstration = True
    plan.partnership.save()
    first, second, third, *_ = plan.milestones.in_printed_order()
    lead = PersonFactory(name="Łucja Zoë O’Brien")
    StatusUpdateFactory(milestone=first, by=lead, off_track=True)
    StatusUpdateFactory(milestone=second, by=lead, at_risk=True)
    WithdrawalFactory(milestone=third)
    _measured(plan)
    board = plan.partnership.bodies.get(key="SEPB")
    meeting = MeetingFactory(body=board, sits_on=dt.date(2026, 4, 3), papers_due_on=AS_AT)
    return pack.contents(plan, AS_AT, frozen_at=FROZEN_AT, meeting=meeting)


def _measured(plan: Plan) -> None:
    """Two actions signed off, one with a measure that is worse and one with none that was read; a measure that moves
    before its work is done; a number too small to show."""
    for milestone in plan.milestones.filter(action__ref__in=["1.1.4", "4.2.2"]):
        SignOffFactory(update=StatusUpdateFactory(milestone=milestone, claim=True))
    told = {"SM2a": [30, 31], "SM5a": [30, 60], "SM16d": [3]}
    for ref, values in told.items():
        for number, value in enumerate(values):
            series = Series.objects.get(plan=plan, ref=ref)
            ReadingFactory(series=series, as_of=dt.date(2025, 6 + 3 * number, 30), value=value)
