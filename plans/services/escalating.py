"""The daily job that raises what the rules find in adopted plans, and people raising what an action is about."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from governance import escalation_rules
from governance.escalating import raise_by_rule, raise_concern
from governance.escalation_notices import notice_of_answer
from governance.models import Body, Escalation, EscalationAnswer, EscalationRule
from governance.roles import Standing
from governance.services import notify
from plans import escalations
from plans.concerned import Concerned
from plans.models import Action, Milestone, MilestoneEscalation

TOLD_WITHIN = dt.timedelta(days=28)
"""How far back the daily job looks for answers that nobody told the leads of."""


@transaction.atomic
def raise_all(*, as_at: dt.date, now: dt.datetime) -> int:
    """Raise what the rules of this floor find in adopted plans on a day; return how many were raised.

    Run twice, or by two workers at once, each is raised once: runs wait for each other, and a key is unique.
    """
    return sum(_apply(rule, as_at, now) for rule in escalation_rules.to_apply(escalations.RULES))


def _apply(rule: EscalationRule, as_at: dt.date, now: dt.datetime) -> int:
    found = {each.cause.key: each for each in escalations.RULES[rule.kind](rule, as_at)}
    raised = raise_by_rule(rule=rule, causes=[each.cause for each in found.values()], on=as_at, now=now)
    MilestoneEscalation.objects.bulk_create(
        MilestoneEscalation(escalation=row, milestone=found[key].milestone, post=found[key].post)
        for key, row in raised.items()
    )
    return len(raised)


@transaction.atomic
def raise_about(
    *,
    action: Action,
    milestone: Milestone | None = None,
    body: Body,
    title: str,
    words: str,
    address: str,
    by: Standing,
    now: dt.datetime,
) -> Escalation:
    """Raise a concern about an action or one of its milestones; raises what `raise_concern` does."""
    raised = raise_concern(body=body, title=title, words=words, address=address, by=by, now=now)
    whole = None if milestone else action
    MilestoneEscalation.objects.create(escalation=raised, milestone=milestone, action=whole)
    return raised


@transaction.atomic
def tell_of_answers(*, on: dt.date, now: dt.datetime) -> None:
    """Tell those whose work it is about what was answered of late, each once: whoever is told where work is overdue.

    Whoever raised it was told with the answer.
    """
    of_late = EscalationAnswer.objects.filter(recorded_at__gt=now - TOLD_WITHIN, escalation__in_the_plan__isnull=False)
    rows = of_late.select_related(
        "owner__organisation",
        "escalation__body",
        "escalation__in_the_plan__action__objective__ambition",
        "escalation__in_the_plan__milestone__action__objective__ambition",
    )
    concerned = Concerned(on)
    notify(
        notice_of_answer(row, person, now)
        for row in rows
        for person in sorted(_concerned(concerned, row) - {row.by_id})
    )


def _concerned(concerned: Concerned, row: EscalationAnswer) -> set[int]:
    """Nobody in particular answers for a post that is vacant: the officers were told when it was raised."""
    about = row.escalation.in_the_plan
    action = about.milestone.action if about.milestone else about.action
    if action is None:
        return set()
    return concerned.people(action.pk, action.objective.ambition.body_id, row.escalation.body.partnership_id)
