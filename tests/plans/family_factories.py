"""What families said and were told, made directly, past the services, for tests of what reads them."""

from __future__ import annotations

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from governance.models import Body
from plans.models import AreaForImprovement, Experience, Told
from tests.factories import BodyFactory, PersonFactory, PlanFactory, noon
from tests.people import Cast


class AreaFactory(DjangoModelFactory):
    class Meta:
        model = AreaForImprovement
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    ref = factory.Sequence(lambda n: f"AFI-{n + 1}.1")
    text = factory.LazyAttribute(lambda o: f"What {o.ref} asks for")
    order = factory.Sequence(lambda n: n)

    @factory.post_generation
    def objectives(self, create, extracted, **kwargs):
        self.objectives.set(extracted or [])


class ExperienceFactory(DjangoModelFactory):
    """What the plan's parent carer forum heard on 2 March 2026 and wrote down at noon."""

    class Meta:
        model = Experience

    plan = factory.LazyAttribute(lambda o: (o.action or o.area).plan)
    action = None
    area = None
    body = factory.SubFactory(
        BodyFactory, kind=Body.Kind.PARENT_CARER_FORUM, partnership=factory.SelfAttribute("..plan.partnership")
    )
    by = factory.SubFactory(PersonFactory)
    heard_on = dt.date(2026, 3, 2)
    asked = "24 parents were asked at the spring meeting."
    said = "Calls are answered sooner."
    is_better = "better"
    recorded_at = factory.LazyAttribute(lambda o: noon(o.heard_on))


class ToldFactory(DjangoModelFactory):
    """What families were told on 2 March 2026 by newsletter."""

    class Meta:
        model = Told

    plan = factory.SubFactory(PlanFactory)
    by = factory.SubFactory(PersonFactory)
    told_on = dt.date(2026, 3, 2)
    channel = "newsletter"
    what = "The clinic opens in May."
    recorded_at = factory.LazyAttribute(lambda o: noon(o.told_on))


def forum_of(cast: Cast) -> Body:
    """The parent carer forum that the cast's forum member sits on."""
    return Body.objects.get(memberships__person=cast.forum)
