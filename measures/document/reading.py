"""The measures in a plan's folder read as a draft, or refused with every error there is.

The files are described in `fixtures/README.md`, declared in `rows.py` and read by the floor below; `crossing.py`
holds what rows name against each other and `rules.py` what they say.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from plans.document.reading import Draft, PlanDraft, plan_folders
from plans.document.tables import Problem, Reader, Refused

from . import crossing, rules
from .rows import BaselineRow, ComparatorRow, EvidencesRow, MeasureRow, PlacementRow, SeriesRow, TargetRow

FILES = [
    kind.FILE for kind in (MeasureRow, PlacementRow, EvidencesRow, SeriesRow, BaselineRow, ComparatorRow, TargetRow)
]


@dataclass(frozen=True)
class MeasuresDraft:
    """The measures of one plan as its folder says them.

    `due` holds each target's day, by its series and the words of its date, where they could be read.
    """

    folder: str
    measures: list[MeasureRow]
    placements: list[PlacementRow]
    evidences: list[EvidencesRow]
    series: list[SeriesRow]
    baselines: list[BaselineRow]
    comparators: list[ComparatorRow]
    targets: list[TargetRow]
    due: dict[tuple[str, str], dt.date]


def read(folder: Path, draft: Draft | None, /) -> dict[str, MeasuresDraft]:
    """The measures of every plan in a partnership's folder, by the plan's slug.

    A plan's folder that has none of the seven files says nothing of measures. Where one is there, all must be.
    `draft` is what the floor below read there; where that was refused, the files are held against themselves alone.
    Raises Refused with every problem of every file.
    """
    found: dict[str, MeasuresDraft] = {}
    problems: list[Problem] = []
    plans = {plan.folder: plan for plan in draft.plans} if draft else {}
    for place in plan_folders(folder):
        if not any((place / file).exists() for file in FILES):
            continue
        reader = Reader(place, prefix=f"{place.name}/")
        plan = plans.get(place.name)
        found[plan.plan.slug if plan else place.name] = _read_measures(reader, draft, plan)
        problems += reader.problems
    if problems:
        raise Refused(problems)
    return found


def _read_measures(reader: Reader, draft: Draft | None, plan: PlanDraft | None) -> MeasuresDraft:
    rows = MeasuresDraft(
        folder=reader.folder.name,
        measures=reader.table(MeasureRow),
        placements=reader.table(PlacementRow),
        evidences=reader.table(EvidencesRow),
        series=reader.table(SeriesRow),
        baselines=reader.table(BaselineRow),
        comparators=reader.table(ComparatorRow),
        targets=reader.table(TargetRow),
        due={},
    )
    crossing.within(reader, rows)
    if draft and plan:
        crossing.below(reader, rows, plan, {(post.title, post.organisation) for post in draft.posts})
    rules.hold(reader, rows)
    rules.date(reader, rows, draft.term_ends if draft else None)
    return rows
