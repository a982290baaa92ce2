"""What an act on a measure is about, in the words of `governance/roles.py`."""

from __future__ import annotations

from governance.roles import Scope, Standing, may
from governance.verbs import Verb
from plans.models import Plan

from .models import SuccessMeasure


def of_measure(measure: SuccessMeasure) -> Scope:
    """One measure: the post that owns it stands where a milestone has its lead posts."""
    owner = {measure.owner_id} if measure.owner_id else set()
    return Scope(partnership=measure.plan.partnership_id, posts=frozenset(owner))


def sees_small_numbers(who: Standing, plan: Plan) -> bool:
    """Whether somebody sees counts too small to publish in the whole plan."""
    return may(who, Verb.SEE_SMALL_NUMBERS, Scope(partnership=plan.partnership_id))
