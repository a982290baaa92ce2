"""The database itself keeps what the ledger promises, whoever writes to it and by whatever means.

- What was recorded (updates, confirmations, sign-offs, date changes, withdrawals, evidence, overdue flags) is never
  changed and never deleted.
- The agreed dates of an adopted plan are locked, and so are the days that its recurring milestones come round on.
- An adopted plan cannot become a draft again.

How, and what a later migration of these tables must do, is told in `config/guards.py`;
`tests/plans/test_ledger_is_kept.py` fails where that was forgotten.
"""

from django.db import migrations

from config import guards as machine

LEDGER = {
    "plans_statusupdate": "An update that was recorded",
    "plans_confirmation": "A confirmation that was recorded",
    "plans_signoff": "A sign-off that was recorded",
    "plans_datechange": "A change of date that was recorded",
    "plans_withdrawal": "A withdrawal that was recorded",
    "plans_evidence": "Evidence that was recorded",
    "plans_overdueflag": "An overdue flag that was recorded",
}
KEPT = machine.KEPT
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

DIFFERENT = {
    "sqlite": "NEW.agreed_due_on IS NOT OLD.agreed_due_on",
    "postgresql": "NEW.agreed_due_on IS DISTINCT FROM OLD.agreed_due_on",
}


def _guards(guards, schema_editor):
    different = DIFFERENT[schema_editor.connection.vendor]
    return [
        machine.Guard(name, event, table, when.format(different_date=different), message)
        for name, event, table, when, message in guards
    ]


def keep(apps, schema_editor, guards=GUARDS):
    """Put every guard in place, once."""
    machine.keep(schema_editor, _guards(guards, schema_editor))


def release(apps, schema_editor, guards=GUARDS):
    """Take every guard away, where there is one."""
    machine.release(schema_editor, _guards(guards, schema_editor))


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [migrations.RunPython(keep, release)]
