"""What the menus offer: places that this person may open, and inside a plan that plan's own pages."""

from __future__ import annotations

from typing import Any, TypedDict

from django.http import HttpRequest
from django.urls import reverse

from governance.models import Partnership
from governance.roles import Role, Standing, may
from governance.verbs import Verb
from plans import scope
from plans.models import Plan

SIGN_OFF_IS_SHOWN_TO = (Verb.SIGN_OFF, Verb.DECIDE_LONG_DATE, Verb.EDIT_PLAN)
"""The operational group, the board, whose co-chairs stand in for it, and officers."""


class Item(TypedDict):
    """One entry of a menu."""

    text: str
    href: str
    current: bool


def menus(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `navigation`, `plan_navigation`, and the `plan` and `partnership` that a page is about."""
    who: Standing | None = getattr(request, "standing", None)
    if who is None or not request.user.is_authenticated:
        return {}
    plan = _plan(request, who)
    partnership = plan.partnership if plan else Partnership.objects.visible_to(who).first()
    return {
        "navigation": _site(request, who),
        "plan_navigation": _of_plan(request, who, plan) if plan else [],
        "plan": plan,
        "partnership": partnership,
    }


def _plan(request: HttpRequest, who: Standing) -> Plan | None:
    match = request.resolver_match
    slug = match.kwargs.get("slug") if match and match.route.startswith("plans/") else None
    return Plan.objects.visible_to(who).select_related("partnership").filter(slug=slug).first() if slug else None


def _site(request: HttpRequest, who: Standing) -> list[Item]:
    places = [
        (who.has(Role.POST_HOLDER) or who.has(Role.AMBITION_LEAD), "My work", "my-work"),
        (bool(who.partnerships_where(Verb.READ_PLAN)), "Plans", "plans"),
        (bool(who.partnerships_where(Verb.READ_PLAN)), "Meetings", "meetings"),
        (bool(who.partnerships_where(Verb.READ_PLAN)), "Bodies", "bodies"),
        (bool(who.partnerships_where(Verb.READ_PLAN)), "Challenge", "escalations"),
        (bool(who.partnerships_where(Verb.READ_PLAN)), "Reviews", "reviews"),
        (bool(who.partnerships_where(Verb.MANAGE_PEOPLE)), "Posts and people", "posts"),
    ]
    return [_item(request, text, reverse(name)) for shown, text, name in places if shown]


def _of_plan(request: HttpRequest, who: Standing, plan: Plan) -> list[Item]:
    of = scope.of_plan(plan)
    places = [
        (True, "Dashboard", "dashboard"),
        (True, "Milestones", "milestones"),
        (True, "Measures", "measures"),
        (any(may(who, verb, of) for verb in SIGN_OFF_IS_SHOWN_TO), "Sign-off", "sign-off"),
        (True, "Dates", "date-requests"),
        (True, "Round", "round"),
        (True, "Families", "families"),
        (True, "Quality", "quality"),
        (True, "Board packs", "packs"),
        (may(who, Verb.EDIT_PLAN, of), "Edit", "edit-plan"),
        (may(who, Verb.EDIT_PLAN, of), "Check", "check"),
    ]
    return [_item(request, text, reverse(name, args=[plan.slug])) for shown, text, name in places if shown]


def _item(request: HttpRequest, text: str, href: str) -> Item:
    return {"text": text, "href": href, "current": request.path == href}
