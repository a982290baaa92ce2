"""Quality assurance activities as they stand on a day: late, to come, held; and those of one action or measure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from governance.wording import count, day, listed
from plans.models import Action, Plan

from .models import SuccessMeasure
from .models.quality import QualityActivity


@dataclass(frozen=True)
class Row:
    """An activity, how far it is in a word and a sentence, and the references of what it is tied to."""

    activity: QualityActivity
    word: str
    sentence: str
    is_late: bool
    tied_to: str


@dataclass(frozen=True)
class Activities:
    """Activities by what is left to do of them."""

    late: list[Row]
    to_come: list[Row]
    held: list[Row]


def activities(plan: Plan, on: dt.date) -> Activities:
    """All of a plan's: late ones first due first, those to come, and held ones the latest first; three queries."""
    rows = [row(activity, on) for activity in _with_ties(QualityActivity.objects.filter(plan=plan))]
    open_rows = sorted((one for one in rows if one.activity.held_on is None), key=lambda one: one.activity.planned_for)
    held = [one for one in rows if one.activity.held_on is not None]
    return Activities(
        late=[one for one in open_rows if one.is_late],
        to_come=[one for one in open_rows if not one.is_late],
        held=sorted(held, key=_held_on, reverse=True),
    )


def of_action(action: Action, on: dt.date) -> list[Row]:
    """Those tied to one action, the latest first."""
    return [row(one, on) for one in _with_ties(QualityActivity.objects.filter(actions=action))]


def of_measure(measure: SuccessMeasure, on: dt.date) -> list[Row]:
    """Those tied to one measure, the latest first."""
    return [row(one, on) for one in _with_ties(QualityActivity.objects.filter(measures=measure))]


def row(activity: QualityActivity, on: dt.date) -> Row:
    """One activity as it stands on a day. Its actions and measures are read where they were not read before."""
    word, sentence = stage(activity, on)
    return Row(activity, word, sentence, activity.is_late(on), _tied_to(activity))


def stage(activity: QualityActivity, on: dt.date) -> tuple[str, str]:
    """How far an activity is on a day: a word and a sentence."""
    planned, held = activity.planned_for, activity.held_on
    if held is not None:
        days = (held - planned).days
        late = f", {count(days, 'day')} after the day it was planned for" if days > 0 else ""
        return "Held", f"On {day(held)}{late}."
    if activity.is_late(on):
        return "Late", f"It was planned for {day(planned)}, {count((on - planned).days, 'day')} ago, and was not held."
    return "To come", f"Planned for {day(planned)}."


def _with_ties(found: QuerySet[QualityActivity]) -> Iterator[QualityActivity]:
    yield from found.prefetch_related("actions", "measures").order_by("-planned_for", "-pk")


def _held_on(one: Row) -> dt.date:
    return one.activity.held_on or one.activity.planned_for


def _tied_to(activity: QualityActivity) -> str:
    named = [
        ("action", [each.ref for each in activity.actions.all()]),
        ("measure", [each.ref for each in activity.measures.all()]),
    ]
    parts = [f"{kind}{'s' if len(refs) > 1 else ''} {listed(refs)}" for kind, refs in named if refs]
    words = "; ".join(parts) or "the plan as a whole"
    return f"{words[0].upper()}{words[1:]}"


def groups(plan: Plan) -> tuple[Offered, Offered]:
    """The plan's actions and its measures that an activity may be tied to, each by ambition; four queries."""
    actions = Action.objects.filter(plan=plan).select_related("objective__ambition").in_printed_order()
    measures = SuccessMeasure.objects.filter(plan=plan).prefetch_related("placements__ambition")
    return _by_ambition(map(_offered_action, actions)), _by_ambition(map(_offered_measure, measures))


Offered = list[tuple[str, list[tuple[str, str]]]]
Choice = tuple[int, str, str, str]
"""The number of an ambition (a large one for none), its name, and the value and words of a choice."""
NONE = 1000


def _offered_action(action: Action) -> Choice:
    ambition = action.objective.ambition
    return ambition.number, str(ambition), str(action.pk), f"{action.ref} {action.outcome or action.summary}"


def _offered_measure(measure: SuccessMeasure) -> Choice:
    place = next(iter(measure.placements.all()), None)
    if place is None:
        return NONE, "Printed under no ambition", str(measure.pk), str(measure)
    return place.ambition.number, str(place.ambition), str(measure.pk), str(measure)


def _by_ambition(choices: Iterable[Choice]) -> Offered:
    found: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for number, name, value, words in choices:
        found.setdefault((number, name), []).append((value, words))
    return [(name, found[number, name]) for number, name in sorted(found)]
