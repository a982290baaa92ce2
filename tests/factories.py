"""Small, obvious things to test with.

Everything is in force and part of its plan since `LONG_AGO`, so a test says only what it is about. Rows of the
ledger are made directly here, past the services, for tests of what reads them.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from governance import rounds
from governance.models import (
    Appointment,
    Body,
    BodyRole,
    Meeting,
    Membership,
    Organisation,
    Partnership,
    Person,
    Post,
    PostHolding,
    TermDate,
)
from measures.models import (
    Baseline,
    Comparator,
    Evidences,
    Placement,
    Profile,
    Reading,
    Series,
    Source,
    SuccessMeasure,
    Target,
)
from plans.models import (
    Acronym,
    Action,
    ActionLead,
    Ambition,
    AreaForImprovement,
    Confirmation,
    DateChange,
    Evidence,
    Finding,
    Milestone,
    Objective,
    Occurrence,
    Plan,
    SignOff,
    StatusUpdate,
    Withdrawal,
)

LONG_AGO = dt.date(2024, 1, 1)
LONDON = ZoneInfo("Europe/London")


def noon(day: dt.date, minutes: int = 0) -> dt.datetime:
    """Midday in London on a day, or some minutes after it."""
    return dt.datetime.combine(day, dt.time(12), tzinfo=LONDON) + dt.timedelta(minutes=minutes)


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = Partnership

    slug = factory.Sequence(lambda n: f"place-{n}")
    name = factory.Sequence(lambda n: f"Place {n} local area")


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    partnership = factory.SubFactory(PartnershipFactory)
    key = factory.Sequence(lambda n: f"Council {n}")
    name = factory.LazyAttribute(lambda o: f"{o.key} in full")
    kind = Organisation.Kind.COUNCIL


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    organisation = factory.SubFactory(OrganisationFactory)
    title = factory.Sequence(lambda n: f"Head of Service {n}")


class PersonFactory(DjangoModelFactory):
    """Somebody who can sign in with the password `correct horse battery`, and has no part in anything yet."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.LazyAttribute(lambda o: f"{o.name.lower().replace(' ', '.')}@example.org")
    password = factory.django.Password("correct horse battery")


class PostHoldingFactory(DjangoModelFactory):
    class Meta:
        model = PostHolding

    post = factory.SubFactory(PostFactory)
    person = factory.SubFactory(PersonFactory)
    starts_on = LONG_AGO


class TermDateFactory(DjangoModelFactory):
    class Meta:
        model = TermDate

    partnership = factory.SubFactory(PartnershipFactory)
    name = factory.Sequence(lambda n: f"Term {n}")
    ends_on = factory.Sequence(lambda n: LONG_AGO + dt.timedelta(days=100 * n))


class BodyFactory(DjangoModelFactory):
    class Meta:
        model = Body

    partnership = factory.SubFactory(PartnershipFactory)
    key = factory.Sequence(lambda n: f"group-{n}")
    name = factory.LazyAttribute(lambda o: f"The {o.key}")
    kind = Body.Kind.AMBITION_GROUP


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    body = factory.SubFactory(BodyFactory)
    person = factory.SubFactory(PersonFactory)
    role = BodyRole.MEMBER
    starts_on = LONG_AGO


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    body = factory.SubFactory(BodyFactory, kind=Body.Kind.BOARD)
    sits_on = factory.Sequence(lambda n: dt.date(2026, 4, 1) + dt.timedelta(days=60 * n))
    papers_due_on = factory.LazyAttribute(lambda o: o.sits_on - dt.timedelta(days=7))
    round_opens_on = factory.LazyAttribute(lambda o: rounds.opens_on(o.papers_due_on))
    added_at = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = Appointment

    partnership = factory.SubFactory(PartnershipFactory)
    person = factory.SubFactory(PersonFactory)
    role = Appointment.Role.OFFICER
    starts_on = LONG_AGO


class PlanFactory(DjangoModelFactory):
    """An adopted plan; `PlanFactory(draft=True)` is one that nobody has adopted."""

    class Meta:
        model = Plan

    class Params:
        draft = factory.Trait(adopted_on=None)

    partnership = factory.SubFactory(PartnershipFactory)
    slug = factory.Sequence(lambda n: f"plan-{n}")
    title = factory.Sequence(lambda n: f"Improvement Plan {n}")
    starts_on = LONG_AGO
    ends_on = dt.date(2028, 12, 31)
    adopted_on = LONG_AGO


