"""A plan's measures on one day, as plain dicts, lists, strings and numbers, as `judged()` has them.

Dashboard, board pack, export and API are made from it beside the delivery side, so that they cannot disagree. Dates
are ISO text. A number that is not known, or too small for the reader to see, is null.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from governance.models import Post, PostHolding
from governance.models.people import in_force
from measures import charts
from measures.interpretation import Step
from measures.judged import Judged, Measured, judged
from measures.models import Baseline, Comparator, Target
from measures.suppression import Figure
from plans.document import Document
from plans.models import Plan


def contents(plan: Plan, as_at: dt.date, *, small_numbers: bool, figures: bool = False) -> list[Document]:
    """The measures of a plan as at a day, in the order printed and in a fixed number of queries.

    `small_numbers`: whether the reader may see them. `figures`: whether each series comes with its chart.
    """
    rows = judged(plan, as_at, small_numbers=small_numbers)
    owners = {row.measure.owner_id for row in rows if row.measure.owner_id}
    held = set(PostHolding.objects.filter(in_force(as_at), post__in=owners).values_list("post_id", flat=True))
    return [_measure(row, held, figures=figures) for row in rows]


def number(value: Decimal | None) -> int | float | None:
    """An exact number as JSON has it: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _measure(row: Measured, held: set[int], *, figures: bool) -> Document:
    measure, placements = row.measure, row.placements
    sources = list(dict.fromkeys(placement.source.name for placement in placements))
    return {
        "ref": measure.ref,
        "title": measure.title,
        "definition": measure.definition,
        "source": sources[0] if sources else "",
        "sources": sources,
        "printed_refs": [placement.printed_ref for placement in placements],
        "placements": [
            {
                "ambition": placement.ambition.number,
                "printed_ref": placement.printed_ref,
                "source": placement.source.name,
                "note": placement.note,
            }
            for placement in placements
        ],
        "ambitions": [placement.ambition.number for placement in placements],
        "actions": [evidence.action.ref for evidence in row.evidences],
        "evidences": [{"action": evidence.action.ref, "effect": evidence.effect} for evidence in row.evidences],
        **_ownership(measure.owner, held),
        "frequency": measure.frequency,
        "hides_small_numbers": measure.hides_small_numbers,
        "position": {"state": str(row.state), "label": row.label, "sentence": row.sentence},
        "is_late": row.is_late,
        "series": [_series(one, figures=figures) for one in row.series],
    }


def _ownership(owner: Post | None, held: set[int]) -> Document:
    return {"owner": str(owner) if owner else "", "owner_is_vacant": owner is None or owner.pk not in held}


def _series(one: Judged, *, figures: bool) -> Document:
    series = one.series
    told = {
        "ref": series.ref,
        "name": series.name,
        "unit": series.unit,
        "better": series.better,
        "decimals": series.decimals,
        "numerator": series.numerator,
        "denominator": series.denominator,
        "no_baseline": series.no_baseline,
        "doubt": series.doubt,
        "baseline": _baseline(one.baseline) if one.baseline else None,
        "baselines": [
            _baseline(each) | {"sample": each.sample, "is_reference": each.is_reference}
            for each in series.baselines.all()
        ],
        "comparators": [_comparator(each) for each in series.comparators.all()],
        "targets": _targets(one),
        "readings": [_reading(figure) for figure in one.figures],
    }
    drawn = {"figure": charts.figure(one), "figure_in_words": charts.words(one)} if figures else {}
    return told | _standing(one) | drawn


def _standing(one: Judged) -> Document:
    """How a series stands on the day."""
    stands = one.trajectory
    return {
        "state": str(stands.state),
        "label": stands.label,
        "sentence": stands.sentence,
        "latest": _reading(one.figures[-1]) if one.figures else None,
        "target": _step(stands.target),
        "next_target": _step(stands.next_target),
        "since_baseline": _word(stands.since_baseline),
        "since_last": _word(stands.since_last),
        "to_next": number(stands.to_next),
        "reading_due_on": stands.reading_due_on.isoformat(),
        "is_late": stands.is_late,
        "points_in_words": stands.points_in_words,
        "signals": stands.signals,
        "projection": stands.projection,
    }


def _baseline(row: Baseline) -> Document:
    return {
        "value": number(row.value),
        "period": row.period,
        "as_of": _iso(row.as_of),
        "as_printed": row.as_printed,
    }


def _comparator(row: Comparator) -> Document:
    return {"name": row.name, "value": number(row.value), "period": row.period, "as_printed": row.as_printed}


def _targets(one: Judged) -> list[Document]:
    """Every target as printed, beside how it is read."""
    steps = {step.pk: step for step in one.steps}
    return [_target(target, steps.get(target.pk)) for target in one.series.targets.all()]


def _target(target: Target, step: Step | None) -> Document:
    is_value = target.kind == Target.Kind.VALUE
    return {
        "due_on": target.due_on.isoformat(),
        "period": target.due_as_printed,
        "as_printed": target.as_printed,
        "kind": target.kind,
        "basis": target.basis,
        "value": number(target.amount) if is_value else None,
        "low": number(target.low),
        "high": number(target.high),
        "computed_value": number(step.value) if step and target.is_interpreted else None,
        "confirmed": not target.is_interpreted or target.confirmed_by_id is not None,
        "goal": step.goal if step else "",
        "reading": step.reading if step else "",
        "note": target.note,
        "sample": target.sample,
    }


def _step(step: Step | None) -> Document | None:
    return {"due_on": step.due_on.isoformat(), "goal": step.goal, "as_printed": step.as_printed} if step else None


def _reading(figure: Figure) -> Document:
    return {
        "as_of": figure.as_of.isoformat(),
        "period": figure.period,
        "value": number(figure.value),
        "numerator": number(figure.numerator),
        "denominator": number(figure.denominator),
        "provisional": figure.is_provisional,
        "hidden": figure.is_hidden,
        "note": figure.note,
    }


def _word(word: Any) -> str | None:
    return str(word) if word else None


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
