"""Editions of a plan: which plan replaces which, and which action of the edition before each action goes back to.

Only editions that the reader may see are named: a draft that is to replace a plan is not yet anybody else's to know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from governance.roles import Standing

from .models import Action, Plan


@dataclass(frozen=True)
class Lineage:
    """The editions before a plan, the nearest first, and those after it, the nearest first."""

    earlier: list[Plan] = field(default_factory=list)
    later: list[Plan] = field(default_factory=list)

    @property
    def replaces(self) -> Plan | None:
        """The edition just before it."""
        return self.earlier[0] if self.earlier else None


@dataclass(frozen=True)
class Origin:
    """The actions that one action replaces, and those of a later edition that replace it."""

    replaces: list[Action]
    replaced_by: list[Action]


def lineage(plan: Plan, who: Standing) -> Lineage:
    """A plan's earlier and later editions that somebody may read; one query."""
    return lineages([plan], who)[plan.pk]


def lineages(plans: Iterable[Plan], who: Standing) -> dict[int, Lineage]:
    """The same for several plans by primary key, in one query whatever their number."""
    readable = {each.pk: each for each in Plan.objects.visible_to(who)}
    after = _after(readable.values())
    return {plan.pk: Lineage(_earlier(plan, readable), _later(plan, after)) for plan in plans}


def forebears(plan: Plan, known: dict[int, Plan]) -> list[int]:
    """The primary keys of every edition before a plan, the nearest first, among the plans that are known."""
    found: list[int] = []
    current: Plan | None = plan
    while current is not None and current.replaces_id is not None and current.replaces_id not in found:
        found.append(current.replaces_id)
        current = known.get(current.replaces_id)
    return found


def may_be_replaced(plan: Plan) -> QuerySet[Plan]:
    """The plans that may be the edition before this one: of its partnership, neither itself nor a later edition."""
    beside = {each.pk: each for each in Plan.objects.filter(partnership=plan.partnership_id)}
    later = [pk for pk, each in beside.items() if plan.pk in forebears(each, beside)]
    return Plan.objects.filter(pk__in=beside).exclude(pk__in=[plan.pk, *later])


def of_action(action: Action, who: Standing) -> Origin:
    """Where an action comes from and what it became, as far as somebody may read it; two queries."""
    readable = Action.objects.visible_to(who).select_related("plan")
    return Origin(
        replaces=list(readable.filter(replaced_by=action).in_printed_order()),
        replaced_by=list(readable.filter(replaces=action).order_by("plan__starts_on", "plan", "ref")),
    )


def _earlier(plan: Plan, readable: dict[int, Plan]) -> list[Plan]:
    return [readable[pk] for pk in forebears(plan, readable) if pk in readable]


def _after(plans: Iterable[Plan]) -> dict[int, list[Plan]]:
    found: defaultdict[int, list[Plan]] = defaultdict(list)
    for plan in plans:
        if plan.replaces_id is not None:
            found[plan.replaces_id].append(plan)
    return found


def _later(plan: Plan, after: dict[int, list[Plan]]) -> list[Plan]:
    """Breadth first: what replaces it, then what replaces those."""
    found: list[Plan] = []
    nearest = after.get(plan.pk, [])
    while nearest:
        found += nearest
        nearest = [each for one in nearest for each in after.get(one.pk, []) if each not in found]
    return found
