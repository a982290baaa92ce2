"""Lists what a careful officer would notice in a plan's own text."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from governance.wording import count
from plans.document import Remark
from reports import whole
from reports.management.finding import plan_called


class Command(BaseCommand):
    help = "List what is wrong with a plan's own text: references, dates, leads, acronyms, measures. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        remarks = whole.check(plan_called(options["slug"]))
        self.stdout.write(_as_json(remarks) if options["format"] == "json" else _as_text(remarks))


def _as_json(remarks: list[Remark]) -> str:
    rows = [{"check": each.check, "where": each.where, "message": each.message} for each in remarks]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _as_text(remarks: list[Remark]) -> str:
    lines = [f"{each.where}: {each.message} [{each.check}]" for each in remarks]
    return "\n".join([*lines, f"{count(len(remarks), 'thing')} noticed." if remarks else "Nothing noticed."])
