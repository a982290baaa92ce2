"""New dates asked for and decided, made directly, past the services, for tests of what reads them."""

from __future__ import annotations

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from plans.models import DateDecision, DateRequest
from tests.factories import DateChangeFactory, MilestoneFactory, PersonFactory, noon


class DateRequestFactory(DjangoModelFactory):
    """Thirty days more than it was agreed to take, asked for at noon on 2 March 2026."""

    class Meta:
        model = DateRequest

    milestone = factory.SubFactory(MilestoneFactory)
    by = factory.SubFactory(PersonFactory)
    from_date = factory.SelfAttribute("milestone.agreed_due_on")
    asked_for = factory.LazyAttribute(lambda o: o.from_date + dt.timedelta(days=30))
    kind = "recruitment"
    reason = "The post is vacant until May."
    effect = "The panel starts a month later."
    recovery = "Interviews on Monday; cover from April."
    recorded_at = noon(dt.date(2026, 3, 2))


class DateDecisionFactory(DjangoModelFactory):
    """Granted by the operational group a day later, with the move; `refused=True` is one that moves nothing."""

    class Meta:
        model = DateDecision

    class Params:
        refused = factory.Trait(outcome="refused", reason="The clinic cannot wait.", change=None)

    request = factory.SubFactory(DateRequestFactory)
    by = factory.SubFactory(PersonFactory)
    outcome = "granted"
    decided_by = "operational_group"
    recorded_at = factory.LazyAttribute(lambda o: o.request.recorded_at + dt.timedelta(days=1))
    decided_on = factory.LazyAttribute(lambda o: o.recorded_at.date())
    change = factory.SubFactory(
        DateChangeFactory,
        milestone=factory.SelfAttribute("..request.milestone"),
        from_date=factory.SelfAttribute("..request.from_date"),
        to_date=factory.SelfAttribute("..request.asked_for"),
        by=factory.SelfAttribute("..by"),
        recorded_at=factory.SelfAttribute("..recorded_at"),
    )
