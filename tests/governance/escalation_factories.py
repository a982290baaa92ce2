"""Rules, escalations and answers made directly, past the services, for tests of what reads them."""

from __future__ import annotations

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from governance.models import AgendaItem, Body, Escalation, EscalationAnswer, EscalationRule
from tests.factories import BodyFactory, PersonFactory, noon

RAISED_ON = dt.date(2026, 3, 2)


class RuleFactory(DjangoModelFactory):
    """Overdue by thirty days, to an operational group."""

    class Meta:
        model = EscalationRule

    body = factory.SubFactory(BodyFactory, kind=Body.Kind.OPERATIONAL_GROUP)
    partnership = factory.SelfAttribute("body.partnership")
    kind = EscalationRule.Kind.OVERDUE
    threshold = 30


class ItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    body = factory.SubFactory(BodyFactory)
    key = factory.Sequence(lambda n: f"item-of-{n}")
    kind = AgendaItem.Kind.ESCALATION
    title = "The clinic waits"
    added_at = noon(RAISED_ON)


class EscalationFactory(DjangoModelFactory):
    """Raised by somebody on 2 March 2026, and not answered."""

    class Meta:
        model = Escalation

    body = factory.SubFactory(BodyFactory, kind=Body.Kind.OPERATIONAL_GROUP)
    key = factory.Sequence(lambda n: f"cause-{n}")
    title = "The clinic waits"
    words = "Nobody has found rooms for it."
    item = factory.SubFactory(ItemFactory, body=factory.SelfAttribute("..body"), title=factory.SelfAttribute("..title"))
    raised_by = factory.SubFactory(PersonFactory)
    raised_on = RAISED_ON
    recorded_at = factory.LazyAttribute(lambda o: noon(o.raised_on))


class AnswerFactory(DjangoModelFactory):
    """Answered ten days later."""

    class Meta:
        model = EscalationAnswer

    escalation = factory.SubFactory(EscalationFactory)
    decision = "Use the rooms of the family hub."
    owner_in_words = "The estates team"
    answered_on = factory.LazyAttribute(lambda o: o.escalation.raised_on + dt.timedelta(days=10))
    due_on = factory.LazyAttribute(lambda o: o.answered_on + dt.timedelta(days=30))
    by = factory.SubFactory(PersonFactory)
    recorded_at = factory.LazyAttribute(lambda o: noon(o.answered_on))
