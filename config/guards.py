"""Triggers by which the database itself keeps what was recorded, whoever writes to it and by whatever means.

Migrations put them in place. On SQLite a migration that alters a table makes it anew: the table's own guards go with
the old one, and guards of other tables that read it stop the change with "no such table". So a later migration that
alters a guarded table begins with `RunPython(release, keep)` and ends with `RunPython(keep, release)`, both taken from
the migration that set its guards; each floor has a test that fails where that was forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KEPT = "stays as it is. Record what is right now instead."
"""What nobody may do to a row that was recorded."""


class Guard(NamedTuple):
    """One trigger: where `when` holds before `event` on `table`, nothing is written and `message` says why."""

    name: str
    event: str
    table: str
    when: str
    message: str


SQLITE = """
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {when}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
POSTGRESQL = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {when} THEN
        RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()
"""


def never_changed(table: str, what: str) -> tuple[Guard, Guard]:
    """The guards of a table whose rows are written once: no change and no deletion."""
    change, deletion = (
        Guard(f"{table}_{event.lower()}_kept", event, table, "1 = 1", f"{what} {KEPT}")
        for event in ("UPDATE", "DELETE")
    )
    return change, deletion


def keep(editor: BaseDatabaseSchemaEditor, guards: Iterable[Guard]) -> None:
    """Put every guard in place, once."""
    wanted = list(guards)
    release(editor, wanted)
    template = SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL
    for guard in wanted:
        editor.execute(template.format(**guard._asdict()), params=None)


def release(editor: BaseDatabaseSchemaEditor, guards: Iterable[Guard]) -> None:
    """Take every guard away, where there is one."""
    for guard in guards:
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER IF EXISTS {guard.name}", params=None)
        else:
            editor.execute(f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}", params=None)
            editor.execute(f"DROP FUNCTION IF EXISTS {guard.name}()", params=None)
