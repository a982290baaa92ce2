"""The rules by which something is raised by itself: kept as data by the officers, with history, applied by the floors
above.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from .history import signed
from .models import Body, EscalationRule, Partnership
from .roles import Scope, Standing, may
from .verbs import Verb
from .wording import count

Kind = EscalationRule.Kind

HIGHEST = 365
"""No rule waits for longer than a year, in days or in times."""


class Default(NamedTuple):
    """A rule to begin with: what, from how many days or times on, and to which kind of body."""

    kind: str
    threshold: int
    body: str


DEFAULTS = (
    Default(Kind.OVERDUE, 30, Body.Kind.OPERATIONAL_GROUP),
    Default(Kind.RED_TWICE, 2, Body.Kind.BOARD),
    Default(Kind.RETURNED_TWICE, 2, Body.Kind.OPERATIONAL_GROUP),
    Default(Kind.POST_VACANT, 28, Body.Kind.OPERATIONAL_GROUP),
    Default(Kind.MEASURE_MISSED, 2, Body.Kind.BOARD),
)
"""What a partnership is offered where it has set no rule. The board hears of late work once it was red on two papers
days, so no other rule raises the same to it a second time."""


def sentence(kind: str, threshold: int) -> str:
    """When a rule raises something, in words."""
    days, readings, often = count(threshold, "day"), count(threshold, "reading"), count(threshold, "time")
    papers = "papers day" if threshold == 1 else f"{threshold} papers days in a row"
    return {
        Kind.OVERDUE: f"A milestone is overdue by {days} or more",
        Kind.RED_TWICE: f"A milestone was red on the board’s last {papers}",
        Kind.RETURNED_TWICE: f"Claims for a milestone were returned {often} since the last acceptance",
        Kind.POST_VACANT: f"A post that is accountable for open work is vacant for {days} or more",
        Kind.MEASURE_MISSED: f"A series missed its target at {readings} in a row",
    }[Kind(kind)]


@dataclass(frozen=True)
class Change:
    """One line of the rules' history: `who` did what `sentence` says."""

    when: dt.datetime
    who: str
    sentence: str


def history(partnership: Partnership) -> list[Change]:
    """Every change of a partnership's rules, newest first; one query."""
    records: Any = EscalationRule.history.filter(partnership=partnership).select_related("history_user", "body")
    return [
        Change(each.history_date, str(each.history_user or "") or "The server", _told(each))
        for each in records.order_by("-history_date", "-history_id")
    ]


@transaction.atomic
def set_rule(
    *,
    partnership: Partnership,
    kind: str,
    threshold: int,
    body: Body,
    is_active: bool,
    by: Standing,
    now: dt.datetime,
) -> EscalationRule:
    """Set a rule, or change the one of that kind to that body. What changes nothing leaves no trace.

    Raises PermissionDenied for anyone but an officer; ValidationError by field.
    """
    current = _opened(partnership, by)
    _check(current, threshold, body)
    rule = EscalationRule.objects.filter(partnership=current, kind=kind, body=body).first()
    if rule and (rule.threshold, rule.is_active) == (threshold, is_active):
        return rule
    rule = rule or EscalationRule(partnership=current, kind=kind, body=body)
    rule.threshold, rule.is_active = threshold, is_active
    return signed(rule, by, now)


@transaction.atomic
def install_default_rules(*, partnership: Partnership, by: Standing, now: dt.datetime) -> list[EscalationRule]:
    """Set the rules to begin with, to the bodies of their kinds that there are. Rules that stand are left alone.

    Raises PermissionDenied for anyone but an officer; ValidationError where no body could be raised anything to.
    """
    current = _opened(partnership, by)
    bodies: dict[str, Body] = {}
    for body in Body.objects.filter(partnership=current).order_by("-key"):
        bodies[body.kind] = body
    standing = set(EscalationRule.objects.filter(partnership=current).values_list("kind", "body"))
    wanted = [(each, bodies[each.body]) for each in DEFAULTS if each.body in bodies]
    if not wanted:
        raise ValidationError("There is no operational group and no board yet to raise anything to.")
    return [
        signed(EscalationRule(partnership=current, kind=each.kind, threshold=each.threshold, body=body), by, now)
        for each, body in wanted
        if (each.kind, body.pk) not in standing
    ]


def to_apply(kinds: Iterable[str]) -> list[EscalationRule]:
    """The rules of some kinds that are in force, inside the transaction of the job that applies them.

    Two such jobs at once wait for each other here.
    """
    list(Partnership.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    active = EscalationRule.objects.filter(is_active=True, kind__in=list(kinds))
    return list(active.select_related("partnership", "body").order_by("pk"))


def _opened(partnership: Partnership, by: Standing) -> Partnership:
    """Lock the partnership, so that two officers never set the same rule twice."""
    if not may(by, Verb.RUN_MEETINGS, Scope(partnership.pk)):
        raise PermissionDenied("Only officers set when something is raised.")
    return Partnership.objects.select_for_update().get(pk=partnership.pk)


def _check(partnership: Partnership, threshold: int, body: Body) -> None:
    problems = {}
    if not 1 <= threshold <= HIGHEST:
        problems["threshold"] = f"Enter a number from 1 to {HIGHEST}."
    if body.partnership_id != partnership.pk:
        problems["body"] = "Choose a body of this partnership."
    if problems:
        raise ValidationError(problems)


def _told(record: Any) -> str:
    to = f"to {record.body.name}"
    if not record.is_active:
        return f"switched off: {sentence(record.kind, record.threshold)}, {to}"
    done = "set" if record.history_type == "+" else "changed to"
    return f"{done}: {sentence(record.kind, record.threshold)}, {to}"
