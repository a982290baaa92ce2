"""The daily job that raises series which keep missing their targets."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from governance import escalation_rules
from governance.escalating import raise_by_rule
from governance.models import EscalationRule
from measures.escalations import missed_again
from measures.models import SeriesEscalation


@transaction.atomic
def raise_all(*, as_at: dt.date, now: dt.datetime) -> int:
    """Raise what the rules about measures find in adopted plans on a day; return how many were raised.

    Run twice, or by two workers at once, each is raised once: runs wait for each other, and a key is unique.
    """
    rules = escalation_rules.to_apply([EscalationRule.Kind.MEASURE_MISSED])
    return sum(_apply(rule, as_at, now) for rule in rules)


def _apply(rule: EscalationRule, as_at: dt.date, now: dt.datetime) -> int:
    found = {each.cause.key: each for each in missed_again(rule, as_at)}
    raised = raise_by_rule(rule=rule, causes=[each.cause for each in found.values()], on=as_at, now=now)
    SeriesEscalation.objects.bulk_create(
        SeriesEscalation(escalation=row, series=found[key].series) for key, row in raised.items()
    )
    return len(raised)
