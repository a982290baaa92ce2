"""The overdue job for 100,000 milestones beside the same flags found and written by one raw SQL statement."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from plans.models import OverdueFlag, Plan
from plans.services import flag_overdue

from .data import many_overdue, timed

NUMBER = 100_000
RAW = """
INSERT INTO plans_overdueflag (milestone_id, due_on, flagged_on, recorded_at)
SELECT m.id, m.agreed_due_on, %s, %s FROM plans_milestone m
JOIN plans_plan p ON p.id = m.plan_id
LEFT JOIN (
  SELECT u.milestone_id, u.declared, ROW_NUMBER() OVER (
    PARTITION BY u.milestone_id ORDER BY u.recorded_at DESC, u.id DESC) AS place FROM plans_statusupdate u
) said ON said.milestone_id = m.id AND said.place = 1
WHERE p.adopted_on IS NOT NULL AND m.agreed_due_on < %s AND (said.declared IS NULL OR said.declared <> 'complete')
"""


class _Undo(Exception):
    """Raised to leave the database as it was."""


def run(plan: Plan) -> list[str]:
    """Measure, undo each time, and say the ratio."""
    many_overdue(plan, NUMBER)
    today, now = timezone.localdate(), timezone.now()
    raw = _undone(lambda: connection.cursor().execute(RAW, [today, now, today]))
    ours = _undone(lambda: flag_overdue(as_at=today, now=now))
    return [f"overdue job, {NUMBER:,} milestones: {ours:.2f} s; raw SQL {raw:.2f} s; ratio {ours / raw:.1f}"]


def _undone(act: object) -> float:
    seconds = 0.0
    try:
        with transaction.atomic():
            seconds = timed(act)  # type: ignore[arg-type]
            assert OverdueFlag.objects.count() >= NUMBER
            raise _Undo
    except _Undo:
        return seconds
