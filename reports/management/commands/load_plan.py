"""Loads a partnership and its plans from a folder of CSV files: all of it, or nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from governance.models import Appointment, Person
from governance.models.people import in_force
from governance.roles import Standing, standing
from plans import adoption, opening
from plans.document import Loaded, Refused
from plans.facts import london_day
from plans.models import Plan
from reports import whole

LARGEST_SHEET = 5 * 1024 * 1024


class Command(BaseCommand):
    help = "Load a partnership and its plans from a folder as fixtures/README.md describes it: all of it, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="the partnership's folder, such as fixtures/hillingdon")
        parser.add_argument("--replace", action="store_true", help="make a draft that is here what the files say")
        parser.add_argument("--opening-position", metavar="FILE", help="the cut-over sheet of --plan, as CSV")
        parser.add_argument("--adopt", action="store_true", help="adopt the plan as of today")
        parser.add_argument("--plan", metavar="SLUG", help="whose sheet it is and which to adopt, where several load")
        parser.add_argument("--by", metavar="E-MAIL", help="the officer who does it; the only one, where left out")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            # One transaction for all of it: a sheet that is refused leaves no plan half set up.
            with transaction.atomic():
                lines = _run(options, now)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except ValidationError as refused:
            raise CommandError("\n".join(refused.messages)) from refused
        except PermissionDenied as refused:
            raise CommandError(f"{refused} Name an officer of the partnership with --by.") from refused
        self.stdout.write("\n".join(lines))


def _run(options: dict[str, Any], now: dt.datetime) -> list[str]:
    loaded = whole.load(options["path"], now=now, replace=options["replace"])
    lines = [str(loaded)]
    if not (options["opening_position"] or options["adopt"]):
        return lines
    plan = _plan(loaded, options["plan"])
    by = _officer(plan, options["by"], london_day(now))
    if options["opening_position"]:
        lines.append(_open(plan, Path(options["opening_position"]), by, now))
    if options["adopt"]:
        adoption.adopt(plan, by=by, now=now)
        lines.append(f"{plan.slug} is adopted.")
    return lines


def _plan(loaded: Loaded, slug: str | None) -> Plan:
    plans = Plan.objects.filter(slug__in=loaded.plans).select_related("partnership")
    found = plans.filter(slug=slug) if slug else plans.filter(milestones__isnull=False).distinct()
    if len(found) != 1:
        raise CommandError(f"Say which plan with --plan: {', '.join(loaded.plans)}.")
    return found[0]


def _officer(plan: Plan, email: str | None, on: dt.date) -> Standing:
    officers = Person.objects.filter(
        in_force(on, "appointments__"),
        appointments__partnership=plan.partnership,
        appointments__role=Appointment.Role.OFFICER,
    ).distinct()
    found = Person.objects.filter(email__iexact=email) if email else officers
    if len(found) != 1:
        here = ", ".join(officers.values_list("email", flat=True)) or "none is appointed yet; run appoint_officer first"
        raise CommandError(f"Say which officer does it with --by. Officers of {plan.partnership}: {here}.")
    return standing(found[0], on)


def _open(plan: Plan, path: Path, by: Standing, now: dt.datetime) -> str:
    rows, errors = opening.read_sheet(plan, _text(path), today=london_day(now))
    if errors:
        raise CommandError("\n".join(f"{path}: {error}" for error in errors))
    return f"{plan.slug}: opening position of {opening.apply(plan, rows, by=by, now=now)} milestones recorded."


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_SHEET:
            raise CommandError(f"{path} is larger than 5 MB. Is it the right file?")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"{path} cannot be opened ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not UTF-8. Save it as “CSV UTF-8”.") from error
