"""What an act on the plan is about, in the words of `governance/roles.py`, and who may do it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from governance.roles import Scope, Standing, may
from governance.verbs import Verb

from .models import Action, ActionLead, DateRequest, Milestone, Plan, StatusUpdate


def of_plan(plan: Plan) -> Scope:
    """A whole plan."""
    return Scope(partnership=plan.partnership_id)


def of_actions(actions: Iterable[Action], on: dt.date) -> dict[int, Scope]:
    """Each action's scope by its primary key: the posts that lead it on a day and its ambition group.

    The actions come with `plan` and `objective__ambition` selected; one query whatever their number.
    """
    wanted = {action.pk: action for action in actions}
    posts: defaultdict[int, set[int]] = defaultdict(set)
    for action, post in ActionLead.objects.filter(action__in=wanted).on(on).values_list("action_id", "post_id"):
        posts[action].add(post)
    return {
        pk: Scope(
            partnership=action.plan.partnership_id,
            posts=frozenset(posts[pk]),
            bodies=frozenset(filter(None, [action.objective.ambition.body_id])),
        )
        for pk, action in wanted.items()
    }


def of_milestone(milestone: Milestone, on: dt.date) -> Scope:
    """One milestone: its action's scope."""
    return of_actions([milestone.action], on)[milestone.action_id]


def of_claims(claims: Iterable[StatusUpdate], on: dt.date) -> dict[int, Scope]:
    """Each claim's scope by its primary key: its action's, and who made or confirmed it, who may not answer it.

    The claims come with `confirmation` and, through `milestone`, what `of_actions` asks for; one query.
    """
    wanted = list(claims)
    actions = of_actions([claim.milestone.action for claim in wanted], on)
    return {claim.pk: _claimed(claim, actions[claim.milestone.action_id]) for claim in wanted}


def of_claim(claim: StatusUpdate, on: dt.date) -> Scope:
    """One claim's scope."""
    return of_claims([claim], on)[claim.pk]


def of_requests(requests: Iterable[DateRequest], on: dt.date) -> dict[int, Scope]:
    """Each date request's scope by its primary key: its action's, and who made it, who may not decide on it.

    The requests come, through `milestone`, with what `of_actions` asks for; one query.
    """
    wanted = list(requests)
    actions = of_actions([request.milestone.action for request in wanted], on)
    return {request.pk: _said_by({request.by_id}, actions[request.milestone.action_id]) for request in wanted}


def of_request(request: DateRequest, on: dt.date) -> Scope:
    """One date request's scope."""
    return of_requests([request], on)[request.pk]


def _claimed(claim: StatusUpdate, action: Scope) -> Scope:
    confirmed = {claim.confirmation.by_id} if hasattr(claim, "confirmation") else set()
    return _said_by({claim.by_id} | confirmed, action)


def _said_by(people: set[int], action: Scope) -> Scope:
    return Scope(action.partnership, action.posts, action.bodies, frozenset(people))


def require(who: Standing, verb: Verb, scope: Scope) -> None:
    """Raise PermissionDenied, saying what was not allowed, unless `who` may do `verb`."""
    if not may(who, verb, scope):
        raise PermissionDenied(f"You may not {verb.value} here.")
