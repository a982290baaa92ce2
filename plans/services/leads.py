"""Who leads an action. Leads are dated, so that who answered for it on a past day can still be told.

In an adopted plan a lead that ends keeps its row; where the accountable post changes, both posts' rows end and new
ones begin, so that the days before keep the post that was accountable then.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from governance.models import Post
from governance.roles import Standing
from governance.wording import day
from plans.facts import london_day
from plans.models import Action, ActionLead, Plan

from .editing import not_withdrawn, opened, put, read_again, signed, write
from .tree import added_on

ENDED = "ended"
MADE_ACCOUNTABLE = "made accountable"
IN_PASSING = "follows from another change"
"""Rows of a lead's history that say nothing which another row does not say already."""


@transaction.atomic
def add_lead(
    *,
    action: Action,
    post: Post,
    by: Standing,
    now: dt.datetime,
    as_printed: str = "",
    is_accountable: bool = False,
    starts_on: dt.date | None = None,
) -> ActionLead:
    """Add a post to those that lead an action, from a day (today, or since there is a plan). The first is accountable.

    Raises PermissionDenied, or ValidationError by field, as every function here does.
    """
    plan = opened(action.plan, by)
    not_withdrawn(action)
    if post.organisation.partnership_id != plan.partnership_id:
        raise ValidationError({"post": "Choose a post of this partnership."})
    leads = _open_leads(action)
    if leads.filter(post=post).exists():
        raise ValidationError({"post": f"{post} leads this action already. Choose another post."})
    lead = ActionLead(action=action, post=post, starts_on=starts_on or added_on(plan, now))
    put(lead, {"as_printed": as_printed})
    lead.order = (action.leads.aggregate(last=Max("order"))["last"] or 0) + 1
    lead.is_accountable = not leads.filter(is_accountable=True).exists()
    write(lead, by, now)
    return _give_account(lead, plan, by, now) if is_accountable and not lead.is_accountable else lead


@transaction.atomic
def change_lead(*, lead: ActionLead, as_printed: str, seen: int | None, by: Standing, now: dt.datetime) -> ActionLead:
    """Put right how the plan prints a lead. Another post is another lead: end this one and add that."""
    opened(lead.action.plan, by)
    current = read_again(lead, seen)
    return write(current, by, now) if put(current, {"as_printed": as_printed}) else current


@transaction.atomic
def confirm_accountable(*, lead: ActionLead, by: Standing, now: dt.datetime) -> ActionLead:
    """Say that the lead assumed to be accountable, because it is printed first, is so."""
    opened(lead.action.plan, by)
    current = _current(lead)
    if not current.is_accountable:
        raise ValidationError(f"{current.post} is not accountable for this action.")
    current.is_assumed = False
    return write(current, by, now)


@transaction.atomic
def make_accountable(*, lead: ActionLead, by: Standing, now: dt.datetime) -> ActionLead:
    """Make a lead the accountable one from today; the one that was contributes from now on."""
    plan = opened(lead.action.plan, by)
    current = _current(lead)
    if current.is_accountable:
        raise ValidationError(f"{current.post} is accountable already.")
    return _give_account(current, plan, by, now)


@transaction.atomic
def end_lead(*, lead: ActionLead, ends_on: dt.date, by: Standing, now: dt.datetime) -> ActionLead:
    """End a lead with its last day. Its row stays, so that past days read as they were."""
    opened(lead.action.plan, by)
    current = _current(lead)
    _not_the_accountable_one(current)
    if ends_on < current.starts_on:
        raise ValidationError({"ends_on": f"It began on {day(current.starts_on)}. Enter that day or a later one."})
    current.ends_on = ends_on
    return write(current, by, now, why=ENDED)


@transaction.atomic
def remove_lead(*, lead: ActionLead, by: Standing, now: dt.datetime) -> None:
    """Delete a lead of a draft. In an adopted plan it is ended instead."""
    plan = opened(lead.action.plan, by)
    if plan.is_adopted:
        raise ValidationError("The plan is adopted, so nothing is deleted. End the lead with its last day instead.")
    current = _current(lead)
    _not_the_accountable_one(current)
    signed(current, by, now).delete()


def _current(lead: ActionLead) -> ActionLead:
    current = read_again(lead)
    not_withdrawn(current.action)
    if current.ends_on is not None:
        raise ValidationError(f"{current.post} ended as a lead on {day(current.ends_on)}.")
    return current


def _open_leads(action: Action) -> Any:
    return ActionLead.objects.filter(action=action, ends_on__isnull=True)


def _not_the_accountable_one(lead: ActionLead) -> None:
    others = _open_leads(lead.action).exclude(pk=lead.pk).exists()
    if lead.is_accountable and (others or lead.action.plan.is_adopted):
        raise ValidationError(f"{lead.post} is accountable for this action. Make another post accountable first.")


def _give_account(lead: ActionLead, plan: Plan, by: Standing, now: dt.datetime) -> ActionLead:
    for before in _open_leads(lead.action).filter(is_accountable=True):
        _from_today(before, plan, by, now, IN_PASSING, is_accountable=False, is_assumed=False)
    return _from_today(lead, plan, by, now, MADE_ACCOUNTABLE, is_accountable=True)


def _from_today(lead: ActionLead, plan: Plan, by: Standing, now: dt.datetime, why: str, **values: bool) -> ActionLead:
    """Give a lead other values from today on; the days before keep those it had."""
    today = london_day(now)
    if plan.is_adopted and lead.starts_on < today:
        lead.ends_on = today - dt.timedelta(days=1)
        write(lead, by, now, why=IN_PASSING)
        lead = ActionLead(
            action=lead.action, post=lead.post, as_printed=lead.as_printed, order=lead.order, starts_on=today
        )
    put(lead, values)
    return write(lead, by, now, why=why)
