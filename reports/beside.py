"""The measures beside an action: whether what was done shows in what changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from governance.roles import Standing
from measures.addresses import Addresses
from measures.judged import Measured, evidence_of
from measures.scope import sees_small_numbers
from plans.models import Action


@dataclass(frozen=True, slots=True)
class Evidence:
    """A measure that shows whether the action works, and how each of its series stands."""

    ref: str
    title: str
    href: str
    effect: str
    series: list[Stand]


@dataclass(frozen=True, slots=True)
class Stand:
    """How one series stands: a state with its word, and the sentence."""

    name: str
    state: str
    label: str
    sentence: str


def evidence(action: Action, as_at: dt.date, who: Standing) -> list[Evidence]:
    """The measures that are evidence of an action on a day, as `who` may see them."""
    at = Addresses(action.plan.slug, as_at)
    found = evidence_of(action, as_at, small_numbers=sees_small_numbers(who, action.plan))
    return [_evidence(measured, action, at) for measured in found]


def _evidence(measured: Measured, action: Action, at: Addresses) -> Evidence:
    measure = measured.measure
    return Evidence(
        ref=measure.ref,
        title=measure.title,
        href=at.measure(measure.ref),
        effect=next(one.get_effect_display() for one in measured.evidences if one.action_id == action.pk),
        series=[
            Stand(one.series.name, one.trajectory.state, one.trajectory.label, one.trajectory.sentence)
            for one in measured.series
        ],
    )
