"""The actions that a measure is evidence of, beside it: are they done, and did it move the way they should move it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from governance.wording import count
from plans.models import Milestone
from plans.position import RULE, worst

from .addresses import Addresses
from .judged import Judged, Measured
from .models import Effect, Evidences
from .trajectory import Moved


@dataclass(frozen=True, slots=True)
class Answer:
    """One action: where its worst milestone stands, what it should do to the measure, and whether that happened."""

    ref: str
    title: str
    href: str
    colour: str
    label: str
    effect: str
    moved: str


def answers(row: Measured, as_at: dt.date, at: Addresses) -> list[Answer]:
    """One query, whatever the number of actions."""
    of = {each.action_id for each in row.evidences}
    by_action: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for milestone in Milestone.objects.filter(action__in=of).positioned(as_at).values("action_id", "colour", "rule"):  # type: ignore[misc]
        by_action[milestone["action_id"]].append((milestone["colour"], milestone["rule"]))
    return [_answer(each, by_action[each.action_id], row, at) for each in row.evidences]


def _answer(each: Evidences, milestones: list[tuple[str, str]], row: Measured, at: Addresses) -> Answer:
    colour = worst([colour for colour, _ in milestones]) if milestones else ""
    rules = [rule for other, rule in milestones if other == colour]
    return Answer(
        ref=each.action.ref,
        title=each.action.outcome or each.action.summary,
        href=at.action(each.action.ref),
        colour=colour,
        label=RULE[min(rules, key=list(RULE).index)].label if rules else "",
        effect=each.get_effect_display(),
        moved=moved(each.effect, row.series),
    )


def moved(effect: str, series: Sequence[Judged]) -> str:
    """Whether a measure went from its baseline the way that an action should move it, in words."""
    told = [one for one in series if one.trajectory.since_baseline is not None]
    if not told:
        return "It cannot be told yet: no reading stands beside a baseline."
    right = sum(_went(effect, one) for one in told)
    if len(series) == 1:
        return "It moved that way." if right else _not_so(told[0])
    untold = len(series) - len(told)
    cannot = f" Of {untold} it cannot be told yet." if untold else ""
    return f"{right or 'None'} of {count(len(told), 'series', 'series')} moved that way.{cannot}"


def _not_so(one: Judged) -> str:
    still = one.trajectory.since_baseline is Moved.SAME
    return "It stands as it did at the baseline." if still else "It moved the other way."


def _went(effect: str, one: Judged) -> bool:
    """Whether one series did what the action should do to it: up or down as its values go, or better."""
    since, way = one.trajectory.since_baseline, _way(one)
    return {
        Effect.RAISES.value: way > 0,
        Effect.LOWERS.value: way < 0,
        Effect.HOLDS.value: since is Moved.SAME,
        Effect.IMPROVES.value: since is Moved.BETTER,
    }[effect]


def _way(one: Judged) -> int:
    """1 where the latest value lies above the baseline, -1 below, 0 where there is no change worth the name."""
    latest, baseline = one.trajectory.latest, one.baseline
    if latest is None or latest.value is None or baseline is None or one.trajectory.since_baseline is Moved.SAME:
        return 0
    return 1 if latest.value > baseline.value else -1