class AmbitionFactory(DjangoModelFactory):
    class Meta:
        model = Ambition

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.LazyAttribute(lambda o: f"What ambition {o.number} promises")
    body = factory.SubFactory(BodyFactory, partnership=factory.SelfAttribute("..plan.partnership"))


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = Objective

    ambition = factory.SubFactory(AmbitionFactory)
    plan = factory.SelfAttribute("ambition.plan")
    ref = factory.Sequence(lambda n: f"1.{n + 1}")
    title = factory.LazyAttribute(lambda o: f"What objective {o.ref} is for")
    order = factory.Sequence(lambda n: n)


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = Action

    objective = factory.SubFactory(ObjectiveFactory)
    plan = factory.SelfAttribute("objective.plan")
    ref = factory.Sequence(lambda n: f"1.1.{n + 1}")
    printed_ref = factory.SelfAttribute("ref")
    outcome = "Families are seen sooner."
    order = factory.Sequence(lambda n: n)
    added_on = LONG_AGO


class ActionLeadFactory(DjangoModelFactory):
    """The accountable lead of an action, unless told otherwise."""

    class Meta:
        model = ActionLead

    action = factory.SubFactory(ActionFactory)
    post = factory.SubFactory(
        PostFactory, organisation__partnership=factory.SelfAttribute("...action.plan.partnership")
    )
    order = factory.Sequence(lambda n: n)
    is_accountable = True
    starts_on = LONG_AGO


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    action = factory.SubFactory(ActionFactory)
    plan = factory.SelfAttribute("action.plan")
    ref = factory.Sequence(lambda n: f"m-{n + 1}")
    title = factory.Sequence(lambda n: f"Publish document {n + 1}")
    due_as_printed = "by June 2026"
    agreed_due_on = dt.date(2026, 6, 30)
    order = factory.Sequence(lambda n: n)
    added_on = LONG_AGO


class OccurrenceFactory(DjangoModelFactory):
    class Meta:
        model = Occurrence

    milestone = factory.SubFactory(MilestoneFactory, recurrence="quarterly")
    due_on = dt.date(2026, 6, 30)


class StatusUpdateFactory(DjangoModelFactory):
    """On track, said at noon of `said_on`; traits give the words that other declarations need."""

    class Meta:
        model = StatusUpdate

    class Params:
        at_risk = factory.Trait(
            declared="at_risk",
            what_is_wrong="Two posts are vacant.",
            what_is_being_done="Interviews on Monday.",
        )
        off_track = factory.Trait(
            declared="off_track",
            what_is_wrong="The supplier withdrew.",
            what_is_being_done="A new tender is out.",
        )
        claim = factory.Trait(
            declared="complete",
            completed_on=factory.SelfAttribute("said_on"),
            difference_made="Families are seen in six weeks.",
            evidence_link="https://example.org/evidence",
        )

    milestone = factory.SubFactory(MilestoneFactory)
    by = factory.SubFactory(PersonFactory)
    declared = "on_track"
    said_on = dt.date(2026, 3, 2)
    recorded_at = factory.LazyAttribute(lambda o: noon(o.said_on))


class ConfirmationFactory(DjangoModelFactory):
    class Meta:
        model = Confirmation

    update = factory.SubFactory(StatusUpdateFactory, claim=True)
    by = factory.SubFactory(PersonFactory)
    recorded_at = factory.LazyAttribute(lambda o: o.update.recorded_at + dt.timedelta(minutes=5))


class SignOffFactory(DjangoModelFactory):
    """A claim accepted ten minutes after it was made; `SignOffFactory(returned=True)` is one sent back."""

    class Meta:
        model = SignOff

    class Params:
        returned = factory.Trait(decision=SignOff.Decision.RETURNED, reason="The minutes are missing.")

    update = factory.SubFactory(StatusUpdateFactory, claim=True)
    by = factory.SubFactory(PersonFactory)
    decision = SignOff.Decision.ACCEPTED
    recorded_at = factory.LazyAttribute(lambda o: o.update.recorded_at + dt.timedelta(minutes=10))
    decided_on = factory.LazyAttribute(lambda o: o.recorded_at.date())


class DateChangeFactory(DjangoModelFactory):
    class Meta:
        model = DateChange

    milestone = factory.SubFactory(MilestoneFactory)
    by = factory.SubFactory(PersonFactory)
    kind = DateChange.Kind.MOVED
    from_date = factory.SelfAttribute("milestone.agreed_due_on")
    to_date = dt.date(2026, 9, 30)
    reason = "The school year decides."
    recorded_at = noon(dt.date(2026, 3, 2))


class WithdrawalFactory(DjangoModelFactory):
    class Meta:
        model = Withdrawal

    milestone = factory.SubFactory(MilestoneFactory)
    by = factory.SubFactory(PersonFactory)
    reason = "The duty moved to the region."
    minute = "SEPB, 2 March 2026"
    recorded_at = noon(dt.date(2026, 3, 2))


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    update = factory.SubFactory(StatusUpdateFactory, claim=True, has_file=True)
    file = factory.django.FileField(filename="note.txt", data=b"What was agreed.")
    name = "note.txt"
    content_type = "text/plain"
    size = 16
    sha256 = "0" * 64


class FindingFactory(DjangoModelFactory):
    class Meta:
        model = Finding

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "Waiting times are too long."


