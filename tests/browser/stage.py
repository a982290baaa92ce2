"""Sets the stage in the site's own database: the demonstration, and work of its own for each journey.

What the demonstration holds follows the calendar, so a journey that writes has an action of its own, in the same state
on every day. `python -m tests.browser.stage` does it, in the environment of the site that is to be tested.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from governance.roles import Standing
    from plans.models import Action

PLAN = "hillingdon-send"
DAYS_AGO = 20
"""When the journeys' work came into the plan and was first spoken of."""


@dataclass(frozen=True)
class Work:
    """An action of one journey: who leads it and how many milestones it has, all said to be on track, or claimed."""

    ref: str
    outcome: str
    posts: tuple[str, ...]
    milestones: int
    is_claimed: bool = False


SAID = Work("5.9.1", "A lead says how work stands", ("Work Inclusion Partnerships Manager",), 6)
SEVERAL = Work("5.9.2", "A lead says so of several at once", ("Business Intelligence",), 6)
CLAIMED = Work("5.9.3", "A lead claims that work is complete", ("Transition Nurse",), 2)
RETURNED = Work("5.9.4", "A claim is returned", ("EHC Service Manager",), 2, is_claimed=True)
KEYBOARD = Work("5.9.5", "Eight milestones by the keyboard", ("Service Lead for CITS",), 8)
SHARED = Work("5.9.6", "Two posts lead this", ("Service Lead for CAMHS", "Service Lead for CDC"), 2)
TELEPHONED = Work("5.9.7", "A lead telephones", ("Service Leads",), 2)
EDITED = Work("5.9.8", "An officer edits this", ("Service Leads",), 4)
JOINT = Work("5.9.9", "Council and health lead this together", ("School Place Planning Manager", "HCP Lead"), 2)
ALL = (SAID, SEVERAL, CLAIMED, RETURNED, KEYBOARD, SHARED, TELEPHONED, EDITED, JOINT)

DRAFTS = {True: "hillside", False: "hillside-plain"}
"""Partnerships whose plan is a draft until a journey adopts it: the one with scripts, and the one without."""
A_DRAFT = "hillside-draft"
"""A partnership whose plan stays a draft."""
HELD = 8
"""The board’s last meeting: decisions, and what it asked for, are recorded of meetings that were held."""
INTERPRETED = "SM19"
"""A measure whose targets have to be interpreted, with readings."""
FAILED = {True: 5, False: 6}
"""The packs that could not be built: how many days ago is the day they should have shown, for each journey."""
WHY_IT_FAILED = "The disk is full. Make room on the server, then try again."


def milestone(work: Work, number: int) -> str:
    """The reference of one of its milestones."""
    return f"{work.ref}-M{number}"


def officer_of(partnership: str) -> str:
    """The name of the officer of a partnership with a draft."""
    return f"Officer of {partnership}"


def address_of(name: str) -> str:
    """What somebody of the stage signs in with, beside the demonstration's password."""
    from django.utils.text import slugify

    return f"{slugify(name)}@demonstration.example"


def set_stage() -> None:
    """Everything, from a database that holds nothing yet."""
    from django.core.management import call_command
    from django.utils import timezone

    now = timezone.now()
    call_command("load_plan", "fixtures/hillingdon", verbosity=0)
    call_command("seed_demo")
    call_command("flag_overdue")
    _add_work(now)
    _add_files_of_readings(now)
    for partnership in (*DRAFTS.values(), A_DRAFT):
        _add_draft(partnership, now)
    _add_failed_packs(now)
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["*.scss", "admin"])


def _add_work(now: dt.datetime) -> None:
    from governance.models import Person
    from governance.roles import standing
    from plans import services
    from plans.models import Plan

    then = now - dt.timedelta(days=DAYS_AGO)
    plan = Plan.objects.get(slug=PLAN)
    officer = standing(Person.objects.get(name="SEND Improvement Officer"), then.date())
    ambition = plan.ambitions.get(number=5)
    objective = services.add_objective(
        ambition=ambition, by=officer, now=then, ref="5.9", title="Walk every journey", note=""
    )
    for work in ALL:
        action = services.add_action(
            objective=objective, by=officer, now=then, ref=work.ref, printed_ref=work.ref, outcome=work.outcome,
            summary="", refers_to="",
        )  # fmt: skip
        _add_leads(action, work, officer, then)
        for number in range(1, work.milestones + 1):
            _add_milestone(action, work, number, officer, then)


