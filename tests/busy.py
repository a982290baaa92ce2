"""A plan at work, of any size: every rule has its milestones, so that counting queries counts them all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from plans.models import Milestone, Plan
from tests.factories import (
    LONG_AGO,
    ActionFactory,
    ActionLeadFactory,
    AmbitionFactory,
    AreaForImprovementFactory,
    DateChangeFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OccurrenceFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
    SignOffFactory,
    StatusUpdateFactory,
    WithdrawalFactory,
    noon,
)


def busy_plan(milestones: int, plan: Plan) -> None:
    """Give a plan so many milestones more, five to an action, one organisation and one area to each ten."""
    for ten in range(milestones // len(_HISTORIES)):
        ambition = AmbitionFactory(plan=plan, number=100 + ten)
        objective = ObjectiveFactory(ambition=ambition, ref=f"{100 + ten}.1")
        AreaForImprovementFactory(plan=plan, code=f"{100 + ten}.1", objectives=[objective])
        organisation = OrganisationFactory(partnership=plan.partnership, key=f"Org {ten} of {plan.slug}")
        for half in range(2):
            action = ActionFactory(objective=objective, ref=f"{100 + ten}.1.{half + 1}")
            ActionLeadFactory(action=action, post=PostFactory(organisation=organisation))
            for due, recurrence, happened in _HISTORIES[half * 5 : half * 5 + 5]:
                day = None if due is None else _day(-due)
                happened(MilestoneFactory(action=action, agreed_due_on=day, recurrence=recurrence))


def put_off(*milestones: Milestone, days: int = 200) -> None:
    """Move due dates, long ago, to so many days from today, so that no test depends on when it is run."""
    for milestone in milestones:
        DateChangeFactory(milestone=milestone, to_date=_day(-days), recorded_at=noon(LONG_AGO))


def _day(ago: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=ago)


def _signed_off(milestone: Milestone) -> None:
    SignOffFactory(update=StatusUpdateFactory(milestone=milestone, claim=True, said_on=_day(30)))


def _waiting(milestone: Milestone) -> None:
    StatusUpdateFactory(milestone=milestone, claim=True, said_on=_day(10))


def _off_track(milestone: Milestone) -> None:
    StatusUpdateFactory(milestone=milestone, off_track=True, said_on=_day(5))


def _at_risk(milestone: Milestone) -> None:
    StatusUpdateFactory(milestone=milestone, at_risk=True, said_on=_day(5))


def _on_track(milestone: Milestone) -> None:
    StatusUpdateFactory(milestone=milestone, said_on=_day(5))


def _silent(milestone: Milestone) -> None:
    StatusUpdateFactory(milestone=milestone, said_on=_day(120))


def _nothing(milestone: Milestone) -> None:
    """Nothing was ever said of it."""


def _withdrawn(milestone: Milestone) -> None:
    WithdrawalFactory(milestone=milestone, by=PersonFactory(), recorded_at=noon(_day(3)))


def _comes_round(milestone: Milestone) -> None:
    for days in (-100, -10, 80):
        OccurrenceFactory(milestone=milestone, due_on=_day(-days))


_HISTORIES: list[tuple[int | None, str, Callable[[Milestone], None]]] = [
    (-20, "", _signed_off),
    (10, "", _waiting),
    (-10, "", _on_track),
    (60, "", _off_track),
    (60, "", _at_risk),
    (60, "", _on_track),
    (60, "", _silent),
    (None, "", _nothing),
    (60, "", _withdrawn),
    (-100, "quarterly", _comes_round),
]
"""For each, in how many days it is due, whether it comes round again, and what happened to it."""
