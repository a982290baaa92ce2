"""How milestones are read: who sees them, where they stand on a day, and the same put into words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from governance.roles import Standing

    from .models import Milestone


PRINTED_ORDER = ("action__objective__ambition__number", "action__objective__order", "action__order", "order")


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Milestones, chained: `Milestone.objects.visible_to(who).positioned(as_at).filter(colour="red").in_words()`."""

    as_at: dt.date | None = None

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone.as_at = self.as_at
        return clone

    def visible_to(self, who: Standing) -> Self:
        """The milestones of every plan that somebody may read."""
        from .models.tree import readable_by

        return self.filter(readable_by(who, "plan__"))

    def in_printed_order(self) -> Self:
        """As the plan prints them."""
        return self.order_by(*PRINTED_ORDER)

    def with_dates(self, as_at: dt.date) -> Self:
        """Annotate `withdrawn`, `agreed_on`, `due_on` and `times_moved` alone, as at a day."""
        from . import facts

        return self.annotate(**facts.date_rows(as_at)).annotate(**facts.dates(as_at))

    def with_facts(self, as_at: dt.date) -> Self:
        """Annotate what had been recorded by the end of `as_at`: the facts that the colour rules read."""
        from . import facts

        there = self.filter(added_on__lte=as_at).with_dates(as_at)
        there.as_at = as_at
        return there.annotate(**facts.saying_rows(as_at)).annotate(**facts.sayings(as_at), **facts.rounds(as_at))

    def positioned(self, as_at: dt.date) -> Self:
        """Annotate `rule`, `colour` and `severity` as at a day: the first rule of `position.RULES` that matches."""
        from . import position

        return self.with_facts(as_at).annotate(**position.as_columns(as_at))

    def of_rule(self, *rules: str) -> Self:
        """Of a positioned query, the milestones that match one of these rules."""
        return self.filter(rule__in=rules)

    def in_words(self) -> list[Milestone]:
        """Run a positioned query; each milestone carries its `position`: a colour and a sentence saying why."""
        from . import telling

        if self.as_at is None:
            raise TypeError("in_words() follows positioned(as_at).")
        return telling.tell(list(self), self.as_at)
