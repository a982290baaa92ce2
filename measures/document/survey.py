"""A plan's measures, read once and laid out as the checks want them: in printed order, with what they hang on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse

from measures.interpretation import Step, steps
from measures.models import Baseline, Evidences, Placement, Series, SuccessMeasure, Target
from plans.models import Action, Plan


@dataclass(frozen=True)
class Line:
    """A series with its reference baseline and its targets, each as printed and as read."""

    series: Series
    measure: SuccessMeasure
    baseline: Baseline | None
    baselines: list[Baseline]
    targets: list[Target]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Survey:
    """The measures of a plan, and the actions of it that still count."""

    plan: Plan
    measures: list[SuccessMeasure]
    placements: dict[int, list[Placement]]
    evidences: dict[int, list[Evidences]]
    lines: list[Line]
    actions: list[Action]

    def page(self, measure: SuccessMeasure) -> str:
        """The page on which a measure is seen."""
        return reverse("measure", args=(self.plan.slug, measure.ref))

    def page_of_all(self) -> str:
        """The list of the plan's measures."""
        return reverse("measures", args=(self.plan.slug,))

    def page_of_action(self, action: Action) -> str:
        """The page on which an action is seen."""
        return reverse("action", args=(self.plan.slug, action.ref))

    def printings(self) -> Iterator[tuple[SuccessMeasure, Placement]]:
        """Every place where the plan prints a measure."""
        for measure in self.measures:
            for placement in self.placements[measure.pk]:
                yield measure, placement

    def by_printed_ref(self) -> dict[str, list[Action]]:
        """The actions that each printed reference may mean, under its spelling in small letters."""
        found: defaultdict[str, list[Action]] = defaultdict(list)
        for action in self.actions:
            found[action.printed_ref.casefold()].append(action)
        return dict(found)


def survey(plan: Plan) -> Survey:
    """Read a plan's measures for checking, in a fixed number of queries."""
    rows = SuccessMeasure.objects.filter(plan=plan).prefetch_related(
        Prefetch("placements", Placement.objects.select_related("ambition", "source")),
        Prefetch("evidences", Evidences.objects.select_related("action")),
        Prefetch("series", Series.objects.prefetch_related("baselines", "targets")),
    )
    measures = list(rows)
    return Survey(
        plan=plan,
        measures=measures,
        placements={measure.pk: list(measure.placements.all()) for measure in measures},
        evidences={measure.pk: list(measure.evidences.all()) for measure in measures},
        lines=[_line(series, measure) for measure in measures for series in measure.series.all()],
        actions=list(Action.objects.filter(plan=plan, withdrawal__isnull=True).in_printed_order()),
    )


def _line(series: Series, measure: SuccessMeasure) -> Line:
    baselines, targets = list(series.baselines.all()), list(series.targets.all())
    baseline = next((each for each in baselines if each.is_reference), None)
    return Line(series, measure, baseline, baselines, targets, tuple(steps(series, baseline, targets)))
