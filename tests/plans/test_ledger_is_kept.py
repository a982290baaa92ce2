"""What was recorded stays as it is, and agreed dates stay locked, whoever writes and by whatever means.

`queryset.update()` and `queryset.delete()` are used here because they pass by every service and model: what refuses
is the database itself, SQLite and PostgreSQL alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from plans.models import (
    ActionSignOff,
    Deferral,
    EmbeddedAnswer,
    Experience,
    Occurrence,
    Plan,
    Signature,
    Told,
)
from tests.factories import (
    ActionFactory,
    BodyFactory,
    ConfirmationFactory,
    DateChangeFactory,
    EvidenceFactory,
    MeetingFactory,
    MilestoneFactory,
    OccurrenceFactory,
    PersonFactory,
    PlanFactory,
    SignOffFactory,
    StatusUpdateFactory,
    WithdrawalFactory,
)

from .date_factories import DateDecisionFactory, DateRequestFactory

migration = import_module("plans.migrations.0002_keep_the_ledger")
of_dates = import_module("plans.migrations.0003_date_requests")
of_keys = import_module("plans.migrations.0004_two_keys_and_families")


def overdue_flag() -> models.Model:
    due_on = dt.date(2026, 6, 30)
    flag: models.Model = MilestoneFactory().overdue_flags.create(
        due_on=due_on,
        flagged_on=due_on + dt.timedelta(days=1),
        recorded_at=dt.datetime(2026, 7, 1, 6, tzinfo=dt.UTC),
    )
    return flag


BY = {"recorded_at": dt.datetime(2026, 7, 1, 6, tzinfo=dt.UTC)}
THEN = dt.date(2026, 7, 1)


def signature() -> models.Model:
    return Signature.objects.create(update=claim(), by=PersonFactory(), content_sha256="1" * 64, **BY)


def claim() -> Any:
    return StatusUpdateFactory(claim=True)


def deferral() -> models.Model:
    return Deferral.objects.create(
        update=claim(), meeting=MeetingFactory(), reason="No time.", by=PersonFactory(), **BY
    )


def embedded() -> models.Model:
    answered = SignOffFactory()
    return EmbeddedAnswer.objects.create(sign_off=answered, still_embedded=True, words="Seen.", by=answered.by, **BY)


def judgement() -> models.Model:
    return ActionSignOff.objects.create(
        action=ActionFactory(), judged="reached", words="It is.", decided_on=THEN, content_sha256="1" * 64,
        by=PersonFactory(), **BY,
    )  # fmt: skip


def experience() -> models.Model:
    action = ActionFactory()
    return Experience.objects.create(
        plan=action.plan, action=action, body=BodyFactory(), heard_on=THEN, asked="Ten families.", said="Better.",
        is_better="better", by=PersonFactory(), **BY,
    )  # fmt: skip


def told() -> models.Model:
    return Told.objects.create(
        plan=PlanFactory(), told_on=THEN, channel="forum", what="What was done.", by=PersonFactory(), **BY
    )


LEDGER: dict[str, tuple[Callable[[], models.Model], dict[str, Any]]] = {
    "an update": (StatusUpdateFactory, {"declared": "not_started"}),
    "a claim": (lambda: StatusUpdateFactory(claim=True), {"difference_made": "More."}),
    "a confirmation": (ConfirmationFactory, {"recorded_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}),
    "a sign-off": (SignOffFactory, {"minute": "Another"}),
    "a change of date": (DateChangeFactory, {"to_date": dt.date(2030, 1, 1)}),
    "a request for a new date": (DateRequestFactory, {"asked_for": dt.date(2030, 1, 1)}),
    "a decision on a date": (DateDecisionFactory, {"decided_by": "board", "minute": "SEPB, 3 March 2026"}),
    "a withdrawal": (WithdrawalFactory, {"reason": "Another"}),
    "a signature": (signature, {"content_sha256": "2" * 64}),
    "a deferral": (deferral, {"reason": "Another"}),
    "an answer whether it is embedded": (embedded, {"words": "Another"}),
    "a judgement of an action": (judgement, {"judged": "not_reached"}),
    "what families said": (experience, {"said": "Worse."}),
    "what families were told": (told, {"what": "Nothing."}),
    "evidence": (EvidenceFactory, {"sha256": "1" * 64}),
    "an overdue flag": (overdue_flag, {"flagged_on": dt.date(2027, 1, 1)}),
}
EVERY_ROW = pytest.mark.parametrize(("make", "change"), LEDGER.values(), ids=LEDGER)


class PlainEditor:
    """Runs a migration's statements inside a test, where SQLite's own editor refuses to work."""

    connection = connection

    def execute(self, sql: str, params: None = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


def rows_like(row: models.Model) -> models.QuerySet[models.Model]:
    return type(row)._default_manager.filter(pk=row.pk)


def refused(words: str) -> Any:
    return pytest.raises(IntegrityError, match=words)


@pytest.mark.django_db
@EVERY_ROW
def test_what_was_recorded_is_never_changed(make: Callable[[], models.Model], change: dict[str, Any]) -> None:
    row = make()
    with refused("stays as it is"), transaction.atomic():
        rows_like(row).update(**change)
    assert not rows_like(row).filter(**change).exists()


@pytest.mark.django_db
@EVERY_ROW
def test_what_was_recorded_is_never_deleted(make: Callable[[], models.Model], change: dict[str, Any]) -> None:
    row = make()
    with refused("stays as it is"), transaction.atomic():
        rows_like(row)._raw_delete(using="default")
    assert rows_like(row).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [{"agreed_due_on": dt.date(2030, 1, 1)}, {"agreed_due_on": None}, {"recurrence": "termly"}],
    ids=["another day", "no day", "comes round"],
)
def test_the_dates_of_an_adopted_plan_are_locked(change: dict[str, Any]) -> None:
    milestone = MilestoneFactory()
    with refused("agreed dates are locked"), transaction.atomic():
        rows_like(milestone).update(**change)


@pytest.mark.django_db
def test_a_milestone_without_a_date_does_not_get_one_behind_the_ledger() -> None:
    milestone = MilestoneFactory(agreed_due_on=None, due_as_printed="")
    with refused("agreed dates are locked"), transaction.atomic():
        rows_like(milestone).update(agreed_due_on=dt.date(2026, 6, 30))


@pytest.mark.django_db
def test_the_words_of_an_adopted_plan_may_change() -> None:
    milestone = MilestoneFactory()
    rows_like(milestone).update(title="Put right", agreed_due_on=milestone.agreed_due_on)
    assert rows_like(milestone).filter(title="Put right").exists()


@pytest.mark.django_db
def test_the_dates_of_a_draft_may_change() -> None:
    milestone = MilestoneFactory(action__objective__ambition__plan=PlanFactory(draft=True))
    assert rows_like(milestone).update(agreed_due_on=dt.date(2030, 1, 1), recurrence="termly") == 1


@pytest.mark.django_db
def test_the_days_that_come_round_are_locked_with_the_plan() -> None:
    occurrence = OccurrenceFactory()
    with refused("agreed dates are locked"), transaction.atomic():
        rows_like(occurrence).update(due_on=dt.date(2030, 1, 1))
    with refused("agreed dates are locked"), transaction.atomic():
        rows_like(occurrence).delete()


@pytest.mark.django_db
def test_the_days_that_come_round_in_a_draft_may_change() -> None:
    plan = PlanFactory(draft=True)
    occurrence = OccurrenceFactory(milestone__action__objective__ambition__plan=plan)
    rows_like(occurrence).delete()
    assert not Occurrence.objects.exists()


@pytest.mark.django_db
def test_an_adopted_plan_does_not_become_a_draft_again() -> None:
    plan = PlanFactory()
    with refused("cannot become a draft again"), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(adopted_on=None)
    draft = PlanFactory(draft=True)
    assert Plan.objects.filter(pk=draft.pk).update(adopted_on=dt.date(2026, 1, 1)) == 1


@pytest.mark.django_db
def test_one_request_at_a_time_waits_to_move_a_date() -> None:
    first = DateRequestFactory()
    with refused("asked for already"), transaction.atomic():
        DateRequestFactory(milestone=first.milestone)
    DateDecisionFactory(request=first, refused=True)
    assert DateRequestFactory(milestone=first.milestone)


@pytest.mark.django_db
def test_every_guard_is_in_place_after_every_migration() -> None:
    """A later migration that made one of these tables anew lost its guards: see `0002_keep_the_ledger`."""
    wanted = {name for name, *_ in (*migration.GUARDS, *of_dates.GUARDS, *of_keys.GUARDS)}
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(query)
        assert wanted <= {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_the_guards_can_be_taken_away_and_put_back() -> None:
    update = StatusUpdateFactory()
    migration.release(None, PlainEditor())
    rows_like(update).update(what_was_done="Without guards")
    migration.keep(None, PlainEditor())
    migration.keep(None, PlainEditor())
    with refused("stays as it is"), transaction.atomic():
        rows_like(update).update(what_was_done="With guards")
