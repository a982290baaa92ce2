"""Reviews, made directly, past the services, for tests of what reads them."""

from __future__ import annotations

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from governance.models import Body, Review
from tests.factories import BodyFactory, PartnershipFactory, noon


class ReviewFactory(DjangoModelFactory):
    """A review of the monitoring to be held by 31 March 2026; `held=True` was held then, and something is to follow."""

    class Meta:
        model = Review

    class Params:
        held = factory.Trait(
            held_on=factory.SelfAttribute("due_on"),
            decided="Papers go out a week earlier.",
            follow_up="The officer sets the days.",
            follow_up_on=factory.LazyAttribute(lambda o: o.due_on + dt.timedelta(days=30)),
        )

    partnership = factory.SubFactory(PartnershipFactory)
    kind = Review.Kind.MONITORING
    body = factory.SubFactory(BodyFactory, kind=Body.Kind.BOARD, partnership=factory.SelfAttribute("..partnership"))
    due_on = dt.date(2026, 3, 31)

    @classmethod
    def _create(cls, model_class, *args, recorded_on=dt.date(2026, 1, 5), **kwargs):
        row = model_class(*args, **kwargs)
        row._history_date = noon(recorded_on)
        row.save()
        return row
