"""Quality assurance activities, made directly, past the services, for tests of what reads them."""

from __future__ import annotations

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from measures.models.quality import QualityActivity
from tests.factories import PlanFactory, noon


class QualityActivityFactory(DjangoModelFactory):
    """An audit planned for 2 March 2026; `held=True` was held that day, and nothing is said yet of what changed."""

    class Meta:
        model = QualityActivity

    class Params:
        held = factory.Trait(
            held_on=factory.SelfAttribute("planned_for"),
            sample="20 plans written since January.",
            findings="Half name an outcome.",
        )

    plan = factory.SubFactory(PlanFactory)
    kind = "audit"
    title = factory.Sequence(lambda n: f"Quality of plans {n + 1}")
    planned_for = dt.date(2026, 3, 2)

    @classmethod
    def _create(cls, model_class, *args, recorded_on=dt.date(2026, 1, 5), actions=(), measures=(), **kwargs):
        row = model_class(*args, **kwargs)
        row._history_date = noon(recorded_on)
        row.save()
        row.actions.set(actions)
        row.measures.set(measures)
        return row
