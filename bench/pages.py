"""Pages in requests a second beside a bare Django view that answers with the same bytes after one query."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

from django.test import Client

from governance.models import Person
from plans.models import ActionLead, Milestone, Plan

from .data import timed
from .urls import BYTES

ROUNDS = 40


def run(plan: Plan, plans: int) -> list[str]:
    """Measure each page and its bare twin in turn; the figures are medians of one run."""
    member = _client("sepb-member@demonstration.example")
    action = plan.actions.in_printed_order()[4]
    pages = {
        "dashboard": f"/plans/{plan.slug}/",
        "milestone list": f"/plans/{plan.slug}/milestones/",
        "action page": f"/plans/{plan.slug}/actions/{action.ref}/",
    }
    lines = [_page(member, name, address, plans) for name, address in pages.items()]
    return [*lines, _update(plan, plans)]


def _page(client: Client, name: str, address: str, plans: int) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    BYTES[name] = answer.content.decode()
    ours, bare = _in_turn(lambda: client.get(address), lambda: client.get(f"/bare/{name}/"))
    return _line(name, plans, ours, bare)


def _update(plan: Plan, plans: int) -> str:
    milestone = _open_milestone(plan)
    lead = ActionLead.objects.filter(action=milestone.action, post__holdings__isnull=False).first()
    assert lead is not None
    person = lead.post.holdings.get().person
    client = _client(person.email)
    said = {f"m{milestone.pk}-declared": "on_track", f"m{milestone.pk}-what_was_done": "Bench"}
    address = f"/plans/{plan.slug}/milestones/{milestone.ref}/update/"

    def post() -> Any:
        last = milestone.updates.order_by("-recorded_at", "-pk").values_list("pk", flat=True).first()
        answer = client.post(address, said | {"seen": str(last or "")})
        assert answer.status_code == 302, f"{address} answered {answer.status_code}"
        return answer

    ours, bare = _in_turn(post, lambda: client.post(f"/bare-update/{milestone.pk}/{person.pk}/"))
    return _line("update POST", plans, ours, bare)


def _open_milestone(plan: Plan) -> Milestone:
    from django.utils import timezone

    positioned = plan.milestones.positioned(timezone.localdate()).of_rule("on_track", "overdue", "off_track")
    held = positioned.filter(recurrence="", action__leads__post__holdings__isnull=False)
    return held.select_related("action").first() or plan.milestones.all()[0]


def _client(email: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(email=email))
    return client


def _in_turn(ours: Callable[[], Any], bare: Callable[[], Any]) -> tuple[float, float]:
    """Median seconds of each, one after the other, so that both meet the same machine."""
    for act in (ours, bare):
        act()
    pairs = [(timed(ours), timed(bare)) for _ in range(ROUNDS)]
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)


def _line(name: str, plans: int, ours: float, bare: float) -> str:
    return (
        f"{name}, {plans} plan{'s' if plans > 1 else ''}: {1 / ours:.0f} requests/s; "
        f"bare {1 / bare:.0f} requests/s; ratio of time {ours / bare:.1f}"
    )
