"""Whether an action reached its outcome: which actions can be judged on a day, and what was judged of them.

The operational group judges once every milestone is signed off. A judgement rests on exactly those sign-offs: when
one of them no longer stands, neither does it, and it stays readable. Nothing here is stored; any past day replays.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from governance.wording import count, day, sentence

from .facts import declarations_by, end_of, london_day
from .models import Action, ActionSignOff, Milestone, Plan, SignOff
from .position import Colour


class Stage(StrEnum):
    """How far an action is towards its outcome on a day."""

    NOT_READY = "Not ready to judge"
    READY = "Ready to judge"
    REACHED = "Outcome reached"
    NOT_REACHED = "Outcome not reached yet"
    REOPENED = "Judgement no longer stands"


COLOURS: dict[Stage, str] = {Stage.REACHED: "blue", Stage.NOT_REACHED: "amber", Stage.READY: "purple"}
"""The shape beside the word; other stages have none."""


@dataclass(frozen=True)
class Outcome:
    """One action on a day: its milestones, the sign-offs a judgement rests on, and what was judged by then."""

    action: Action
    milestones: list[Any]
    """Those that count, with their rule on the day; withdrawn ones are left out."""
    rests_on: tuple[SignOff, ...]
    """The accepted answers of all of them; empty unless every one is signed off."""
    judgements: tuple[ActionSignOff, ...] = ()
    """Every one by then, the latest last."""
    broken_on: dt.date | None = None
    """When something was said of a milestone that the latest judgement took as signed off."""

    @property
    def judgement(self) -> ActionSignOff | None:
        """The latest, whether or not it stands."""
        return self.judgements[-1] if self.judgements else None

    @property
    def before(self) -> list[str]:
        """The judgements before the latest in words, the latest of them first; they stay readable."""
        return [in_words(each) for each in reversed(self.judgements[:-1])]

    @property
    def content_sha256(self) -> str:
        """Of the sign-offs a judgement would rest on now."""
        return content_sha256(self.rests_on)

    @property
    def stands(self) -> bool:
        """Whether the latest judgement rests on exactly the sign-offs of this day."""
        judged = self.judgement
        return judged is not None and bool(self.rests_on) and judged.content_sha256 == self.content_sha256

    @property
    def stage(self) -> Stage:
        """How far it is."""
        if self.judgement and self.stands:
            reached = self.judgement.judged == ActionSignOff.Judged.REACHED
            return Stage.REACHED if reached else Stage.NOT_REACHED
        if self.rests_on:
            return Stage.READY
        return Stage.REOPENED if self.judgement else Stage.NOT_READY

    @property
    def is_told(self) -> bool:
        """Whether there is more to say than that its milestones are not all signed off."""
        return self.stage is not Stage.NOT_READY

    @property
    def colour(self) -> str:
        """The shape beside the stage's word, if it has one."""
        return COLOURS.get(self.stage, "")

    @property
    def sentence(self) -> str:
        """The stage in words: what was judged by whom, or how far the milestones are."""
        if self.judgement is None:
            return self._progress()
        judged = in_words(self.judgement)
        return judged if self.stands else f"{self._progress()} {judged} {self._broken()}"

    def _progress(self) -> str:
        number = len(self.milestones)
        if not number:
            return "It has no milestone to sign off, so there is nothing to judge."
        done = sum(milestone.rule == "signed_off" for milestone in self.milestones)
        if done == number:
            all_of_them = {1: "Its milestone is", 2: "Both milestones are"}.get(number, f"All {number} milestones are")
            return f"{all_of_them} signed off. The operational group has yet to judge whether the outcome was reached."
        return f"{done} of {count(number, 'milestone')} signed off."

    def _broken(self) -> str:
        if self.broken_on is None:
            return "That no longer stands, because its milestones are no longer the same."
        return f"That no longer stands, because a milestone was reopened on {day(self.broken_on)}."

    def why_not(self, on: dt.date) -> str:
        """Why it cannot be judged on a day; empty where it can.

        A judgement that the outcome was not reached yet may be followed by another on a later day, resting on the same
        sign-offs: that is how a measure which moves at last is told. One that it was reached stands until a milestone
        is reopened.
        """
        if not self.rests_on:
            return f"Every milestone must be signed off first. {self._progress()}"
        if self.stage is Stage.REACHED:
            return "It was judged already: the outcome was reached."
        if self.judgement and self.stands and self.judgement.decided_on >= on:
            return "It was judged today already. It can be judged again from tomorrow on."
        return ""


