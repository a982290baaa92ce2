"""Where the pages of one plan on one day lie: every number that is shown leads to the list that makes it up."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from urllib.parse import quote, urlencode

from django.urls import reverse

Chosen = str | int | list[str]


class Addresses:
    """Addresses that all speak of the same plan on the same day."""

    def __init__(self, slug: str, as_at: dt.date) -> None:
        self.slug = slug
        self.as_at = as_at

    @cached_property
    def _milestones(self) -> str:
        return reverse("milestones", args=[self.slug])

    def milestones(self, **chosen: Chosen) -> str:
        """The list of milestones that the filters leave; their names are those of `filters.MilestoneFilter`."""
        return f"{self._milestones}?{urlencode({**chosen, 'as_at': self.as_at.isoformat()}, doseq=True)}"

    def action(self, ref: str, milestone: str = "") -> str:
        """An action's page, at one of its milestones where that is named."""
        place = f"#{quote(milestone)}" if milestone else ""
        return f"{reverse('action', args=[self.slug, ref])}?as_at={self.as_at.isoformat()}{place}"
