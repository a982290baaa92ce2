"""The database itself keeps the readings: once recorded, none is changed and none deleted, by whatever means.

A correction is a later row for the same day. On SQLite a later migration that alters this table begins with
`RunPython(release, keep)` and ends with `RunPython(keep, release)`, both taken from this file, since altering makes
the table anew; `tests/measures/test_readings_are_kept.py` fails where that was forgotten.
"""

from importlib import import_module

from django.db import migrations

ledger = import_module("plans.migrations.0002_keep_the_ledger")
MESSAGE = f"A reading that was recorded {ledger.KEPT}"
GUARDS = tuple(
    (f"measures_reading_{event.lower()}_kept", event, "measures_reading", "1 = 1", MESSAGE)
    for event in ("UPDATE", "DELETE")
)


def keep(apps, schema_editor):
    """Put every guard in place, once."""
    ledger.keep(apps, schema_editor, GUARDS)


def release(apps, schema_editor):
    """Take every guard away, where there is one."""
    ledger.release(apps, schema_editor, GUARDS)


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_initial"), ("plans", "0002_keep_the_ledger")]

    operations = [migrations.RunPython(keep, release)]
