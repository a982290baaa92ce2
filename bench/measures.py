"""The list of measures at 47 and at 7,050 series, in many plans and in one, and charts drawn a second."""

from __future__ import annotations

import statistics
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.models import Person
from measures import charts
from measures.judged import judged
from measures.models import Baseline, Placement, Reading, Series, Source, SuccessMeasure, Target
from plans.models import Plan

from .data import timed

FEW, PLANS = 47, 150
"""The series that the published plan prints, and how many plans of that size a database may hold."""
MANY = FEW * PLANS
TO_A_MEASURE = 3
ROUNDS = 5


def run(plan: Plan) -> list[str]:
    """Measure the list at both sizes in one run, and the charts of the plan as it is."""
    few, of_many, many = _list(plan, FEW), _list(plan, FEW, PLANS - 1), _list(plan, MANY)
    figures, drawings, number = _charts(plan)
    return [
        f"measures list, {FEW} series: {_said(few)}",
        f"measures list, {FEW} series of {MANY:,} in {PLANS} plans: {_said(of_many, few)}",
        f"measures list, one plan of {MANY:,} series: {_said(many, few)} for {PLANS} times the series",
        f"charts: {number / figures:,.0f} figures a second, {number / drawings:,.0f} SVGs a second",
    ]


def _said(of: tuple[float, int], beside: tuple[float, int] | None = None) -> str:
    seconds, queries = of
    ratio = f"; ratio of time {seconds / beside[0]:.1f}, of queries {queries / beside[1]:.2f}" if beside else ""
    return f"{1 / seconds:.2g} requests/s, {queries} queries{ratio}"


def _list(plan: Plan, number: int, others: int = 0) -> tuple[float, int]:
    """Median seconds and queries of the list of a plan with so many series, beside other plans of that size."""
    client = Client()
    client.force_login(Person.objects.get(email="sepb-member@demonstration.example"))
    with transaction.atomic():
        slug = _plan_of(plan, number, "bench").slug
        for other in range(others):
            _plan_of(plan, number, f"bench-{other}")
        address = f"/plans/{slug}/measures/"
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked = len(queries)
        seconds = statistics.median(timed(lambda: client.get(address)) for _ in range(ROUNDS if number == FEW else 1))
        transaction.set_rollback(True)
    return seconds, asked


def _plan_of(plan: Plan, number: int, slug: str) -> Plan:
    """A plan of the same partnership with so many series, each with a baseline, four targets and two readings."""
    today = timezone.localdate()
    new = Plan.objects.create(
        partnership=plan.partnership, slug=slug, title=slug, starts_on=plan.starts_on,
        ends_on=plan.ends_on, adopted_on=today, adopted_by=plan.adopted_by,
    )  # fmt: skip
    ambition = new.ambitions.create(number=1, title="Bench")
    source = Source.objects.create(partnership=plan.partnership, name=slug)
    measures = SuccessMeasure.objects.bulk_create(
        SuccessMeasure(plan=new, ref=f"B{n}", title=f"Bench {n}", order=n, added_on=plan.starts_on)
        for n in range(-(-number // TO_A_MEASURE))
    )
    Placement.objects.bulk_create(
        Placement(measure=one, ambition=ambition, source=source, printed_ref="1.1.1", order=one.order)
        for one in measures
    )
    _series(new, measures, number)
    return new


def _series(plan: Plan, measures: list[SuccessMeasure], number: int) -> None:
    series = Series.objects.bulk_create(
        Series(
            plan=plan, measure=measures[n // TO_A_MEASURE], ref=f"B{n}", name=f"Line {n}", unit="per_cent", better="up",
            order=n % TO_A_MEASURE,
        )
        for n in range(number)
    )  # fmt: skip
    began = {"as_printed": "40%", "as_of": plan.starts_on, "value": Decimal(40), "order": 1}
    Baseline.objects.bulk_create(Baseline(series=one, **began) for one in series)
    years = range(4)
    due: Any = [plan.starts_on.replace(year=plan.starts_on.year + year) for year in (1, 2, 3, 4)]
    Target.objects.bulk_create(
        Target(series=one, due_as_printed=f"{year}", due_on=due[year], as_printed="43%", kind="value", amount=43 + year)
        for one in series
        for year in years
    )
    now = timezone.now()
    Reading.objects.bulk_create(
        Reading(series=one, as_of=due[year], value=41 + year, by=plan.adopted_by, recorded_at=now)
        for one in series
        for year in (0, 1)
    )


def _charts(plan: Plan) -> tuple[float, float, int]:
    """Median seconds for the figures and for the drawings of every series of the plan, and how many those are."""
    series = [one for row in judged(plan, timezone.localdate(), small_numbers=True) for one in row.series]
    figures = [charts.figure(one) for one in series]
    rounds = [
        (
            timed(lambda: [charts.figure(one) for one in series]),
            timed(lambda: [charts.svg(one, charts.ROW) for one in figures]),
        )
        for _ in range(ROUNDS)
    ]
    return statistics.median(r[0] for r in rounds), statistics.median(r[1] for r in rounds), len(series)
