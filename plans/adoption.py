"""Adopting a plan: from that day its agreed dates are locked and it is held to account."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.roles import Standing
from governance.verbs import Verb
from governance.wording import day
from plans import scope

from .facts import london_day
from .models import Plan


@transaction.atomic
def adopt(plan: Plan, *, by: Standing, now: dt.datetime) -> Plan:
    """Adopt a draft as of the day it is recorded, so that it is a draft as at any earlier day; return it as it stands.

    Raises PermissionDenied for anyone but an officer; ValidationError where it is adopted already.
    """
    scope.require(by, Verb.EDIT_PLAN, scope.of_plan(plan))
    current = Plan.objects.select_for_update().get(pk=plan.pk)
    if current.adopted_on:
        raise ValidationError(f"This plan was adopted on {day(current.adopted_on)}. Nothing was changed.")
    current.adopted_on, current.adopted_by = london_day(now), by.person
    stamp: Any = current
    stamp._history_user, stamp._history_date, stamp._change_reason = by.person, now, "Adopted"
    current.save()
    return current
