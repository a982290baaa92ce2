"""The first page, by what the person is; the list of plans; and what the colours mean."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance import rounds
from governance.middleware import Request
from governance.roles import Role, Standing
from governance.verbs import Verb
from measures.trajectory import STATE_LABELS, STATE_MEANINGS, State
from plans import editions
from plans.addresses import Addresses
from plans.document.contents import COUNTED
from plans.editions import Lineage
from plans.facts import REPORTING_INTERVAL
from plans.models import Milestone, Plan
from plans.position import COLOUR_LABELS, LAST_CALL, LOOK_AHEAD, RULES, SIGN_OFF_WAIT
from reports.bars import Bar, bar


@require_safe
def home(request: Request) -> HttpResponse:
    """Straight to what the person came for."""
    who = request.standing
    if who.has(Role.POST_HOLDER) or who.has(Role.AMBITION_LEAD):
        return redirect("my-work")
    if not who.partnerships_where(Verb.READ_PLAN):
        return render(request, "reports/nothing_to_read.html", {"is_observer": who.has(Role.OBSERVER)})
    waiting = _waits_for_sign_off(who)
    if waiting:
        return redirect("sign-off", waiting)
    plan = _main(who)
    return redirect("dashboard", plan) if plan else redirect("plans")


def _waits_for_sign_off(who: Standing) -> str:
    """The slug of a plan in which a claim waits for somebody whose main part is to answer it."""
    if not who.has(Role.OPERATIONAL_GROUP):
        return ""
    there = Milestone.objects.filter(plan__partnership__in=who.partnerships_where(Verb.SIGN_OFF))
    waiting = there.visible_to(who).positioned(who.on).filter(Q(rule="awaiting_sign_off"))
    return waiting.order_by("plan__title").values_list("plan__slug", flat=True).first() or ""


def _main(who: Standing) -> str:
    """The slug of the one plan that somebody may read, or of the one that is adopted and has milestones."""
    plans = Plan.objects.visible_to(who)
    readable = list(plans.values_list("slug", flat=True)[:2])
    at_work = list(plans.adopted().filter(milestones__isnull=False).distinct().values_list("slug", flat=True)[:2])
    return next((found[0] for found in (readable, at_work) if len(found) == 1), "")


@dataclass(frozen=True, slots=True)
class Listed:
    """A plan of the list: how its milestones stand today."""

    plan: Plan
    bar: Bar
    total: int
    all: str
    lineage: Lineage


@require_safe
def plans(request: Request) -> HttpResponse:
    """The plans that the person may read, in three queries of their own."""
    today = timezone.localdate()
    counts = _counts(request.standing, today)
    found = Plan.objects.visible_to(request.standing).select_related("partnership")
    lineages = editions.lineages(found, request.standing)
    rows = [_listed(plan, counts[plan.pk], lineages[plan.pk], Addresses(plan.slug, today)) for plan in found]
    return render(request, "reports/plans.html", {"rows": rows, "today": today})


def _counts(who: Standing, today: dt.date) -> defaultdict[int, dict[str, int]]:
    """Every readable plan's counts by colour, counted by the database whatever the number of plans."""
    counts: defaultdict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    found = Milestone.objects.visible_to(who).positioned(today).filter(Q(withdrawn=False)).order_by()
    for plan, colour, number in found.values_list("plan", F("colour")).annotate(Count("pk")):
        counts[plan][colour] = number
    return counts


def _listed(plan: Plan, counts: dict[str, int], lineage: Lineage, at: Addresses) -> Listed:
    return Listed(
        plan=plan,
        bar=bar(counts, lambda colour: at.milestones(colour=colour)),
        total=sum(counts.values()),
        all=at.milestones(),
        lineage=lineage,
    )


@login_not_required
@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    """What the colours mean: the rules themselves, and the lengths of time they speak of."""
    context = {
        "key": RULES,
        "states": [(state, STATE_LABELS[state], STATE_MEANINGS[state]) for state in State],
        "overall": [(colour, COLOUR_LABELS[colour]) for colour in COUNTED],
        "thresholds": {
            "silence": REPORTING_INTERVAL.days,
            "round_opens": rounds.OPENS.days,
            "ahead": LOOK_AHEAD.days,
            "last_call": LAST_CALL.days,
            "sign_off": SIGN_OFF_WAIT.days,
        },
    }
    return render(request, "reports/colours.html", context)


urlpatterns = [
    path("", home, name="home"),
    path("plans/", plans, name="plans"),
    path("about/colours/", colours, name="colours"),
]
