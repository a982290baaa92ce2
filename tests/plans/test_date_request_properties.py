"""What holds of every possible run of requests and decisions on a date, made through the services alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.roles import standing
from plans.models import DateDecision, Milestone
from plans.services import Asked, Said, ask_for_date, decide_date, post_update
from tests.examples import examples
from tests.factories import MilestoneFactory, noon
from tests.people import Cast

TODAY = dt.date(2026, 3, 27)
AGREED = dt.date(2026, 6, 30)
ASKED = Asked(asked_for=None, kind="capacity", reason="Two are off sick.", effect="None.", recovery="Cover from May.")
SAID = {"reason": "Because.", "minute": "SEPB, 26 March 2026, item 4"}

STEPS = st.lists(
    st.tuples(
        st.integers(min_value=1, max_value=40),
        st.sampled_from(["ask", "ask", "grant", "grant", "refuse", "say"]),
        st.integers(min_value=-200, max_value=400),
    ),
    max_size=8,
)


class Life:
    """One milestone to which things happen, day after day, through the services alone."""

    def __init__(self, cast: Cast, number: int) -> None:
        self.cast = cast
        self.day = TODAY
        self.milestone: Any = MilestoneFactory(action=cast.action, ref=f"life-{number}", title=f"Life {number}")

    def happen(self, days: int, what: str, by_days: int) -> None:
        """Let something happen so many days later, if it can."""
        self.day += dt.timedelta(days=days)
        try:
            {"ask": self._ask, "grant": self._decide, "refuse": self._decide, "say": self._say}[what](what, by_days)
        except ValidationError:
            return

    def _ask(self, what: str, by_days: int) -> None:
        wanted = replace(ASKED, asked_for=self.day + dt.timedelta(days=by_days))
        by = standing(self.cast.lead, self.day)
        ask_for_date(milestone=self.milestone, asked=wanted, by=by, now=noon(self.day))

    def _decide(self, what: str, by_days: int) -> None:
        request = self.milestone.date_requests.filter(decision__isnull=True).first()
        outcome = "granted" if what == "grant" else "refused"
        for person in (self.cast.operational, self.cast.board) if request else ():
            try:
                by = standing(person, self.day)
                decide_date(request=request, outcome=outcome, by=by, now=noon(self.day), **SAID)
                return
            except PermissionDenied:
                continue

    def _say(self, what: str, by_days: int) -> None:
        by = standing(self.cast.lead, self.day)
        post_update(milestone=self.milestone, said=Said(declared="on_track"), by=by, now=noon(self.day))

    def placed(self, as_at: dt.date) -> Any:
        (found,) = Milestone.objects.filter(pk=self.milestone.pk).positioned(as_at).in_words()
        return found


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_asked_and_decided(cast: Cast, steps: list[tuple[int, str, int]]) -> None:
    life, seen = Life(cast, Milestone.objects.count()), {}
    for days, what, by_days in steps:
        life.happen(days, what, by_days)
        seen[life.day] = life.placed(life.day)
    now, moves = life.placed(life.day), list(life.milestone.date_changes.all())

    life.milestone.refresh_from_db()
    assert life.milestone.agreed_due_on == now.agreed_on == AGREED, "the agreed date never changes"
    assert sum((move.to_date - move.from_date).days for move in moves) == (now.due_on - AGREED).days
    assert now.times_moved == len(moves) == DateDecision.objects.filter(change__in=moves).count()
    for day, then in seen.items():
        again = life.placed(day)
        assert (again.position, again.due_on) == (then.position, then.due_on), f"{day} is as it was"