def _add_leads(action: Action, work: Work, officer: Standing, then: dt.datetime) -> None:
    from governance.models import Post
    from plans import services

    for title in work.posts:
        services.add_lead(action=action, post=Post.objects.get(title=title), by=officer, now=then)


def _add_milestone(action: Action, work: Work, number: int, officer: Standing, then: dt.datetime) -> None:
    from governance.models import PostHolding
    from governance.roles import standing
    from plans import services

    due_on = then.date() + dt.timedelta(days=90 + number)
    made = services.add_milestone(
        action=action, by=officer, now=then, ref=milestone(work, number), title=f"{work.outcome}, part {number}",
        due_as_printed=f"by {due_on:%d %B %Y}", agreed_due_on=due_on, recurrence="",
    )  # fmt: skip
    said = services.Said(declared="on_track", what_was_done="It has begun.")
    if work.is_claimed:
        said = services.Said(
            declared="complete", what_was_done="All of it.", completed_on=then.date(),
            difference_made="Families say so.", evidence_link="https://www.example.org/report",
        )  # fmt: skip
    lead = PostHolding.objects.get(post__title=work.posts[0]).person
    services.post_update(milestone=made, said=said, by=standing(lead, then.date()), now=then)


def _add_draft(partnership: str, now: dt.datetime) -> None:
    from django.core.management import call_command

    from governance.models import Appointment, Partnership, Person
    from governance.roles import standing
    from reports.demonstration import PASSWORD
    from tests.plans.folders import SMALL, write_small

    named = {
        name: SMALL[name].replace("slug,hillside", f"slug,{partnership}")
        for name in ("partnership.csv", "send/plan.csv")
    }
    with tempfile.TemporaryDirectory() as folder:
        call_command("load_plan", write_small(Path(folder), **named), verbosity=0)
    name = officer_of(partnership)
    person = Person.objects.create(name=name, email=address_of(name))
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    Appointment.objects.create(
        partnership=Partnership.objects.get(slug=partnership), person=person, role=Appointment.Role.OFFICER,
        starts_on=now.date(),
    )  # fmt: skip
    _add_measure(partnership, standing(person, now.date()), now)


def _add_files_of_readings(now: dt.datetime) -> None:
    """A profile for each source, and a file that waits for a worker."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from governance.models import Person
    from governance.roles import standing
    from measures.services import files, profiles
    from plans.models import Plan

    plan = Plan.objects.select_related("partnership").get(slug=PLAN)
    officer = standing(Person.objects.get(name="SEND Data Officer"), now.date())
    profiles.add_standard_profiles(plan=plan, by=officer, now=now)
    content = SimpleUploadedFile("readings.csv", b"Series,Day,Value\n")
    files.upload(plan=plan, profile=None, file=content, by=officer, now=now)


def _add_measure(partnership: str, officer: Standing, now: dt.datetime) -> None:
    """What a draft measures, so that it can be edited and removed."""
    from measures import services
    from plans.models import Plan

    plan = Plan.objects.select_related("partnership").get(partnership__slug=partnership)
    measure = services.add_measure(
        plan=plan, text={"ref": "SM1", "title": "Waits"}, ambition=plan.ambitions.all()[0], printed_ref="1.1.1",
        source="Register", by=officer, now=now,
    )  # fmt: skip
    text: services.measures.SeriesText = {"ref": "SM1a", "name": "Seen in time", "unit": "per_cent", "better": "up"}
    series = services.add_series(measure=measure, text=text, by=officer, now=now)
    due: services.targets.TargetText = {"due_as_printed": "By Apr 27", "due_on": dt.date(2027, 4, 30)}
    services.add_target(
        series=series, text={**due, "as_printed": "80%", "kind": "value", "amount": Decimal(80)}, by=officer, now=now
    )


def _add_failed_packs(now: dt.datetime) -> None:
    from django.utils import timezone

    from governance.models import Person
    from plans.models import Plan
    from reports.models import BoardPack

    plan, today = Plan.objects.get(slug=PLAN), timezone.localdate(now)
    officer = Person.objects.get(name="SEND Improvement Officer")
    for days_ago in FAILED.values():
        as_at = today - dt.timedelta(days=days_ago)
        BoardPack.objects.create(
            plan=plan, as_at=as_at, requested_at=now, requested_by=officer, state="failed", error=WHY_IT_FAILED
        )


if __name__ == "__main__":
    import django

    django.setup()
    set_stage()