class AreaForImprovementFactory(DjangoModelFactory):
    """An area for improvement, with the objectives that answer it: `AreaForImprovementFactory(objectives=[…])`."""

    class Meta:
        model = AreaForImprovement
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda n: f"1.{n + 1}")
    ref = factory.LazyAttribute(lambda o: f"AFI-{o.code}")
    text = "Leaders should reduce waiting times."
    order = factory.Sequence(lambda n: n)

    @factory.post_generation
    def objectives(area: AreaForImprovement, create: bool, given: Any, **_: Any) -> None:  # noqa: N805
        if given:
            area.objectives.set(given)


class AcronymFactory(DjangoModelFactory):
    class Meta:
        model = Acronym

    plan = factory.SubFactory(PlanFactory)
    acronym = factory.Sequence(lambda n: f"ABC{n}")
    meaning = "A better chance"


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = Source

    partnership = factory.SubFactory(PartnershipFactory)
    name = factory.Sequence(lambda n: f"Database {n}")


class SuccessMeasureFactory(DjangoModelFactory):
    """A measure that nobody owns and that is reported as often as its targets fall due: yearly."""

    class Meta:
        model = SuccessMeasure

    plan = factory.SubFactory(PlanFactory)
    ref = factory.Sequence(lambda n: f"SM{n + 1}")
    title = factory.Sequence(lambda n: f"What measure {n + 1} counts")
    order = factory.Sequence(lambda n: n)
    added_on = LONG_AGO


class PlacementFactory(DjangoModelFactory):
    class Meta:
        model = Placement

    measure = factory.SubFactory(SuccessMeasureFactory)
    ambition = factory.SubFactory(AmbitionFactory, plan=factory.SelfAttribute("..measure.plan"))
    printed_ref = "1.1.1"
    source = factory.SubFactory(SourceFactory, partnership=factory.SelfAttribute("..measure.plan.partnership"))
    order = factory.Sequence(lambda n: n)


class EvidencesFactory(DjangoModelFactory):
    class Meta:
        model = Evidences

    measure = factory.SubFactory(SuccessMeasureFactory)
    action = factory.SubFactory(ActionFactory)
    effect = "improves"


class SeriesFactory(DjangoModelFactory):
    """A percentage of which higher is better; `SeriesFactory(count=True)` is a count of which lower is."""

    class Meta:
        model = Series

    class Params:
        count = factory.Trait(unit="count", better="down")

    measure = factory.SubFactory(SuccessMeasureFactory)
    plan = factory.SelfAttribute("measure.plan")
    ref = factory.Sequence(lambda n: f"S{n + 1}")
    name = factory.Sequence(lambda n: f"Line {n + 1}")
    unit = "per_cent"
    better = "up"
    order = factory.Sequence(lambda n: n)


class BaselineFactory(DjangoModelFactory):
    class Meta:
        model = Baseline

    series = factory.SubFactory(SeriesFactory)
    as_printed = "Baseline April 24, 40%"
    period = "April 24"
    as_of = dt.date(2024, 4, 30)
    value = Decimal(40)
    order = factory.Sequence(lambda n: n)


class ComparatorFactory(DjangoModelFactory):
    class Meta:
        model = Comparator

    series = factory.SubFactory(SeriesFactory)
    name = "National"
    value = Decimal(43)
    as_printed = "43% national average"


class TargetFactory(DjangoModelFactory):
    """A plain value; traits are a change in per cent of the baseline, one in points, and a range."""

    class Meta:
        model = Target

    class Params:
        relative = factory.Trait(kind="relative", basis="per_year", amount=Decimal(-10), as_printed="-10%")
        points = factory.Trait(kind="points", basis="per_year", amount=Decimal(10), as_printed="+10%")
        range = factory.Trait(kind="range", amount=None, low=Decimal("1.6"), high=Decimal("1.7"), as_printed="1.6-1.7")

    series = factory.SubFactory(SeriesFactory)
    due_as_printed = "By Apr 25"
    due_on = dt.date(2025, 4, 30)
    as_printed = "43%"
    kind = "value"
    amount = Decimal(43)


class ReadingFactory(DjangoModelFactory):
    """A reading entered at noon ten days after the day it speaks of, past the services."""

    class Meta:
        model = Reading

    series = factory.SubFactory(SeriesFactory)
    as_of = dt.date(2025, 4, 30)
    value = Decimal(41)
    by = factory.SubFactory(PersonFactory)
    recorded_at = factory.LazyAttribute(lambda o: noon(o.as_of + dt.timedelta(days=10)))


class ProfileFactory(DjangoModelFactory):
    class Meta:
        model = Profile

    plan = factory.SubFactory(PlanFactory)
    source = factory.SubFactory(SourceFactory, partnership=factory.SelfAttribute("..plan.partnership"))
    name = factory.Sequence(lambda n: f"Export {n + 1}")
