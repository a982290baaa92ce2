"""A reading that was recorded stays as it is, whoever writes and by whatever means.

`queryset.update()` and `_raw_delete()` are used here because they pass by every service and model: what refuses is
the database itself, SQLite and PostgreSQL alike.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from measures.models import Reading
from tests.factories import ReadingFactory

migration = import_module("measures.migrations.0002_keep_the_readings")

pytestmark = pytest.mark.django_db


class PlainEditor:
    """Runs a migration's statements inside a test, where SQLite's own editor refuses to work."""

    connection = connection

    def execute(self, sql: str, params: None = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


def rows_like(row: models.Model) -> models.QuerySet[Reading]:
    return Reading.objects.filter(pk=row.pk)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"value": Decimal(99)}, id="its value"),
        pytest.param({"as_of": dt.date(2020, 1, 1)}, id="its day"),
        pytest.param({"is_provisional": True}, id="whether it is provisional"),
        pytest.param({"note": "Another"}, id="its note"),
        pytest.param({"recorded_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, id="when it was recorded"),
        pytest.param({"is_withdrawn": True, "value": None, "note": "Gone"}, id="whether it stands"),
    ],
)
def test_a_reading_is_never_changed(change: dict[str, Any]) -> None:
    reading = ReadingFactory()
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        rows_like(reading).update(**change)
    assert not rows_like(reading).filter(**change).exists()


def test_a_reading_is_never_deleted() -> None:
    reading = ReadingFactory()
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        rows_like(reading)._raw_delete(using="default")
    assert rows_like(reading).exists()


def test_the_series_of_a_reading_is_never_deleted() -> None:
    reading = ReadingFactory()
    with pytest.raises(models.ProtectedError):
        reading.series.delete()


def test_every_guard_is_in_place_after_every_migration() -> None:
    """A later migration that made the table anew lost its guards: see `0002_keep_the_readings`."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(query)
        assert {name for name, *_ in migration.GUARDS} <= {name for (name,) in cursor.fetchall()}


def test_the_guards_can_be_taken_away_and_put_back() -> None:
    reading = ReadingFactory()
    migration.release(None, PlainEditor())
    rows_like(reading).update(note="Without guards")
    migration.keep(None, PlainEditor())
    migration.keep(None, PlainEditor())
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        rows_like(reading).update(note="With guards")
