"""The database itself keeps what bodies were told, decided and answered; see `config/guards.py`.

- Decisions, escalations, their answers and terms of reference are never changed and never deleted.
- A report that was submitted stays as it is.
- A meeting's days never change and a cancelled one stays cancelled, so that rounds read the same for any past day.
"""

from django.db import migrations

from config import guards

LEDGER = {
    "governance_meetingdecision": "A decision that was recorded",
    "governance_escalation": "An escalation that was raised",
    "governance_escalationanswer": "An answer that was recorded",
    "governance_termsofreference": "Terms of reference that were recorded",
}
SUBMITTED = f"A report that was submitted {guards.KEPT}"
GUARDS = (
    *(guard for table, what in LEDGER.items() for guard in guards.never_changed(table, what)),
    *(
        guards.Guard(
            f"governance_roundreport_{event.lower()}_kept",
            event,
            "governance_roundreport",
            "OLD.submitted_at IS NOT NULL",
            SUBMITTED,
        )
        for event in ("UPDATE", "DELETE")
    ),
    guards.Guard(
        "governance_meeting_update_kept",
        "UPDATE",
        "governance_meeting",
        "NEW.sits_on <> OLD.sits_on OR NEW.papers_due_on <> OLD.papers_due_on OR NEW.body_id <> OLD.body_id "
        "OR NEW.round_opens_on <> OLD.round_opens_on OR NEW.added_at <> OLD.added_at "
        "OR (OLD.cancelled_at IS NOT NULL AND (NEW.cancelled_at IS NULL OR NEW.cancelled_at <> OLD.cancelled_at))",
        "The days of a meeting stay as they are. Move it to another day, or cancel it.",
    ),
    guards.Guard(
        "governance_meeting_delete_kept",
        "DELETE",
        "governance_meeting",
        "1 = 1",
        "A meeting that was set is never deleted. Cancel it.",
    ),
)


def keep(apps, schema_editor):
    """Put every guard in place, once."""
    guards.keep(schema_editor, GUARDS)


def release(apps, schema_editor):
    """Take every guard away, where there is one."""
    guards.release(schema_editor, GUARDS)


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_meetings_rounds_and_escalations")]

    operations = [migrations.RunPython(keep, release)]
