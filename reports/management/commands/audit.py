"""Verifies a live database: what must hold, and where it does not. Reads only."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.wording import count
from reports.invariants import invariants


class Command(BaseCommand):
    help = "Verify that what must always hold does hold in this database, and print what breaks."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        checked = invariants(timezone.localdate())
        for invariant in checked:
            breaches = list(invariant.breaches())
            broken += bool(breaches)
            self.stdout.write(f"{'BROKEN' if breaches else 'holds '}  {invariant.holds}")
            for breach in breaches:
                self.stdout.write(f"        {breach}")
        if broken:
            raise CommandError(f"{broken} of {count(len(checked), 'thing')} that must hold did not. See above.")
        self.stdout.write(f"All {count(len(checked), 'thing')} that must hold do hold.")
