"""Builds a board pack by hand, by the same functions as the job."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from governance import rounds
from governance.models import Meeting, Person
from governance.roles import standing
from plans.management.typed import date_typed
from plans.models import Plan
from reports import building, frozen, pack, pdf, services
from reports.models import BoardPack


class Command(BaseCommand):
    help = "Build a plan's board pack as at a day and write the PDF to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="The plan, such as hillingdon-send.")
        parser.add_argument("--as-at", required=True, help="The day it speaks of, such as 2026-03-27.")
        parser.add_argument("--output", required=True, type=Path, help="The file to write, such as pack.pdf.")
        parser.add_argument(
            "--by", metavar="EMAIL", help="Also list it among the plan's packs, as asked for by this officer."
        )

        parser.add_argument(
            "--meeting",
            action="store_true",
            help="For the board's next meeting from that day on, so that the reports of its round are in it.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan.objects.select_related("partnership").filter(slug=options["slug"]).first()
        if plan is None:
            raise CommandError(f"There is no plan {options['slug']!r}. Load it with manage.py load_plan.")
        as_at = date_typed(options["as_at"])
        try:
            services.check_day(plan, as_at, timezone.localdate())
            meeting = _next_meeting(plan, as_at) if options["meeting"] else None
            made = _listed(plan, as_at, meeting, options["by"]) if options["by"] else _drawn(plan, as_at, meeting)
        except (ValidationError, PermissionDenied) as refused:
            raise CommandError(" ".join(getattr(refused, "messages", [str(refused)]))) from refused
        except pdf.StyleMissing as missing:
            raise CommandError(building.reason(missing)) from missing
        digest, content, pages = made
        _write(options["output"], content)
        self.stdout.write(f"{options['output']}: {pages} pages, {len(content):,} bytes, document {digest}")


def _next_meeting(plan: Plan, as_at: dt.date) -> Meeting:
    meeting = rounds.of_board(plan.partnership_id).filter(sits_on__gte=as_at).order_by("sits_on").first()
    if meeting is None:
        raise CommandError(f"The board of {plan.slug} has no meeting from {as_at} on. Set one, or leave out --meeting.")
    return meeting


def _drawn(plan: Plan, as_at: dt.date, meeting: Meeting | None) -> tuple[str, bytes, int]:
    """The pack's hash, file and pages, with nothing kept of it."""
    document = pack.contents(plan, as_at, frozen_at=timezone.now(), meeting=meeting)
    drawn = pdf.render_pack(document)
    return frozen.sha256(document), drawn.pdf, drawn.pages


def _listed(plan: Plan, as_at: dt.date, meeting: Meeting | None, email: str) -> tuple[str, bytes, int]:
    """The same of a pack that is recorded, as if its officer had asked for it on the page."""
    officer = Person.objects.filter(email__iexact=email).first()
    if officer is None:
        raise CommandError(f"Nobody has the address {email!r}.")
    by = standing(officer, timezone.localdate())
    asked = services.request_pack(plan=plan, as_at=as_at, meeting=meeting, by=by, now=timezone.now())
    building.build(pack_id=asked.pk, clock=timezone.now)
    built = BoardPack.objects.get(pk=asked.pk)
    if built.state == BoardPack.State.FAILED:
        raise CommandError(built.error)
    if built.state != BoardPack.State.BUILT:
        raise CommandError("A worker is building this pack at this moment: find it in the list of packs.")
    with built.pdf.open("rb") as file:
        return built.document_sha256, file.read(), built.pages


def _write(output: Path, content: bytes) -> None:
    try:
        output.write_bytes(content)
    except OSError as problem:
        raise CommandError(f"{output} could not be written ({problem.strerror}).") from problem
