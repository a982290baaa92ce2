"""The database itself refuses to change or delete a pack that is built, whatever program asks.

On SQLite a migration that alters the table makes it anew and loses these triggers: it has to end with `RunPython(add)`
of this file. `tests/reports/test_pack_is_kept.py` fails where that was forgotten.
"""

from django.db import migrations

FROZEN = (
    "plan_id",
    "meeting_id",
    "as_at",
    "state",
    "document",
    "document_sha256",
    "pdf",
    "pdf_sha256",
    "pdf_bytes",
    "pages",
    "built_at",
)
SAYS = "a board pack that is built never changes"


def differs(operator: str) -> str:
    return " OR ".join(f"OLD.{column} {operator} NEW.{column}" for column in FROZEN)


SQLITE = [
    f"""
    CREATE TRIGGER boardpack_built_never_changes BEFORE UPDATE ON reports_boardpack
    WHEN OLD.state = 'built' AND ({differs("IS NOT")})
    BEGIN SELECT RAISE(ABORT, '{SAYS}'); END
    """,
    f"""
    CREATE TRIGGER boardpack_built_never_deleted BEFORE DELETE ON reports_boardpack
    WHEN OLD.state = 'built'
    BEGIN SELECT RAISE(ABORT, '{SAYS}'); END
    """,
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION boardpack_built_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.state = 'built' THEN
                RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN OLD;
        END IF;
        IF OLD.state = 'built' AND ({differs("IS DISTINCT FROM")}) THEN
            RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER boardpack_built_never_changes BEFORE UPDATE OR DELETE ON reports_boardpack
    FOR EACH ROW EXECUTE FUNCTION boardpack_built_never_changes()
    """,
]
UNDO_SQLITE = ["DROP TRIGGER boardpack_built_never_changes", "DROP TRIGGER boardpack_built_never_deleted"]
UNDO_POSTGRESQL = [
    "DROP TRIGGER boardpack_built_never_changes ON reports_boardpack",
    "DROP FUNCTION boardpack_built_never_changes()",
]


def add(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    for statement in UNDO_SQLITE if schema_editor.connection.vendor == "sqlite" else UNDO_POSTGRESQL:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