def in_words(judged: ActionSignOff) -> str:
    """A judgement as a sentence: "The intended outcome was reached, judged on 3 March 2026 by …"."""
    where = f" at {judged.meeting}" if judged.meeting else ""
    said = f"{judged.get_judged_display()}, judged on {day(judged.decided_on)} by {judged.by}{where}"
    return f"{said}: {sentence(judged.words)}"


def content_sha256(rests_on: Iterable[SignOff]) -> str:
    """Of which answers these are, what was decided, on what content and when they were recorded. Empty for none."""
    rows = sorted(
        [each.pk, str(each.decision), each.content_sha256, each.recorded_at.astimezone(dt.UTC).isoformat()]
        for each in rests_on
    )
    return sha256(json.dumps(rows).encode()).hexdigest() if rows else ""


def of_plan(plan: Plan, as_at: dt.date) -> list[Outcome]:
    """Every action of the plan on a day, in printed order; at most five queries, whatever its size."""
    actions = Action.objects.filter(plan=plan, added_on__lte=as_at).in_printed_order()
    milestones = Milestone.objects.filter(plan=plan).positioned(as_at).order_by("order")
    beside = actions.select_related("plan__partnership", "objective__ambition")
    return _outcomes(list(beside), list(milestones), as_at)


def of_action(action: Action, as_at: dt.date, milestones: Iterable[Milestone] | None = None) -> Outcome:
    """One action on a day. `milestones`: its milestones as positioned on that day, where they were read already."""
    if milestones is None:
        milestones = action.milestones.positioned(as_at).order_by("order")
    return _outcomes([action], list(milestones), as_at)[0]


def _outcomes(actions: list[Action], milestones: list[Any], as_at: dt.date) -> list[Outcome]:
    counted: defaultdict[int, list[Any]] = defaultdict(list)
    for milestone in milestones:
        if milestone.rule != Colour.WITHDRAWN:
            counted[milestone.action_id].append(milestone)
    rests_on = _rests_on(counted)
    judged = _judged(actions, as_at)
    found = [Outcome(each, counted[each.pk], rests_on[each.pk], tuple(judged[each.pk])) for each in actions]
    broken = _broken_on([one for one in found if one.judgement and not one.stands], as_at)
    return [_with(one, broken.get(one.action.pk)) for one in found]


def _with(one: Outcome, broken_on: dt.date | None) -> Outcome:
    return Outcome(one.action, one.milestones, one.rests_on, one.judgements, broken_on)


def _rests_on(counted: dict[int, list[Any]]) -> defaultdict[int, tuple[SignOff, ...]]:
    """The answers of the actions of which every milestone is signed off."""
    claims = {
        action: [milestone.pk for milestone in rows]
        for action, rows in counted.items()
        if all(milestone.rule == "signed_off" for milestone in rows)
    }
    standing = {row.pk: _declaration(row) for action in claims for row in counted[action]}
    answers: dict[int, SignOff] = {}
    if standing:
        answers = {each.update_id: each for each in SignOff.objects.filter(update__in=standing.values())}
    found = {action: tuple(answers[standing[pk]] for pk in pks) for action, pks in claims.items()}
    return defaultdict(tuple, found)


def _declaration(milestone: Any) -> int:
    """The claim that stands."""
    pk: int = milestone.declaration_id
    return pk


def _judged(actions: list[Action], as_at: dt.date) -> defaultdict[int, list[ActionSignOff]]:
    judged: defaultdict[int, list[ActionSignOff]] = defaultdict(list)
    found = ActionSignOff.objects.filter(action__in=actions, recorded_at__lt=end_of(as_at))
    for each in found.select_related("by", "meeting__body").order_by("recorded_at", "pk"):
        judged[each.action_id].append(each)
    return judged


def _broken_on(outcomes: list[Outcome], as_at: dt.date) -> dict[int, dt.date]:
    """For each action, the day on which something was first declared of a milestone after its latest judgement."""
    since = {one.action.pk: one.judgements[-1].recorded_at for one in outcomes}
    if not since:
        return {}
    said = declarations_by(as_at).filter(milestone__action__in=since, recorded_at__gt=min(since.values()))
    first: dict[int, dt.date] = {}
    rows = said.order_by("recorded_at", "pk").values_list("milestone__action_id", "recorded_at")
    for action, recorded_at in rows:
        if recorded_at > since[action]:
            first.setdefault(action, london_day(recorded_at))
    return first
