"""What holds of every possible history: one rule, no gain from silence, and a past that stays as it was."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.models import BooleanField, Case, Value, When
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.facts import end_of
from plans.models import DateChange, Declared, Milestone, Recurrence
from plans.position import DIFFERS, RULES, differs
from tests.examples import examples
from tests.factories import (
    ActionFactory,
    ConfirmationFactory,
    DateChangeFactory,
    MilestoneFactory,
    OccurrenceFactory,
    PersonFactory,
    PostFactory,
    SignOffFactory,
    StatusUpdateFactory,
    WithdrawalFactory,
)

from .story import AS_AT

pytestmark = pytest.mark.django_db
# The fixtures make people and an action that examples only add to.
EXAMPLES = settings(max_examples=examples(80), suppress_health_check=[HealthCheck.function_scoped_fixture])

DAYS = st.integers(min_value=0, max_value=400)
SAID = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["says", "claims", "claims for the post"]),
        "declared": st.sampled_from([value for value in Declared.values if value != Declared.COMPLETE]),
        "next": st.none() | st.integers(min_value=1, max_value=184),
    }
)
DECIDED = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["confirmed", "accepted", "returned", "moved", "corrected", "withdrawn"]),
        "to": st.integers(min_value=-300, max_value=300),
    }
)
HISTORIES = st.lists(st.tuples(DAYS, SAID | DECIDED), max_size=9).map(lambda steps: sorted(steps, key=lambda s: -s[0]))
DUE = st.none() | st.integers(min_value=-300, max_value=400)
AGAIN = st.lists(st.integers(min_value=-300, max_value=300), max_size=4, unique=True)


class World:
    """What the histories of all examples share."""

    def __init__(self) -> None:
        self.by = PersonFactory()
        self.action = ActionFactory()
        self.post = PostFactory(organisation__partnership=self.action.plan.partnership)
        self.number = 0

    def milestone(self, due: int | None, again: list[int]) -> Any:
        """A new milestone, due so many days after the day asked about."""
        self.number += 1
        made: Any = MilestoneFactory(
            action=self.action,
            ref=f"p-{self.number}",
            title=f"Property {self.number}",
            agreed_due_on=_day(-due) if due is not None else None,
            recurrence=Recurrence.QUARTERLY if again else Recurrence.ONCE,
        )
        for days in again:
            OccurrenceFactory(milestone=made, due_on=_day(-days))
        return made

    def live(self, milestone: Milestone, history: list[tuple[int, dict[str, Any]]]) -> None:
        """Let everything happen, as far as it can: an answer needs a claim that has none."""
        last = milestone.updates.last()
        for minute, (days, step) in enumerate(history):
            at = end_of(_day(days)) - dt.timedelta(hours=12) + dt.timedelta(minutes=minute)
            last = (
                self._said(milestone, step, days, at)
                if "declared" in step
                else self._decided(milestone, step, last, at)
            )

    def _said(self, milestone: Milestone, step: dict[str, Any], days: int, at: dt.datetime) -> Any:
        day = _day(days)
        said: dict[str, Any] = {"milestone": milestone, "by": self.by, "said_on": day, "recorded_at": at}
        if milestone.recurrence:
            said["occurrence_due_on"] = milestone.occurrences.all()[days % milestone.occurrences.count()].due_on
        if step["kind"] == "claims for the post":
            said |= {"on_behalf_of": self.post, "heard": "phone"}
        if step["kind"] != "says":
            return StatusUpdateFactory(claim=True, **said)
        declared = step["declared"]
        trouble = {declared: True} if declared in ("at_risk", "off_track") else {"declared": declared}
        later = day + dt.timedelta(days=step["next"]) if step["next"] else None
        return StatusUpdateFactory(**trouble, **said, next_update_on=later)

    def _decided(self, milestone: Milestone, step: dict[str, Any], last: Any, at: dt.datetime) -> Any:
        kind, by = step["kind"], {"by": self.by, "recorded_at": at}
        is_claim = last is not None and last.declared == Declared.COMPLETE
        if kind == "withdrawn" and not hasattr(milestone, "withdrawal"):
            WithdrawalFactory(milestone=milestone, **by)
        elif kind in ("moved", "corrected") and milestone.agreed_due_on:
            change = DateChange.Kind.MOVED if kind == "moved" else DateChange.Kind.CORRECTION
            DateChangeFactory(milestone=milestone, kind=change, to_date=_day(step["to"]), **by)
        elif kind == "confirmed" and is_claim and last.on_behalf_of_id and not hasattr(last, "confirmation"):
            ConfirmationFactory(update=last, **by)
        elif kind in ("accepted", "returned") and is_claim and not hasattr(last, "sign_off"):
            SignOffFactory(update=last, returned=kind == "returned", **by)
        return last


def _day(days_ago: int) -> dt.date:
    return AS_AT - dt.timedelta(days=days_ago)


def _placed(milestone: Milestone, as_at: dt.date) -> Any:
    (found,) = Milestone.objects.filter(pk=milestone.pk).positioned(as_at).in_words()
    return found


def _every_rule(as_at: dt.date) -> dict[str, Case]:
    """Of each rule by itself whether it matches, in one query."""
    return {
        f"matches_{rule.name}": Case(
            When(rule.when(as_at), then=Value(True)), default=Value(False), output_field=BooleanField()
        )
        for rule in RULES
        if rule is not RULES[-1]
    } | {f"matches_{RULES[-1].name}": Case(default=Value(True), output_field=BooleanField())}


@pytest.fixture
def world() -> World:
    return World()


@EXAMPLES
@given(due=DUE, again=AGAIN, history=HISTORIES, days=DAYS)
def test_every_history_has_exactly_one_rule_the_first_that_matches(world, due, again, history, days):
    milestone = world.milestone(due, again)
    world.live(milestone, history)
    as_at = _day(days)
    there = Milestone.objects.filter(pk=milestone.pk)

    (matches,) = there.with_facts(as_at).annotate(**_every_rule(as_at)).values(*_every_rule(as_at))
    matching = [rule.name for rule in RULES if matches[f"matches_{rule.name}"]]
    placed = _placed(milestone, as_at)

    assert matching, "the last rule takes what no other does"
    assert placed.rule == matching[0]
    assert placed.position.sentence.endswith((".", "!", "?", "…"))
    assert there.positioned(as_at).filter(DIFFERS).exists() is differs(placed.declared, placed.colour)


@EXAMPLES
@given(due=DUE, again=AGAIN, history=HISTORIES, days=st.integers(min_value=1, max_value=500))
def test_silence_never_improves_a_colour(world, due, again, history, days):
    milestone = world.milestone(due, again)
    world.live(milestone, history)

    now, later = _placed(milestone, AS_AT), _placed(milestone, AS_AT + dt.timedelta(days=days))

    assert later.severity <= now.severity, f"{now.position.sentence} became {later.position.sentence}"


@EXAMPLES
@given(due=DUE, again=AGAIN, history=HISTORIES, days=DAYS)
def test_what_is_recorded_later_never_changes_an_earlier_day(world, due, again, history, days):
    milestone = world.milestone(due, again)
    world.live(milestone, [step for step in history if step[0] >= days])
    before = _placed(milestone, _day(days)).position

    world.live(milestone, [step for step in history if step[0] < days])

    assert _placed(milestone, _day(days)).position == before
