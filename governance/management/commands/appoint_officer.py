"""Appoints the first officer of a partnership; from then on officers look after people on the site."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from governance.granting import Newcomer, appoint_first_officer
from governance.models import Partnership
from governance.wording import listed


class Command(BaseCommand):
    help = "Appoint the first officer of a loaded partnership. They choose a password by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("partnership", help="its slug, such as hillingdon")
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        partnership = Partnership.objects.filter(slug=options["partnership"]).first()
        if partnership is None:
            known = listed(list(Partnership.objects.values_list("slug", flat=True))) or "none; run load_plan first"
            raise CommandError(f"No partnership is called {options['partnership']!r}. The partnerships here: {known}.")
        now = timezone.now()
        person = Newcomer(name=options["name"], email=options["email"])
        try:
            validate_email(person.email)
            appoint_first_officer(partnership=partnership, person=person, starts_on=timezone.localdate(now), now=now)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write(
            f"{person.name} is officer of {partnership}. They choose a password by “Forgot your password?” on the "
            "sign-in page."
        )
