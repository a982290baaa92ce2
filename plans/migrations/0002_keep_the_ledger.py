"""The database itself keeps what the ledger promises, whoever writes to it and by whatever means.

- What was recorded (updates, confirmations, sign-offs, date changes, withdrawals, evidence, overdue flags) is never
  changed and never deleted.
- The agreed dates of an adopted plan are locked, and so are the days that its recurring milestones come round on.
- An adopted plan cannot become a draft again.

On SQLite a migration that alters a table makes it anew: the table's own guards go with the old one, and guards of other
tables that read it (`plans_plan`, `plans_milestone`) stop the change with "no such table". So a later migration that
alters a table named here begins with `RunPython(release, keep)` and ends with `RunPython(keep, release)`, both taken
from this file; `tests/plans/test_ledger_is_kept.py` fails where that was forgotten.
"""

from django.db import migrations

LEDGER = {
    "plans_statusupdate": "An update that was recorded",
    "plans_confirmation": "A confirmation that was recorded",
    "plans_signoff": "A sign-off that was recorded",
    "plans_datechange": "A change of date that was recorded",
    "plans_withdrawal": "A withdrawal that was recorded",
    "plans_evidence": "Evidence that was recorded",
    "plans_overdueflag": "An overdue flag that was recorded",
}
KEPT = "stays as it is. Record what is right now instead."
LOCKED = "The plan is adopted, so its agreed dates are locked. Record a correction instead."
ADOPTED = "A plan that was adopted cannot become a draft again."

# name, event, table, condition, message. The conditions read the same in both databases.
GUARDS = (
    *(
        (f"{table}_{event.lower()}_kept", event, table, "1 = 1", f"{what} {KEPT}")
        for table, what in LEDGER.items()
        for event in ("UPDATE", "DELETE")
    ),
    (
        "plans_milestone_date_locked",
        "UPDATE",
        "plans_milestone",
        "({different_date} OR NEW.recurrence <> OLD.recurrence) AND EXISTS "
        "(SELECT 1 FROM plans_plan WHERE id = OLD.plan_id AND adopted_on IS NOT NULL)",
        LOCKED,
    ),
    *(
        (
            f"plans_occurrence_{event.lower()}_locked",
            event,
            "plans_occurrence",
            "EXISTS (SELECT 1 FROM plans_milestone m JOIN plans_plan p ON p.id = m.plan_id "
            "WHERE m.id = OLD.milestone_id AND p.adopted_on IS NOT NULL)",
            LOCKED,
        )
        for event in ("UPDATE", "DELETE")
    ),
    (
        "plans_plan_stays_adopted",
        "UPDATE",
        "plans_plan",
        "OLD.adopted_on IS NOT NULL AND NEW.adopted_on IS NULL",
        ADOPTED,
    ),
)

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
DIFFERENT = {
    "sqlite": "NEW.agreed_due_on IS NOT OLD.agreed_due_on",
    "postgresql": "NEW.agreed_due_on IS DISTINCT FROM OLD.agreed_due_on",
}


def keep(apps, schema_editor, guards=GUARDS):
    """Put every guard in place, once."""
    release(apps, schema_editor, guards)
    vendor = schema_editor.connection.vendor
    template = SQLITE if vendor == "sqlite" else POSTGRESQL
    for name, event, table, when, message in guards:
        condition = when.format(different_date=DIFFERENT[vendor])
        schema_editor.execute(
            template.format(name=name, event=event, table=table, when=condition, message=message), params=None
        )


def release(apps, schema_editor, guards=GUARDS):
    """Take every guard away, where there is one."""
    for name, _, table, _, _ in guards:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}", params=None)
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()", params=None)


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [migrations.RunPython(keep, release)]
