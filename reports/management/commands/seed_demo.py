"""Makes the sample activity of the demonstration and prints who may sign in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.models import Person
from plans.models import Plan
from reports.demonstration import PASSWORD, seed

SLUG = "hillingdon-send"


class Command(BaseCommand):
    help = "Make believable sample activity on the loaded plan, relative to today, labelled as a demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan.objects.select_related("partnership").filter(slug=SLUG).first()
        if plan is None:
            raise CommandError(f"{SLUG} is not loaded. Run: manage.py load_plan fixtures/hillingdon")
        try:
            made = seed(plan=plan, today=timezone.localdate())
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write("Sample activity made." if made else "The sample activity is there already.")
        self.stdout.write(f"Sign in as any of these with the password: {PASSWORD}")
        for person in Person.objects.filter(email__endswith="@demonstration.example").order_by("name"):
            self.stdout.write(f"  {person.email}  {person.name}")
