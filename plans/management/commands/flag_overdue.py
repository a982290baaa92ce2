"""Flags what has become overdue by a day, as the daily job does."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from governance.wording import count, day
from plans.management.typed import day_typed
from plans.models import Plan
from plans.services import flag_overdue


class Command(BaseCommand):
    help = "Flag each milestone that has become overdue, once for that due date, and tell the people concerned."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-at", help="YYYY-MM-DD; today where left out")

    def handle(self, *args: Any, **options: Any) -> None:
        as_at = day_typed(options["as_at"], timezone.localdate())
        flagged = flag_overdue(as_at=as_at, now=timezone.now())
        self.stdout.write(f"{count(flagged, 'milestone')} flagged as overdue at {day(as_at)}.")
        for plan in Plan.objects.filter(adopted_on__isnull=True):
            self.stdout.write(f"{plan.slug} is a draft, so it is not flagged: it is held to account once adopted.")
