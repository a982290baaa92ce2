"""Prints a plan as at a day as JSON, in the shape of `plans/document/export.schema.json`."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from plans.document import contents, export
from plans.management.typed import day_typed
from reports.management.finding import plan_called


class Command(BaseCommand):
    help = "Print a plan as at a day as JSON, in the shape of plans/document/export.schema.json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--as-at", metavar="YYYY-MM-DD", help="today where left out")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = plan_called(options["slug"])
        as_at = day_typed(options["as_at"], timezone.localdate())
        self.stdout.write(json.dumps(export(contents(plan, as_at)), ensure_ascii=False, indent=2))
