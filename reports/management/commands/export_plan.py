"""Prints a plan as at a day as JSON, in the shape of `reports/export.schema.json`."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from plans.management.typed import day_typed
from reports import whole
from reports.management.finding import plan_called


class Command(BaseCommand):
    help = "Print a plan as at a day as JSON, in the shape of reports/export.schema.json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--as-at", metavar="YYYY-MM-DD", help="today where left out")
        parser.add_argument("--small-numbers", action="store_true", help="show counts too small to publish")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = plan_called(options["slug"])
        as_at = day_typed(options["as_at"], timezone.localdate())
        document = whole.contents(plan, as_at, small_numbers=options["small_numbers"])
        self.stdout.write(json.dumps(whole.export(document), ensure_ascii=False, indent=2))
