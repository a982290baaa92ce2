"""A person's own work, as "my work" lists it: each milestone ready to be drawn, grouped by what needs saying."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, prefetch_related_objects

from governance.roles import Standing
from governance.wording import day

from . import moves
from .models import ActionLead, Declared, Milestone, StatusUpdate
from .querysets import MilestoneQuerySet

SOON = dt.timedelta(days=60)
"""Work due within this comes before the rest."""


@dataclass(frozen=True)
class Row:
    """One milestone of somebody's work."""

    milestone: Any
    """With its position and facts, which no type names."""
    today: dt.date
    to_confirm: StatusUpdate | None = None
    """A claim that an officer recorded for a post of theirs, and that waits for their word."""

    @property
    def id(self) -> str:
        """Where the row is on the page, so that it can be led to and put in place."""
        return f"milestone-{self.milestone.pk}"

    @property
    def due(self) -> str:
        """Its dates in words: when it is due now, what was agreed, what the plan prints."""
        m = self.milestone
        printed = f", printed as “{m.due_as_printed}”" if m.due_as_printed else ""
        if m.due_on is None:
            return f"The plan prints no date{printed}"
        comes_round = f", {m.get_recurrence_display().lower()}" if m.recurrence else ""
        return f"Due {day(m.due_on)}{moves.aside(m)}{comes_round}{printed}"

    @property
    def moved(self) -> str:
        """How often it moved and how far; empty where it never did."""
        return moves.moved(self.milestone)

    @property
    def can_ask_for_date(self) -> bool:
        """Whether a new date may be asked for."""
        return not moves.why_not(self.milestone)

    @property
    def can_repeat(self) -> bool:
        """Whether there is something to say "no change, still true" of."""
        m = self.milestone
        return m.declaration is not None and m.declaration.declared != Declared.COMPLETE and not m.withdrawn

    @property
    def said_today(self) -> bool:
        """Whether somebody said how it stands today already."""
        return bool(self.milestone.heard_on == self.today)

    @property
    def is_claimed(self) -> bool:
        """Whether it is said to be complete, answered or not."""
        return self.milestone.rule in ("signed_off", "awaiting_sign_off")


@dataclass(frozen=True)
class Group:
    """Rows that need the same thing said."""

    key: str
    title: str
    hint: str
    fits: Callable[[Row], bool]
    rows: list[Row] = field(default_factory=list)


def _due_soon(row: Row) -> bool:
    due_on = row.milestone.due_on
    return due_on is not None and due_on <= row.today + SOON


GROUPS: tuple[tuple[str, str, str, Callable[[Row], bool]], ...] = (
    (
        "confirm",
        "Waiting for you to confirm",
        "An officer recorded these as complete for your post. They go to sign-off once you confirm them.",
        lambda row: row.to_confirm is not None,
    ),
    ("complete", "Complete", "", lambda row: row.is_claimed),
    ("overdue", "Overdue", "", lambda row: row.milestone.rule == "overdue"),
    ("soon", f"Due in the next {SOON.days} days", "", _due_soon),
    (
        "silent",
        "No current update",
        "Nobody has said how these stand since the last round.",
        lambda row: row.milestone.rule in ("no_current_update", "no_date"),
    ),
    ("rest", "The rest", "", lambda row: True),
)
"""First match wins. "Complete" is matched early and shown last."""


def grouped(rows: Iterable[Row]) -> list[Group]:
    """Rows by what needs saying; groups with nothing in them are left out."""
    groups = [Group(*group) for group in GROUPS]
    for row in rows:
        next(group for group in groups if group.fits(row)).rows.append(row)
    shown = sorted(groups, key=lambda group: group.key == "complete")
    return [group for group in shown if group.rows]


def of_posts(who: Standing) -> Q:
    """Milestones of the actions that their posts lead today."""
    leads = ActionLead.objects.on(who.on).filter(action=OuterRef("action"), post__in=who.posts)
    return Q(Exists(leads))


def of_groups(who: Standing) -> Q:
    """Milestones of the ambitions whose group they lead."""
    return Q(action__objective__ambition__body__in=who.bodies_led)


def to_speak_of(who: Standing) -> MilestoneQuerySet:
    """Milestones that somebody may read and that can be spoken of: of adopted plans, soonest due first."""
    return (
        Milestone.objects.visible_to(who)
        .filter(plan__adopted_on__isnull=False)
        .select_related("plan", "action__plan", "action__objective__ambition")
        .positioned(who.on)
        .order_by(F("due_on").asc(nulls_last=True), "plan", "ref")
    )


def rows(milestones: MilestoneQuerySet, who: Standing) -> list[Row]:
    """The milestones as rows for `who`, in a fixed number of queries."""
    worded: list[Any] = milestones.in_words()
    waiting = {m.pk: m.last_update for m in worded if _waits_for(who, m.last_update)}
    prefetch_related_objects(list(waiting.values()), "files")
    return [Row(m, who.on, waiting.get(m.pk)) for m in worded]


def _waits_for(who: Standing, update: StatusUpdate | None) -> bool:
    """Whether an update is an unconfirmed claim recorded for a post that `who` holds."""
    if update is None or not update.is_claim or hasattr(update, "confirmation"):
        return False
    return update.on_behalf_of_id in who.posts
