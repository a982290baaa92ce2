"""What families said of each area for improvement and each action, and what they were told, as at a day.

What nobody asked about stands in the same lists as what was asked about, so that a gap is read and not overlooked.
As at means what had been recorded by the end of the day in Europe/London.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from governance.wording import listed

from .facts import end_of, london_day
from .models import Action, Ambition, AreaForImprovement, Experience, Plan, Told

NOTHING = "Nothing was asked."


@dataclass(frozen=True)
class Subject:
    """An area for improvement or an action, with what families said of it, the latest first."""

    kind: str
    """`area` or `action`, as the address of the form has it."""
    ref: str
    text: str
    ambitions: frozenset[int]
    said: list[Experience]
    through: list[str] = field(default_factory=list)
    """For an area: the actions that answer it and of which families were asked."""

    @property
    def was_asked(self) -> bool:
        """Whether families were ever asked about it, or for an area about an action that answers it."""
        return bool(self.said or self.through)

    @property
    def latest(self) -> Experience | None:
        """What they said last."""
        return self.said[0] if self.said else None

    @property
    def earlier(self) -> list[Experience]:
        """What they said before that."""
        return self.said[1:]

    @property
    def silence(self) -> str:
        """Where nothing was said of the thing itself, that in words."""
        if self.said:
            return ""
        if not self.through:
            return NOTHING
        which = f"action{'s' if len(self.through) > 1 else ''} {listed(self.through)}"
        return f"Nothing was asked about the area as a whole; families were asked about {which}."


@dataclass(frozen=True)
class Heard:
    """All areas for improvement and all actions of a plan, in printed order."""

    areas: list[Subject]
    actions: list[Subject]

    @property
    def areas_never_asked(self) -> list[Subject]:
        """The areas about which families were never asked, nor about any action that answers them."""
        return [area for area in self.areas if not area.was_asked]

    @property
    def actions_never_asked(self) -> list[Subject]:
        """The actions about which families were never asked."""
        return [action for action in self.actions if not action.was_asked]

    def under(self, ambition: int | None) -> Heard:
        """Only what belongs to one ambition; None leaves everything."""
        if ambition is None:
            return self
        areas, actions = ([one for one in group if ambition in one.ambitions] for group in (self.areas, self.actions))
        return Heard(areas, actions)


def heard(plan: Plan, as_at: dt.date) -> Heard:
    """What families had said by the end of a day, of everything that was then part of the plan; five queries.

    An action that was withdrawn stays only where families spoke of it.
    """
    said = list(experiences(plan, as_at))
    by_action, by_area = _by(said, "action_id"), _by(said, "area_id")
    stands = ~Q(withdrawal__recorded_at__lt=end_of(as_at))
    there = Action.objects.filter(stands | Q(pk__in=by_action), plan=plan, added_on__lte=as_at)
    actions = list(there.select_related("objective__ambition").in_printed_order())
    areas = plan.areas.prefetch_related("objectives__ambition")
    asked_through = _asked_through(actions, by_action)
    return Heard(
        areas=[_area(area, by_area[area.pk], asked_through) for area in areas],
        actions=[_action(action, by_action[action.pk]) for action in actions],
    )


def experiences(plan: Plan, as_at: dt.date) -> QuerySet[Experience]:
    """What families had said by the end of a day, the latest first."""
    found = Experience.objects.filter(plan=plan, recorded_at__lt=end_of(as_at))
    return found.select_related("body", "by", "action", "area").order_by("-heard_on", "-pk")


def told(plan: Plan, as_at: dt.date, ambition: int | None = None) -> QuerySet[Told]:
    """What families had been told by the end of a day, the latest first; of one ambition, what names its actions."""
    found = Told.objects.filter(plan=plan, recorded_at__lt=end_of(as_at))
    if ambition is not None:
        found = found.filter(action__objective__ambition__number=ambition)
    return found.select_related("by", "action").order_by("-told_on", "-pk")


@dataclass(frozen=True)
class OfAction:
    """What families said of one action, and what they were told about it."""

    said: list[Experience]
    told: list[Told]


def of_action(action: Action, as_at: dt.date) -> OfAction:
    """Both as at a day, the latest first; two queries."""
    said = experiences(action.plan, as_at).filter(action=action)
    return OfAction(list(said), list(told(action.plan, as_at).filter(action=action)))


def ambitions_of(plan: Plan) -> list[Ambition]:
    """What the lists may be narrowed to."""
    return list(plan.ambitions.all())


def _by(said: Iterable[Experience], key: str) -> defaultdict[int, list[Experience]]:
    """Experiences by what they are about, in the order given."""
    found: defaultdict[int, list[Experience]] = defaultdict(list)
    for one in said:
        if (about := getattr(one, key)) is not None:
            found[about].append(one)
    return found


def _asked_through(actions: list[Action], by_action: dict[int, list[Experience]]) -> defaultdict[int, list[str]]:
    """The references of the actions that families were asked about, by their objective."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for action in actions:
        if action.pk in by_action:
            found[action.objective_id].append(action.ref)
    return found


def _area(area: AreaForImprovement, said: list[Experience], asked_through: dict[int, list[str]]) -> Subject:
    objectives = list(area.objectives.all())
    return Subject(
        kind="area",
        ref=area.ref,
        text=area.text,
        ambitions=frozenset(objective.ambition.number for objective in objectives),
        said=said,
        through=[ref for objective in objectives for ref in asked_through.get(objective.pk, ())],
    )


def _action(action: Action, said: list[Experience]) -> Subject:
    return Subject(
        kind="action",
        ref=action.ref,
        text=action.outcome or action.summary,
        ambitions=frozenset([action.objective.ambition.number]),
        said=said,
    )


SAID_HEADER = [
    "About",
    "Reference",
    "What it is",
    "Asked",
    "Heard on",
    "Forum",
    "What was asked, of how many families",
    "What families said",
    "Better for families",
    "Recorded by",
    "Recorded on",
]
TOLD_HEADER = ["Told on", "Channel", "What families were told", "Where it can be read", "Action", "Recorded by"]


def said_cells(found: Heard) -> Iterable[list[str]]:
    """What families said as rows of a CSV; what nobody asked about has a row that says so."""
    for subject in [*found.areas, *found.actions]:
        about = ["Area for improvement" if subject.kind == "area" else "Action", subject.ref, subject.text]
        for one in subject.said:
            yield [*about, "yes", *_cells(one)]
        if not subject.said:
            yield [*about, subject.silence, *[""] * (len(SAID_HEADER) - 4)]


def _cells(one: Experience) -> list[str]:
    who, better = [one.body.name, one.asked, one.said], one.get_is_better_display()
    return [one.heard_on.isoformat(), *who, better, one.by.name, london_day(one.recorded_at).isoformat()]


def told_cells(rows: Iterable[Told]) -> Iterable[list[str]]:
    """What families were told as rows of a CSV."""
    for one in rows:
        action = one.action.ref if one.action else ""
        yield [one.told_on.isoformat(), one.get_channel_display(), one.what, one.link, action, one.by.name]
