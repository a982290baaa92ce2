"""Quality assurance activities: who writes them, what each step needs, and how far one is in words."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import Person
from governance.roles import standing
from measures import quality
from measures.models.quality import QualityActivity
from measures.services.quality import change_activity, plan_activity, version
from plans.services import ChangedSince
from tests.factories import ActionFactory, PlacementFactory, SuccessMeasureFactory, noon
from tests.people import Cast

from .quality_factories import QualityActivityFactory

TODAY = dt.date(2026, 3, 27)
NOW = noon(TODAY)
PLANNED = {"kind": "audit", "title": "Quality of plans", "planned_for": dt.date(2026, 3, 20)}
HELD = {
    "kind": "audit",
    "title": "Quality of plans",
    "held_on": dt.date(2026, 3, 25),
    "sample": "20 plans.",
    "findings": "Half name an outcome.",
    "what_changed": "",
}


def plan(cast: Cast, person: Person, **other: Any) -> QualityActivity:
    return plan_activity(plan=cast.plan, **{**PLANNED, **other}, by=standing(person, TODAY), now=NOW)


def change(activity: QualityActivity, person: Person, seen: int | None = None, **other: Any) -> QualityActivity:
    typed: dict[str, Any] = {"actions": [], "measures": [], **HELD, **other}
    return change_activity(activity=activity, seen=seen, **typed, by=standing(person, TODAY), now=NOW)


def test_who_may(cast: Cast) -> None:
    planned = QualityActivityFactory(plan=cast.plan)
    done: dict[str, list[str]] = {"plan": [], "change": []}
    for part, person in cast.people().items():
        with suppress(PermissionDenied):
            plan(cast, person)
            done["plan"].append(part)
        with suppress(PermissionDenied):
            change(planned, person)
            done["change"].append(part)
    assert done == {"plan": ["officer"], "change": ["officer"]}


def test_an_activity_through_its_life(cast: Cast) -> None:
    measure: Any = SuccessMeasureFactory(plan=cast.plan)
    made = plan(cast, cast.officer, actions=[cast.action], measures=[measure])
    assert (list(made.actions.all()), list(made.measures.all())) == ([cast.action], [measure])
    held = change(made, cast.officer, actions=[cast.action, cast.other_action])
    later = change(held, cast.officer, actions=[cast.action], what_changed="Every plan is read by a second person.")
    assert (later.planned_for, later.findings) == (PLANNED["planned_for"], HELD["findings"])
    assert (list(later.actions.all()), list(later.measures.all())) == ([cast.action], [])
    history = QualityActivity.history.filter(id=made.pk)
    assert {(row.history_user, row.history_date) for row in history} == {(cast.officer, NOW)}
    assert [row.action for row in history.first().actions.all()] == [cast.action]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    made = plan(cast, cast.officer)
    seen = version(made)
    change(made, cast.officer, seen=seen)
    with pytest.raises(ChangedSince):
        change(made, cast.officer, seen=seen, findings="Other words.")
    assert QualityActivity.objects.get().findings == HELD["findings"]


def _wrong(act: Any) -> dict[str, list[str]]:
    try:
        act()
    except ValidationError as problem:
        return problem.message_dict
    return {}


def test_what_a_plan_needs(cast: Cast) -> None:
    cases: dict[str, Any] = {
        "all of it": {},
        "no kind": {"kind": ""},
        "a kind that is none": {"kind": "chat"},
        "no title": {"title": " "},
        "no day": {"planned_for": None},
        "an action elsewhere": {"actions": [ActionFactory()]},
        "a measure elsewhere": {"measures": [SuccessMeasureFactory()]},
    }
    told = {name: set(_wrong(lambda typed=typed: plan(cast, cast.officer, **typed))) for name, typed in cases.items()}
    assert told == {
        "all of it": set(),
        "no kind": {"kind"},
        "a kind that is none": {"kind"},
        "no title": {"title"},
        "no day": {"planned_for"},
        "an action elsewhere": {"actions"},
        "a measure elsewhere": {"measures"},
    }
    assert QualityActivity.objects.count() == 1


NOT_HELD = {"held_on": None, "findings": "", "what_changed": ""}


def test_what_a_record_needs(cast: Cast) -> None:
    made = plan(cast, cast.officer)
    cases: dict[str, tuple[dict[str, Any], set[str]]] = {
        "all of it": ({}, set()),
        "not held, words put right": ({**NOT_HELD, "title": "Quality of every plan"}, set()),
        "held tomorrow": ({"held_on": TODAY + dt.timedelta(days=1)}, {"held_on"}),
        "held, nothing looked at": ({"sample": " "}, {"sample"}),
        "held, nothing found": ({"findings": ""}, {"findings"}),
        "found, not held": ({**NOT_HELD, "findings": "Half."}, {"held_on"}),
        "changed, not held": ({**NOT_HELD, "what_changed": "Much."}, {"held_on"}),
        "everything at once": ({"title": "", "sample": "", "findings": ""}, {"title", "sample", "findings"}),
    }
    told = {name: set(_wrong(lambda t=typed: change(made, cast.officer, **t))) for name, (typed, _) in cases.items()}
    assert told == {name: wrong for name, (_, wrong) in cases.items()}


@pytest.mark.parametrize(
    ("held_on", "on", "word", "sentence"),
    [
        (None, dt.date(2026, 3, 19), "To come", "Planned for 20 March 2026."),
        (None, dt.date(2026, 3, 20), "To come", "Planned for 20 March 2026."),
        (None, dt.date(2026, 3, 21), "Late", "It was planned for 20 March 2026, 1 day ago, and was not held."),
        (dt.date(2026, 3, 20), TODAY, "Held", "On 20 March 2026."),
        (dt.date(2026, 3, 25), TODAY, "Held", "On 25 March 2026, 5 days after the day it was planned for."),
    ],
    ids=["to come", "today", "late", "held", "held late"],
)
def test_how_far_it_is_in_words(held_on: dt.date | None, on: dt.date, word: str, sentence: str) -> None:
    assert quality.stage(QualityActivity(**PLANNED, held_on=held_on), on) == (word, sentence)


def test_activities_by_what_is_left_to_do(cast: Cast) -> None:
    for days in (-9, -3, 3, 9):
        QualityActivityFactory(plan=cast.plan, title=f"in {days}", planned_for=TODAY + dt.timedelta(days=days))
    for day in (3, 5):
        QualityActivityFactory(plan=cast.plan, title=f"held {day}", planned_for=dt.date(2026, 3, day), held=True)
    with CaptureQueriesContext(connection) as queries:
        found = quality.activities(cast.plan, TODAY)
    assert [row.activity.title for row in found.late] == ["in -9", "in -3"]
    assert [row.activity.title for row in found.to_come] == ["in 3", "in 9"]
    assert [row.activity.title for row in found.held] == ["held 5", "held 3"]
    assert len(queries) == 3


def test_what_it_is_tied_to(cast: Cast) -> None:
    measure = SuccessMeasureFactory(plan=cast.plan, ref="SM1")
    tied: Any = QualityActivityFactory(plan=cast.plan, actions=[cast.action, cast.other_action], measures=[measure])
    loose: Any = QualityActivityFactory(plan=cast.plan)
    assert quality.row(tied, TODAY).tied_to == "Actions 1.1.1 and 1.1.2; measure SM1"
    assert quality.row(loose, TODAY).tied_to == "The plan as a whole"
    assert [row.activity for row in quality.of_action(cast.action, TODAY)] == [tied]
    assert [row.activity for row in quality.of_measure(measure, TODAY)] == [tied]


def test_choices_stand_under_their_ambitions(cast: Cast) -> None:
    ambition = cast.plan.ambitions.get()
    placed = PlacementFactory(measure__plan=cast.plan, ambition=ambition).measure
    bare = SuccessMeasureFactory(plan=cast.plan)
    actions, measures = quality.groups(cast.plan)
    assert [(name, len(choices)) for name, choices in actions] == [(str(ambition), 2)]
    assert [(name, choices[0][0]) for name, choices in measures] == [
        (str(ambition), str(placed.pk)),
        ("Printed under no ambition", str(bare.pk)),
    ]
