"""Where the pages of one plan's measures on one day lie, beside those of its milestones and actions."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import quote, urlencode

from django.urls import reverse

from plans import addresses
from plans.addresses import Chosen


class Addresses(addresses.Addresses):
    """Addresses that all speak of the same plan on the same day."""

    @cached_property
    def _measures(self) -> str:
        return reverse("measures", args=[self.slug])

    def measures(self, **chosen: Chosen) -> str:
        """The list of measures that the filters leave; their names are those of `filters.MeasureFilter`."""
        return f"{self._measures}?{urlencode({**chosen, 'as_at': self.as_at.isoformat()}, doseq=True)}"

    def measure(self, ref: str, series: str = "") -> str:
        """A measure's page, at one of its series where that is named."""
        place = f"#{quote(series)}" if series else ""
        return f"{reverse('measure', args=[self.slug, ref])}?as_at={self.as_at.isoformat()}{place}"
